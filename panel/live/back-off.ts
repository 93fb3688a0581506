/** Longest pause before the next try, ms. */
const longestMs = 30_000;

/** Full jitter: anything between nothing and a bound that doubles with each failure, so that panels do not return all at once. */
export function backOffMs(failures: number, chance: () => number): number {
  return Math.floor(chance() * Math.min(longestMs, 500 * 2 ** Math.min(failures, 10)));
}
