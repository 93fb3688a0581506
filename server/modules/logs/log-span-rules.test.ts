import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutInto, cutRange, isBlock, isDay, type SpanCut } from "./log-span-rules.ts";

const hour = 3_600_000;
const day = 24 * hour;
const block = 32 * day;
const instant = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2025, 6, 12) });
const near = fc
  .tuple(instant, fc.integer({ min: 0, max: 3 * day }))
  .map(([a, more]) => [a, a + more] as const);
const range = fc.oneof(fc.tuple(instant, instant), near).map(([a, b]) => ({
  startsAt: new Date(Math.min(a, b)),
  endsAt: new Date(Math.max(a, b)),
}));

function bordersOf(cut: SpanCut): number[] {
  const { startsAt, hoursFrom, daysFrom, blocksFrom, blocksTo, daysTo, hoursTo, endsAt } = cut;
  return [startsAt, hoursFrom, daysFrom, blocksFrom, blocksTo, daysTo, hoursTo, endsAt].map(Number);
}

describe.each([
  { byHours: true, smallest: hour },
  { byHours: false, smallest: day },
])("cut by hours: $byHours", ({ byHours, smallest }) => {
  test("the borders rise, stand on whole units, and leave less than two units of each length at the ends", () => {
    fc.assert(
      fc.property(range, (asked) => {
        const borders = bordersOf(cutRange(asked, { byHours }));
        expect(borders).toEqual([...borders].sort((a, b) => a - b));
        const [
          start = 0,
          hoursFrom = 0,
          daysFrom = 0,
          blocksFrom = 0,
          blocksTo = 0,
          daysTo = 0,
          hoursTo = 0,
          end = 0,
        ] = borders;
        expect([start, end]).toEqual([Number(asked.startsAt), Number(asked.endsAt)]);
        if (hoursFrom < hoursTo) expect([hoursFrom % smallest, hoursTo % smallest]).toEqual([0, 0]);
        if (daysFrom < daysTo) expect([daysFrom % day, daysTo % day]).toEqual([0, 0]);
        if (blocksFrom < blocksTo) expect([blocksFrom % block, blocksTo % block]).toEqual([0, 0]);
        expect(hoursFrom - start + (end - hoursTo)).toBeLessThan(2 * smallest);
        expect(daysFrom - hoursFrom + (hoursTo - daysTo)).toBeLessThan(2 * day);
        expect(blocksFrom - daysFrom + (daysTo - blocksTo)).toBeLessThan(2 * block);
      }),
      { numRuns: 1_000 },
    );
  });
});

test("a range within an hour is read row by row", () => {
  const asked = { startsAt: new Date("2025-01-01T10:10:00Z"), endsAt: new Date("2025-01-01T11:05:00Z") };
  expect(cutRange(asked, { byHours: true })).toMatchObject({
    ...{ ...asked, hoursFrom: asked.endsAt, daysFrom: asked.endsAt, blocksFrom: asked.endsAt },
  });
});

test("a block is cut into nothing but days, a day into nothing but hours", () => {
  const [from, to] = [new Date(0), new Date(block)];
  const whole = { startsAt: from, endsAt: to };
  expect(bordersOf(cutInto("days", whole))).toEqual([0, 0, 0, block, block, block, block, block]);
  expect(bordersOf(cutInto("hours", whole))).toEqual([0, 0, block, block, block, block, block, block]);
});

test("24 hours are a day and 32 days a block; one hour is neither", () => {
  const from = new Date(0);
  const lengths = [hour, day, block].map((length) => ({ from, to: new Date(length) }));
  expect(lengths.map(isDay)).toEqual([false, true, false]);
  expect(lengths.map(isBlock)).toEqual([false, false, true]);
});
