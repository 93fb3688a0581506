import { describe, expect, test } from "vitest";
import {
  dynamicPrice,
  epoch,
  flatPrice,
  gridOf,
  monday,
  priceWith,
  stretchOf,
  termsWith,
} from "./price-samples.ts";
import { type ChargeTerms, type Stretch } from "./stretch-rules.ts";
import { moneyForTime, secondsLeft, timeForMoney } from "./time-left-rules.ts";

function leftOf(stretch: Stretch, amountMinor: number): number | null {
  const now = stretch.intervals.at(-1)?.to ?? monday;
  return secondsLeft({ stretch, now, funds: [{ amountMinor, expiresAt: null }] });
}

describe("the time left of worked example", () => {
  test.each<[string, number, number | null]>([
    ["0", 1450, 13_050],
    ["15", 1450, 15_352],
    ["100", 1450, null],
    ["100", 0, null],
    ["0", 1, 9],
    ["0", 0, 0],
  ])("21: discount %s and %i minor units", (discountPercent, amountMinor, seconds) => {
    expect(leftOf(stretchOf(termsWith({ discountPercent }), 0), amountMinor)).toBe(seconds);
  });

  test("22: balance 10.00 with tax 10 on top", () => {
    const terms = termsWith({ tax: { percent: "10", included: false } });
    expect(leftOf(stretchOf(terms, 0), 1000)).toBe(8181);
  });

  test("23: from 09:30 on with a dearer rate at 10:00", () => {
    const price = priceWith({
      ratesPerHourMinor: [400, 600, null, null],
      grid: gridOf((_, hour) => (hour < 10 ? 1 : 2)),
    });
    const funds = [{ amountMinor: 500, expiresAt: null }];
    const stretch = stretchOf(termsWith({ price }), 0, { intervals: [] });
    expect(secondsLeft({ stretch, now: epoch("2026-11-02T09:30:00"), funds })).toBe(3600);
  });

  test.each([
    [500, 5040],
    [1200, 14_400],
  ])("23: rows with %i minor units", (amountMinor, seconds) => {
    expect(leftOf(stretchOf(termsWith({ price: dynamicPrice }), 0), amountMinor)).toBe(seconds);
  });

  test("28: after 45 min, 4.00 left of the balance last 900 s more", () => {
    expect(leftOf(stretchOf(termsWith(), 2700), 400)).toBe(900);
  });
});

describe("worked example 24:", () => {
  const five = termsWith({ price: flatPrice(500) });
  const rounded = termsWith({ price: flatPrice(100, { roundingMinor: 50 }) });

  test.each<[number, ChargeTerms, number]>([
    [1, five, 9],
    [75, rounded, 150],
  ])("amount(%i min)", (minutes, terms, amountMinor) => {
    expect(moneyForTime({ terms, startsAt: monday, minutes })).toBe(amountMinor);
  });

  test.each<[number, ChargeTerms, number]>([
    [9, five, 1],
    [8, five, 0],
    [125, rounded, 75],
    [150, rounded, 90],
  ])("time(%i minor units)", (amountMinor, terms, minutes) => {
    expect(timeForMoney({ terms, startsAt: monday, amountMinor })).toBe(minutes);
  });
});

describe("time left", () => {
  test("counts free minutes that are left on top", () => {
    expect(leftOf(stretchOf(termsWith(), 60, { freeSeconds: 180 }), 400)).toBe(120 + 3600);
    expect(leftOf(stretchOf(termsWith(), 300, { freeSeconds: 180 }), 400)).toBe(3480);
  });

  test("counts what was charged before as paid", () => {
    const chargedBefore = { chargeMinor: 200, taxMinor: 0 };
    expect(leftOf(stretchOf(termsWith(), 1800, { chargedBefore }), 100)).toBe(900);
  });

  test("is 0, not below, when more was used than there is", () => {
    expect(leftOf(stretchOf(termsWith(), 3600), 100)).toBe(0);
    expect(leftOf(stretchOf(termsWith({ price: dynamicPrice }), 7200), 100)).toBe(0);
  });

  test("is 0 when more was used than there is, though a free hour comes next", () => {
    const price = priceWith({
      ratesPerHourMinor: [400, 0, null, null],
      grid: gridOf((_, hour) => (hour === 0 ? 1 : 2)),
    });
    expect(leftOf(stretchOf(termsWith({ price }), 3600), 399)).toBe(0);
    expect(leftOf(stretchOf(termsWith({ price }), 3600), 400)).toBe(23 * 3600);
  });

  test("has no end at a rate of zero", () => {
    expect(leftOf(stretchOf(termsWith({ price: flatPrice(0) }), 0), 0)).toBeNull();
    expect(
      timeForMoney({ terms: termsWith({ price: flatPrice(0) }), startsAt: 0, amountMinor: 5 }),
    ).toBeNull();
  });

  test("leaves minimum and rounding out, the amount for minutes holds them", () => {
    const terms = termsWith({ price: priceWith({ roundingMinor: 50 }), minimumMinor: 120 });
    expect(leftOf(stretchOf(terms, 0), 100)).toBe(900);
    expect(moneyForTime({ terms, startsAt: monday, minutes: 1 })).toBe(150);
    expect(moneyForTime({ terms, startsAt: monday, minutes: 0 })).toBe(0);
  });
});

describe("a bonus lot counts as far as it is spent before it expires:", () => {
  const hour = 3600;
  const lot = (amountMinor: number, hours: number) => ({ amountMinor, expiresAt: monday + hours * hour });
  const balance = (amountMinor: number) => ({ amountMinor, expiresAt: null });
  const left = (funds: { amountMinor: number; expiresAt: number | null }[], seconds = 0) =>
    secondsLeft({ stretch: stretchOf(termsWith(), seconds), now: monday + seconds, funds });

  test.each<[string, Parameters<typeof left>[0], number]>([
    ["spent in time it counts whole", [lot(400, 2), balance(400)], 2 * hour],
    ["first in turn, what is left at its expiry is lost", [lot(800, 1), balance(400)], 2 * hour],
    ["last in turn, it may never be reached", [balance(800), lot(400, 2)], 2 * hour],
    ["last in turn, it may be reached in part", [balance(400), lot(800, 2)], 2 * hour],
    ["one lot after the other", [lot(800, 1), lot(800, 3), balance(400)], 4 * hour],
    ["expired already, it counts for nothing", [lot(800, 0), balance(400)], hour],
  ])("%s", (_, funds, seconds) => {
    expect(left(funds)).toBe(seconds);
  });

  test("what was used up before the expiry stays paid by it", () => {
    expect(left([lot(800, 1), balance(400)], 2700)).toBe(900 + 3600);
  });
});
