/** The café's wall clock: which second of the local week an instant is. */

export { type Interval, type OffsetSpan, offsetSpanAt, offsetSpansOf } from "../../kernel/local-time.ts";

export const secondsOfWeek = 7 * 86_400;

/** A Thursday began the count of seconds; the local week begins on Monday. */
const secondsFromMondayToEpoch = 3 * 86_400;

/** Seconds of the local wall clock since the Monday before 1970; its rest by a week is the place in the week. */
export function localSeconds(epochSeconds: number, offsetSeconds: number): number {
  return epochSeconds + offsetSeconds + secondsFromMondayToEpoch;
}
