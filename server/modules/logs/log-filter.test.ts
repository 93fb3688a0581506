import { expect, test } from "vitest";
import { filterOf, facetOf } from "./log-filter.ts";

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

test.each([
  [{}, ""],
  [{ event: "TOPUP" }, ""],
  [{ staff: "Ann" }, "s:Ann"],
  [{ pc: "PC1", log_type: "money" }, "p:PC1"],
  [{ member_or_guest: "guest" }, "k:guest"],
  [{ member: "a" }, null],
  [{ member: "a", staff: "Ann" }, null],
  [{ pc: "PC1", staff: "Ann" }, null],
])("the kept sums that answer %o are those of %o", (asked, facet) => {
  expect(facetOf(filterOf(asked))).toBe(facet);
});
