import fc from "fast-check";
import { expect, test } from "vitest";
import { chargeFor, roundedUpTo } from "./charge-rules.ts";
import { longestWalkSeconds } from "./fixed-price-rules.ts";
import { ceiling, compare, dividedBy, times, whole } from "./fraction-rules.ts";
import { anyInstant, anyTerms, nothing } from "./price-samples.ts";
import { type ChargeTerms, exactCost, type Stretch } from "./stretch-rules.ts";
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
      // Rounding and minimum are those of the charge; with tax on top they are asked of the part without it.
      const step = terms.price.roundingMinor || 1;
      const net = dividedBy(whole(amountMinor), paidFactor(terms));
      const charge = Math.max(roundedUpTo(step, net), roundedUpTo(step, whole(terms.minimumMinor)));
      const allowance =
        step > 1 || terms.minimumMinor > 0
          ? Number(ceiling(times(whole(charge), paidFactor(terms))))
          : amountMinor;
      expect(moneyForTime({ terms, startsAt, minutes })).toBeLessThanOrEqual(allowance);
    }),
    { numRuns: 400 },
  );
});
