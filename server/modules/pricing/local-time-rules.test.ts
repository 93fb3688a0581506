import { expect, test } from "vitest";
import { localSeconds, offsetSpanAt, offsetSpansOf, secondsOfWeek } from "./local-time-rules.ts";
import { epoch, monday } from "./price-samples.ts";

test("the local week begins on Monday at midnight of the café", () => {
  expect(localSeconds(monday, 0) % secondsOfWeek).toBe(0);
  expect(localSeconds(monday - 8 * 3600, 8 * 3600) % secondsOfWeek).toBe(0);
});

test.each([
  ["+08:00", 28_800],
  ["-03:30", -12_600],
  ["UTC", 0],
  ["Asia/Kolkata", 19_800],
])("the zone %s is %i seconds ahead, for ever where the clocks never change", (zone, offsetSeconds) => {
  expect(offsetSpanAt(monday, zone)).toMatchObject({ offsetSeconds, to: Infinity });
});

test("a span ends at the very second the clocks change, whichever instant was asked for first", () => {
  const spring = epoch("2026-03-29T01:00:00");
  const autumn = epoch("2026-10-25T01:00:00");
  expect(offsetSpanAt(autumn - 1, "Europe/Berlin")).toEqual({
    from: spring,
    to: autumn,
    offsetSeconds: 7200,
  });
  expect(offsetSpanAt(spring, "Europe/Berlin").offsetSeconds).toBe(7200);
  expect(offsetSpanAt(spring - 1, "Europe/Berlin").offsetSeconds).toBe(3600);
  expect(offsetSpanAt(autumn, "Europe/Berlin")).toMatchObject({ from: autumn, offsetSeconds: 3600 });
});

test("the spans of an interval follow one another without a gap", () => {
  const spans = [...offsetSpansOf({ from: monday, to: monday + 2 * 365 * 86_400 }, "Europe/Berlin")];
  expect(spans.map(({ offsetSeconds }) => offsetSeconds)).toEqual([3600, 7200, 3600, 7200, 3600]);
  expect(spans[0]?.from).toBe(monday);
  expect(spans.at(-1)?.to).toBe(monday + 2 * 365 * 86_400);
  spans.slice(1).forEach((span, index) => expect(span.from).toBe(spans[index]?.to));
});

test("an unknown zone is an error, not UTC", () => {
  expect(() => offsetSpanAt(monday, "Nowhere/City")).toThrow();
});
