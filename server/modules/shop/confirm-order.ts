import type { Tx } from "../../kernel/db/database.ts";
import { invalidField, Refusal } from "../../kernel/refusal.ts";
import { lockOrder, type LockedOrder, stateOf } from "./order-book.ts";
import { wordsOf } from "./order-lines.ts";
import {
  confirmationOf,
  done,
  inProcess,
  type Method,
  type OrderStatus,
  pending,
} from "./order-state-rules.ts";
import { setOrderStatus } from "./order-store.ts";
import { payOpenOrder } from "./pay-open-order.ts";
import { paymentOfMethod } from "./payment-words.ts";
import type { Payment } from "./sale-rules.ts";
import { writeShopLog } from "./shop-log.ts";
import type { RunningCost, SaleScope, Who } from "./shop-parts.ts";

export interface Confirmation {
  orderNo: number;
  /** Null: as it was ordered. */
  method: Method | null;
  comment: string;
  who: Who;
  /** Refuses a tender that the café has switched off. */
  refuseClosed: (payment: Payment) => void;
  runningCost: (tx: Tx, memberId: number) => Promise<RunningCost>;
  bonusPays: boolean;
}

/**
 * Staff hand an order over, and take its money where nobody has paid it yet: pending → done, preparing → done (billing.md 10). One to be
 * paid later is handed over unpaid unless a way to pay is named. Refuses `order.not_found`, `order.not_open`, a way to pay that cannot
 * be, and what paying refuses.
 */
export async function confirmOrder(
  tx: Tx,
  scope: SaleScope,
  at: Date,
  asked: Confirmation,
): Promise<OrderStatus> {
  const book = await lockOrder(tx, scope.cafeId, asked.orderNo, at);
  refuseRefund(book);
  const confirmation = confirmationOf(stateOf(book), asked.method);
  switch (confirmation.kind) {
    case "refused":
      if (confirmation.error === "payment_method") throw invalidField("payment_method", confirmation.because);
      throw new Refusal(confirmation.error, confirmation.because);
    case "delivered":
      await handOver(tx, scope, at, book, asked);
      return done;
    case "paid": {
      const payment = paymentOfMethod(confirmation.method) as Payment;
      asked.refuseClosed(payment);
      await payOpenOrder(tx, scope, at, book, {
        ...asked,
        ways: [{ payment, amountMinor: null }],
        status: done,
        event: "ORDER_CONFIRM",
      });
      return done;
    }
  }
}

/** Staff saw that a QR payment came: the order is paid and done, with a row MANUALCONFIRMQR. Refuses `order.not_open`. */
export async function confirmQr(
  tx: Tx,
  scope: SaleScope,
  at: Date,
  asked: Omit<Confirmation, "method" | "refuseClosed">,
): Promise<OrderStatus> {
  const book = await lockOrder(tx, scope.cafeId, asked.orderNo, at);
  refuseRefund(book);
  const { status, isPaid, method } = stateOf(book);
  if (isPaid || method !== 4 || (status !== pending && status !== inProcess))
    throw new Refusal("order.not_open", "No QR payment of this order is awaited.");
  await payOpenOrder(tx, scope, at, book, {
    ...asked,
    ways: [{ payment: "qr", amountMinor: null }],
    status: done,
    event: "MANUALCONFIRMQR",
  });
  return done;
}

function refuseRefund({ head }: LockedOrder): void {
  if (head.refund_of_order_no !== null)
    throw new Refusal("order.not_open", "This is a refund: there is nothing to confirm.");
}

async function handOver(
  tx: Tx,
  { cafeId }: SaleScope,
  at: Date,
  { head, items }: LockedOrder,
  { who, comment }: Confirmation,
): Promise<void> {
  await setOrderStatus(tx, cafeId, head.order_no, done, at);
  const lines = items.map((item) => ({ quantity: item.quantity, name: item.product_name }));
  await writeShopLog(tx, cafeId, {
    ...{ at, event: "ORDER_CONFIRM", staffName: who.staffName },
    ...{ memberId: head.member_id, memberAccount: head.member_account, pcName: head.pc_name },
    details: wordsOf(lines, comment),
  });
  await tx.announce(cafeId, "orders.changed", { order_nos: [head.order_no] });
}
