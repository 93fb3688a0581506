import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceOf, isBelow, ownMoney, sumOf } from "./decimal.ts";

const cents = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
const textOf = (minor: number) =>
  `${minor < 0 ? "-" : ""}${Math.floor(Math.abs(minor) / 100)}.${String(Math.abs(minor) % 100).padStart(2, "0")}`;

test("sums and differences are exact to the cent", () => {
  fc.assert(
    fc.property(cents, cents, (a, b) => {
      expect(sumOf(textOf(a), textOf(b))).toBe(textOf(a + b));
      expect(differenceOf(textOf(a), textOf(b))).toBe(textOf(a - b));
      expect(isBelow(textOf(a), textOf(b))).toBe(a < b);
    }),
  );
});

test("currencies with three places keep them", () => {
  expect(sumOf("1.005", "0.1")).toBe("1.105");
});

test("what is lent is not one's own", () => {
  expect(ownMoney({ member_balance: "10.00", member_loan: "10.00" })).toBe("0.00");
  expect(ownMoney({ member_balance: "4.50", member_loan: "6.00" })).toBe("-1.50");
});
