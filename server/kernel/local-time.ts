import { Temporal } from "temporal-polyfill";

/** Instants as the café's people read them (api-v2.md 1.11). The zone is an IANA name or a fixed offset such as "+08:00". */

const two = (n: number) => String(n).padStart(2, "0");

/** YYYY-MM-DD HH:MM:SS in UTC. */
export function utcText(instant: Date): string {
  return instant.toISOString().slice(0, 19).replace("T", " ");
}

/** YYYY-MM-DD HH:MM:SS in the café's zone. */
export function localText(instant: Date, zone: string): string {
  return utcText(new Date(instant.getTime() + offsetSeconds(instant, zone) * 1000));
}

/** MM-DD HH:MM in the café's zone, as PCs show their next booking (api-v2.md 3.1). */
export function monthToMinute(instant: Date, zone: string): string {
  return localText(instant, zone).slice(5, 16);
}

// An offset holds for the whole quarter of an hour: zones change at quarters. Lists ask for the same few again and again.
const offsets = new Map<string, number>();

/** Seconds the zone is ahead of UTC at the instant. */
export function offsetSeconds(instant: Date, zone: string): number {
  const fixed = /^([+-])(\d\d):(\d\d)$/.exec(zone);
  if (fixed) return (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 3600 + Number(fixed[3]) * 60);
  const quarter = `${zone} ${Math.floor(instant.getTime() / 900_000)}`;
  const known = offsets.get(quarter);
  if (known !== undefined) return known;
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
  const seconds = Math.round(zoned.offsetNanoseconds / 1e9);
  if (offsets.size > 10_000) offsets.clear();
  offsets.set(quarter, seconds);
  return seconds;
}

/** Whether the text names a zone: a fixed offset or an IANA name. */
export function isZone(zone: string): boolean {
  if (/^[+-](0\d|1[0-4]):[0-5]\d$/.test(zone)) return true;
  if (/^[+-]|^\d/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/** The instant of a café-local "YYYY-MM-DD HH:MM[:SS]"; an hour that does not exist is taken as the one after. Null when it is no date. */
export function instantOfLocal(text: string, zone: string): Date | null {
  try {
    const local = Temporal.PlainDateTime.from(text.replace(" ", "T"), { overflow: "reject" });
    return new Date(local.toZonedDateTime(zone).epochMilliseconds);
  } catch {
    return null;
  }
}

/** HH:MM:SS of seconds; hours may pass 24, a leading minus = over. */
export function durationText(seconds: number): string {
  const whole = Math.abs(Math.trunc(seconds));
  const text = `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return seconds <= -1 ? `-${text}` : text;
}

/** The café's local weekday of an instant, 0 = Monday. */
export function localWeekday(instant: Date, zone: string): number {
  const local = new Date(instant.getTime() + offsetSeconds(instant, zone) * 1000);
  return (local.getUTCDay() + 6) % 7;
}

/** Half open, in whole seconds since 1970-01-01 UTC: instants of sessions are cut to whole seconds (billing.md 1). */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A time in which the zone's offset does not change. */
export interface OffsetSpan extends Interval {
  /** Seconds the wall clock is ahead of UTC. */
  readonly offsetSeconds: number;
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
