import { expect, test } from "vitest";
import { ceiling, compare, floor, fraction, fractionOfDecimal, halfUp, plus } from "./fraction-rules.ts";

test.each([
  [7n, 2n, 3n, 4n, 4n],
  [-7n, 2n, -4n, -3n, -3n],
  [4n, 2n, 2n, 2n, 2n],
  [10n, 3n, 3n, 4n, 3n],
  [0n, 5n, 0n, 0n, 0n],
])("%i / %i is %i rounded down, %i up, %i to the nearest", (numerator, denominator, down, up, nearest) => {
  const value = fraction(numerator, denominator);
  expect([floor(value), ceiling(value), halfUp(value)]).toEqual([down, up, nearest]);
});

test("a decimal text is taken exactly", () => {
  expect(compare(fractionOfDecimal("7.25"), fraction(29n, 4n))).toBe(0);
  expect(compare(plus(fractionOfDecimal("0.1"), fractionOfDecimal("0.2")), fractionOfDecimal("0.3"))).toBe(0);
});

test.each(["", "-1", "1e3", "7,25", "NaN"])("%j is no decimal of zero or more", (text) => {
  expect(() => fractionOfDecimal(text)).toThrow("a decimal of zero or more is needed");
});

test("a denominator of zero is an error", () => {
  expect(() => fraction(1n, 0n)).toThrow("denominator above zero");
});
