import type { Tx } from "../../kernel/db/database.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { lockOrder, stateOf } from "./order-book.ts";
import { mayMove, type OrderStatus } from "./order-state-rules.ts";
import { setOrderComment, setOrderStatus } from "./order-store.ts";
import type { SaleScope } from "./shop-parts.ts";

/**
 * Changes an order's comment, or moves it by hand: 1→5, 1→4 of a QR payment, 5→2 of what is paid or paid later (api-v2.md 2.11). No money
 * moves. Refuses `order.not_found`, `order.not_open`.
 */
export async function changeOrder(
  tx: Tx,
  { cafeId }: SaleScope,
  at: Date,
  asked: { orderNo: number; comment: string | undefined; status: OrderStatus | undefined },
): Promise<OrderStatus> {
  const book = await lockOrder(tx, cafeId, asked.orderNo, at);
  const { status: from } = book.head;
  const to = asked.status ?? from;
  if (to !== from) {
    if (!mayMove(stateOf(book), to) || book.head.refund_of_order_no !== null)
      throw new Refusal(
        "order.not_open",
        `This order cannot go from ${from} to ${to}: what is to be paid is confirmed, the rest cancelled or refunded.`,
      );
    await setOrderStatus(tx, cafeId, asked.orderNo, to, at);
  }
  if (asked.comment !== undefined) await setOrderComment(tx, cafeId, asked.orderNo, asked.comment, at);
  await tx.announce(cafeId, "orders.changed", { order_nos: [asked.orderNo] });
  return to;
}
