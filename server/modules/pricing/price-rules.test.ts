import { describe, expect, test } from "vitest";
import { dynamicPrice, gridOf, priceWith } from "./price-samples.ts";
import {
  choosePrice,
  coveredByAlone,
  faultOfPrice,
  groupsWithoutPrice,
  guestGroupIds,
  type Price,
} from "./price-rules.ts";

const pcGroupId = 7;
const memberGroupId = 3;

describe("which price holds", () => {
  const both = priceWith({ id: 10, order: 9, pcGroupIds: [7, 8], memberGroupIds: [3] });
  const pcGroup = priceWith({ id: 11, order: 8, pcGroupIds: [7] });
  const memberGroup = priceWith({ id: 12, order: 7, memberGroupIds: [2, 3] });
  const neither = priceWith({ id: 13, order: 1 });
  const late = priceWith({ id: 1, order: 2 });
  const twin = priceWith({ id: 20, order: 1 });
  const otherPcGroup = priceWith({ id: 2, pcGroupIds: [8], memberGroupIds: [3] });
  const otherMemberGroup = priceWith({ id: 3, pcGroupIds: [7], memberGroupIds: [4] });
  const inactive = priceWith({ ...both, id: 4, order: 0, isActive: false });

  test.each<[string, Price[], number | null]>([
    ["named PC and member group before all others", [neither, memberGroup, pcGroup, both], 10],
    ["a named PC group before a named member group", [neither, memberGroup, pcGroup], 11],
    ["a named member group before none named", [neither, memberGroup], 12],
    ["the lower order before the lower id", [late, neither], 13],
    ["the lower id at the same order", [twin, neither], 13],
    ["a price of another PC group never", [otherPcGroup, neither], 13],
    ["a price of another member group never", [otherMemberGroup, neither], 13],
    ["an inactive price never", [inactive, neither], 13],
    ["none when none fits", [otherPcGroup, otherMemberGroup, inactive], null],
  ])("%s", (_, prices, id) => {
    expect(choosePrice(prices, pcGroupId, memberGroupId)?.id ?? null).toBe(id);
    expect(choosePrice(prices.toReversed(), pcGroupId, memberGroupId)?.id ?? null).toBe(id);
  });

  test("kinds of guests are groups that a price can name or leave out", () => {
    const prepaid = priceWith({ id: 5, memberGroupIds: [guestGroupIds.prepaid] });
    expect(choosePrice([prepaid, neither], pcGroupId, guestGroupIds.prepaid)?.id).toBe(5);
    expect(choosePrice([prepaid, neither], pcGroupId, guestGroupIds.postpaid)?.id).toBe(13);
  });

  test("pairs of groups without a price are named", () => {
    const groups = { pcGroupIds: [7, 8], memberGroupIds: [3, 4] };
    expect(groupsWithoutPrice([pcGroup, memberGroup], groups)).toEqual([{ pcGroupId: 8, memberGroupId: 4 }]);
  });
});

describe("the last price of a PC group is the one that", () => {
  const all = priceWith({ id: 1 });
  const seven = priceWith({ id: 2, pcGroupIds: [7] });
  const gold = priceWith({ id: 3, memberGroupIds: [3] });
  const asleep = priceWith({ id: 4, isActive: false });

  test.each<[string, Price[], number, number[]]>([
    ["alone holds for all", [all], 1, [7, 8]],
    ["leaves one group to another price", [all, seven], 1, [8]],
    ["is named beside one for all", [all, seven], 2, []],
    ["has beside it one for a member group only", [all, gold], 1, []],
    ["has beside it only one that is inactive", [all, asleep], 1, [7, 8]],
    ["is inactive itself", [asleep], 4, []],
    ["is not there", [all], 9, []],
  ])("%s", (_, prices, id, alone) => {
    expect(coveredByAlone(prices, id, [7, 8])).toEqual(alone);
  });
});

describe("a price is refused, the first wrong field named, when", () => {
  test.each<[string, Partial<Price>, string]>([
    ["a rate is below zero", { ratesPerHourMinor: [-1, null, null, null] }, "ratesPerHourMinor"],
    ["there are not four rates", { ratesPerHourMinor: [400] }, "ratesPerHourMinor"],
    ["the grid lacks a day", { grid: gridOf(() => 1).slice(1) }, "grid"],
    ["a day is shorter", { grid: gridOf(() => 1).with(3, [1]) }, "grid"],
    ["the grid names a tier without a rate", { grid: gridOf((day) => (day === 6 ? 2 : 1)) }, "grid"],
    ["the rounding reaches the price of an hour", { roundingMinor: 400 }, "roundingMinor"],
    [
      "the rounding reaches the lowest rate that is painted",
      {
        ratesPerHourMinor: [400, 100, null, null],
        grid: gridOf((_, hour) => (hour < 8 ? 2 : 1)),
        roundingMinor: 100,
      },
      "roundingMinor",
    ],
    ["the rounding is not a whole number", { roundingMinor: 0.5 }, "roundingMinor"],
    ["a dynamic price has no rows", { type: "dynamic" }, "dynamicRows"],
    [
      "a dynamic price has more rows than anybody reads",
      {
        type: "dynamic",
        dynamicRows: Array.from({ length: 101 }, (_, at) => ({ minutes: at + 1, amountMinor: at + 1 })),
      },
      "dynamicRows",
    ],
    [
      "the rounding reaches the first hour of the rows",
      { type: "dynamic", dynamicRows: [{ minutes: 30, amountMinor: 200 }], roundingMinor: 400 },
      "roundingMinor",
    ],
    [
      "the amounts do not rise",
      {
        type: "dynamic",
        dynamicRows: [
          { minutes: 60, amountMinor: 400 },
          { minutes: 120, amountMinor: 400 },
        ],
      },
      "dynamicRows",
    ],
  ])("%s", (_, changes, field) => {
    expect(faultOfPrice(priceWith(changes))?.field).toBe(field);
  });

  test("but not when nothing is wrong", () => {
    expect(faultOfPrice(priceWith({ roundingMinor: 399 }))).toBeNull();
    expect(faultOfPrice(dynamicPrice)).toBeNull();
    expect(faultOfPrice(priceWith({ ratesPerHourMinor: [0, null, null, null] }))).toBeNull();
    const freeByNight = { ratesPerHourMinor: [400, 0, null, null], roundingMinor: 50 };
    expect(
      faultOfPrice(priceWith({ ...freeByNight, grid: gridOf((_, hour) => (hour < 8 ? 2 : 1)) })),
    ).toBeNull();
  });
});
