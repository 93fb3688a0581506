import { expect, test } from "vitest";
import { countCases } from "./case-counts.ts";

const file = (status: string, cases: string[]) => ({
  status,
  assertionResults: cases.map((one) => ({ status: one })),
});

test("cases are counted as the report counts them", () => {
  const report = {
    numPassedTests: 2,
    numFailedTests: 1,
    testResults: [file("failed", ["passed", "failed"]), file("passed", ["passed"])],
  };
  expect(countCases(JSON.stringify(report))).toEqual({ passed: 2, failed: 1 });
});

test("a file that did not load is a failure though it has no case", () => {
  const report = {
    numPassedTests: 1,
    numFailedTests: 0,
    testResults: [file("failed", []), file("passed", ["passed"])],
  };
  expect(countCases(JSON.stringify(report))).toEqual({ passed: 1, failed: 1 });
});

test("a run that tested nothing is a failure", () => {
  const nothing = { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  expect(countCases(JSON.stringify(nothing))).toEqual({ passed: 0, failed: 1 });
  expect(countCases(null)).toEqual({ passed: 0, failed: 1 });
});
