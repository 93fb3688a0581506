import type { Tx } from "../../kernel/db/database.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { lockOrder, stateOf } from "./order-book.ts";
import { mayCancel } from "./order-state-rules.ts";
import { backParts, decideBack, stockBack } from "./pay-back.ts";
import { offersBack } from "./refund-order.ts";
import type { SaleScope, ShopLiveFacts, Who } from "./shop-parts.ts";
import { type ChangedStock, stockRequest } from "./stock-store.ts";

export interface Cancellation {
  orderNo: number;
  comment: string;
  who: Who;
  offerInUse: ShopLiveFacts["offerInUse"];
}

/**
 * Cancels an order that is not yet done, or that nobody has paid: all that was paid and is still there goes back, and its pieces into
 * stock (billing.md 10). Refuses `order.not_found`, `order.not_open`, and what taking its offers back refuses.
 */
export async function cancelOrder(
  tx: Tx,
  scope: SaleScope,
  at: Date,
  asked: Cancellation,
): Promise<{ stock: ChangedStock[] }> {
  const book = await lockOrder(tx, scope.cafeId, asked.orderNo, at);
  if (!mayCancel(stateOf(book)) || book.head.refund_of_order_no !== null)
    throw new Refusal(
      "order.not_open",
      "Only an order that is not yet done can be cancelled; what is paid and done is refunded.",
    );
  const left = book.items
    .map((item) => ({ item, quantity: item.quantity - item.refunded_quantity }))
    .filter(({ quantity }) => quantity > 0);
  const isPaid = book.head.paid_at !== null;
  const offers = isPaid
    ? await offersBack(tx, scope, at, { book, lines: left, offerInUse: asked.offerInUse })
    : [];
  const goods = left.filter(({ item }) => !item.is_offer);
  const { who, comment } = asked;
  const back = decideBack(scope, at, {
    ...{ book, buyer: book.buyer, lines: isPaid ? goods : [], offers, who, comment },
    ...{ named: left, event: "ORDER_CANCEL" },
  });
  const request = {
    ...backParts(back),
    order_no: asked.orderNo,
    owned_offer_ids: offers.map(({ offer }) => offer.owned_offer_id),
    stock: stockRequest({ reason: "refund", staffName: who.staffName, comment, changes: stockBack(goods) }),
  };
  const row = await tx.row<{ answer: { stock: ChangedStock[] } }>(
    "select cancel_order($1, $2, $3) as answer",
    [scope.cafeId, at, JSON.stringify(request)],
  );
  return { stock: row?.answer.stock ?? [] };
}
