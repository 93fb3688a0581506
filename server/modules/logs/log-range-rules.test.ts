import fc from "fast-check";
import { expect, test } from "vitest";
import { logRange } from "./log-range-rules.ts";

const madrid = "Europe/Madrid";
const texts = (asked: Parameters<typeof logRange>[0], zone = "UTC") => {
  const range = logRange(asked, zone);
  return range && [range.startsAt.toISOString().slice(0, 19), range.endsAt.toISOString().slice(0, 19)];
};
const day = (date: string) => ({ date_start: date, date_end: date });

test.each([
  ["a day counts whole", day("2025-01-31"), ["2025-01-31T00:00:00", "2025-02-01T00:00:00"]],
  [
    "the last minute counts whole",
    { ...day("2025-01-31"), time_start: "10:00", time_end: "10:30" },
    ["2025-01-31T10:00:00", "2025-01-31T10:31:00"],
  ],
  [
    "24:00 is the end of the day",
    { ...day("2025-01-31"), time_end: "24:00" },
    ["2025-01-31T00:00:00", "2025-02-01T00:00:00"],
  ],
  [
    "a time written after the date counts",
    { date_start: "2025-01-30 08:15:00", date_end: "2025-01-31 09:00:30" },
    ["2025-01-30T08:15:00", "2025-01-31T09:00:31"],
  ],
  [
    "a time of its own goes before one written after the date",
    { date_start: "2025-01-30 08:15:00", date_end: "2025-01-31", time_start: "09:00" },
    ["2025-01-30T09:00:00", "2025-02-01T00:00:00"],
  ],
])("%s", (_what, asked, expected) => {
  expect(texts(asked)).toEqual(expected);
});

test.each([
  ["the last day is before the first", { date_start: "2025-02-01", date_end: "2025-01-31" }],
  ["both ends are one minute", { ...day("2025-01-31"), time_start: "10:00", time_end: "10:00" }],
  ["the date is none", day("0000-00-00")],
])("there is no range when %s", (_what, asked) => {
  expect(logRange(asked, "UTC")).toBeNull();
});

test("a day of the change to summer time has 23 hours, one of the change back 25", () => {
  const hours = (date: string) => {
    const range = logRange(day(date), madrid);
    return range && (range.endsAt.getTime() - range.startsAt.getTime()) / 3_600_000;
  };
  expect([hours("2025-03-30"), hours("2025-10-26"), hours("2025-06-01")]).toEqual([23, 25, 24]);
});

test("until 02:59 on the day of the change back covers both hours that are called two", () => {
  expect(texts({ ...day("2025-10-26"), time_start: "02:00", time_end: "02:59" }, madrid)).toEqual([
    "2025-10-26T00:00:00",
    "2025-10-26T02:00:00",
  ]);
});

test("ranges that touch on the wall touch in time: no row is shared and none left out", () => {
  const minute = fc.integer({ min: 1, max: 24 * 60 - 2 });
  const time = (n: number) =>
    `${String(Math.floor(n / 60)).padStart(2, "0")}:${String(n % 60).padStart(2, "0")}`;
  const dates = fc.constantFrom("2025-03-30", "2025-10-26", "2025-06-01");
  const zones = fc.constantFrom(madrid, "America/Havana", "Asia/Kathmandu", "+08:00");
  fc.assert(
    fc.property(dates, zones, minute, (date, zone, border) => {
      const first = logRange({ ...day(date), time_end: time(border) }, zone);
      const second = logRange({ ...day(date), time_start: time(border + 1) }, zone);
      if (border + 1 === 24 * 60 - 1) return;
      expect(first?.endsAt).toEqual(second?.startsAt);
    }),
  );
});

test("dates at the end of all calendars are taken to what can be carried", () => {
  expect(texts({ date_start: "0001-01-01", date_end: "9999-12-31" })).toEqual([
    "1970-01-01T00:00:00",
    "9999-01-01T00:00:00",
  ]);
});
