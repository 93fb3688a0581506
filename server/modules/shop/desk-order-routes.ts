import * as operations from "../../../contract/operations/orders.ts";
import type { Api, Call } from "../../kernel/http/api.ts";
import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";
import { cancelOrder } from "./cancel-order.ts";
import { changeOrder } from "./change-order.ts";
import { type Confirmation, confirmOrder, confirmQr } from "./confirm-order.ts";
import { refuseClosed, sellAtDesk, wayOf, whoOf } from "./desk-order.ts";
import { readOrder } from "./order-book.ts";
import { cancelled, type OrderStatus, payLater } from "./order-state-rules.ts";
import { countWaiting } from "./order-store.ts";
import { orderBookOf, orderNoOf } from "./order-wire.ts";
import { methodOfNumber } from "./payment-words.ts";
import { printReceipt } from "./print-receipt.ts";
import { productIdOf } from "./product-wire.ts";
import { quoteOrder } from "./quote-order.ts";
import { refundOrder } from "./refund-order.ts";
import type { ShopParts } from "./shop-parts.ts";

/** Binds what the desk does with orders (api-v2.md 2.11). */
export function bindDeskOrderRoutes(api: Api, parts: ShopParts): void {
  bindSale(api, parts);
  bindConfirm(api, parts);
  bindBack(api, parts);
}

function bindSale(api: Api, { db, cafes, live }: ShopParts): void {
  api.bind(operations.sellOrder, async (call) => {
    const scope = await cafes.scope(call.cafeId);
    const placed = await sellAtDesk({ live, scope }, call);
    const badge = await call.transact((tx) => countWaiting(tx, call.cafeId));
    return {
      order_no: placed.orderNo,
      member_id: placed.memberId ?? 0,
      qty_changed_products: placed.stock.map((row) => ({ id: `p-${row.product_id}`, qty: row.after })),
      shop_badge: badge,
      order_id: placed.orderNo,
      total: decimalFromMinor(placed.totalMinor, scope.exponent),
      tax: decimalFromMinor(placed.taxMinor, scope.exponent),
      order_status: placed.status,
    };
  });
  api.bind(operations.quoteOrder, async (call) =>
    quoteOrder({ live, scope: await cafes.scope(call.cafeId) }, call),
  );
  api.bind(operations.getOrder, async ({ cafeId, input }) => {
    const scope = await cafes.scope(cafeId);
    return orderBookOf(scope, await readOrder(db, cafeId, orderNoOf(input.orderNo)));
  });
  api.bind(operations.changeOrder, async (call) => {
    const scope = await cafes.scope(call.cafeId);
    const { orderNo, order_comment: comment, order_status: status } = call.input;
    const asked = { orderNo: orderNoOf(orderNo), comment, status: status as OrderStatus | undefined };
    const now = await call.transact((tx) => changeOrder(tx, scope, call.now, asked));
    return { order_no: String(asked.orderNo), order_status: now };
  });
  api.bind(operations.printOrder, async (call) => {
    const scope = await cafes.scope(call.cafeId);
    return call.transact((tx) =>
      printReceipt(tx, scope, call.now, {
        orderNo: orderNoOf(call.input.order_no),
        staffName: whoOf(call.caller).staffName,
      }),
    );
  });
}

function bindConfirm(api: Api, { cafes, live }: ShopParts): void {
  const asked = async (call: Call<{ order_no: string }>, comment: string) => {
    const scope = await cafes.scope(call.cafeId);
    const confirmation: Omit<Confirmation, "method" | "refuseClosed"> = {
      ...{ orderNo: orderNoOf(call.input.order_no), comment, who: whoOf(call.caller) },
      runningCost: (tx, memberId) => live.runningCost(call.cafeId, memberId, tx, call.now),
      bonusPays: live.bonusPays(scope, call.now),
    };
    return { scope, confirmation };
  };
  api.bind(operations.confirmOrder, async (call) => {
    const { scope, confirmation } = await asked(call, "");
    const number = call.input.payment_method;
    const method = number === undefined ? null : methodOfNumber(number);
    // Names what is none of them.
    if (number !== undefined && method !== payLater) wayOf("payment_method", number);
    const status = await call.transact((tx) =>
      confirmOrder(tx, scope, call.now, {
        ...{ ...confirmation, method },
        refuseClosed: (payment) => refuseClosed(scope.settings, call.caller, "payment_method", payment),
      }),
    );
    return { order_no: String(confirmation.orderNo), order_status: status };
  });
  api.bind(operations.confirmQr, async (call) => {
    const { scope, confirmation } = await asked(call, call.input.comment ?? "");
    const status = await call.transact((tx) => confirmQr(tx, scope, call.now, confirmation));
    return { order_no: String(confirmation.orderNo), order_status: status };
  });
}

function bindBack(api: Api, { cafes, live }: ShopParts): void {
  const cancel = async (call: Call<unknown>, orderNo: number, comment: string) => {
    const scope = await cafes.scope(call.cafeId);
    const asked = {
      ...{ orderNo, comment, who: whoOf(call.caller) },
      offerInUse: (...of: Parameters<typeof live.offerInUse>) => live.offerInUse(...of),
    };
    await call.transact((tx) => cancelOrder(tx, scope, call.now, asked));
    return { order_no: String(orderNo), order_status: cancelled };
  };
  api.bind(operations.cancelOrder, (call) =>
    cancel(call, orderNoOf(call.input.order_no), call.input.comment ?? ""),
  );
  api.bind(operations.removeOrder, (call) =>
    cancel(call, orderNoOf(call.input.orderNo), call.input.comment ?? ""),
  );
  api.bind(operations.refundOrder, async (call) => {
    const scope = await cafes.scope(call.cafeId);
    const { items, comment, to_stock: toStock } = call.input;
    const orderNo = orderNoOf(call.input.order_no);
    const lines = items?.map((item) => ({ productId: productIdOf(item.product_id), quantity: item.qty }));
    const refunded = await call.transact((tx) =>
      refundOrder(tx, scope, call.now, {
        ...{ orderNo, comment, who: whoOf(call.caller), lines: lines ?? null, toStock: toStock ?? false },
        offerInUse: (...of) => live.offerInUse(...of),
      }),
    );
    return {
      order_no: String(orderNo),
      refund_order_no: String(refunded.refundOrderNo),
      refund: decimalFromMinor(refunded.refundMinor, scope.exponent),
      refund_coin: decimalFromHundredths(refunded.coinsHundredths),
    };
  });
}
