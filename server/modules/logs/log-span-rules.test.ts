import fc from "fast-check";
import { expect, test } from "vitest";
import { cutRange, isDay } from "./log-span-rules.ts";

const hour = 3_600_000;
const instant = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2025, 0, 12) });
const range = fc.tuple(instant, instant).map(([a, b]) => ({
  startsAt: new Date(Math.min(a, b)),
  endsAt: new Date(Math.max(a, b)),
}));

test("the borders rise, stand on whole hours and days, and leave at most two hours and two days at the ends", () => {
  fc.assert(
    fc.property(range, (asked) => {
      const cut = cutRange(asked);
      const borders = [cut.startsAt, cut.hoursFrom, cut.daysFrom, cut.daysTo, cut.hoursTo, cut.endsAt].map(
        Number,
      ) as [number, number, number, number, number, number];
      expect(borders).toEqual([...borders].sort((a, b) => a - b));
      expect([borders[0], borders[5]]).toEqual([Number(asked.startsAt), Number(asked.endsAt)]);
      const [start, hoursFrom, daysFrom, daysTo, hoursTo, end] = borders;
      if (hoursFrom < hoursTo) expect([hoursFrom % hour, hoursTo % hour]).toEqual([0, 0]);
      if (daysFrom < daysTo) expect([daysFrom % (24 * hour), daysTo % (24 * hour)]).toEqual([0, 0]);
      expect(hoursFrom - start + (end - hoursTo)).toBeLessThan(2 * hour);
      expect(daysFrom - hoursFrom + (hoursTo - daysTo)).toBeLessThan(48 * hour);
    }),
    { numRuns: 500 },
  );
});

test("a range within an hour is read row by row", () => {
  const asked = { startsAt: new Date("2025-01-01T10:10:00Z"), endsAt: new Date("2025-01-01T11:05:00Z") };
  expect(cutRange(asked)).toMatchObject({ ...asked, hoursFrom: asked.endsAt, hoursTo: asked.endsAt });
});

test("24 hours are a day, one hour is none", () => {
  const from = new Date(0);
  expect([isDay({ from, to: new Date(24 * hour) }), isDay({ from, to: new Date(hour) })]).toEqual([
    true,
    false,
  ]);
});
