import { type BookedCharge, roundedCharge } from "./charge-rules.ts";
import { secondsByRate } from "./fixed-price-rules.ts";
import { compare, type Fraction, fraction, halfUp, times, whole } from "./fraction-rules.ts";
import { type DynamicRow, type Price } from "./price-rules.ts";
import {
  billedIntervals,
  type ChargeTerms,
  discountFactor,
  listCost,
  secondsOf,
  type Stretch,
} from "./stretch-rules.ts";
import { isTaxOnTop } from "./tax-rules.ts";

/** Prices and calculations as people read them: `price_show` (api-v2.md 3.6) and the text of a CHECKOUT row (billing.md 7.2). */

/** "4.00 / h"; the lowest and the highest when several rates are painted; the rows of a dynamic price. */
export function priceShow(price: Price, exponent: number): string {
  if (price.type === "dynamic") return rowsText(price.dynamicRows, exponent);
  const rates = price.grid.flat().map((tier) => price.ratesPerHourMinor[tier - 1] ?? 0);
  const lowest = rates.reduce((a, b) => Math.min(a, b));
  const highest = rates.reduce((a, b) => Math.max(a, b));
  const show = (rate: number) => amountText(rate, exponent);
  return `${lowest === highest ? show(lowest) : `${show(lowest)} - ${show(highest)}`} / h`;
}

/**
 * How a charge came about, step by step: "00:45:00 at 50.00 / h + 00:15:00 at 60.00 / h = 52.50; less 10 % = 47.25". A step that
 * changes nothing is not named. `booked` is what `chargeFor` answered for the stretch.
 */
export function calculationInWords(stretch: Stretch, booked: BookedCharge, exponent: number): string {
  const { terms, chargedBefore } = stretch;
  const billed = billedIntervals(stretch.intervals, stretch.freeSeconds);
  const freeSeconds = secondsOf(stretch.intervals) - secondsOf(billed);
  const list = listCost(terms, billed);
  const exact = times(list, discountFactor(terms));
  const steps = [`${timeText(terms, billed, exponent)} = ${exactText(list, exponent)}`];
  if (freeSeconds > 0) steps.unshift(`${durationText(freeSeconds)} free`);
  if (compare(list, exact) !== 0)
    steps.push(`less ${terms.discountPercent} % = ${exactText(exact, exponent)}`);
  steps.push(...roundingSteps(terms, exact, booked, exponent));
  if (chargedBefore.chargeMinor > 0) {
    const before = amountText(chargedBefore.chargeMinor, exponent);
    steps.push(`less ${before} charged before = ${amountText(booked.chargeMinor, exponent)}`);
  }
  if (terms.tax && booked.taxMinor > 0) {
    const tax = `tax ${terms.tax.percent} %`;
    const sum = amountText(booked.taxMinor, exponent);
    const total = amountText(booked.totalMinor, exponent);
    steps.push(isTaxOnTop(terms) ? `${tax} on top ${sum} = ${total}` : `${tax} inside ${sum}`);
  }
  return steps.join("; ");
}

/** From the exact cost to the charge of the stretch so far: minimum, rounding or what there was. */
function roundingSteps(
  terms: ChargeTerms,
  exact: Fraction,
  booked: BookedCharge,
  exponent: number,
): string[] {
  const { chargeMinor } = booked.soFar;
  const sum = amountText(chargeMinor, exponent);
  if (booked.isCapped) return [`all there was = ${sum}`];
  const rounded = roundedCharge(terms, exact);
  if (chargeMinor > rounded && terms.minimumMinor > 0) {
    return [`minimum ${amountText(terms.minimumMinor, exponent)} = ${sum}`];
  }
  if (chargeMinor < rounded) return [`minimum already charged = ${sum}`];
  if (chargeMinor > rounded || compare(whole(chargeMinor), exact) === 0) return [];
  const { roundingMinor } = terms.price;
  if (roundingMinor === 0) return [`rounded = ${sum}`];
  return [`rounded up to a multiple of ${amountText(roundingMinor, exponent)} = ${sum}`];
}

function timeText(terms: ChargeTerms, billed: ReturnType<typeof billedIntervals>, exponent: number): string {
  const { price, zone } = terms;
  if (price.type === "dynamic") {
    return `${durationText(secondsOf(billed))} at ${rowsText(price.dynamicRows, exponent)}`;
  }
  const rates = [...secondsByRate(price, billed, zone)];
  if (rates.length === 0) return durationText(0);
  return rates
    .map(([rate, seconds]) => `${durationText(seconds)} at ${amountText(rate, exponent)} / h`)
    .join(" + ");
}

function rowsText(rows: readonly DynamicRow[], exponent: number): string {
  return rows.map((row) => `${amountText(row.amountMinor, exponent)} / ${row.minutes} min`).join(", ");
}

/** HH:MM:SS; hours may pass 24 (api-v2.md 1.11). */
function durationText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** Two places, or the currency's own when they are more (billing.md 1). */
function amountText(minor: number, exponent: number): string {
  return decimalText(BigInt(minor), exponent, exponent);
}

/** An exact cost with up to four places beyond the minor unit. */
function exactText(exact: Fraction, exponent: number): string {
  const places = exponent + 4;
  return decimalText(halfUp(times(exact, fraction(10_000n))), places, exponent);
}

function decimalText(scaled: bigint, places: number, exponent: number): string {
  const digits = String(scaled).padStart(places + 1, "0");
  const units = digits.slice(0, digits.length - places);
  const shownPlaces = Math.max(2, exponent);
  let rest = digits.slice(digits.length - places).padEnd(shownPlaces, "0");
  while (rest.length > shownPlaces && rest.endsWith("0")) rest = rest.slice(0, -1);
  return `${units}.${rest}`;
}
