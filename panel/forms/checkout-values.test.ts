import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { freshCheckout, readCheckout, settlingOf } from "./checkout-values.ts";

const due = (amount: string) => ({ due: amount, back: "0.00" });

describe("checkout", () => {
  it("adds up what is taken and what is paid back, each by itself", () => {
    expect(settlingOf(["6.00", "-4.00", "0.00", "1.50", "-0.25"])).toEqual({ due: "7.50", back: "4.25" });
    expect(settlingOf(["0.00"])).toEqual({ due: "0.00", back: "0.00" });
  });

  it("sends no way to pay where nothing is due, so that change goes back as it came", () => {
    expect(readCheckout(freshCheckout, { due: "0.00", back: "4.00" }).wanted).toEqual({ comment: "" });
  });

  it("pays change back in cash where staff choose it", () => {
    const cash = readCheckout({ ...freshCheckout, back: "cash" }, { due: "0.00", back: "4.00" });
    expect(cash.wanted).toEqual({ payment_method: 0, comment: "" });
  });

  it("pays what is due in one way", () => {
    const card = readCheckout({ ...freshCheckout, first: "2", comment: " x " }, due("6.00"));
    expect(card.wanted).toEqual({ payment_method: 2, comment: "x" });
  });

  it.each([
    ["cash, and pays the others back as they paid", "0", "asPaid", {}],
    ["cash, and pays the others back in cash", "0", "cash", { payment_method: 0 }],
    ["card, by which the others are paid back too", "2", "asPaid", { payment_method: 2 }],
  ] as const)("takes of some sessions by %s", (_, first, back, sent) => {
    const { wanted } = readCheckout({ ...freshCheckout, first, back }, { due: "6.00", back: "4.00" });
    expect(wanted).toEqual({ ...sent, comment: "" });
  });

  it.each([
    ["the same way twice", { first: "2", second: "2", firstAmount: "1" }],
    ["no amount", { first: "2", second: "0", firstAmount: "" }],
    ["all of it", { first: "2", second: "0", firstAmount: "6" }],
    ["more than all", { first: "2", second: "0", firstAmount: "7" }],
    ["less than nothing", { first: "2", second: "0", firstAmount: "-1" }],
  ])("does not split by %s", (_, typed) => {
    expect(readCheckout({ ...freshCheckout, ways: "two", ...typed }, due("6.00")).wanted).toBeNull();
  });

  it("splits so that both parts make up what is due, whatever is typed below it", () => {
    const cents = fc
      .integer({ min: 2, max: 10_000_000 })
      .chain((sum) => fc.record({ sum: fc.constant(sum), part: fc.integer({ min: 1, max: sum - 1 }) }));
    fc.assert(
      fc.property(cents, ({ sum, part }) => {
        const typed = { ...freshCheckout, ways: "two" as const, firstAmount: (part / 100).toFixed(2) };
        const { wanted } = readCheckout(typed, due((sum / 100).toFixed(2)));
        const parts = wanted?.payments ?? [];
        expect(parts.map(({ payment_method }) => payment_method)).toEqual([0, 2]);
        expect(parts.reduce((all, { amount }) => all + Math.round(Number(amount) * 100), 0)).toBe(sum);
        expect(parts.every(({ amount }) => Number(amount) > 0)).toBe(true);
      }),
    );
  });
});
