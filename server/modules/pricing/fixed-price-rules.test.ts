import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rateSecondsOf, secondsByRate, secondsForRateSeconds } from "./fixed-price-rules.ts";
import {
  anyInstant,
  anyTerms,
  epoch,
  flatPrice,
  gridOf,
  minutesFrom,
  monday,
  priceWith,
} from "./price-samples.ts";

/** Two rates, the second from an hour of the day on. */
function changingAt(hour: number, rates: [number, number], cells: 24 | 48 = 24) {
  const border = hour * (cells / 24);
  return priceWith({
    ratesPerHourMinor: [...rates, null, null],
    grid: gridOf((_, cell) => (cell < border ? 1 : 2), cells),
  });
}

const minor = (rateSeconds: bigint) => Number(rateSeconds) / 3600;

describe("a fixed price", () => {
  test("costs each part its own rate over a border (worked example 12)", () => {
    const price = changingAt(10, [5000, 6000]);
    const hour = minutesFrom(epoch("2026-11-02T09:15:00"), 60);
    expect(minor(rateSecondsOf(price, [hour], "UTC"))).toBe(5250);
  });

  test.each([
    ["lives an hour twice in autumn", "2026-10-24T23:30:00", "2026-10-25T02:30:00", 700],
    ["never lives an hour in spring", "2026-03-29T00:30:00", "2026-03-29T01:30:00", 300],
  ])("%s (worked example 13)", (_, from, to, amountMinor) => {
    const price = changingAt(2, [400, 200]);
    const interval = { from: epoch(from), to: epoch(to) };
    expect(minor(rateSecondsOf(price, [interval], "Europe/Berlin"))).toBe(amountMinor);
  });

  test("may change at a half hour", () => {
    const price = changingAt(9.5, [400, 800], 48);
    expect(minor(rateSecondsOf(price, [minutesFrom(epoch("2026-11-02T09:00:00"), 60)], "UTC"))).toBe(600);
  });

  test("follows the café's weekday, not that of UTC", () => {
    const price = priceWith({
      ratesPerHourMinor: [400, 100, null, null],
      grid: gridOf((day) => (day === 0 ? 2 : 1)),
    });
    expect(minor(rateSecondsOf(price, [minutesFrom(monday - 8 * 3600, 60)], "+08:00"))).toBe(100);
    expect(minor(rateSecondsOf(price, [minutesFrom(monday - 8 * 3600, 60)], "UTC"))).toBe(400);
  });

  test("is told by the time spent in each rate", () => {
    const price = changingAt(10, [5000, 6000]);
    const hour = minutesFrom(epoch("2026-11-02T09:15:00"), 60);
    expect([...secondsByRate(price, [hour], "UTC")]).toEqual([
      [5000, 2700],
      [6000, 900],
    ]);
  });

  test("costs the time in each rate times that rate", () => {
    fc.assert(
      fc.property(anyTerms, anyInstant, fc.nat(20 * 86_400), ({ price, zone }, from, seconds) => {
        fc.pre(price.type === "fixed");
        const intervals = [{ from, to: from + seconds }];
        let sum = 0n;
        for (const [rate, inRate] of secondsByRate(price, intervals, zone)) sum += BigInt(rate * inRate);
        expect(rateSecondsOf(price, intervals, zone)).toBe(sum);
      }),
    );
  });

  test("that names a tier without a rate is an error, not free of charge", () => {
    const price = priceWith({ grid: gridOf(() => 2) });
    expect(() => rateSecondsOf(price, [minutesFrom(monday, 1)], "UTC")).toThrow("has no rate");
  });
});

describe("the seconds a budget covers", () => {
  test("of a flat price are a division, however long", () => {
    expect(secondsForRateSeconds(flatPrice(1), monday, 10n ** 12n, "Europe/Berlin")).toBe(10 ** 12);
  });

  test("have no end at a rate of zero", () => {
    expect(secondsForRateSeconds(flatPrice(0), monday, 0n, "UTC")).toBeNull();
  });

  test("run on through free hours and stop at the first second that costs", () => {
    const price = changingAt(8, [0, 400]);
    expect(secondsForRateSeconds(price, monday, 0n, "UTC")).toBe(8 * 3600);
    expect(secondsForRateSeconds(price, monday, 399n, "UTC")).toBe(8 * 3600);
    expect(secondsForRateSeconds(price, monday, 16n * 3600n * 400n, "UTC")).toBe(32 * 3600);
  });
});
