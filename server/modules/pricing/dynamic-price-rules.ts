import {
  compare,
  dividedBy,
  floor,
  type Fraction,
  fraction,
  minus,
  plus,
  times,
  whole,
} from "./fraction-rules.ts";
import { type DynamicRow } from "./price-rules.ts";

/** Dynamic prices (billing.md 6.3): straight lines from (0, 0) through the rows, then on at the last row's average rate. */

/** What so many billed seconds of one stretch cost, in minor units. */
export function dynamicCost(rows: readonly DynamicRow[], billedSeconds: number): Fraction {
  const line = linesOf(rows).find(({ to }) => billedSeconds <= to);
  if (!line) throw new Error("a dynamic price needs at least one row");
  return plus(line.amount, times(line.perSecond, whole(billedSeconds - line.from)));
}

/** The largest number of billed seconds of a stretch that cost no more than the amount in minor units (zero or more). */
export function billedSecondsForAmount(rows: readonly DynamicRow[], amount: Fraction): number {
  // The cost rises everywhere, so the last line that begins within the amount holds the answer.
  const line = linesOf(rows).findLast((candidate) => compare(candidate.amount, amount) <= 0);
  if (!line) throw new Error("a dynamic price needs at least one row and an amount of zero or more");
  return line.from + Number(floor(dividedBy(minus(amount, line.amount), line.perSecond)));
}

interface Line {
  readonly from: number;
  readonly to: number;
  /** The cost at its beginning. */
  readonly amount: Fraction;
  readonly perSecond: Fraction;
}

function linesOf(rows: readonly DynamicRow[]): Line[] {
  const lines: Line[] = [];
  const last = rows.at(-1);
  if (!last) return lines;
  let before: DynamicRow = { minutes: 0, amountMinor: 0 };
  for (const row of rows) {
    lines.push(lineOf(before, row, row.minutes * 60));
    before = row;
  }
  const average = lineOf({ minutes: 0, amountMinor: 0 }, last, Infinity);
  lines.push({ ...average, from: last.minutes * 60, amount: whole(last.amountMinor) });
  return lines;
}

function lineOf(start: DynamicRow, end: DynamicRow, to: number): Line {
  const seconds = BigInt((end.minutes - start.minutes) * 60);
  const perSecond = fraction(BigInt(end.amountMinor - start.amountMinor), seconds);
  return { from: start.minutes * 60, to, amount: whole(start.amountMinor), perSecond };
}
