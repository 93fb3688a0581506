import { shareOf } from "./exact-rules.ts";
import type { MoneyPayment, PaidPart } from "./sale-rules.ts";

/** What goes back of an order (billing.md 9, 10). Pure; whole minor units. */

/** A line as it was paid; money without the card surcharge, which goes back by the ways it was paid. */
export interface RefundableLine {
  quantity: number;
  /** Pieces that went back before. */
  refundedQuantity: number;
  moneyMinor: number;
  taxMinor: number;
  coinsHundredths: number;
}

export interface LineBack {
  quantity: number;
  moneyMinor: number;
  taxMinor: number;
  coinsHundredths: number;
}

/**
 * Of a line of n pieces paid P, k refunded in all have paid back P × k / n half up, so the parts sum to P (billing.md 10).
 * `quantity` is at most what is left.
 */
export function lineBack(line: RefundableLine, quantity: number): LineBack {
  const before = line.refundedQuantity;
  const back = (paid: number) =>
    shareOf(paid, before + quantity, line.quantity) - shareOf(paid, before, line.quantity);
  return {
    quantity,
    moneyMinor: back(line.moneyMinor),
    taxMinor: back(line.taxMinor),
    coinsHundredths: back(line.coinsHundredths),
  };
}

/** What one way paid of an order, and what of that went back. */
export interface PartBack extends PaidPart {
  backMinor: number;
  cardFeeBackMinor: number;
}

/** What goes back by one way now. */
export interface Back {
  /** Of which part, by its place. */
  place: number;
  payment: MoneyPayment;
  backMinor: number;
  cardFeeBackMinor: number;
}

/**
 * An amount back by the ways it came by: of two the second first, neither above what it paid; the surcharge in proportion,
 * half up over all refunds. Null when less than that was paid and is still there.
 */
export function partsBack(parts: readonly PartBack[], amountMinor: number): Back[] | null {
  let left = amountMinor;
  const back: Back[] = [];
  for (const [place, part] of [...parts.entries()].reverse()) {
    const { payment, paidMinor, cardFeeMinor, backMinor, cardFeeBackMinor } = part;
    const share = Math.min(left, paidMinor - backMinor);
    left -= share;
    if (share === 0) continue;
    const fee = shareOf(cardFeeMinor, backMinor + share, paidMinor) - cardFeeBackMinor;
    back.push({ place, payment, backMinor: share, cardFeeBackMinor: fee });
  }
  return left === 0 ? back : null;
}

/** Points that so much money by tender earns: one for each whole unit (billing.md 9). In hundredths. */
export function pointsFor(tenderedMinor: number, minorPerPoint: number): number {
  return minorPerPoint === 0 ? 0 : Math.floor(tenderedMinor / minorPerPoint) * 100;
}

/**
 * The points a refund takes back: what the money that stays would not have earned. All that was earned is taken back with
 * the last of it.
 */
export function pointsBack(
  order: { earnedHundredths: number; takenHundredths: number },
  stillTenderedMinor: number,
  minorPerPoint: number,
): number {
  if (order.earnedHundredths === 0) return 0;
  const stays = Math.min(order.earnedHundredths, pointsFor(stillTenderedMinor, minorPerPoint));
  return Math.max(0, order.earnedHundredths - stays - order.takenHundredths);
}
