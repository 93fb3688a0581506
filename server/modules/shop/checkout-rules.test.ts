import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { allotCheckout } from "./checkout-rules.ts";
import type { PaidPart, Way } from "./sale-rules.ts";

const part = (payment: PaidPart["payment"], paidMinor: number, cardFeeMinor = 0): PaidPart => ({
  payment,
  paidMinor,
  cardFeeMinor,
});

describe("row 27: 6.00 of time and orders of 3.50, card 5.00 and the rest in cash", () => {
  const ways: Way[] = [
    { payment: "card", amountMinor: 500 },
    { payment: "cash", amountMinor: null },
  ];
  it("the card pays of the time, the cash the rest of it and the order", () => {
    expect(allotCheckout([600, 350], ways, "100")).toEqual([
      [part("card", 500), part("cash", 100)],
      [part("cash", 350)],
    ]);
  });
  it("the surcharge is of the card's 5.00 alone", () => {
    expect(allotCheckout([600, 350], ways, "103")).toEqual([
      [part("card", 500, 15), part("cash", 100)],
      [part("cash", 350)],
    ]);
  });
  it("ways that do not make it up are refused", () => {
    expect(allotCheckout([600, 350], [{ payment: "cash", amountMinor: 949 }], "100")).toBe("payments");
    expect(allotCheckout([0], [{ payment: "cash", amountMinor: 5 }], "100")).toBe("payments");
  });
  it("nothing due is paid by nothing", () => {
    expect(allotCheckout([0, 0], [{ payment: "card", amountMinor: null }], "103")).toEqual([[], []]);
  });
});

test("each due is paid whole, each way pays its amount, and one surcharge falls on the card's parts", () => {
  const dues = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 6 });
  const first = fc.record({ share: fc.integer({ min: 0, max: 100 }), cardFirst: fc.boolean() });
  const property = fc.property(
    dues,
    first,
    fc.constantFrom("100", "103", "101.25", "98"),
    (due, { share, cardFirst }, rate) => {
      const total = due.reduce((sum, one) => sum + one, 0);
      const amountMinor = Math.floor((total * share) / 100);
      const [one, two] = cardFirst ? (["card", "cash"] as const) : (["cash", "card"] as const);
      const ways: Way[] =
        amountMinor === 0 || amountMinor === total
          ? [{ payment: one, amountMinor: null }]
          : [
              { payment: one, amountMinor },
              { payment: two, amountMinor: null },
            ];
      const parts = allotCheckout(due, ways, rate);
      if (parts === "payments") throw new Error("these ways make it up");
      expect(parts.map((of) => of.reduce((sum, each) => sum + each.paidMinor, 0))).toEqual(due);
      const card = parts.flat().filter((each) => each.payment === "card");
      const byCard = card.reduce((sum, each) => sum + each.paidMinor, 0);
      const fee = card.reduce((sum, each) => sum + each.cardFeeMinor, 0);
      expect(fee).toBe(Math.floor((byCard * (Number(rate) - 100)) / 100 + 0.5));
      expect(parts.flat().every((each) => each.payment === "card" || each.cardFeeMinor === 0)).toBe(true);
    },
  );
  fc.assert(property, { numRuns: 500 });
});
