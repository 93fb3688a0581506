import { describe, expect, it } from "vitest";
import { readMoney } from "./money-input.ts";

describe("money as a person types it", () => {
  it.each([
    ["50", "50"],
    [" 20,5 ", "20.50"],
    ["20.50", "20.50"],
    ["1 000", "1000"],
    ["1'000,25", "1000.25"],
    ["007", "7"],
    [",5", "0.50"],
    ["-12", "-12"],
    ["−12,00", "-12.00"],
    ["-0", "0"],
  ])("%s is %s", (typed, amount) => {
    expect(readMoney(typed)).toEqual({ amount });
  });

  it.each([
    ["", "empty"],
    ["abc", "form"],
    ["1.2.3", "form"],
    ["-", "form"],
    ["1.234", "places"],
    ["999999999999", "size"],
  ])("%s is refused as %s", (typed, wrong) => {
    expect(readMoney(typed)).toEqual({ wrong });
  });
});
