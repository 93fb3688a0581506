import { expect, test } from "vitest";
import { minuteOf, weekOf } from "./week-strip.ts";

test("a window of Friday night stands on Friday and Saturday", () => {
  const week = weekOf([5], 1_320, 480);
  expect(week.map((parts) => parts.length)).toEqual([0, 0, 0, 0, 1, 1, 0]);
  expect(week[4]).toEqual([{ from: 1_320, to: 1_440 }]);
  expect(week[5]).toEqual([{ from: 0, to: 480 }]);
});

test("Sunday night reaches into Monday, every night into every day", () => {
  expect(weekOf([7], 1_320, 60)[0]).toEqual([{ from: 0, to: 60 }]);
  expect(weekOf([], 1_320, 60)[0]).toEqual([
    { from: 0, to: 60 },
    { from: 1_320, to: 1_440 },
  ]);
});

test("equal hours and 00:00 to 24:00 are whole days; an end of 00:00 is midnight", () => {
  expect(weekOf([1], 540, 540)[0]).toEqual([{ from: 0, to: 1_440 }]);
  expect(weekOf([1], 0, 1_440)[0]).toEqual([{ from: 0, to: 1_440 }]);
  expect(weekOf([1], 840, 0).slice(0, 2)).toEqual([[{ from: 840, to: 1_440 }], []]);
});

test.each([
  ["22:00", 1_320],
  ["24:00", 1_440],
  ["24:01", null],
  ["9:60", null],
  ["x", null],
])("%s is minute %s", (text, minute) => {
  expect(minuteOf(text)).toBe(minute);
});
