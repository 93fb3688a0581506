import fc from "fast-check";
import { type Interval } from "./local-time-rules.ts";
import { type Price, type Tier, type TierGrid } from "./price-rules.ts";
import { type Charge, type ChargeTerms, type Stretch } from "./stretch-rules.ts";

/** Prices, terms and stretches for the tests: two decimals, flat 4.00 an hour, UTC, as the worked examples of billing.md 13 begin. */

export function gridOf(tierAt: (weekday: number, cell: number) => Tier, cells: 24 | 48 = 24): TierGrid {
  return Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: cells }, (__, cell) => tierAt(day, cell)),
  );
}

export function priceWith(changes: Partial<Price> = {}): Price {
  return {
    id: 1,
    version: 1,
    order: 0,
    isActive: true,
    type: "fixed",
    ratesPerHourMinor: [400, null, null, null],
    grid: gridOf(() => 1),
    dynamicRows: [],
    roundingMinor: 0,
    taxed: true,
    pcGroupIds: [],
    memberGroupIds: [],
    ...changes,
  };
}

export function flatPrice(ratePerHourMinor: number, changes: Partial<Price> = {}): Price {
  return priceWith({ ratesPerHourMinor: [ratePerHourMinor, null, null, null], ...changes });
}

export const dynamicPrice = priceWith({
  type: "dynamic",
  dynamicRows: [
    { minutes: 60, amountMinor: 400 },
    { minutes: 180, amountMinor: 900 },
  ],
});

export function termsWith(changes: Partial<ChargeTerms> = {}): ChargeTerms {
  return { price: priceWith(), zone: "UTC", discountPercent: "0", tax: null, minimumMinor: 0, ...changes };
}

export function epoch(utc: string): number {
  return Date.parse(`${utc}Z`) / 1000;
}

/** A Monday. */
export const monday = epoch("2026-11-02T00:00:00");

export function minutesFrom(from: number, minutes: number): Interval {
  return { from, to: from + minutes * 60 };
}

export const nothing: Charge = { chargeMinor: 0, taxMinor: 0 };

export function stretchOf(terms: ChargeTerms, seconds: number, changes: Partial<Stretch> = {}): Stretch {
  const intervals = [{ from: monday, to: monday + seconds }];
  return { terms, intervals, freeSeconds: 0, chargedBefore: nothing, ...changes };
}

const rate = fc.integer({ min: 0, max: 5000 });

const anyFixedPrice = fc
  .record({
    rates: fc.tuple(rate, rate, rate, rate),
    cells: fc.constantFrom(24 as const, 48 as const),
    tiers: fc.array(fc.constantFrom<Tier>(1, 2, 3, 4), { minLength: 1, maxLength: 30 }),
    roundingMinor: fc.constantFrom(0, 5, 50),
  })
  .map(({ rates, cells, tiers, roundingMinor }) =>
    priceWith({
      ratesPerHourMinor: rates,
      grid: gridOf((day, cell) => tiers[(day * cells + cell) % tiers.length] ?? 1, cells),
      roundingMinor,
    }),
  );

const anyDynamicPrice = fc
  .record({
    steps: fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2000 })), {
      minLength: 1,
      maxLength: 5,
    }),
    roundingMinor: fc.constantFrom(0, 50),
  })
  .map(({ steps, roundingMinor }) => {
    let minutes = 0;
    let amountMinor = 0;
    const dynamicRows = steps.map(([moreMinutes, moreMinor]) => {
      minutes += moreMinutes;
      amountMinor += moreMinor;
      return { minutes, amountMinor };
    });
    return priceWith({ type: "dynamic", dynamicRows, roundingMinor });
  });

const anyTax = fc.option(
  fc.record({ percent: fc.constantFrom("0", "7.25", "10", "19", "100"), included: fc.boolean() }),
);

export const anyTerms: fc.Arbitrary<ChargeTerms> = fc.record({
  price: fc.oneof(anyFixedPrice, anyDynamicPrice),
  zone: fc.constantFrom(
    "UTC",
    "+08:00",
    "-03:30",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
  ),
  discountPercent: fc.constantFrom("0", "10", "12.5", "99", "100"),
  tax: anyTax,
  minimumMinor: fc.constantFrom(0, 0, 200),
});

/** Around the changes of the clocks of 2026 in the zones above, by day and hour of UTC. */
const clockChanges = [
  "2026-03-08T07:00:00",
  "2026-03-29T01:00:00",
  "2026-04-04T15:00:00",
  "2026-10-03T15:30:00",
  "2026-10-25T01:00:00",
  "2026-11-01T06:00:00",
].map(epoch);

/** Within 2026 to the second; every second one within a day of a change of the clocks, where a mistake would show. */
export const anyInstant = fc.oneof(
  fc.integer({ min: epoch("2026-01-01T00:00:00"), max: epoch("2027-01-01T00:00:00") }),
  fc
    .tuple(fc.constantFrom(...clockChanges), fc.integer({ min: -86_400, max: 86_400 }))
    .map(([change, away]) => change + away),
);
