import { Temporal } from "temporal-polyfill";

/** The café's wall clock: which second of the local week an instant is, and how long that holds without a jump. */

export const secondsOfWeek = 7 * 86_400;

/** Half open, in whole seconds since 1970-01-01 UTC: the instants of a session are cut to whole seconds (billing.md 1). */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A time in which the zone's offset does not change. */
export interface OffsetSpan extends Interval {
  /** Seconds the wall clock is ahead of UTC. */
  readonly offsetSeconds: number;
}

/** A Thursday began the count of seconds; the local week begins on Monday. */
const secondsFromMondayToEpoch = 3 * 86_400;

/** Seconds of the local wall clock since the Monday before 1970; its rest by a week is the place in the week. */
export function localSeconds(epochSeconds: number, offsetSeconds: number): number {
  return epochSeconds + offsetSeconds + secondsFromMondayToEpoch;
}

/** The offset that holds at the instant, and from when to when; a fixed offset holds for ever. */
export function offsetSpanAt(epochSeconds: number, zone: string): OffsetSpan {
  const fixed = /^([+-])(\d\d):(\d\d)$/.exec(zone);
  if (fixed) {
    const seconds = Number(fixed[2]) * 3600 + Number(fixed[3]) * 60;
    return { from: -Infinity, to: Infinity, offsetSeconds: fixed[1] === "-" ? -seconds : seconds };
  }
  const known = spansByZone.get(zone) ?? [];
  const span = known.find(({ from, to }) => from <= epochSeconds && epochSeconds < to);
  if (span) return span;
  const found = findSpan(epochSeconds, zone);
  spansByZone.set(zone, [...known, found]);
  return found;
}

/** The parts of an interval with one offset each, in order. */
export function* offsetSpansOf({ from, to }: Interval, zone: string): Generator<OffsetSpan> {
  let at = from;
  while (at < to) {
    const span = offsetSpanAt(at, zone);
    yield { from: at, to: Math.min(to, span.to), offsetSeconds: span.offsetSeconds };
    at = span.to;
  }
}

// Asking the calendar costs a thousand times the sum it is asked for; a zone has two spans a year, and they never change.
const spansByZone = new Map<string, readonly OffsetSpan[]>();

function findSpan(epochSeconds: number, zone: string): OffsetSpan {
  const local = Temporal.Instant.fromEpochMilliseconds(epochSeconds * 1000).toZonedDateTimeISO(zone);
  const next = local.getTimeZoneTransition("next");
  // A second later, because a change at the very instant already belongs to this span.
  const previous = local.add({ seconds: 1 }).getTimeZoneTransition("previous");
  return {
    from: previous ? Math.ceil(previous.epochMilliseconds / 1000) : -Infinity,
    to: next ? Math.ceil(next.epochMilliseconds / 1000) : Infinity,
    offsetSeconds: Math.round(local.offsetNanoseconds / 1e9),
  };
}
