import { expect, test } from "vitest";
import { localDay, localTimestamp, weekdayOf } from "./local-day.ts";

const lateInUtc = new Date("2026-11-23T22:30:05Z");

test("the café's day is that of its own zone, not of the browser", () => {
  expect(localTimestamp(lateInUtc, "Asia/Tokyo")).toBe("2026-11-24 07:30:05");
  expect(localDay(lateInUtc, "Asia/Tokyo")).toBe("2026-11-24");
  expect(localDay(lateInUtc, "America/New_York")).toBe("2026-11-23");
  expect(localDay(lateInUtc, "+08:00")).toBe("2026-11-24");
});

test("days are moved over the ends of months", () => {
  expect(localDay(lateInUtc, "UTC", -23)).toBe("2026-10-31");
  expect(localDay(lateInUtc, "UTC", 8)).toBe("2026-12-01");
});

test("weekdays count from Monday", () => {
  expect(["2026-11-23", "2026-11-24", "2026-11-29"].map(weekdayOf)).toEqual([0, 1, 6]);
});
