import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addedUp } from "./report-sum-rules.ts";

describe("sums of a company", () => {
  test("numbers in the same place add up, texts and lists are left out", () => {
    const one = { cash: 0.1, number: 1, expense: { amount: 5, items: [{ log_money: "5" }] }, name: "A" };
    const other = { cash: 0.2, number: 2, expense: { amount: 2.5, items: [] }, qr: 4 };
    expect(addedUp([one, other])).toEqual({ cash: 0.3, number: 3, expense: { amount: 7.5 }, qr: 4 });
  });
  test("no report has no sums", () => expect(addedUp([])).toEqual({}));
  test("the order of the cafés does not matter", () => {
    const reports = fc.array(
      fc.record({
        a: fc.integer({ min: -1e6, max: 1e6 }),
        b: fc.record({ c: fc.integer({ min: 0, max: 1e6 }) }),
      }),
    );
    fc.assert(
      fc.property(reports, (parts) => {
        expect(addedUp([...parts].reverse())).toEqual(addedUp(parts));
      }),
    );
  });
});
