import { describe, expect, it } from "vitest";
import { cashOf, readMoney } from "./money-input.ts";

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

describe("cash that was counted", () => {
  it.each(["0", "0.00", "112,50"])("%s is taken", (typed) => expect(cashOf(typed)).toHaveProperty("amount"));
  it.each(["", "x", "-1", "1.005"])("“%s” says what is wrong", (typed) =>
    expect(cashOf(typed)).toEqual({ wrong: expect.stringMatching(/\.$/) as string }),
  );
});
