import type { LogRange } from "./log-range-rules.ts";

/** How a range is laid out in spans of kept sums (README, "Pages"). Pure. */

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Borders in rising order: rows are scanned before `hoursFrom` and from `hoursTo` on, hours are read before `daysFrom`
 * and from `daysTo` on, days between. A part whose borders are equal is empty. Hours and days are those of UTC.
 */
export interface SpanCut extends LogRange {
  hoursFrom: Date;
  daysFrom: Date;
  daysTo: Date;
  hoursTo: Date;
}

const ceiling = (ms: number, unit: number) => Math.ceil(ms / unit) * unit;
const floor = (ms: number, unit: number) => Math.floor(ms / unit) * unit;

/** Cuts a range so that at most two hours of it are read row by row and at most two days hour by hour. */
export function cutRange({ startsAt, endsAt }: LogRange): SpanCut {
  const whole = { startsAt, endsAt };
  const hoursFrom = ceiling(startsAt.getTime(), hourMs);
  const hoursTo = floor(endsAt.getTime(), hourMs);
  if (hoursFrom >= hoursTo)
    return { ...whole, hoursFrom: endsAt, daysFrom: endsAt, daysTo: endsAt, hoursTo: endsAt };
  const daysFrom = ceiling(hoursFrom, dayMs);
  const daysTo = floor(hoursTo, dayMs);
  const hours = { hoursFrom: new Date(hoursFrom), hoursTo: new Date(hoursTo) };
  if (daysFrom >= daysTo) return { ...whole, ...hours, daysFrom: hours.hoursTo, daysTo: hours.hoursTo };
  return { ...whole, ...hours, daysFrom: new Date(daysFrom), daysTo: new Date(daysTo) };
}

/** A stretch of time with the number of rows of the list that are newer than all of it, and of its own. */
export interface Unit {
  from: Date;
  to: Date;
  newerRows: number;
  rows: number;
}

/** Whether a unit is a whole day: its hours tell more exactly where a page starts. */
export const isDay = ({ from, to }: Pick<Unit, "from" | "to">) => to.getTime() - from.getTime() === dayMs;
