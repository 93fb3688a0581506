import { describe, expect, test } from "vitest";
import { reportRange, type RangeAsked } from "./report-range-rules.ts";

describe("the range of a report", () => {
  const now = new Date("2025-06-15T12:00:00Z");
  const rangeIn = (zone: string, asked: RangeAsked) => {
    const range = reportRange(asked, zone, now);
    return (
      range && [range.startsAt.toISOString(), range.endsAt.toISOString(), range.startLocal, range.endLocal]
    );
  };
  test.each<[string, RangeAsked, ReturnType<typeof rangeIn>]>([
    [
      "+00:00",
      {},
      ["2025-06-15T00:00:00.000Z", "2025-06-16T00:00:00.000Z", "2025-06-15 00:00:00", "2025-06-15 23:59:59"],
    ],
    [
      "+00:00",
      { time_end: "24:00" },
      ["2025-06-15T00:00:00.000Z", "2025-06-16T00:00:00.000Z", "2025-06-15 00:00:00", "2025-06-15 23:59:59"],
    ],
    [
      "Europe/Madrid",
      { date_start: "2025-03-30", date_end: "2025-03-30" },
      ["2025-03-29T23:00:00.000Z", "2025-03-30T22:00:00.000Z", "2025-03-30 00:00:00", "2025-03-30 23:59:59"],
    ],
    ["+00:00", { date_start: "2025-06-16", date_end: "2025-06-15" }, null],
    ["+00:00", { time_start: "10:00", time_end: "10:00" }, null],
  ])("in %s for %j", (zone, asked, expected) => expect(rangeIn(zone, asked)).toEqual(expected));
});
