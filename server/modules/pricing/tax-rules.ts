import {
  dividedBy,
  type Fraction,
  fractionOfDecimal,
  halfUp,
  plus,
  times,
  whole,
  zero,
} from "./fraction-rules.ts";
import { type Charge, type ChargeTerms } from "./stretch-rules.ts";

/** Tax of PC time (billing.md 6.4.6). */

/** The tax percent that holds for the price, 0 when it has none. */
function percentOf({ price, tax }: ChargeTerms): Fraction {
  return tax && price.taxed ? fractionOfDecimal(tax.percent) : zero;
}

export function isTaxOnTop({ price, tax }: ChargeTerms): boolean {
  return tax !== null && price.taxed && !tax.included;
}

/** What a customer pays for each unit of charge: 1, or (100 + t) / 100 with tax on top. */
export function paidFactor(terms: ChargeTerms): Fraction {
  if (!isTaxOnTop(terms)) return whole(1);
  return dividedBy(plus(whole(100), percentOf(terms)), whole(100));
}

/** The tax of a charge, in minor units, half up: inside it or on top of it. */
export function taxOfCharge(terms: ChargeTerms, chargeMinor: number): number {
  if (!isTaxOnTop(terms)) return taxInside(terms, chargeMinor);
  return Number(halfUp(dividedBy(times(whole(chargeMinor), percentOf(terms)), whole(100))));
}

/** The part of a sum that is tax when the sum holds it, in minor units, half up. */
export function taxInside(terms: ChargeTerms, sumMinor: number): number {
  const percent = percentOf(terms);
  return Number(halfUp(dividedBy(times(whole(sumMinor), percent), plus(whole(100), percent))));
}

/** What the customer pays in all, in minor units. */
export function totalOf(terms: ChargeTerms, { chargeMinor, taxMinor }: Charge): number {
  return isTaxOnTop(terms) ? chargeMinor + taxMinor : chargeMinor;
}
