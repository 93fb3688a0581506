import { dynamicCost } from "./dynamic-price-rules.ts";
import { rateSecondsOf, rateSecondsOfMinor } from "./fixed-price-rules.ts";
import { type Fraction, fraction, fractionOfDecimal, minus, times, whole, zero } from "./fraction-rules.ts";
import { type Interval } from "./local-time-rules.ts";
import { type Price } from "./price-rules.ts";

/** The seconds of a session that are paid with money at one price version, and their exact cost (billing.md 6.4.1 to 6.4.3). */

/** Tax of PC time: the exact decimal percent, such as "7.25", and whether prices hold it already. */
export interface TaxRule {
  readonly percent: string;
  readonly included: boolean;
}

export interface ChargeTerms {
  readonly price: Price;
  /** The café's zone: an IANA name or a fixed offset such as "+08:00". */
  readonly zone: string;
  /** The member group's PC-time discount as exact decimal text; "100" = free of charge. */
  readonly discountPercent: string;
  /** Tax 4; null = the café has none. Whether it holds for the price, the price says. */
  readonly tax: TaxRule | null;
  /** Floor of a whole prepaid or postpaid session; 0 for members' sessions (billing.md 6.4.4). */
  readonly minimumMinor: number;
}

/** What was booked. Tax on top is not in `chargeMinor`, tax inside is. */
export interface Charge {
  readonly chargeMinor: number;
  readonly taxMinor: number;
}

export interface Stretch {
  readonly terms: ChargeTerms;
  /** The seconds lived, in order of time, without pauses and without those another source paid for. */
  readonly intervals: readonly Interval[];
  /** The first so many of these seconds are free minutes and never billed; 0 once they were used elsewhere. */
  readonly freeSeconds: number;
  /** The sum of what earlier settlements of this stretch booked. */
  readonly chargedBefore: Charge;
}

export function secondsOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0);
}

/** The intervals without their first so many seconds. */
export function billedIntervals(intervals: readonly Interval[], freeSeconds: number): Interval[] {
  let free = freeSeconds;
  const billed: Interval[] = [];
  for (const { from, to } of intervals) {
    const cut = Math.min(free, Math.max(0, to - from));
    free -= cut;
    if (from + cut < to) billed.push({ from: from + cut, to });
  }
  return billed;
}

/**
 * The free seconds a session begins with: those of the setting, or, within 60 minutes after the member's last session, only what that
 * one left of them (billing.md 6.4.3).
 */
export function freeSecondsFor(session: {
  freeMinutes: number;
  startedAt: number;
  last: { endedAt: number; freeSecondsLeft: number } | null;
}): number {
  const all = session.freeMinutes * 60;
  const { last } = session;
  if (!last || session.startedAt - last.endedAt >= 3600) return all;
  return Math.min(all, last.freeSecondsLeft);
}

/** The exact cost of billed intervals in minor units: integral less discount, no rounding (billing.md 6.4.1, 6.4.2). */
export function exactCost(terms: ChargeTerms, billed: readonly Interval[]): Fraction {
  return times(listCost(terms, billed), discountFactor(terms));
}

/** The exact cost of a stretch so far in minor units. */
export function exactCostOfStretch(stretch: Stretch): Fraction {
  return exactCost(stretch.terms, billedIntervals(stretch.intervals, stretch.freeSeconds));
}

/** The cost of billed intervals in minor units before the discount. */
export function listCost({ price, zone }: ChargeTerms, billed: readonly Interval[]): Fraction {
  switch (price.type) {
    case "fixed":
      return fraction(rateSecondsOf(price, billed, zone), rateSecondsOfMinor);
    case "dynamic":
      return dynamicCost(price.dynamicRows, secondsOf(billed));
  }
}

/** What is left of the list price: (100 − discount) / 100, not below zero. */
export function discountFactor({ discountPercent }: ChargeTerms): Fraction {
  const left = minus(whole(100), fractionOfDecimal(discountPercent));
  return left.numerator <= 0n ? zero : times(left, fraction(1n, 100n));
}
