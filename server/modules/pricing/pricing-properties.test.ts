import fc from "fast-check";
import { expect, test } from "vitest";
import { chargeFor, roundedCharge, roundedUpTo } from "./charge-rules.ts";
import { longestWalkSeconds } from "./fixed-price-rules.ts";
import { ceiling, compare, dividedBy, fraction, times, whole } from "./fraction-rules.ts";
import { anyInstant, anyTerms, nothing } from "./price-samples.ts";
import { type ChargeTerms, exactCost, exactCostOfStretch, type Stretch } from "./stretch-rules.ts";
import { paidFactor, totalOf } from "./tax-rules.ts";
import { moneyForTime, secondsLeft, timeForMoney } from "./time-left-rules.ts";

const anySeconds = fc.nat(3 * 86_400);
const anyAmount = fc.nat(20_000);

function costOf(terms: ChargeTerms, from: number, seconds: number) {
  return exactCost(terms, [{ from, to: from + seconds }]);
}

function stretchFrom(terms: ChargeTerms, from: number, seconds: number): Stretch {
  const intervals = [{ from, to: from + seconds }];
  return { terms, intervals, freeSeconds: 0, chargedBefore: nothing };
}

test("the cost never falls as time grows, nor does the charge", () => {
  fc.assert(
    fc.property(anyTerms, anyInstant, anySeconds, anySeconds, (terms, from, seconds, more) => {
      const cost = costOf(terms, from, seconds);
      expect(compare(cost, costOf(terms, from, seconds + more))).toBeLessThanOrEqual(0);
      const [short, long] = [seconds, seconds + more].map((length) =>
        chargeFor({ stretch: stretchFrom(terms, from, length), fundsMinor: null }),
      );
      expect(short!.totalMinor).toBeLessThanOrEqual(long!.totalMinor);
    }),
  );
});

test("any cut of an interval into parts costs the same before rounding", () => {
  fc.assert(
    fc.property(anyTerms, anyInstant, fc.array(anySeconds, { maxLength: 6 }), (terms, from, lengths) => {
      let at = from;
      const parts = lengths.map((seconds) => ({ from: at, to: (at += seconds) }));
      expect(compare(exactCost(terms, parts), exactCost(terms, [{ from, to: at }]))).toBe(0);
    }),
  );
});

test("several bookings of one stretch sum to what one booking would have been", () => {
  fc.assert(
    fc.property(anyTerms, anyInstant, fc.array(anySeconds, { maxLength: 5 }), (terms, from, lengths) => {
      let seconds = 0;
      let chargedBefore = nothing;
      for (const length of lengths) {
        seconds += length;
        const stretch = { ...stretchFrom(terms, from, seconds), chargedBefore };
        chargedBefore = chargeFor({ stretch, fundsMinor: null }).soFar;
      }
      const once = chargeFor({ stretch: stretchFrom(terms, from, seconds), fundsMinor: null });
      expect(chargedBefore).toEqual(once.soFar);
    }),
  );
});

test("never is more charged than there was, and tax is never more than the charge with it", () => {
  const anyBookings = fc.array(fc.tuple(anySeconds, anyAmount, fc.boolean()), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(anyTerms, anyInstant, anyBookings, (terms, from, bookings) => {
      let seconds = 0;
      let chargedBefore = nothing;
      for (const [length, fundsMinor, spendsAll] of bookings) {
        seconds += length;
        const stretch = { ...stretchFrom(terms, from, seconds), chargedBefore };
        const booked = chargeFor({ stretch, fundsMinor, spendsAll });
        expect(booked.totalMinor).toBeLessThanOrEqual(fundsMinor);
        expect(booked.totalMinor).toBe(totalOf(terms, booked));
        expect(booked.taxMinor).toBeLessThanOrEqual(booked.totalMinor);
        expect(Math.min(booked.chargeMinor, booked.taxMinor)).toBeGreaterThanOrEqual(0);
        if (spendsAll) expect(booked.totalMinor).toBe(fundsMinor);
        chargedBefore = booked.soFar;
      }
    }),
  );
});

test("the time left is the largest that the funds cover", () => {
  fc.assert(
    fc.property(
      anyTerms,
      anyInstant,
      anySeconds,
      anyAmount,
      fc.nat(3600),
      (terms, from, lived, amountMinor, free) => {
        const stretch = { ...stretchFrom(terms, from, lived), freeSeconds: free };
        const now = from + lived;
        const left = secondsLeft({ stretch, now, funds: [{ amountMinor, expiresAt: null }] });
        const paidAfter = (seconds: number) => {
          const billedFrom = Math.min(from + free, now + seconds);
          const cost = costOf(terms, billedFrom, now + seconds - billedFrom);
          return compare(times(cost, paidFactor(terms)), whole(amountMinor));
        };
        if (left === null) {
          expect(paidAfter(400 * 86_400)).toBeLessThanOrEqual(0);
          return;
        }
        if (left > 0) expect(paidAfter(left)).toBeLessThanOrEqual(0);
        // Only a flat price is followed further than that.
        if (left < longestWalkSeconds) expect(paidAfter(left + 1)).toBeGreaterThan(0);
      },
    ),
    { numRuns: 400 },
  );
});

test("time sold by amount lasts at least as long as was asked for", () => {
  fc.assert(
    fc.property(anyTerms, anyInstant, fc.nat(3000), (terms, startsAt, minutes) => {
      const amountMinor = moneyForTime({ terms, startsAt, minutes });
      const lasting = timeForMoney({ terms, startsAt, amountMinor });
      expect(lasting ?? Infinity).toBeGreaterThanOrEqual(minutes);
    }),
    { numRuns: 400 },
  );
});

test("the amount of the time that money buys is no more than that money, rounding and minimum aside", () => {
  fc.assert(
    fc.property(anyTerms, anyInstant, anyAmount, (terms, startsAt, amountMinor) => {
      const minutes = timeForMoney({ terms, startsAt, amountMinor });
      fc.pre(minutes !== null);
      expect(moneyForTime({ terms, startsAt, minutes })).toBeLessThanOrEqual(allowance(terms, amountMinor));
    }),
    { numRuns: 400 },
  );
});

/**
 * The most that the time bought for an amount may cost (billing.md 6.5): the amount; with a price rounding the amount rounded up to it;
 * with a minimum the larger of the two. Rounding and minimum are those of the charge, so with tax on top they are asked of the part
 * without it.
 */
function allowance(terms: ChargeTerms, amountMinor: number): number {
  const paid = (charge: number) => Number(ceiling(times(whole(charge), paidFactor(terms))));
  const step = terms.price.roundingMinor;
  const minimum = paid(step > 0 ? roundedUpTo(step, whole(terms.minimumMinor)) : terms.minimumMinor);
  const asked =
    step > 0 ? paid(roundedUpTo(step, dividedBy(whole(amountMinor), paidFactor(terms)))) : amountMinor;
  return Math.max(asked, minimum);
}

test("a longer time never costs less money, and more money never buys less time", () => {
  fc.assert(
    fc.property(anyTerms, anyInstant, anyAmount, anyAmount, (terms, startsAt, amountMinor, moreMinor) => {
      const minutes = (amount: number) => timeForMoney({ terms, startsAt, amountMinor: amount }) ?? Infinity;
      expect(minutes(amountMinor)).toBeLessThanOrEqual(minutes(amountMinor + moreMinor));
      const money = (length: number) => moneyForTime({ terms, startsAt, minutes: length });
      expect(money(amountMinor % 4000)).toBeLessThanOrEqual(money((amountMinor % 4000) + (moreMinor % 500)));
    }),
  );
});

test("what was sold as prepaid is used up by the time that was promised, and not a second earlier", () => {
  fc.assert(
    fc.property(anyTerms, anyInstant, fc.integer({ min: 1, max: 600 }), (terms, startsAt, minutes) => {
      const amountMinor = moneyForTime({ terms, startsAt, minutes });
      const stretch = stretchFrom(terms, startsAt, minutes * 60);
      const booked = chargeFor({ stretch, fundsMinor: amountMinor, spendsAll: true });
      expect(booked.totalMinor).toBe(amountMinor);
      const left = secondsLeft({
        stretch: { ...stretch, intervals: [] },
        now: startsAt,
        funds: [{ amountMinor, expiresAt: null }],
      });
      expect(left ?? Infinity).toBeGreaterThanOrEqual(minutes * 60);
    }),
  );
});

test("a fixed price costs what a clock on the wall adds up, minute by minute, over changes of the clocks too", () => {
  fc.assert(
    fc.property(anyTerms, anyInstant, fc.nat(700), ({ price, zone }, from, minutes) => {
      // A wall clock is asked by the name of its zone; fixed offsets have none.
      fc.pre(price.type === "fixed" && /^[A-Z]/.test(zone));
      const start = from - (from % 60);
      let sum = 0;
      for (let minute = 0; minute < minutes; minute += 1)
        sum += rateByWallClock(price, zone, start + minute * 60);
      const terms: ChargeTerms = { price, zone, discountPercent: "0", tax: null, minimumMinor: 0 };
      expect(compare(costOf(terms, start, minutes * 60), fraction(BigInt(sum), 60n))).toBe(0);
    }),
    { numRuns: 60 },
  );
});

/** The rate an hour at a minute, read as a person would: from the weekday and the time that the wall shows. */
function rateByWallClock(price: ChargeTerms["price"], zone: string, at: number): number {
  const shown = wallClock(zone).formatToParts(new Date(at * 1000));
  const part = (type: string) => shown.find((one) => one.type === type)?.value ?? "";
  const day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(part("weekday"));
  const row = price.grid[day] ?? [];
  const cell = Math.floor(((Number(part("hour")) * 60 + Number(part("minute"))) * row.length) / (24 * 60));
  return price.ratesPerHourMinor[(row[cell] ?? 1) - 1] ?? 0;
}

const wallClocks = new Map<string, Intl.DateTimeFormat>();
function wallClock(zone: string): Intl.DateTimeFormat {
  const known = wallClocks.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  });
  wallClocks.set(zone, made);
  return made;
}

test("two stretches of a session are never charged less than the minimum, nor more than it and their own cost", () => {
  fc.assert(
    fc.property(anyTerms, anyTerms, anyInstant, anySeconds, anySeconds, (one, two, from, first, second) => {
      const minimumMinor = 700;
      const earlier = stretchFrom({ ...one, minimumMinor }, from, first);
      const before = chargeFor({ stretch: earlier, fundsMinor: null });
      const later = stretchFrom({ ...two, minimumMinor }, from + first, second);
      const after = chargeFor({
        stretch: later,
        otherStretches: [{ ...earlier, chargedBefore: before.soFar }],
        fundsMinor: null,
      });
      const sum = before.chargeMinor + after.chargeMinor;
      const own = (stretch: Stretch) => roundedCharge(stretch.terms, exactCostOfStretch(stretch));
      const isBilled = [earlier, later].some((stretch) => exactCostOfStretch(stretch).numerator > 0n);
      if (isBilled) expect(sum).toBeGreaterThanOrEqual(minimumMinor);
      else expect(sum).toBe(0);
      const floors = [one, two].map((terms) => roundedCharge(terms, whole(minimumMinor)));
      expect(sum).toBeLessThanOrEqual(Math.max(own(earlier) + own(later), ...floors));
    }),
  );
});
