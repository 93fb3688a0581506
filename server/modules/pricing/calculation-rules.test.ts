import { describe, expect, test } from "vitest";
import { calculationInWords, priceShow } from "./calculation-rules.ts";
import { chargeFor } from "./charge-rules.ts";
import {
  dynamicPrice,
  epoch,
  flatPrice,
  gridOf,
  minutesFrom,
  priceWith,
  stretchOf,
  termsWith,
} from "./price-samples.ts";
import { type Price } from "./price-rules.ts";
import { type Stretch } from "./stretch-rules.ts";

const twoRates = priceWith({
  ratesPerHourMinor: [5000, 6000, null, null],
  grid: gridOf((_, hour) => (hour < 10 ? 1 : 2)),
});

describe("a price is shown", () => {
  test.each<[string, Price, number]>([
    ["4.00 / h", priceWith(), 2],
    ["5000.00 / h", flatPrice(5000), 0],
    ["0.400 / h", priceWith(), 3],
    ["50.00 - 60.00 / h", twoRates, 2],
    ["4.00 / 60 min, 9.00 / 180 min", dynamicPrice, 2],
  ])("as %s", (text, price, exponent) => {
    expect(priceShow(price, exponent)).toBe(text);
  });
});

describe("a calculation reads", () => {
  const words = (stretch: Stretch, fundsMinor: number | null = null) =>
    calculationInWords(stretch, chargeFor({ stretch, fundsMinor }), 2);
  const halfSteps = termsWith({ price: priceWith({ roundingMinor: 50 }) });
  const hour = [minutesFrom(epoch("2026-11-02T09:15:00"), 60)];
  const taxOf = (included: boolean) => termsWith({ tax: { percent: "7.25", included } });

  test.each<[string, Stretch, number | null]>([
    [
      "00:45:00 at 50.00 / h + 00:15:00 at 60.00 / h = 52.50",
      stretchOf(termsWith({ price: twoRates }), 0, { intervals: hour }),
      null,
    ],
    [
      "00:45:00 at 4.00 / 60 min, 9.00 / 180 min = 3.00; less 10 % = 2.70",
      stretchOf(termsWith({ price: dynamicPrice, discountPercent: "10" }), 2700),
      null,
    ],
    ["00:10:00 at 4.00 / h = 0.666667; rounded = 0.67", stretchOf(termsWith(), 600), null],
    [
      "00:10:00 at 4.00 / h = 0.666667; minimum 2.00 = 2.00",
      stretchOf(termsWith({ minimumMinor: 200 }), 600),
      null,
    ],
    [
      "00:18:45 at 4.00 / h = 1.25; rounded up to a multiple of 0.50 = 1.50",
      stretchOf(halfSteps, 1125),
      null,
    ],
    [
      "00:26:15 at 4.00 / h = 1.75; rounded up to a multiple of 0.50 = 2.00; less 1.50 charged before = 0.50",
      stretchOf(halfSteps, 1575, { chargedBefore: { chargeMinor: 150, taxMinor: 0 } }),
      null,
    ],
    [
      "00:03:00 free; 00:02:00 at 4.00 / h = 0.133333; rounded = 0.13",
      stretchOf(termsWith(), 300, { freeSeconds: 180 }),
      null,
    ],
    ["00:02:00 free; 00:00:00 = 0.00", stretchOf(termsWith(), 120, { freeSeconds: 180 }), null],
    ["01:00:00 at 4.00 / h = 4.00; all there was = 3.00", stretchOf(termsWith(), 3600), 300],
    ["01:00:00 at 4.00 / h = 4.00; tax 7.25 % inside 0.27", stretchOf(taxOf(true), 3600), null],
    ["01:00:00 at 4.00 / h = 4.00; tax 7.25 % on top 0.29 = 4.29", stretchOf(taxOf(false), 3600), null],
    ["30:00:00 at 4.00 / h = 120.00", stretchOf(termsWith(), 108_000), null],
  ])("%s", (text, stretch, fundsMinor) => {
    expect(words(stretch, fundsMinor)).toBe(text);
  });
});
