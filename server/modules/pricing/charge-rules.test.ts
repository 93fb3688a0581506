import { describe, expect, test } from "vitest";
import { chargeFor } from "./charge-rules.ts";
import {
  dynamicPrice,
  epoch,
  flatPrice,
  gridOf,
  minutesFrom,
  monday,
  priceWith,
  stretchOf,
  termsWith,
} from "./price-samples.ts";
import { billedIntervals, type ChargeTerms, freeSecondsFor, type Stretch } from "./stretch-rules.ts";

const uncapped = (stretch: Stretch, otherStretches: Stretch[] = []) =>
  chargeFor({ stretch, otherStretches, fundsMinor: null });
const tax = (percent: string, included: boolean) => ({ percent, included });
const halfSteps = termsWith({ price: priceWith({ roundingMinor: 50 }) });

describe("the charge of worked example", () => {
  test("12: 45 min at 50.00, then 15 min at 60.00", () => {
    const price = priceWith({
      ratesPerHourMinor: [5000, 6000, null, null],
      grid: gridOf((_, hour) => (hour < 10 ? 1 : 2)),
    });
    const intervals = [minutesFrom(epoch("2026-11-02T09:15:00"), 60)];
    expect(uncapped(stretchOf(termsWith({ price }), 0, { intervals })).chargeMinor).toBe(5250);
  });

  test("14: 45 min of the rows with discount 10", () => {
    const terms = termsWith({ price: dynamicPrice, discountPercent: "10" });
    expect(uncapped(stretchOf(terms, 2700)).chargeMinor).toBe(270);
  });

  test("15: an hour of money, an hour of an offer, an hour of money are one stretch of the rows", () => {
    const terms = termsWith({ price: dynamicPrice });
    const first = uncapped(stretchOf(terms, 3600));
    expect(first.chargeMinor).toBe(400);
    const intervals = [minutesFrom(monday, 60), minutesFrom(monday + 7200, 60)];
    const second = uncapped(stretchOf(terms, 0, { intervals, chargedBefore: first.soFar }));
    expect(second).toMatchObject({ chargeMinor: 250, soFar: { chargeMinor: 650 } });
  });

  test.each([
    [1125, 150],
    [1350, 150],
    [1351, 200],
    [1575, 200],
  ])("16: %i s with a rounding of 0.50 are charged %i", (seconds, chargeMinor) => {
    expect(uncapped(stretchOf(halfSteps, seconds)).chargeMinor).toBe(chargeMinor);
  });

  test("17: 1125 s, an offer, 450 s more book 1.50, then 0.50", () => {
    const first = uncapped(stretchOf(halfSteps, 1125));
    expect(first.chargeMinor).toBe(150);
    const intervals = [
      { from: monday, to: monday + 1125 },
      { from: monday + 5000, to: monday + 5450 },
    ];
    const second = uncapped(stretchOf(halfSteps, 0, { intervals, chargedBefore: first.soFar }));
    expect(second.chargeMinor).toBe(50);
  });

  test.each<[string, Partial<ChargeTerms>, number, number, number]>([
    ["minimum 2.00", { minimumMinor: 200 }, 0, 200, 0],
    ["no minimum", {}, 0, 67, 0],
    ["minimum 1.20 with rounding 0.50", { ...halfSteps, minimumMinor: 120 }, 0, 150, 0],
    ["minimum 2.00 with tax 10 on top", { minimumMinor: 200, tax: tax("10", false) }, 0, 200, 20],
    ["minimum 2.00 with 15 free minutes", { minimumMinor: 200 }, 900, 0, 0],
  ])("18: postpaid 10 min, %s", (_, changes, freeSeconds, chargeMinor, taxMinor) => {
    const booked = uncapped(stretchOf(termsWith(changes), 600, { freeSeconds }));
    expect(booked).toMatchObject({ chargeMinor, taxMinor, totalMinor: chargeMinor + taxMinor });
  });

  test.each([
    [2, 0],
    [5, 20],
  ])("19: rate 6.00 with 3 free minutes, %i min are charged %i", (minutes, chargeMinor) => {
    const stretch = stretchOf(termsWith({ price: flatPrice(600) }), minutes * 60, { freeSeconds: 180 });
    expect(uncapped(stretch).chargeMinor).toBe(chargeMinor);
  });

  test.each([
    ["10", true, 550, 50, 550],
    ["19", true, 100, 16, 100],
    ["10", false, 500, 50, 550],
    ["7.25", false, 1000, 73, 1073],
  ])("20: tax %s, inside: %s, of %i is %i, %i in all", (percent, included, rate, taxMinor, totalMinor) => {
    const terms = termsWith({ price: flatPrice(rate), tax: tax(percent, included) });
    const booked = uncapped(stretchOf(terms, 3600));
    expect(booked).toMatchObject({ chargeMinor: rate, taxMinor, totalMinor });
  });

  test("22: 8181 s with tax 10 on top are 9.09 + 0.91 of a balance of 10.00", () => {
    const stretch = stretchOf(termsWith({ tax: tax("10", false) }), 8181);
    for (const spendsAll of [false, true]) {
      const booked = chargeFor({ stretch, fundsMinor: 1000, spendsAll });
      expect(booked).toMatchObject({ chargeMinor: 909, taxMinor: 91, totalMinor: 1000 });
    }
  });

  test("26: a prepaid session of 10.00 ended after 90 min is charged 6.00", () => {
    expect(chargeFor({ stretch: stretchOf(termsWith(), 5400), fundsMinor: 1000 }).totalMinor).toBe(600);
  });

  test("28: 45 min played run up 3.00", () => {
    expect(chargeFor({ stretch: stretchOf(termsWith(), 2700), fundsMinor: 1000 }).totalMinor).toBe(300);
  });
});

describe("a charge", () => {
  test("is free at discount 100, whatever the minimum", () => {
    const terms = termsWith({ discountPercent: "100", minimumMinor: 200 });
    expect(chargeFor({ stretch: stretchOf(terms, 3600), fundsMinor: 0 }).totalMinor).toBe(0);
  });

  test("is capped at the funds, its tax then the inside part", () => {
    const terms = termsWith({ price: priceWith({ roundingMinor: 50 }), tax: tax("10", false) });
    const booked = chargeFor({ stretch: stretchOf(terms, 3600), fundsMinor: 330 });
    expect(booked).toMatchObject({ chargeMinor: 300, taxMinor: 30, totalMinor: 330, isCapped: true });
  });

  test("is all there is when prepaid time is over", () => {
    const stretch = stretchOf(termsWith({ price: flatPrice(700) }), 5142);
    expect(chargeFor({ stretch, fundsMinor: 1001 }).totalMinor).toBe(1000);
    expect(chargeFor({ stretch, fundsMinor: 1001, spendsAll: true }).totalMinor).toBe(1001);
  });

  test("bears no tax when the price has none", () => {
    const terms = termsWith({ price: priceWith({ taxed: false }), tax: tax("10", false) });
    expect(uncapped(stretchOf(terms, 3600))).toMatchObject({ taxMinor: 0, totalMinor: 400 });
  });

  test("is never below what was charged before", () => {
    const chargedBefore = { chargeMinor: 500, taxMinor: 45 };
    const booked = uncapped(stretchOf(termsWith({ tax: tax("10", true) }), 3600, { chargedBefore }));
    expect(booked).toMatchObject({ chargeMinor: 0, taxMinor: 0, soFar: chargedBefore });
  });

  test("asks for what a cap left unpaid once there is money again", () => {
    const capped = chargeFor({ stretch: stretchOf(halfSteps, 1125), fundsMinor: 130 });
    const later = chargeFor({
      stretch: stretchOf(halfSteps, 1125, { chargedBefore: capped.soFar }),
      fundsMinor: 1000,
    });
    expect([capped.totalMinor, later.totalMinor]).toEqual([130, 20]);
  });
});

describe("the minimum counts once over all stretches of a session", () => {
  const terms = termsWith({ minimumMinor: 200 });
  const dearer = termsWith({ minimumMinor: 200, price: flatPrice(600) });
  const first = (seconds: number) => {
    const stretch = stretchOf(terms, seconds);
    return { ...stretch, chargedBefore: uncapped(stretch).soFar };
  };

  test.each([
    ["reached only by both: nothing more is due", 600, 600, 200, 0],
    ["passed by the second: only what is above it is due", 600, 1200, 200, 67],
    ["passed by the first: the second costs what it costs", 3600, 600, 400, 100],
  ])("%s", (_, firstSeconds, secondSeconds, firstMinor, secondMinor) => {
    const earlier = first(firstSeconds);
    expect(earlier.chargedBefore.chargeMinor).toBe(firstMinor);
    expect(uncapped(stretchOf(dearer, secondSeconds), [earlier]).chargeMinor).toBe(secondMinor);
  });

  test("a first stretch of free minutes leaves it all to the second", () => {
    const free = stretchOf(terms, 600, { freeSeconds: 600 });
    expect(uncapped(stretchOf(dearer, 60), [free]).chargeMinor).toBe(200);
  });
});

describe("free minutes", () => {
  test("are the first seconds lived, over gaps", () => {
    const intervals = [minutesFrom(monday, 2), minutesFrom(monday + 600, 5)];
    expect(billedIntervals(intervals, 180)).toEqual([{ from: monday + 660, to: monday + 900 }]);
  });

  const last = { endedAt: monday, freeSecondsLeft: 60 };
  test.each([
    ["all, for the first session", monday, null, 180],
    ["what is left, within 60 minutes", monday + 3599, last, 60],
    ["all, from 60 minutes on", monday + 3600, last, 180],
  ])("are %s", (_, startedAt, before, seconds) => {
    expect(freeSecondsFor({ freeMinutes: 3, startedAt, last: before })).toBe(seconds);
  });
});
