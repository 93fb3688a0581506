import { eachSecond } from "./each-second.ts";

/** A machine that slept, or whose clock was set: by so much its two clocks went apart since the second before, ms. */
const jumpMs = 2_000;

/** Calls after the machine slept, when nothing on the page can be trusted to be of now. Answers how to stop. */
export function noticeSleep(onWake: () => void): () => void {
  const distance = () => Date.now() - performance.now();
  let before = distance();
  return eachSecond(() => {
    const now = distance();
    if (Math.abs(now - before) > jumpMs) onWake();
    before = now;
  });
}
