import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  closingEntries,
  closingWords,
  differenceOf,
  drawerEntries,
  expectedCash,
  idFromWire,
  idOnWire,
} from "./shift-rules.ts";

const amount = fc.integer({ min: 0, max: 1e9 });
const signed = fc.integer({ min: -1e9, max: 1e9 });

describe("what a drawer should hold", () => {
  test.each([
    // float, moved, cash → expected
    [0, 0, 0, 0],
    [10_000, 0, 0, 10_000],
    [10_000, 0, 2_550, 12_550],
    [10_000, -5_000, 2_550, 7_550],
    [0, 0, -300, -300],
  ])("float %i, moved %i, taken %i: %i", (floatMinor, movedMinor, cashMinor, expected) => {
    expect(expectedCash({ floatMinor, movedMinor, cashMinor, cardMinor: 7, qrMinor: 7 })).toBe(expected);
  });
});

describe("entries of a drawer", () => {
  test("sum to zero, and closing leaves the drawer with nothing", () =>
    fc.assert(
      fc.property(amount, signed, (counted, expected) => {
        const entries = closingEntries(counted, expected);
        expect(entries.reduce((sum, entry) => sum + entry.amount, 0)).toBe(0);
        // A drawer that holds the expected cash stands at its negative.
        const drawer = entries.find(({ account }) => account === "cash")?.amount ?? Number.NaN;
        expect(-expected + drawer).toBe(0);
      }),
    ));
  test("what is missing is negative, as an expense is", () => {
    expect(closingEntries(950, 1_000)).toContainEqual({ account: "drawer_difference", amount: -50 });
    expect(differenceOf(950, 1_000)).toBe(-50);
  });
  test("cash put in raises the drawer, cash taken out lowers it", () =>
    fc.assert(
      fc.property(signed, (moved) => {
        const [drawer, safe] = drawerEntries(moved);
        expect([drawer?.amount === -moved || moved === 0, safe?.amount]).toEqual([true, moved]);
      }),
    ));
});

test("an open shift bears the negative of its number, and both are understood", () => {
  expect(idOnWire(71, null)).toBe(-71);
  expect(idOnWire(71, new Date(0))).toBe(71);
  expect([idFromWire(-71), idFromWire(71)]).toEqual([71, 71]);
});

test.each([
  [1_000, 1_000, "", "Counted 10.00, expected 10.00"],
  [950, 1_000, "lost", "Counted 9.50, expected 10.00: 0.50 too little (lost)"],
  [1_050, 1_000, "tip", "Counted 10.50, expected 10.00: 0.50 too much (tip)"],
])("counted %i of %i in words", (countedMinor, expectedMinor, reason, words) => {
  expect(closingWords({ countedMinor, expectedMinor, reason }, 2)).toBe(words);
});
