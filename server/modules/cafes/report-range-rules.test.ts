import { expect, test } from "vitest";
import { reportRange } from "./report-range-rules.ts";

const now = new Date("2026-04-10T12:00:00Z");

test.each([
  // zone, range asked, first instant, first instant after it
  ["UTC", "2026-01-01", "2026-01-31", "23:59", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"],
  ["UTC", "2026-01-01", "2026-01-01", "24:00", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"],
  ["Europe/Madrid", "2026-03-29", "2026-03-29", "23:59", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"],
  ["Europe/Madrid", "2026-10-25", "2026-10-25", "24:00", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"],
  // Clocks go back at midnight: the day's last minute is followed by an hour that is lived twice.
  ["America/Santiago", "2026-04-04", "2026-04-04", "23:59", "2026-04-04T03:00:00Z", "2026-04-05T04:00:00Z"],
])("%s from %s to %s %s is %s until %s", (zone, date_start, date_end, time_end, startsAt, endsAt) => {
  const range = reportRange({ date_start, date_end, time_end }, zone, now);
  expect(range?.startsAt.toISOString()).toBe(new Date(startsAt).toISOString());
  expect(range?.endsAt.toISOString()).toBe(new Date(endsAt).toISOString());
  expect(range?.endLocal.slice(-8)).toBe("23:59:59");
});

test("nothing asked is today in the café's zone", () => {
  expect(reportRange({}, "Asia/Tokyo", now)?.startLocal).toBe("2026-04-10 00:00:00");
});

test("a start that is not before its end is no range", () => {
  expect(reportRange({ date_start: "2026-02-02", date_end: "2026-02-01" }, "UTC", now)).toBeNull();
});
