import type { Tx } from "../../kernel/db/database.ts";
import { invalidField, Refusal } from "../../kernel/refusal.ts";
import { type PlacedOrder, placeOrder } from "./place-order.ts";
import type { Seller } from "./product-rules.ts";
import { findProducts } from "./product-store.ts";
import { done } from "./order-state-rules.ts";
import type { Payment } from "./sale-rules.ts";
import type { RunningCost, SaleScope, Who } from "./shop-parts.ts";

export interface OfferSale extends Who {
  memberId: number;
  lines: readonly { productId: number; quantity: number }[];
  payment: Payment;
  /** What the member's running session would take if it ended now (billing.md 7.4); asked once its row is locked. */
  runningCost: (tx: Tx) => Promise<RunningCost>;
  /** Whether bonus pays at this instant (`bonus_available_time`). */
  bonusPays: boolean;
  /** Staff sell more than what members may buy by themselves. */
  seller: Seller;
  pcName: string;
  comment: string;
}

/** Offers of one sale at a PC. */
const mostPieces = 100;

/**
 * Sells offers alone to a member or guest, paid at once: an order like any other (billing.md 5, 8, 10). Refuses what `placeOrder`
 * refuses, and with `product.not_for_sale` what is no offer.
 */
export async function sellOffer(tx: Tx, scope: SaleScope, at: Date, sale: OfferSale): Promise<PlacedOrder> {
  const pieces = sale.lines.reduce((sum, line) => sum + line.quantity, 0);
  if (pieces > mostPieces) throw invalidField("qty", `The qty must be between 1 and ${mostPieces} in all.`);
  const ids = sale.lines.map(({ productId }) => productId);
  const other = (await findProducts(tx, scope.cafeId, ids)).find((product) => !product.is_offer);
  if (other !== undefined)
    throw new Refusal("product.not_for_sale", `${other.name} is no offer: only offers are sold here.`);
  const { actor, staffName, shiftId, payment, ...rest } = sale;
  return placeOrder(tx, scope, at, {
    ...rest,
    who: { actor, staffName, shiftId },
    payment: { ways: [{ payment, amountMinor: null }] },
    status: () => done,
    pcGroupId: null,
    tells: false,
  });
}
