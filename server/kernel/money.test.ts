import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalFromMinor, exponentOf, minorFromDecimal } from "./money.ts";

test.each([
  ["20", 2, 2000],
  ["20.5", 2, 2050],
  ["-20.50", 2, -2050],
  ["20.00", 0, 20],
  ["20.50", 0, null],
  ["1.234", 3, 1234],
  ["1.234", 2, null],
  ["1.230", 2, 123],
  ["0.00", 2, 0],
  ["-0", 2, 0],
  ["", 2, null],
])("%s with %i places is %o minor units", (text, exponent, minor) =>
  expect(minorFromDecimal(text, exponent)).toBe(minor),
);

test.each([
  [2050, 2, "20.50"],
  [-5, 2, "-0.05"],
  [20, 0, "20.00"],
  [1234, 3, "1.234"],
  [0, 2, "0.00"],
])("%i minor units with %i places read %s", (minor, exponent, text) =>
  expect(decimalFromMinor(minor, exponent)).toBe(text),
);

test("what is written is read back as the same amount", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom(0, 2, 3),
      (minor, exponent) =>
        minorFromDecimal(decimalFromMinor(minor, exponent), exponent) === (minor === 0 ? 0 : minor),
    ),
  );
});

test.each([
  ["EUR", 2],
  ["JPY", 0],
  ["KWD", 3],
])("%s has %i places", (code, places) => expect(exponentOf(code)).toBe(places));
