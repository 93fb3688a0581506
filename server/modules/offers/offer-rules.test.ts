import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { expiresAtAfterFirstUse, fitsPlace, inOrderOfUse, isInWeek, windowAt } from "./offer-rules.ts";
import { epoch, ownedOfferOf, termsOf } from "./offer-samples.ts";

const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const window = (weekdays: number[], from: string, to: string) =>
  termsOf({ weekdays, hours: { fromMinute: minutes(from), toMinute: minutes(to) } });
const state = (terms: ReturnType<typeof termsOf>, zone: string, at: string) => {
  const { isOpen, changesAt } = windowAt(terms, zone, epoch(at));
  return [isOpen, changesAt === null ? null : new Date(changesAt * 1000).toISOString().slice(0, 19)];
};

describe("billing.md row 31: Fridays 22:00-08:00", () => {
  const fridayNight = window([5], "22:00", "08:00");
  // 2026-03-06 is a Friday.
  it.each([
    ["2026-03-06T23:00:00", true, "2026-03-07T08:00:00"],
    ["2026-03-06T22:00:00", true, "2026-03-07T08:00:00"],
    ["2026-03-06T21:59:59", false, "2026-03-06T22:00:00"],
    ["2026-03-07T03:00:00", true, "2026-03-07T08:00:00"],
    ["2026-03-07T08:00:00", false, "2026-03-13T22:00:00"],
    ["2026-03-07T22:00:00", false, "2026-03-13T22:00:00"],
    ["2026-03-06T03:00:00", false, "2026-03-06T22:00:00"],
  ])("at %s its time may run: %s, until %s", (at, isOpen, changesAt) => {
    expect(state(fridayNight, "UTC", at)).toEqual([isOpen, changesAt]);
  });
});

describe("the window of an offer", () => {
  const at = "2026-03-04T12:00:00"; // a Wednesday
  it.each([
    ["every day, all day", window([], "00:00", "24:00"), "UTC", at, true, null],
    ["equal hours are the whole day", window([], "09:00", "09:00"), "UTC", at, true, null],
    ["equal hours on one day", window([3], "09:00", "09:00"), "UTC", at, true, "2026-03-05T00:00:00"],
    ["until midnight", window([], "14:00", "24:00"), "UTC", at, false, "2026-03-04T14:00:00"],
    [
      "until midnight, written 00:00",
      window([], "14:00", "00:00"),
      "UTC",
      "2026-03-04T15:00:00",
      true,
      "2026-03-05T00:00:00",
    ],
    [
      "two days that touch are one window",
      window([3, 4], "00:00", "24:00"),
      "UTC",
      at,
      true,
      "2026-03-06T00:00:00",
    ],
    [
      "Sunday night into Monday",
      window([7], "22:00", "02:00"),
      "UTC",
      "2026-03-09T01:00:00",
      true,
      "2026-03-09T02:00:00",
    ],
    ["a zone of its own", window([], "14:00", "18:00"), "+08:00", at, false, "2026-03-05T06:00:00"],
    ["a zone with a name", window([], "14:00", "18:00"), "Europe/Berlin", at, false, "2026-03-04T13:00:00"],
  ] as const)("%s", (_, terms, zone, instant, isOpen, changesAt) => {
    expect(state(terms, zone, instant)).toEqual([isOpen, changesAt]);
  });

  it.each([
    ["before", "2026-03-01T00:00:00", false, "2026-03-04T10:00:00"],
    ["at its first second", "2026-03-04T10:00:00", true, "2026-03-04T18:00:00"],
    ["closed in between", "2026-03-04T18:00:00", false, "2026-03-05T08:00:00"],
    ["on the last day", "2026-03-05T09:00:00", true, "2026-03-05T10:30:00"],
    ["after", "2026-03-05T10:30:00", false, null],
  ])("keeps within its valid dates: %s", (_, instant, isOpen, changesAt) => {
    const terms = {
      ...window([], "08:00", "18:00"),
      validFrom: epoch("2026-03-04T10:00:00"),
      validTo: epoch("2026-03-05T10:30:00"),
    };
    expect(state(terms, "UTC", instant)).toEqual([isOpen, changesAt]);
  });

  it("that no valid date ever reaches stays closed for good", () => {
    const terms = {
      ...window([1], "08:00", "18:00"),
      validFrom: epoch("2026-03-03T00:00:00"),
      validTo: epoch("2026-03-08T00:00:00"),
    };
    expect(state(terms, "UTC", "2026-03-01T00:00:00")).toEqual([false, null]);
    expect(state({ ...terms, validTo: terms.validFrom }, "UTC", "2026-03-01T00:00:00")).toEqual([
      false,
      null,
    ]);
  });

  test.each([
    // Clocks go from 02:00 to 03:00 on 2026-03-29: the window is an hour shorter, or is not there at all.
    ["22:00", "08:00", "2026-03-28T21:00:00", true, "2026-03-29T06:00:00"],
    ["02:15", "02:45", "2026-03-28T12:00:00", false, "2026-03-30T00:15:00"],
    ["02:30", "05:00", "2026-03-28T12:00:00", false, "2026-03-29T01:00:00"],
    // And back from 03:00 to 02:00 on 2026-10-25: half past two comes twice.
    ["22:00", "08:00", "2026-10-24T20:00:00", true, "2026-10-25T07:00:00"],
    ["02:00", "02:30", "2026-10-25T00:10:00", true, "2026-10-25T00:30:00"],
    ["02:00", "02:30", "2026-10-25T00:30:00", false, "2026-10-25T01:00:00"],
    ["02:00", "02:30", "2026-10-25T01:10:00", true, "2026-10-25T01:30:00"],
  ])("%s-%s in Berlin at %s", (from, to, at, isOpen, changesAt) => {
    expect(state(window([], from, to), "Europe/Berlin", at)).toEqual([isOpen, changesAt]);
  });

  test("changes at the very second it says, and at none before", () => {
    const zones = fc.constantFrom(
      "UTC",
      "+05:30",
      "-03:00",
      "Europe/Berlin",
      "America/New_York",
      "Asia/Kathmandu",
    );
    const minute = fc.integer({ min: 0, max: 96 }).map((quarters) => quarters * 15);
    const weekdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 7 });
    // Around the change of the clocks as often as anywhere else.
    const instant = fc
      .tuple(
        fc.constantFrom(
          "2026-03-08T00:00:00",
          "2026-03-28T12:00:00",
          "2026-10-24T12:00:00",
          "2026-11-01T00:00:00",
        ),
        fc.integer({ min: -86_400, max: 10 * 86_400 }),
      )
      .map(([text, shift]) => epoch(text) + shift);
    const border = fc.option(instant, { nil: null });
    const property = fc.property(
      zones,
      minute,
      minute,
      weekdays,
      instant,
      border,
      border,
      (zone, fromMinute, toMinute, days, at, validFrom, validTo) => {
        const terms = termsOf({ hours: { fromMinute, toMinute }, weekdays: days, validFrom, validTo });
        const holds = (second: number) =>
          second >= (validFrom ?? -Infinity) &&
          second < (validTo ?? Infinity) &&
          isInWeek(terms, zone, second);
        const { isOpen, changesAt } = windowAt(terms, zone, at);
        expect(isOpen).toBe(holds(at));
        const end = changesAt ?? at + 16 * 86_400;
        // Wall clocks and hours change at quarters only; borders of validity are looked at by themselves.
        const looked = [validFrom, validTo].filter(
          (second) => second !== null && second > at && second < end,
        );
        for (let quarter = Math.floor(at / 900) * 900 + 900; quarter < end; quarter += 900)
          looked.push(quarter);
        for (const second of looked) if (holds(second ?? 0) !== isOpen) throw new Error(`turns at ${second}`);
        if (changesAt !== null) {
          expect(changesAt).toBeGreaterThan(at);
          expect(holds(changesAt)).toBe(!isOpen);
          expect(holds(changesAt - 1)).toBe(isOpen);
        }
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  test("a week of windows is as long as its hours say", () => {
    const week = fc.property(
      fc.integer({ min: 0, max: 1439 }),
      fc.integer({ min: 0, max: 1440 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      fc.integer({ min: 0, max: 7 * 86_400 }),
      (fromMinute, toMinute, weekdays, shift) => {
        const terms = termsOf({ hours: { fromMinute, toMinute }, weekdays });
        const start = epoch("2026-06-01T00:00:00") + shift;
        let open = 0;
        for (let at = start; at < start + 7 * 86_400;) {
          const { isOpen, changesAt } = windowAt(terms, "+08:00", at);
          const end = Math.min(changesAt ?? Infinity, start + 7 * 86_400);
          if (isOpen) open += end - at;
          at = end;
        }
        const length = fromMinute === toMinute ? 1440 : (toMinute - fromMinute + 1440) % 1440 || 1440;
        expect(open).toBe(weekdays.length * length * 60);
      },
    );
    fc.assert(week, { numRuns: 200 });
  });
});

describe("where an offer may be used", () => {
  const terms = termsOf({ pcGroupIds: [3], memberGroupIds: [7] });
  it.each([
    [terms, 3, 7, false, true],
    [terms, 4, 7, false, false],
    [terms, 4, 7, true, true],
    [terms, 3, 8, false, false],
    [terms, 4, 8, true, false],
    [termsOf(), 4, -2, false, true],
    [termsOf({ memberGroupIds: [-4] }), 4, -4, false, true],
  ])(
    "%#: PC group %i, member group %i, across groups %s: %s",
    (of, pcGroupId, memberGroupId, crossesPcGroups, fits) => {
      expect(fitsPlace(of, { pcGroupId, memberGroupId, crossesPcGroups })).toBe(fits);
    },
  );
});

test("offers are used by priority, then expiry with never last, then age", () => {
  const offers = [
    ownedOfferOf({ ownedOfferId: 1, priority: 5, expiresAt: null }),
    ownedOfferOf({ ownedOfferId: 5, priority: 5, expiresAt: 300 }),
    ownedOfferOf({ ownedOfferId: 2, priority: 5, expiresAt: 200 }),
    ownedOfferOf({ ownedOfferId: 3, priority: 9, expiresAt: null }),
    ownedOfferOf({ ownedOfferId: 4, priority: 5, expiresAt: 200 }),
    ownedOfferOf({ ownedOfferId: 6, priority: 5, expiresAt: null }),
  ];
  expect(inOrderOfUse(offers).map((offer) => offer.ownedOfferId)).toEqual([3, 2, 4, 5, 1, 6]);
  const order = fc.property(fc.shuffledSubarray(offers, { minLength: offers.length }), (shuffled) => {
    expect(inOrderOfUse(shuffled)).toEqual(inOrderOfUse(offers));
  });
  fc.assert(order);
});

test.each([
  ["none", null, null, null],
  ["after_purchase", 5_000, null, 5_000],
  ["after_first_use", null, null, 1_000 + 3_600],
  ["after_first_use", 900, -2_700, 900],
] as const)("an expiry %s, so far %s, first used %s: %s", (kind, expiresAt, firstUsedAt, expected) => {
  const offer = ownedOfferOf({
    expiresAt,
    firstUsedAt,
    terms: termsOf({ expiry: { kind, seconds: 3_600 } }),
  });
  expect(expiresAtAfterFirstUse(offer, 1_000)).toBe(expected);
});
