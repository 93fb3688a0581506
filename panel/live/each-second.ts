import { serverNowMs } from "./server-clock.ts";

type Listener = (serverSecond: number) => void;

const listeners = new Set<Listener>();
let timer: number | undefined;

const secondNow = () => Math.floor(serverNowMs() / 1000);

/** Just after the server's next full second, when every countdown changes. */
function wait(): void {
  timer = window.setTimeout(tick, 1000 - (serverNowMs() % 1000) + 2);
}

function tick(): void {
  const second = secondNow();
  for (const listener of listeners) listener(second);
  wait();
}

/** Calls with the server's second, at once and at each full one; one timer for the whole page. Answers how to stop. */
export function eachSecond(listener: Listener): () => void {
  listeners.add(listener);
  listener(secondNow());
  if (timer === undefined) wait();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearTimeout(timer);
    timer = undefined;
  };
}
