import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entriesOf } from "./booking-books.ts";
import { difference, payQuote, reversed, sumOfPaid, type Paid, type Quote } from "./pay-rules.ts";

/** Who pays a booking (billing.md 11; api-v2.md 6 #27). */

const quote: Quote = { costMinor: 800, taxMinor: 80, maxBonusMinor: 800, usesBalance: true };

describe("paying", () => {
  test.each<[string, Partial<Quote>, { bonusMinor: number; balanceMinor: number }, Partial<Paid> | null]>([
    ["bonus first", {}, { bonusMinor: 300, balanceMinor: 900 }, { bonusMinor: 300, tender: "balance" }],
    ["bonus alone is enough", {}, { bonusMinor: 900, balanceMinor: 0 }, { bonusMinor: 800 }],
    [
      "as much bonus as allowed",
      { maxBonusMinor: 240 },
      { bonusMinor: 900, balanceMinor: 560 },
      { bonusMinor: 240 },
    ],
    ["a minor unit short", { maxBonusMinor: 240 }, { bonusMinor: 900, balanceMinor: 559 }, null],
    ["the balance pays no PC time", { usesBalance: false }, { bonusMinor: 799, balanceMinor: 900 }, null],
    [
      "it costs nothing",
      { costMinor: 0, taxMinor: 0 },
      { bonusMinor: 0, balanceMinor: 0 },
      { costMinor: 0, tender: "none" },
    ],
  ])("%s", (_title, more, funds, expected) => {
    const paid = payQuote({ ...quote, ...more }, "balance", funds);
    if (expected === null) expect(paid).toBeNull();
    else expect(paid).toMatchObject(expected);
  });

  test("cash and card pay all of it, whatever is on the account", () => {
    expect(payQuote(quote, "cash", { bonusMinor: 900, balanceMinor: 900 })).toEqual({
      ...{ costMinor: 800, taxMinor: 80, bonusMinor: 0, tender: "cash" },
    });
  });
});

const amounts = fc.record({
  cost: fc.integer({ min: 0, max: 5_000 }),
  next: fc.integer({ min: 0, max: 5_000 }),
  bonus: fc.integer({ min: 0, max: 3_000 }),
  most: fc.integer({ min: 0, max: 5_000 }),
  tender: fc.constantFrom("balance" as const, "cash" as const, "card" as const),
});

test("whatever it costs before and after, entries sum to zero and all that was paid goes back", () => {
  fc.assert(
    fc.property(amounts, ({ cost, next, bonus, most, tender }) => {
      const of = (costMinor: number): Quote => ({
        ...{ costMinor, taxMinor: Math.floor(costMinor / 11), maxBonusMinor: most, usesBalance: true },
      });
      const funds = { bonusMinor: bonus, balanceMinor: 10_000 };
      const first = payQuote(of(cost), tender, funds);
      if (first === null) throw new Error("there is enough");
      const left = { bonusMinor: bonus - first.bonusMinor, balanceMinor: 10_000 };
      const change = difference(first, of(next), tender, left);
      if (change === null) throw new Error("there is enough");
      const now = sumOfPaid(first, change);
      expect(now.costMinor).toBe(next);
      expect(now.bonusMinor).toBeGreaterThanOrEqual(0);
      expect(now.bonusMinor).toBeLessThanOrEqual(next);
      for (const moved of [first, change, now, reversed(now)])
        expect(entriesOf(moved, 1, null).reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    }),
  );
});
