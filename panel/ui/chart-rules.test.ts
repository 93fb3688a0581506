import fc from "fast-check";
import { expect, test } from "vitest";
import { labelEvery, scaleOf } from "./chart-rules.ts";

test.each([
  [[], [0, 1]],
  [
    [0, 0],
    [0, 1],
  ],
  [
    [3, 8],
    [0, 2, 4, 6, 8],
  ],
  [[100], [0, 25, 50, 75, 100]],
  [
    [-50, 130],
    [-50, 0, 50, 100, 150],
  ],
  [[-7], [-8, -6, -4, -2, 0]],
  [[0.03], [0, 0.01, 0.02, 0.03]],
])("values %j have ticks %j", (values, ticks) => {
  expect(scaleOf(values).ticks).toEqual(ticks);
});

test("a scale holds every value and zero, with few ticks in rising order", () => {
  const money = fc.integer({ min: -10_000_000, max: 10_000_000 }).map((minor) => minor / 100);
  fc.assert(
    fc.property(fc.array(money), (values) => {
      const { low, high, ticks } = scaleOf(values);
      const outside = [...values, 0].filter((value) => value < low - 1e-6 || value > high + 1e-6);
      expect(outside).toEqual([]);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(7);
      expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
    }),
  );
});

test.each([
  [5, 12, 1],
  [24, 12, 2],
  [31, 12, 3],
  [366, 12, 31],
])("of %i labels where %i fit every %i is shown", (count, fit, every) => {
  expect(labelEvery(count, fit)).toBe(every);
});
