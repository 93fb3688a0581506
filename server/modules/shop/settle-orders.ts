import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { CafeScope } from "../cafes/index.ts";
import { lockOrder, type LockedOrder, openLines } from "./order-book.ts";
import { done } from "./order-state-rules.ts";
import { listOpenItems, listOpenOrderNos, type OrderRow } from "./order-store.ts";
import { orderOf } from "./order-wire.ts";
import { bookPayment } from "./pay-open-order.ts";
import { paidBy, type PaidPart } from "./sale-rules.ts";
import type { SaleScope, Who } from "./shop-parts.ts";

/** Orders to be paid later, at the checkout of whoever ordered them (billing.md 7.3). */

export interface OpenOrder {
  order: LockedOrder;
  dueMinor: number;
}

/** What the member is to pay later, the oldest first, locked; the member's row is locked already. */
export async function lockOpenOrders(
  tx: Tx,
  cafeId: number,
  memberId: number,
  at: Date,
): Promise<OpenOrder[]> {
  const orders: OpenOrder[] = [];
  for (const orderNo of await listOpenOrderNos(tx, cafeId, memberId)) {
    const order = await lockOrder(tx, cafeId, orderNo, at);
    // Another till may have been faster until the lock was ours.
    if (order.head.paid_at !== null || order.head.status === 3) continue;
    const dueMinor = openLines(order).reduce((sum, line) => sum + line.moneyMinor, 0);
    orders.push({ order, dueMinor });
  }
  return orders;
}

/** Pays open orders by what falls on each (`allotCheckout`), each by a transfer of its own; they are done. Announces as `payOpenOrder`. */
export async function settleOpenOrders(
  tx: Tx,
  scope: SaleScope,
  at: Date,
  settling: {
    orders: readonly OpenOrder[];
    parts: readonly (readonly PaidPart[])[];
    who: Who;
    sessionId: number | null;
  },
): Promise<void> {
  for (const [place, { order }] of settling.orders.entries()) {
    const parts = settling.parts[place] ?? [];
    const own: PaidPart[] =
      parts.length > 0 ? [...parts] : [{ payment: "cash", paidMinor: 0, cardFeeMinor: 0 }];
    await bookPayment(tx, scope, at, order, {
      paid: paidBy(openLines(order), own),
      status: done,
      who: settling.who,
      event: "ORDER_CONFIRM",
      sessionId: settling.sessionId,
    });
  }
}

export interface OpenBill {
  amountMinor: number;
  taxMinor: number;
  orders: ReturnType<typeof orderOf>[];
}

const nothing: OpenBill = { amountMinor: 0, taxMinor: 0, orders: [] };

/** What each of these members is to pay later, as payment info shows it. */
export async function openBillsOf(
  db: Queries,
  scope: CafeScope,
  memberIds: readonly number[],
): Promise<(memberId: number) => OpenBill> {
  const rows = memberIds.length === 0 ? [] : await listOpenItems(db, scope.cafeId, memberIds);
  const bills = new Map(
    memberIds.map((memberId) => [
      memberId,
      billOf(
        scope,
        rows.filter((row) => row.member_id === memberId),
      ),
    ]),
  );
  return (memberId) => bills.get(memberId) ?? nothing;
}

const billOf = (scope: CafeScope, rows: readonly OrderRow[]): OpenBill => ({
  amountMinor: rows.reduce((sum, row) => sum + row.money_minor, 0),
  taxMinor: rows.reduce((sum, row) => sum + row.tax_minor, 0),
  orders: rows.map((row) => orderOf(scope, row)),
});
