import type { Tx } from "../../kernel/db/database.ts";
import type { OrderBook } from "./order-book.ts";
import { done } from "./order-state-rules.ts";
import {
  backParts,
  type DecidedBack,
  type LineToRefund,
  methodBack,
  refundItems,
  stockBack,
} from "./pay-back.ts";
import { tellLowStock } from "./shop-log.ts";
import type { SaleScope, Who } from "./shop-parts.ts";
import type { SoldOfferRow } from "./sold-offer-store.ts";
import { type ChangedStock, stockRequest } from "./stock-store.ts";

export interface Refund {
  book: OrderBook | null;
  back: DecidedBack;
  who: Who;
  comment: string;
  lines: readonly LineToRefund[];
  offers: readonly SoldOfferRow[];
  /** What of the lines goes back into stock. */
  goods: readonly LineToRefund[];
}

/** Writes a refund: its transfer, the order that tells of it, the marks on the sale, and the stock (0051 `refund_order`). */
export async function writeRefund(
  tx: Tx,
  scope: SaleScope,
  at: Date,
  { book, back, who, comment, lines, offers, goods }: Refund,
): Promise<{ orderNo: number; stock: ChangedStock[] }> {
  const saleOrderNo = book?.head.order_no ?? null;
  const { staffName, shiftId } = who;
  const request = {
    ...backParts(back),
    sale_order_no: saleOrderNo,
    owned_offer_ids: offers.map((offer) => offer.owned_offer_id),
    items: [
      ...lines.map(({ item, quantity }) => ({ item_no: item.item_no, quantity })),
      ...piecesByItem(offers),
    ],
    stock: stockRequest({ reason: "refund", staffName, comment, changes: stockBack(goods) }),
    order: {
      member_id: back.movement.memberId,
      member_account: book?.head.member_account ?? "",
      pc_name: book?.head.pc_name ?? "",
      staff_name: staffName,
      status: done,
      payment_method: methodBack(back, book),
      comment,
      shift_id: shiftId,
      refund_of: saleOrderNo,
      items: refundItems(back),
    },
  };
  const row = await tx.row<{ answer: { order_no: number; stock: ChangedStock[] } }>(
    "select refund_order($1, $2, $3) as answer",
    [scope.cafeId, at, JSON.stringify(request)],
  );
  if (row === undefined) throw new Error("a refund answered nothing");
  await tellLowStock(tx, scope.cafeId, at, row.answer.stock);
  return { orderNo: row.answer.order_no, stock: row.answer.stock };
}

/** How many offers of each line; one row a line, because a statement marks each row once. */
function piecesByItem(offers: readonly SoldOfferRow[]) {
  const counts = new Map<number, number>();
  for (const { order_item_no: itemNo } of offers)
    if (itemNo !== null) counts.set(itemNo, (counts.get(itemNo) ?? 0) + 1);
  return [...counts].map(([item_no, quantity]) => ({ item_no, quantity }));
}
