import { expect, test } from "vitest";
import { moneyTermsOf } from "./session-samples.ts";
import { storedTerms, termsOfStored, type StoredTerms } from "./stored-terms.ts";

const read = (stored: StoredTerms) => termsOfStored(JSON.parse(JSON.stringify(stored)) as StoredTerms);

const halves = { grid: [1, 2, 3, 4, 1, 2, 3].map((tier) => Array.from({ length: 48 }, () => tier as 1)) };

test.each([
  ["a flat price", moneyTermsOf()],
  [
    "half hours in four tiers, taxed",
    moneyTermsOf(400, { tax: { percent: "7.25", included: false } }, halves),
  ],
  [
    "rows of minutes",
    moneyTermsOf(
      0,
      { discountPercent: "15" },
      { type: "dynamic", dynamicRows: [{ minutes: 60, amountMinor: 400 }] },
    ),
  ],
])("terms come back as they were kept: %s", (_, { charge }) => {
  expect(read(storedTerms(charge))).toEqual(charge);
});

test("equal prices are one object, however often they are read, and a changed one is another", () => {
  const stored = storedTerms(moneyTermsOf().charge);
  expect(read(stored).price).toBe(read(stored).price);
  const edited = storedTerms(moneyTermsOf(500).charge);
  expect(read(edited).price).not.toBe(read(stored).price);
  expect(read(edited).price.ratesPerHourMinor[0]).toBe(500);
});
