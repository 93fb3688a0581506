import type { Tx } from "../../kernel/db/database.ts";
import { notFound } from "../../kernel/refusal.ts";
import { lockBuyer } from "./buyer-store.ts";
import { type LockedOrder, openLines } from "./order-book.ts";
import { saleTermsOf } from "./order-lines.ts";
import type { OrderStatus } from "./order-state-rules.ts";
import { type OrderPayment, paymentRequest } from "./payment-request.ts";
import { fundsOf, saleRefusal } from "./place-order.ts";
import { type PaidSale, paySale, type Way } from "./sale-rules.ts";
import type { RunningCost, SaleScope, Who } from "./shop-parts.ts";

export interface OpenPayment {
  ways: readonly Way[];
  status: OrderStatus;
  who: Who;
  event: OrderPayment["event"];
  runningCost: (tx: Tx, memberId: number) => Promise<RunningCost>;
  bonusPays: boolean;
}

/**
 * Pays an order that nobody has paid yet, at the prices it was placed with; its offers are its owner's from now on. The order is
 * locked. Refuses `member.not_found`, `ledger.insufficient_balance`, ways that do not make up the sum. Announces `members.money`,
 * `orders.changed`.
 */
export async function payOpenOrder(
  tx: Tx,
  scope: SaleScope,
  at: Date,
  order: LockedOrder,
  asked: OpenPayment,
): Promise<PaidSale> {
  const funds = await fundsFor(tx, scope, at, order, asked);
  const lines = openLines(order);
  const paid = paySale(lines, saleTermsOf(scope, asked.bonusPays), asked.ways, funds);
  if (typeof paid === "string") throw saleRefusal(paid);
  await bookPayment(tx, scope, at, order, { ...asked, paid });
  return paid;
}

/** Writes what was decided of an order's payment. */
export async function bookPayment(
  tx: Tx,
  scope: SaleScope,
  at: Date,
  { head, buyer, ...book }: LockedOrder,
  asked: Pick<OrderPayment, "paid" | "status" | "who" | "event" | "sessionId">,
): Promise<void> {
  const payment = paymentRequest(scope, at, {
    head: {
      memberId: head.member_id,
      memberGroupId: buyer?.member_group_id ?? null,
      account: head.member_account,
      pcName: head.pc_name,
      comment: head.comment,
    },
    lines: openLines({ head, ...book }),
    paid: asked.paid,
    status: asked.status,
    who: asked.who,
    event: asked.event,
    sessionId: asked.sessionId ?? null,
  });
  await tx.row("select pay_order($1, $2, $3)", [
    ...[scope.cafeId, at, JSON.stringify({ ...payment, order_no: head.order_no })],
  ]);
  await tx.announce(scope.cafeId, "orders.changed", { order_nos: [head.order_no] });
}

async function fundsFor(tx: Tx, scope: SaleScope, at: Date, order: LockedOrder, asked: OpenPayment) {
  const { buyer } = order;
  if (!asked.ways.some(({ payment }) => payment === "balance")) return fundsOf(buyer, null);
  if (buyer === null) throw notFound("member.not_found", "Member");
  const running = await asked.runningCost(tx, buyer.member_id);
  // What was due of the session is booked by now.
  return fundsOf((await lockBuyer(tx, scope.cafeId, buyer.member_id, at)) ?? null, running);
}
