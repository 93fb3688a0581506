import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { bordersOf, cutReport, dayAfter, dayOf, hoursOf, startOfDay, zoneKey } from "./span-rules.ts";

const zones = [
  "UTC",
  "+05:30",
  "-09:30",
  "Europe/Berlin",
  "America/Santiago",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
];
const zone = fc.constantFrom(...zones);
const instant = fc
  .integer({ min: Date.UTC(2023, 0, 1), max: Date.UTC(2027, 0, 1) })
  .map((ms) => new Date(ms));

describe("a range cut into months, days and what is left", () => {
  test("is covered once, each border that of its unit, as much by months as can be", () =>
    fc.assert(
      fc.property(zone, instant, instant, (of, one, other) => {
        fc.pre(one.getTime() !== other.getTime());
        const range = one < other ? { startsAt: one, endsAt: other } : { startsAt: other, endsAt: one };
        const cut = cutReport(range, of);
        const borders = [cut.startsAt, cut.daysFrom, cut.monthsFrom, cut.monthsTo, cut.daysTo, cut.endsAt];
        expect([...borders].sort((a, b) => a.getTime() - b.getTime())).toEqual(borders);
        if (cut.daysFrom < cut.daysTo) {
          for (const border of [cut.daysFrom, cut.daysTo])
            expect(startOfDay(dayOf(border, of), of)).toEqual(border);
          expect(cut.daysFrom.getTime() - cut.startsAt.getTime()).toBeLessThan(25.1 * 3_600_000);
          expect(cut.endsAt.getTime() - cut.daysTo.getTime()).toBeLessThan(25.1 * 3_600_000);
        }
        if (cut.monthsFrom < cut.monthsTo)
          for (const border of [cut.monthsFrom, cut.monthsTo]) expect(dayOf(border, of).slice(8)).toBe("01");
      }),
    ));
  it.each([
    ["a day of 25 hours", "Europe/Berlin", "2026-10-25", 25],
    ["a day of 23 hours", "Europe/Berlin", "2026-03-29", 23],
    ["a midnight that is left out", "America/Santiago", "2026-09-06", 23],
    ["a half hour more", "Australia/Lord_Howe", "2026-04-05", 24.5],
  ])("%s", (_, of, day, hours) => {
    const [from, to] = [startOfDay(day, of), startOfDay(dayAfter(day), of)];
    expect((to.getTime() - from.getTime()) / 3_600_000).toBe(hours);
    const cut = cutReport({ startsAt: from, endsAt: to }, of);
    expect([cut.daysFrom, cut.daysTo]).toEqual([from, to]);
    expect(bordersOf("day", from, new Date(to.getTime() - 1), of)).toEqual([from]);
  });
  test("without a whole day is read one by one", () => {
    const range = { startsAt: new Date("2026-05-05T08:00:00Z"), endsAt: new Date("2026-05-06T07:00:00Z") };
    const cut = cutReport(range, "UTC");
    expect([cut.daysFrom, cut.daysTo]).toEqual([range.endsAt, range.endsAt]);
  });
  test("a year is twelve months", () => {
    const range = {
      startsAt: startOfDay("2025-01-01", "Europe/Berlin"),
      endsAt: startOfDay("2026-01-01", "Europe/Berlin"),
    };
    const cut = cutReport(range, "Europe/Berlin");
    expect([cut.monthsFrom, cut.monthsTo]).toEqual([range.startsAt, range.endsAt]);
    expect(bordersOf("month", range.startsAt, range.endsAt, "Europe/Berlin")).toHaveLength(13);
    expect(cutReport(range, "Europe/Berlin", { byDays: true }).monthsFrom).toEqual(range.endsAt);
  });
});

describe("borders", () => {
  test("rise, begin before the first instant and end after none", () =>
    fc.assert(
      fc.property(zone, instant, fc.integer({ min: 0, max: 90 * 86_400_000 }), (of, first, more) => {
        const last = new Date(first.getTime() + more);
        for (const unit of ["day", "month"] as const) {
          const borders = bordersOf(unit, first, last, of);
          expect(borders[0]!.getTime()).toBeLessThanOrEqual(first.getTime());
          expect(borders.at(-1)!.getTime()).toBeLessThanOrEqual(last.getTime());
          expect(new Set(borders.map(Number)).size).toBe(borders.length);
        }
      }),
    ));
});

describe("hours of the wall clock", () => {
  const hours = (day: string, of: string) =>
    hoursOf({ startsAt: startOfDay(day, of), endsAt: startOfDay(dayAfter(day), of) }, of).map(
      ({ hour }) => hour,
    );
  const all = Array.from({ length: 24 }, (_, hour) => hour);
  it.each([
    ["2026-05-05", "Asia/Kathmandu", all],
    ["2026-03-29", "Europe/Berlin", all.filter((hour) => hour !== 2)],
  ])("of %s in %s", (day, of, expected) => expect(hours(day, of)).toEqual(expected));
  it("are met twice where the clock is put back: as one piece that lasts two hours", () => {
    const of = "Europe/Berlin";
    const pieces = hoursOf(
      { startsAt: startOfDay("2026-10-25", of), endsAt: startOfDay("2026-10-26", of) },
      of,
    );
    expect(pieces.map(({ hour }) => hour)).toEqual(all);
    const [two, three] = pieces.slice(2, 4);
    expect((three!.startsAt.getTime() - two!.startsAt.getTime()) / 3_600_000).toBe(2);
  });
});

test("a zone with rules names their edition, a fixed offset needs none", () => {
  expect(zoneKey("Europe/Berlin", "2026a")).toBe("Europe/Berlin 2026a");
  expect(zoneKey("+08:00", "2026a")).toBe("+08:00");
});
