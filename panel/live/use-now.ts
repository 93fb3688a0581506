import { useSyncExternalStore } from "react";

let nowMs = performance.now();
const listeners = new Set<() => void>();
let timer: number | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) nowMs = performance.now();
  timer ??= window.setInterval(() => {
    nowMs = performance.now();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

/** performance.now() to the second; one timer for the whole page. */
export const useNowMs = (): number => useSyncExternalStore(subscribe, () => nowMs);
