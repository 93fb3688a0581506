import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  type Payment,
  paySale,
  type PaidSale,
  type Funds,
  type SaleLine,
  type SaleTerms,
  splitBy,
} from "./sale-rules.ts";

const terms: SaleTerms = { exponent: 2, taxIncluded: true, cardRatePercent: "100.00", maxBonusPercent: 0 };
const line = (about: Partial<SaleLine> = {}): SaleLine => ({
  quantity: 1,
  price: "19.9900000000",
  coinPrice: 0,
  discountPercent: 0,
  taxPercent: "0",
  ...about,
});
const funds = (balanceMinor = 0, bonusMinor = 0, coinsHundredths = 0): Funds => ({
  balanceMinor,
  bonusMinor,
  coinsHundredths,
});
const pay = (
  of: SaleLine | SaleLine[],
  about: Partial<SaleTerms> = {},
  payment: Payment = "cash",
  from = funds(),
) => paySale(Array.isArray(of) ? of : [of], { ...terms, ...about }, payment, from);

describe("billing.md row 10: an offer of 19.99, bonus may pay 30 %", () => {
  it("bonus pays 5.99, the balance the rest", () => {
    expect(pay(line(), { maxBonusPercent: 30 }, "balance", funds(2_000, 1_000))).toMatchObject({
      moneyMinor: 1_999,
      bonusMinor: 599,
    });
    expect(pay(line(), { maxBonusPercent: 30 }, "balance", funds(1_400, 1_000))).toMatchObject({
      moneyMinor: 1_999,
      bonusMinor: 599,
    });
  });
  it("a balance of 13.99 is too little", () => {
    expect(pay(line(), { maxBonusPercent: 30 }, "balance", funds(1_399, 1_000))).toBe(
      "ledger.insufficient_balance",
    );
  });
});

describe("what a line costs (billing.md rows 33, 34)", () => {
  it.each([
    [line({ quantity: 3, price: "2.5", discountPercent: 10 }), {}, 750, 675, 0],
    [line({ quantity: 3, price: "2.5", discountPercent: 10, taxPercent: "8.00" }), {}, 750, 675, 50],
    [
      line({ quantity: 3, price: "2.5", discountPercent: 10, taxPercent: "8.00" }),
      { taxIncluded: false },
      750,
      729,
      54,
    ],
    [line({ price: "0.3333333333" }), {}, 33, 33, 0],
    [line({ quantity: 3, price: "0.3333333333" }), {}, 100, 100, 0],
    [line({ price: "500" }), { exponent: 0 }, 500, 500, 0],
    [line({ price: "1.2345" }), { exponent: 3 }, 1_235, 1_235, 0],
    [line({ discountPercent: 100 }), {}, 1_999, 0, 0],
  ])("%#", (of, about, costMinor, moneyMinor, taxMinor) => {
    expect(pay(of, about)).toMatchObject({ moneyMinor, taxMinor, lines: [{ costMinor }] });
  });

  it("by card has the surcharge of the whole sum, or something off", () => {
    expect(pay(line({ price: "5.00" }), { cardRatePercent: "103" }, "card")).toMatchObject({
      moneyMinor: 515,
      cardFeeMinor: 15,
    });
    expect(pay(line({ price: "5.00" }), { cardRatePercent: "103" }, "cash")).toMatchObject({
      moneyMinor: 500,
      cardFeeMinor: 0,
    });
    expect(pay(line({ price: "5.00" }), { cardRatePercent: "99.5" }, "card")).toMatchObject({
      moneyMinor: 498,
      cardFeeMinor: -2,
    });
  });

  it("bonus never pays by itself what balance, cash or card pays", () => {
    expect(pay(line(), { maxBonusPercent: 100 }, "cash", funds(0, 5_000))).toMatchObject({ bonusMinor: 0 });
    expect(pay(line(), { maxBonusPercent: 100 }, "balance", funds(0, 5_000))).toMatchObject({
      bonusMinor: 1_999,
    });
  });
});

describe("coins", () => {
  it("pay the coin price of each piece and no money", () => {
    const paid = pay(line({ quantity: 2, coinPrice: 40 }), {}, "coins", funds(0, 0, 8_000));
    expect(paid).toMatchObject({
      coinsHundredths: 8_000,
      moneyMinor: 0,
      taxMinor: 0,
      lines: [{ costMinor: 3_998 }],
    });
    expect(pay(line({ quantity: 2, coinPrice: 40 }), {}, "coins", funds(0, 0, 7_999))).toBe(
      "ledger.insufficient_coins",
    );
  });
  it("buy nothing without a coin price", () => {
    expect(pay(line(), {}, "coins", funds(0, 0, 9_000_000))).toBe("order.payment_not_allowed");
  });
});

test("the pieces sum to the lines, the lines to the sale, and no part is above what holds it", () => {
  const anyLine = fc.record({
    quantity: fc.integer({ min: 1, max: 12 }),
    price: fc
      .integer({ min: 0, max: 500_000 })
      .map((n) => `${Math.floor(n / 1000)}.${String(n % 1000).padStart(3, "0")}`),
    coinPrice: fc.integer({ min: 0, max: 50 }),
    discountPercent: fc.integer({ min: 0, max: 100 }),
    taxPercent: fc.constantFrom("0", "8.00", "19", "7.5"),
  });
  const anyTerms = fc.record({
    exponent: fc.constantFrom(0, 2, 3),
    taxIncluded: fc.boolean(),
    cardRatePercent: fc.constantFrom("100", "103", "101.25", "98"),
    maxBonusPercent: fc.integer({ min: 0, max: 100 }),
  });
  const anyFunds = fc.record({
    balanceMinor: fc.integer({ min: 0, max: 10_000_000 }),
    bonusMinor: fc.integer({ min: 0, max: 100_000 }),
    coinsHundredths: fc.integer({ min: 0, max: 100_000 }),
  });
  const payment = fc.constantFrom<Payment[]>("cash", "card", "qr", "balance", "coins");
  const sum = (parts: readonly PaidSale[] | PaidSale["lines"], key: "moneyMinor") =>
    parts.reduce((total, part) => total + part[key], 0);
  const property = fc.property(
    fc.array(anyLine, { minLength: 1, maxLength: 4 }),
    anyTerms,
    anyFunds,
    payment,
    (lines, of, holding, by) => {
      const paid = paySale(lines, of, by, holding);
      if (typeof paid === "string") return;
      for (const key of [
        "moneyMinor",
        "bonusMinor",
        "taxMinor",
        "cardFeeMinor",
        "coinsHundredths",
      ] as const) {
        expect(sum(paid.lines, key as "moneyMinor")).toBe(paid[key]);
        for (const one of paid.lines)
          expect(sum(one.pieces as PaidSale[], key as "moneyMinor")).toBe(one[key]);
      }
      for (const piece of paid.lines.flatMap((one) => one.pieces)) {
        expect(piece.bonusMinor).toBeGreaterThanOrEqual(0);
        expect(piece.bonusMinor).toBeLessThanOrEqual(piece.moneyMinor);
        expect(piece.taxMinor).toBeLessThanOrEqual(piece.moneyMinor - piece.cardFeeMinor);
      }
      expect(paid.bonusMinor * 100).toBeLessThanOrEqual(paid.moneyMinor * of.maxBonusPercent);
      if (by === "balance")
        expect(paid.moneyMinor - paid.bonusMinor).toBeLessThanOrEqual(holding.balanceMinor);
      expect(paid.coinsHundredths).toBeLessThanOrEqual(holding.coinsHundredths);
    },
  );
  fc.assert(property, { numRuns: 500 });
});

test("a split gives everything away", () => {
  expect(splitBy(1_000, [1, 1, 1])).toEqual([333, 333, 334]);
  expect(splitBy(-2, [1, 1, 1])).toEqual([-1, -1, 0]);
  expect(splitBy(5, [0, 0])).toEqual([0, 0]);
});
