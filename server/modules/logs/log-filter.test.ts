import { expect, test } from "vitest";
import { filterOf, isByEventAlone } from "./log-filter.ts";

const any = { events: null, staffName: null, memberAccount: null, pcName: null, of: null };

test("nothing asked is any row, and so is `all`", () => {
  expect(filterOf({})).toEqual(any);
  expect(filterOf({ event: "all", staff: "All", log_type: "all", member_or_guest: "all" })).toEqual(any);
});

test("log_type stands for the events of its group, and an event outside of it for none", () => {
  expect(filterOf({ log_type: "money" }).events).toContain("TOPUP");
  expect(filterOf({ log_type: "money", event: "TOPUP" }).events).toEqual(["TOPUP"]);
  expect(filterOf({ log_type: "money", event: "CHECKOUT" }).events).toEqual([]);
});

test("the kept sums answer for events alone", () => {
  expect(isByEventAlone(filterOf({ event: "TOPUP" }))).toBe(true);
  for (const asked of [{ staff: "A" }, { member: "a" }, { pc: "p" }, { member_or_guest: "guest" }])
    expect(isByEventAlone(filterOf(asked))).toBe(false);
});
