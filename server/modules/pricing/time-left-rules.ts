import { roundedUpTo } from "./charge-rules.ts";
import { billedSecondsForAmount } from "./dynamic-price-rules.ts";
import { rateSecondsOf, rateSecondsOfMinor, secondsForRateSeconds } from "./fixed-price-rules.ts";
import {
  ceiling,
  dividedBy,
  floor,
  type Fraction,
  fraction,
  larger,
  minus,
  plus,
  smaller,
  times,
  whole,
  zero,
} from "./fraction-rules.ts";
import { type Interval } from "./local-time-rules.ts";
import {
  billedIntervals,
  type ChargeTerms,
  discountFactor,
  exactCost,
  secondsOf,
  type Stretch,
} from "./stretch-rules.ts";
import { paidFactor, totalOf } from "./tax-rules.ts";

/** How long money lasts, and what time costs beforehand (billing.md 6.5). */

/** Money in the order in which it is spent. A bonus lot counts only as far as it is spent before it expires. */
export interface Fund {
  readonly amountMinor: number;
  /** Epoch seconds; null = never. */
  readonly expiresAt: number | null;
}

/**
 * The largest number of seconds from `now` on whose exact cost with tax on top the funds cover, free minutes that are left included;
 * null = no end. The intervals of the stretch reach up to `now` and hold what is not yet settled. The answer for a price that is not
 * flat stops at ten years.
 */
export function secondsLeft(request: {
  stretch: Stretch;
  now: number;
  funds: readonly Fund[];
}): number | null {
  const { stretch, now } = request;
  const { terms } = stretch;
  const factor = times(discountFactor(terms), paidFactor(terms));
  if (factor.numerator === 0n) return null;
  const paidBefore = whole(totalOf(terms, stretch.chargedBefore));
  const budget = dividedBy(plus(paidBefore, usableFunds(request)), factor);
  const freeLeft = Math.max(0, stretch.freeSeconds - secondsOf(stretch.intervals));
  const billed = billedIntervals(stretch.intervals, stretch.freeSeconds);
  const seconds = secondsForBudget(terms, billed, now + freeLeft, budget);
  return seconds === null ? null : freeLeft + seconds;
}

/** Whole minutes that the money buys from an instant on, rounded down, without free minutes; null = no end (`calculate/time`). */
export function timeForMoney(request: {
  terms: ChargeTerms;
  startsAt: number;
  amountMinor: number;
}): number | null {
  const { terms, startsAt, amountMinor } = request;
  const stretch = { terms, intervals: [], freeSeconds: 0, chargedBefore: { chargeMinor: 0, taxMinor: 0 } };
  const seconds = secondsLeft({ stretch, now: startsAt, funds: [{ amountMinor, expiresAt: null }] });
  return seconds === null ? null : Math.floor(seconds / 60);
}

/**
 * What so many minutes cost from an instant on, in minor units, tax on top included, without free minutes (`calculate/amount`). The last
 * rounding is always up, so that what is sold lasts as long as was promised.
 */
export function moneyForTime(request: { terms: ChargeTerms; startsAt: number; minutes: number }): number {
  const { terms, startsAt, minutes } = request;
  const exact = exactCost(terms, [{ from: startsAt, to: startsAt + minutes * 60 }]);
  if (exact.numerator === 0n) return 0;
  const lifted = larger(exact, whole(terms.minimumMinor));
  const step = terms.price.roundingMinor;
  const charge = step > 0 ? whole(roundedUpTo(step, lifted)) : lifted;
  return Number(ceiling(times(charge, paidFactor(terms))));
}

/** Seconds after the billed ones that a budget in minor units at list price, spent from the stretch's beginning, covers. */
function secondsForBudget(
  { price, zone }: ChargeTerms,
  billed: readonly Interval[],
  startsAt: number,
  budget: Fraction,
): number | null {
  switch (price.type) {
    case "fixed": {
      const rateSeconds = floor(times(budget, fraction(rateSecondsOfMinor)));
      const left = rateSeconds - rateSecondsOf(price, billed, zone);
      // Who has used up more than there is gets no free hour on top.
      return left < 0n ? 0 : secondsForRateSeconds(price, startsAt, left, zone);
    }
    case "dynamic":
      return Math.max(0, billedSecondsForAmount(price.dynamicRows, budget) - secondsOf(billed));
  }
}

/** The funds as far as they can be spent: each in its turn, and until it expires. */
function usableFunds(request: { stretch: Stretch; now: number; funds: readonly Fund[] }): Fraction {
  let usable = zero;
  for (const { amountMinor, expiresAt } of request.funds) {
    const amount = whole(amountMinor);
    if (expiresAt === null) {
      usable = plus(usable, amount);
      continue;
    }
    const inItsTurn = minus(unpaidCostUntil(request, expiresAt), usable);
    usable = plus(usable, smaller(amount, larger(zero, inItsTurn)));
  }
  return usable;
}

/** What the stretch costs up to an instant, tax on top included, beyond what it was charged before. */
function unpaidCostUntil({ stretch, now }: { stretch: Stretch; now: number }, at: number): Fraction {
  const { terms, intervals, freeSeconds, chargedBefore } = stretch;
  const lived = [...intervals, { from: now, to: Infinity }]
    .map(({ from, to }) => ({ from, to: Math.min(to, at) }))
    .filter(({ from, to }) => from < to);
  const cost = times(exactCost(terms, billedIntervals(lived, freeSeconds)), paidFactor(terms));
  return minus(cost, whole(totalOf(terms, chargedBefore)));
}
