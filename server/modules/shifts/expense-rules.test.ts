import fc from "fast-check";
import { expect, test } from "vitest";
import { correctionOf, expenseEntries, expenseSums, type Paid } from "./expense-rules.ts";

const paid = fc.record({
  tender: fc.constantFrom("cash" as const, "card" as const, "qr" as const),
  amountMinor: fc.integer({ min: 1, max: 1e9 }),
});
const sumOf = (steps: readonly Paid[], tender: string) =>
  steps.reduce((sum, step) => sum + (step.tender === tender ? step.amountMinor : 0), 0);

test("an expense takes from its tender and shows as money paid out", () => {
  const milk = { tender: "cash", amountMinor: 250 } as const;
  expect(expenseEntries(milk)).toEqual([
    { account: "cash", amount: 250 },
    { account: "expenses", amount: -250 },
  ]);
  expect(expenseSums(milk)).toEqual({ cashMinor: -250, cardMinor: 0, qrMinor: 0 });
});

test("entries sum to zero and the log shows what the tender moved", () =>
  fc.assert(
    fc.property(paid, (one) => {
      expect(expenseEntries(one).reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
      const { cashMinor, cardMinor, qrMinor } = expenseSums(one);
      expect(cashMinor + cardMinor + qrMinor).toBe(-one.amountMinor);
    }),
  ));

test("after a correction each tender has paid what it says now, and nothing moves that need not", () =>
  fc.assert(
    fc.property(paid, paid, (before, after) => {
      const steps = correctionOf(before, after);
      for (const tender of ["cash", "card", "qr"])
        expect(sumOf([before, ...steps], tender)).toBe(sumOf([after], tender));
      expect(steps.every(({ amountMinor }) => amountMinor !== 0)).toBe(true);
      expect(correctionOf(before, before)).toEqual([]);
    }),
  ));
