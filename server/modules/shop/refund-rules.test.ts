import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  lineBack,
  type PartBack,
  partsBack,
  pointsBack,
  pointsFor,
  type RefundableLine,
} from "./refund-rules.ts";

const line = (about: Partial<RefundableLine> = {}): RefundableLine => ({
  quantity: 3,
  refundedQuantity: 0,
  moneyMinor: 1_000,
  taxMinor: 74,
  coinsHundredths: 0,
  ...about,
});
const part = (payment: PartBack["payment"], paidMinor: number, about: Partial<PartBack> = {}): PartBack => ({
  payment,
  paidMinor,
  cardFeeMinor: 0,
  backMinor: 0,
  cardFeeBackMinor: 0,
  ...about,
});

describe("row 36: a line of 3 pieces, 10.00 paid", () => {
  it("refunded one by one pays back 3.33, 3.34, 3.33", () => {
    const back = [0, 1, 2].map((refundedQuantity) => lineBack(line({ refundedQuantity }), 1).moneyMinor);
    expect(back).toEqual([333, 334, 333]);
  });
  it("refunded two and one pays back 6.67 and 3.33", () => {
    expect(lineBack(line(), 2).moneyMinor).toBe(667);
    expect(lineBack(line({ refundedQuantity: 2 }), 1).moneyMinor).toBe(333);
  });
});

describe("a mixed order of card 5.00 + 0.15 and cash 2.29", () => {
  const parts = [part("card", 500, { cardFeeMinor: 15 }), part("cash", 229)];
  it.each([
    [100, [{ place: 1, payment: "cash", backMinor: 100, cardFeeBackMinor: 0 }]],
    [229, [{ place: 1, payment: "cash", backMinor: 229, cardFeeBackMinor: 0 }]],
    [
      479,
      [
        { place: 1, payment: "cash", backMinor: 229, cardFeeBackMinor: 0 },
        { place: 0, payment: "card", backMinor: 250, cardFeeBackMinor: 8 },
      ],
    ],
    [
      729,
      [
        { place: 1, payment: "cash", backMinor: 229, cardFeeBackMinor: 0 },
        { place: 0, payment: "card", backMinor: 500, cardFeeBackMinor: 15 },
      ],
    ],
    [0, []],
    [730, null],
  ])("%s goes back by the second first", (amount, back) => {
    expect(partsBack(parts, amount)).toEqual(back);
  });
});

test("whatever is refunded in whatever order: the parts sum to what was paid, and never pass it on the way", () => {
  const amounts = fc.record({
    moneyMinor: fc.integer({ min: 0, max: 100_000 }),
    taxMinor: fc.integer({ min: 0, max: 9_000 }),
    coinsHundredths: fc.integer({ min: 0, max: 100 }).map((coins) => coins * 100),
  });
  const steps = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 });
  const split = fc.record({
    first: fc.integer({ min: 0, max: 100 }),
    fee: fc.integer({ min: -50, max: 500 }),
  });
  const property = fc.property(amounts, steps, split, (paid, pieces, { first, fee }) => {
    const quantity = pieces.reduce((sum, step) => sum + step, 0);
    const cardMinor = Math.floor((paid.moneyMinor * first) / 100);
    const parts = [
      part("card", cardMinor, { cardFeeMinor: cardMinor === 0 ? 0 : fee }),
      part("cash", paid.moneyMinor - cardMinor),
    ];
    const sums = { moneyMinor: 0, taxMinor: 0, coinsHundredths: 0 };
    let refundedQuantity = 0;
    for (const step of pieces) {
      const back = lineBack({ quantity, refundedQuantity, ...paid }, step);
      refundedQuantity += step;
      for (const key of ["moneyMinor", "taxMinor", "coinsHundredths"] as const) {
        expect(back[key]).toBeGreaterThanOrEqual(0);
        sums[key] += back[key];
        expect(sums[key]).toBeLessThanOrEqual(paid[key]);
      }
      for (const one of partsBack(parts, back.moneyMinor) ?? []) {
        const whole = parts[one.place] as PartBack;
        whole.backMinor += one.backMinor;
        whole.cardFeeBackMinor += one.cardFeeBackMinor;
      }
      expect(parts.reduce((sum, one) => sum + one.backMinor, 0)).toBe(sums.moneyMinor);
    }
    expect(sums).toEqual(paid);
    for (const one of parts) {
      expect(one.backMinor).toBe(one.paidMinor);
      expect(one.cardFeeBackMinor).toBe(one.cardFeeMinor);
    }
  });
  fc.assert(property, { numRuns: 500 });
});

describe("points of a sale by tender", () => {
  it.each([
    [4_999, 100, 4_900],
    [99, 100, 0],
    [5_000, 1, 500_000],
    [5_000, 0, 0],
  ])("%s at %s minor units a point: %s hundredths", (tendered, unit, points) => {
    expect(pointsFor(tendered, unit)).toBe(points);
  });
  it("are taken back with the money, all of them with the last of it", () => {
    const order = { earnedHundredths: 1_000, takenHundredths: 0 };
    expect(pointsBack(order, 667, 100)).toBe(400);
    expect(pointsBack({ ...order, takenHundredths: 400 }, 333, 100)).toBe(300);
    expect(pointsBack({ ...order, takenHundredths: 700 }, 0, 100)).toBe(300);
    expect(pointsBack({ earnedHundredths: 0, takenHundredths: 0 }, 0, 100)).toBe(0);
  });
});
