import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { splitBy } from "./exact-rules.ts";
import { piecesOf, priceLine, type PriceTerms, type SaleLine } from "./line-rules.ts";
import {
  type Funds,
  type MoneyPayment,
  type Payment,
  paySale,
  type PaidSale,
  type SaleTerms,
  type Way,
} from "./sale-rules.ts";

type Terms = PriceTerms & SaleTerms;
const terms: Terms = { exponent: 2, taxIncluded: true, cardRatePercent: "100.00", maxBonusPercent: 0 };
const line = (about: Partial<SaleLine> = {}): SaleLine => ({
  quantity: 1,
  price: "19.9900000000",
  coinPrice: 0,
  discountPercent: 0,
  taxPercent: "0",
  takesBonus: true,
  ...about,
});
const drink = (price: string, about: Partial<SaleLine> = {}) => line({ price, takesBonus: false, ...about });
const funds = (balanceMinor = 0, bonusMinor = 0, coinsHundredths = 0): Funds => ({
  balanceMinor,
  bonusMinor,
  coinsHundredths,
});
const rest = (payment: Payment): Way[] => [{ payment, amountMinor: null }];
const pay = (
  of: SaleLine | SaleLine[],
  about: Partial<Terms> = {},
  ways: Payment | Way[] = "cash",
  from = funds(),
) => {
  const all = { ...terms, ...about };
  const lines = (Array.isArray(of) ? of : [of]).map((one) => priceLine(one, all));
  return paySale(lines, all, typeof ways === "string" ? rest(ways) : ways, from);
};

describe("billing.md row 10: an offer of 19.99, bonus may pay 30 %", () => {
  it("bonus pays 5.99, the balance the rest", () => {
    expect(pay(line(), { maxBonusPercent: 30 }, "balance", funds(2_000, 1_000))).toMatchObject({
      moneyMinor: 1_999,
      bonusMinor: 599,
      parts: [{ payment: "balance", paidMinor: 1_400, cardFeeMinor: 0 }],
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
    [line({ price: "0.005" }), {}, 1, 1, 0],
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

describe("two ways", () => {
  const sold = drink("2.50", { quantity: 3, discountPercent: 10, taxPercent: "8" });
  const about = { taxIncluded: false, cardRatePercent: "103.00" };

  it("row 35: 7.29 by card 5.00 and cash the rest, surcharge of the card's part alone", () => {
    const paid = pay(sold, about, [
      { payment: "card", amountMinor: 500 },
      { payment: "cash", amountMinor: null },
    ]);
    expect(paid).toMatchObject({
      moneyMinor: 744,
      cardFeeMinor: 15,
      parts: [
        { payment: "card", paidMinor: 500, cardFeeMinor: 15 },
        { payment: "cash", paidMinor: 229, cardFeeMinor: 0 },
      ],
    });
  });

  it.each<[string, Way[]]>([
    ["together too little", [{ payment: "card", amountMinor: 500 }, { payment: "cash", amountMinor: 228 }]], // prettier-ignore
    ["together too much", [{ payment: "card", amountMinor: 500 }, { payment: "cash", amountMinor: 230 }]], // prettier-ignore
    ["more than there is to pay", [{ payment: "card", amountMinor: 730 }, { payment: "cash", amountMinor: null }]], // prettier-ignore
    ["nothing by one of them", [{ payment: "card", amountMinor: 0 }, { payment: "cash", amountMinor: 729 }]], // prettier-ignore
    ["two without an amount", [{ payment: "card", amountMinor: null }, { payment: "cash", amountMinor: null }]], // prettier-ignore
    ["none at all", []],
  ])("%s are refused", (_, ways) => {
    expect(pay(sold, about, ways)).toBe("payments");
  });

  it("coins are no part of a mix", () => {
    const coins: Way[] = [
      { payment: "coins", amountMinor: 500 },
      { payment: "cash", amountMinor: null },
    ];
    expect(pay(sold, about, coins, funds(0, 0, 900_000))).toBe("order.payment_not_allowed");
  });

  it("bonus pays its part of the offers out of what the balance was to pay, and never a drink", () => {
    const lines = [line({ price: "10.00" }), drink("4.00")];
    const mixed: Way[] = [
      { payment: "balance", amountMinor: 700 },
      { payment: "cash", amountMinor: null },
    ];
    expect(pay(lines, { maxBonusPercent: 50 }, mixed, funds(200, 900))).toMatchObject({
      bonusMinor: 500,
      parts: [
        { payment: "balance", paidMinor: 200 },
        { payment: "cash", paidMinor: 700 },
      ],
      lines: [{ bonusMinor: 500 }, { bonusMinor: 0 }],
    });
    expect(pay(lines, { maxBonusPercent: 100 }, "balance", funds(399, 9_000))).toBe(
      "ledger.insufficient_balance",
    );
  });
});

describe("coins", () => {
  it("pay the coin price of each piece and no money", () => {
    const paid = pay(line({ quantity: 2, coinPrice: 40 }), {}, "coins", funds(0, 0, 8_000));
    expect(paid).toMatchObject({
      coinsHundredths: 8_000,
      moneyMinor: 0,
      taxMinor: 0,
      parts: [],
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

const anyLine = fc.record({
  quantity: fc.integer({ min: 1, max: 12 }),
  price: fc
    .integer({ min: 0, max: 500_000 })
    .map((n) => `${Math.floor(n / 1000)}.${String(n % 1000).padStart(3, "0")}`),
  coinPrice: fc.integer({ min: 0, max: 50 }),
  discountPercent: fc.integer({ min: 0, max: 100 }),
  taxPercent: fc.constantFrom("0", "8.00", "19", "7.5"),
  takesBonus: fc.boolean(),
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
const money = fc.constantFrom<MoneyPayment[]>("cash", "card", "qr", "balance");
const anyWays: fc.Arbitrary<Way[]> = fc.oneof(
  fc.constantFrom<Payment[]>("cash", "card", "qr", "balance", "coins").map(rest),
  fc.tuple(money, fc.integer({ min: 1, max: 400 }), money).map(([first, amountMinor, second]) => [
    { payment: first, amountMinor },
    { payment: second, amountMinor: null },
  ]),
);
const keys = ["moneyMinor", "bonusMinor", "taxMinor", "cardFeeMinor", "coinsHundredths"] as const;

test("pieces sum to lines, lines and ways to the sale, and no part is above what holds it", () => {
  const lists = fc.array(anyLine, { minLength: 1, maxLength: 4 });
  const property = fc.property(lists, anyTerms, anyFunds, anyWays, (lines, of, holding, ways) => {
    const paid = pay(lines, of, ways, holding);
    if (typeof paid === "string") return;
    for (const key of keys) {
      expect(paid.lines.reduce((sum, one) => sum + one[key], 0)).toBe(paid[key]);
      for (const one of paid.lines)
        expect(one.pieces.reduce((sum, piece) => sum + piece[key], 0)).toBe(one[key]);
    }
    for (const [place, one] of paid.lines.entries())
      for (const piece of one.pieces) {
        expect(piece.bonusMinor).toBeGreaterThanOrEqual(0);
        const cost = piece.moneyMinor - piece.cardFeeMinor;
        expect(piece.bonusMinor).toBeLessThanOrEqual(lines[place]?.takesBonus ? cost : 0);
        expect(piece.taxMinor).toBeLessThanOrEqual(piece.moneyMinor - piece.cardFeeMinor);
      }
    expectInKeeping(paid, holding);
  });
  fc.assert(property, { numRuns: 800 });
});

function expectInKeeping(paid: PaidSale, holding: Funds): void {
  const fees = paid.parts.reduce((sum, part) => sum + part.cardFeeMinor, 0);
  const parts = paid.parts.reduce((sum, part) => sum + part.paidMinor, 0);
  expect(fees).toBe(paid.cardFeeMinor);
  expect(parts + fees + paid.bonusMinor).toBe(paid.moneyMinor);
  expect(paid.bonusMinor).toBeLessThanOrEqual(holding.bonusMinor);
  const fromBalance = paid.parts.find(({ payment }) => payment === "balance")?.paidMinor ?? 0;
  expect(fromBalance).toBeLessThanOrEqual(holding.balanceMinor);
  expect(paid.coinsHundredths).toBeLessThanOrEqual(holding.coinsHundredths);
}

test("a split gives everything away", () => {
  expect(splitBy(1_000, [1, 1, 1])).toEqual([333, 334, 333]);
  expect(splitBy(-2, [1, 1, 1]).reduce((sum, part) => sum + part, 0)).toBe(-2);
  expect(splitBy(5, [0, 0])).toEqual([0, 0]);
  expect(piecesOf({ quantity: 3, moneyMinor: 1_000, taxMinor: 74 })).toEqual([
    { moneyMinor: 333, taxMinor: 25 },
    { moneyMinor: 334, taxMinor: 24 },
    { moneyMinor: 333, taxMinor: 25 },
  ]);
});
