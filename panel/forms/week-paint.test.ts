import { expect, test } from "vitest";
import {
  clockOf,
  hasHalfHours,
  hoursOfTiers,
  moved,
  paint,
  partsOf,
  plainWeek,
  toHalfHours,
  toHours,
} from "./week-paint.ts";

const evenings = paint(plainWeek, { day: 4, part: 23 }, { day: 0, part: 18 }, 2);

test("a rectangle is painted from whichever corner it is drawn, and nothing beside it", () => {
  expect(evenings).toEqual(paint(plainWeek, { day: 0, part: 18 }, { day: 4, part: 23 }, 2));
  expect(evenings[4]?.slice(17)).toEqual([1, 2, 2, 2, 2, 2, 2]);
  expect(evenings[5]).toEqual(plainWeek[5]);
  expect(hoursOfTiers(evenings)).toEqual(
    new Map([
      [1, 168 - 30],
      [2, 30],
    ]),
  );
});

test("hours become half hours of the same rate and back again", () => {
  const halves = toHalfHours(evenings);
  expect(partsOf(halves)).toBe(48);
  expect(hoursOfTiers(halves)).toEqual(hoursOfTiers(evenings));
  expect(hasHalfHours(halves)).toBe(false);
  expect(toHours(halves)).toEqual(evenings);
  expect(toHalfHours(halves)).toBe(halves);
  expect(toHours(evenings)).toBe(evenings);
});

test("an hour of two rates is known before its second half is lost", () => {
  const halves = paint(toHalfHours(evenings), { day: 6, part: 17 }, { day: 6, part: 17 }, 3);
  expect(hasHalfHours(halves)).toBe(true);
  expect(toHours(halves)).toEqual(evenings);
});

test("arrows lead from cell to cell and stay at the borders", () => {
  expect(moved({ day: 0, part: 0 }, "ArrowUp", 24)).toEqual({ day: 0, part: 0 });
  expect(moved({ day: 6, part: 23 }, "ArrowRight", 24)).toEqual({ day: 6, part: 23 });
  expect(moved({ day: 2, part: 5 }, "ArrowDown", 24)).toEqual({ day: 2, part: 6 });
  expect(moved({ day: 2, part: 5 }, "End", 48)).toEqual({ day: 2, part: 47 });
  expect(moved({ day: 2, part: 5 }, "x", 24)).toBeNull();
});

test("a part of the day is read from the clock", () => {
  expect([clockOf(0, 24), clockOf(9, 24), clockOf(24, 24), clockOf(19, 48)]).toEqual([
    ...["00:00", "09:00", "24:00", "09:30"],
  ]);
});
