import { expect, test } from "vitest";
import { billedSecondsForAmount, dynamicCost } from "./dynamic-price-rules.ts";
import { compare, fraction, whole } from "./fraction-rules.ts";
import { dynamicPrice } from "./price-samples.ts";

const rows = dynamicPrice.dynamicRows;

test.each([
  [0, 0],
  [30, 200],
  [45, 300],
  [60, 400],
  [120, 650],
  [180, 900],
  [240, 1200],
])("%i minutes of the rows (60, 4.00), (180, 9.00) cost %i (worked example 14)", (minutes, amountMinor) => {
  expect(compare(dynamicCost(rows, minutes * 60), whole(amountMinor))).toBe(0);
});

test.each([
  [0, 0],
  [399, 3591],
  [400, 3600],
  [500, 5040],
  [1200, 14_400],
])("%i minor units cover %i seconds of them", (amountMinor, seconds) => {
  expect(billedSecondsForAmount(rows, whole(amountMinor))).toBe(seconds);
});

test("a fraction of a minor unit below a row does not reach it", () => {
  expect(billedSecondsForAmount(rows, fraction(3_999_999n, 10_000n))).toBe(3599);
});

test("a dynamic price without rows is an error, not free of charge", () => {
  expect(() => dynamicCost([], 60)).toThrow("at least one row");
});
