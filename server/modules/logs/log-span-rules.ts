import type { LogRange } from "./log-range-rules.ts";

/** How a range is laid out in spans of kept sums (README, "Pages"). Pure. */

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const blockMs = 32 * dayMs;

/**
 * Borders in rising order: rows are scanned before `hoursFrom` and from `hoursTo` on, hours are read before `daysFrom`
 * and from `daysTo` on, days before `blocksFrom` and from `blocksTo` on, blocks of 32 days between. A part whose borders
 * are equal is empty. All of them are counted in UTC, from the beginning of 1970.
 */
export interface SpanCut extends LogRange {
  hoursFrom: Date;
  daysFrom: Date;
  blocksFrom: Date;
  blocksTo: Date;
  daysTo: Date;
  hoursTo: Date;
}

/** The whole units in the middle of a range; empty, at its end, when there is none. */
function wholeUnits({ startsAt, endsAt }: LogRange, unitMs: number): LogRange {
  const from = Math.ceil(startsAt.getTime() / unitMs) * unitMs;
  const to = Math.floor(endsAt.getTime() / unitMs) * unitMs;
  if (from >= to) return { startsAt: endsAt, endsAt };
  return { startsAt: new Date(from), endsAt: new Date(to) };
}

/**
 * Cuts a range so that at most two hours of it are read row by row, and two days hour by hour. Without `byHours`, for
 * sums of which no hours are kept, at most two days are read row by row.
 */
export function cutRange(range: LogRange, { byHours }: { byHours: boolean }): SpanCut {
  const hours = wholeUnits(range, byHours ? hourMs : dayMs);
  const days = wholeUnits(hours, dayMs);
  const blocks = wholeUnits(days, blockMs);
  return {
    ...range,
    ...{ hoursFrom: hours.startsAt, daysFrom: days.startsAt, blocksFrom: blocks.startsAt },
    ...{ blocksTo: blocks.endsAt, daysTo: days.endsAt, hoursTo: hours.endsAt },
  };
}

/** Cuts whole days, or hours, into nothing but these. */
export function cutInto(unit: "days" | "hours", { startsAt, endsAt }: LogRange): SpanCut {
  return {
    ...{
      startsAt,
      endsAt,
      hoursFrom: startsAt,
      hoursTo: endsAt,
      daysFrom: unit === "days" ? startsAt : endsAt,
    },
    ...{ blocksFrom: endsAt, blocksTo: endsAt, daysTo: endsAt },
  };
}

/** A stretch of time with the number of rows of the list that are newer than all of it, and of its own. */
export interface Unit {
  from: Date;
  to: Date;
  newerRows: number;
  rows: number;
}

const lengthOf = ({ from, to }: Pick<Unit, "from" | "to">) => to.getTime() - from.getTime();

/** Whether a unit is a block: its days tell more exactly where a page lies. */
export const isBlock = (unit: Pick<Unit, "from" | "to">) => lengthOf(unit) === blockMs;

/** Whether a unit is a whole day: its hours tell more exactly where a page starts. */
export const isDay = (unit: Pick<Unit, "from" | "to">) => lengthOf(unit) === dayMs;
