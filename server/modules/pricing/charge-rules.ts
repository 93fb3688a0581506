import { ceiling, dividedBy, type Fraction, halfUp, whole } from "./fraction-rules.ts";
import { type Charge, type ChargeTerms, exactCostOfStretch, type Stretch } from "./stretch-rules.ts";
import { isTaxOnTop, taxInside, taxOfCharge, totalOf } from "./tax-rules.ts";

/** From exact cost to charge (billing.md 6.4.4 to 6.4.8). */

export interface ChargeRequest {
  readonly stretch: Stretch;
  /** The other stretches of the session, each with what it was charged: the minimum counts over all of them. */
  readonly otherStretches?: readonly Stretch[];
  /** What may be taken now (bonus and balance; the loan once the session runs on it); null = no cap (postpaid). */
  readonly fundsMinor: number | null;
  /** A prepaid session whose time is over is charged all it has. */
  readonly spendsAll?: boolean;
}

/** What one settlement books; the sums of the stretch then stand at `soFar`. */
export interface BookedCharge extends Charge {
  /** What the customer pays: the charge, and the tax when it comes on top. */
  readonly totalMinor: number;
  readonly soFar: Charge;
  /** Whether the funds, not the price, decided the sum. */
  readonly isCapped: boolean;
}

/**
 * What the stretch is charged if it is settled now: its charge so far less what it was charged before, never below zero and never above
 * the funds. It books nothing; as running cost it is asked at any time (billing.md 7.4).
 */
export function chargeFor(request: ChargeRequest): BookedCharge {
  const { stretch, fundsMinor } = request;
  const { terms, chargedBefore } = stretch;
  const chargeSoFar = chargeOfStretch(stretch, request.otherStretches ?? []);
  const booked = {
    chargeMinor: Math.max(0, chargeSoFar - chargedBefore.chargeMinor),
    taxMinor: Math.max(0, taxOfCharge(terms, chargeSoFar) - chargedBefore.taxMinor),
  };
  const isPayable = fundsMinor === null || totalOf(terms, booked) <= fundsMinor;
  if (isPayable && !(request.spendsAll && fundsMinor !== null)) return settled(stretch, booked, false);
  return settled(stretch, chargeOfFunds(stretch, Math.max(0, fundsMinor)), true);
}

/** The minor units an exact cost is charged: up to the next multiple of the price's rounding, else half up (billing.md 6.4.5). */
export function roundedCharge({ price }: ChargeTerms, exact: Fraction): number {
  if (price.roundingMinor > 0) return roundedUpTo(price.roundingMinor, exact);
  return Number(halfUp(exact));
}

export function roundedUpTo(stepMinor: number, exact: Fraction): number {
  return Number(ceiling(dividedBy(exact, whole(stepMinor)))) * stepMinor;
}

/** The charge of the stretch so far, with the part of the minimum that the other stretches leave to it. */
function chargeOfStretch(stretch: Stretch, others: readonly Stretch[]): number {
  const exact = exactCostOfStretch(stretch);
  const own = roundedCharge(stretch.terms, exact);
  if (stretch.terms.minimumMinor === 0) return own;
  let isBilled = exact.numerator > 0n;
  let costOfOthers = 0;
  let paidByOthers = 0;
  for (const other of others) {
    const exactOfOther = exactCostOfStretch(other);
    isBilled ||= exactOfOther.numerator > 0n;
    const cost = roundedCharge(other.terms, exactOfOther);
    costOfOthers += cost;
    // What a cap once left unpaid is not asked for again under another price.
    paidByOthers += Math.max(cost, other.chargedBefore.chargeMinor);
  }
  if (!isBilled) return own;
  const floor = roundedCharge(stretch.terms, whole(stretch.terms.minimumMinor));
  return Math.max(0, Math.max(own + costOfOthers, floor) - paidByOthers);
}

/** All there is becomes the charge; the tax is the inside part of what the stretch has then paid in all (billing.md 6.4.7). */
function chargeOfFunds({ terms, chargedBefore }: Stretch, fundsMinor: number): Charge {
  const taxSoFar = taxInside(terms, totalOf(terms, chargedBefore) + fundsMinor);
  const taxMinor = Math.min(fundsMinor, Math.max(0, taxSoFar - chargedBefore.taxMinor));
  return { chargeMinor: isTaxOnTop(terms) ? fundsMinor - taxMinor : fundsMinor, taxMinor };
}

function settled({ terms, chargedBefore }: Stretch, booked: Charge, isCapped: boolean): BookedCharge {
  return {
    ...booked,
    totalMinor: totalOf(terms, booked),
    soFar: {
      chargeMinor: chargedBefore.chargeMinor + booked.chargeMinor,
      taxMinor: chargedBefore.taxMinor + booked.taxMinor,
    },
    isCapped,
  };
}
