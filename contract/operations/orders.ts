import { order, orderHead } from "../objects/order.ts";
import { nullableDec } from "../objects/pieces.ts";
import { decOut, flagOut, intOut, listOf, pagingInfo, shape, strOut } from "../kit/answer.ts";
import { date, dec, flag, int, list, object, paging, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Orders of the café (api-v2.md 2.11). */
const group = "orders";

const orderNo = text.required("The order's number", { maxLength: 20, example: "900002" });
const pathFields = { orderNo };
const comment = (rule: string) => text.optional(rule, { maxLength: 500 });
const changed = shape({ order_no: strOut, order_status: intOut });

export const listOrders = operation({
  id: "orders.list",
  method: "GET",
  path: "orders",
  auth: "K",
  mark: "partly",
  group,
  summary: "List orders",
  description:
    "One row for each product of an order, the newest first; a refund is a row of its own with negative sums.",
  input: {
    ...paging,
    date_start: date.optional("First day, in café time", { example: "2025-01-01" }),
    date_end: date.optional("Last day, which counts whole", { example: "2025-01-31" }),
    order_status: int.optional("1 pending, 2 done, 3 cancelled, 4 in process, 5 preparing"),
    order_payment_method: int.optional(
      "-2 pay later, 0 cash, 1 balance, 2 card, 3 coins, 4 QR; with 10 more those of offers; of two ways to pay both",
    ),
    pc_name: text.optional("Name of the PC", { maxLength: 50 }),
    member: text.optional("Account of the member", { maxLength: 50 }),
    staff: text.optional("Name of the staff", { maxLength: 50 }),
    waiting: flag.optional("1 = only what waits for staff: pending, in process, preparing"),
    unpaid: flag.optional("1 = only what nobody has paid yet, 0 = only what is paid"),
  },
  answer: shape({ orders: listOf(order), paging_info: pagingInfo }),
  refusals: ["request.time_range"],
  example: { date_start: "2025-01-01", date_end: "2025-01-31" },
});

const sold = [
  "member.not_found",
  "pc.not_found",
  "product.not_found",
  "product.not_for_sale",
  "product.out_of_stock",
  "order.payment_not_allowed",
  "ledger.insufficient_balance",
  "ledger.insufficient_coins",
] as const;

export const sellOrder = operation({
  id: "orders.sell",
  method: "POST",
  path: "orders",
  auth: "K",
  right: "shop_sell",
  mark: "known",
  group,
  summary: "Sell at the desk",
  description:
    "To a member it needs the right shop_by_member too, from a balance shop_by_balance. Discount, tax and surcharge are the server's. Of two ways to " +
    "pay, order_payments says how much by each, without the card surcharge; they make up the total. With pc_name alone it is for whoever plays there.",
  input: {
    product_id: list.required(
      "What is sold",
      text.required("The product's id: 12, p-12 or o-12", { maxLength: 20 }),
      {
        max: 100,
        example: ["p-12"],
      },
    ),
    order_item_qty: list.required("How many of each, in the same order", int.required("Pieces", { min: 1 }), {
      max: 100,
      example: [2],
    }),
    order_payment_method: int.required("-2 pay later, 0 cash, 1 balance, 2 card, 3 coins, 4 QR", {
      min: -2,
      max: 14,
      example: 0,
    }),
    order_member_id: int.optional("Whose order it is", { min: 1, example: 100000000123 }),
    order_member_account: text.optional("The same by account", { maxLength: 50 }),
    order_status: int.optional("2 (unless said) = handed over, 5 = to be prepared", { choices: [2, 5] }),
    pc_name: text.optional("The PC it is for", { maxLength: 50 }),
    comment: comment("Note on the order"),
    order_payments: list.optional(
      "Two ways to pay",
      object.required("One way", {
        payment_method: int.required("0 cash, 1 balance, 2 card, 4 QR", { min: 0, max: 14 }),
        amount: dec.required("How much of the total", { min: 0 }),
      }),
      { max: 2 },
    ),
  },
  answer: shape({
    order_no: intOut,
    member_id: intOut,
    qty_changed_products: listOf(shape({ id: strOut, qty: intOut })),
    shop_badge: intOut,
    order_id: intOut,
    total: decOut,
    tax: decOut,
    order_status: intOut,
  }),
  refusals: [...sold, "permission.denied", "shift.required"],
  idempotent: true,
  example: { product_id: ["p-12"], order_item_qty: [2], order_payment_method: 0 },
});

export const quoteOrder = operation({
  id: "orders.quote",
  method: "POST",
  path: "orders/action/quote",
  auth: "K",
  right: "shop_sell",
  mark: "ours",
  group,
  summary: "What an order would cost this customer, before it is sold",
  description:
    "With discount and tax as a sale now would have them; surcharge is what is added when all of it is paid by card. Sells nothing and takes no stock.",
  input: {
    product_id: list.required(
      "What is to be sold",
      text.required("The product's id: 12, p-12 or o-12", { maxLength: 20 }),
      { max: 100, example: ["p-12"] },
    ),
    order_item_qty: list.required("How many of each, in the same order", int.required("Pieces", { min: 1 }), {
      max: 100,
      example: [2],
    }),
    order_member_id: int.optional("Whose order it is", { min: 1, example: 100000000123 }),
    pc_name: text.optional("The PC it is for: whoever plays there", { maxLength: 50 }),
  },
  answer: shape({
    member_id: intOut,
    member_account: strOut,
    lines: listOf(
      shape({
        product_id: strOut,
        product_name: strOut,
        order_item_qty: intOut,
        order_cost: decOut,
        order_money: decOut,
        order_tax: decOut,
      }),
    ),
    total: decOut,
    tax: decOut,
    surcharge: decOut,
    coins: nullableDec,
    member_balance: nullableDec,
    may_pay_later: flagOut,
  }),
  refusals: [
    "member.not_found",
    "pc.not_found",
    "product.not_found",
    "product.not_for_sale",
    "product.out_of_stock",
  ],
  example: { product_id: ["p-12"], order_item_qty: [2] },
});

export const getOrder = operation({
  id: "orders.get",
  method: "GET",
  path: "orders/{orderNo}",
  auth: "K",
  mark: "ours",
  group,
  summary: "Read one order with its lines and how it was paid",
  pathFields,
  answer: shape({
    order: orderHead,
    items: listOf(order),
    payments: listOf(shape({ payment_method: intOut, amount: decOut })),
  }),
  refusals: ["order.not_found"],
  example: { orderNo: "900002" },
});

export const changeOrder = operation({
  id: "orders.change",
  method: "PUT",
  path: "orders/{orderNo}",
  auth: "K",
  right: "order_confirm",
  mark: "ours",
  group,
  summary: "Change an order's note, or move it on",
  description:
    "1→5, 1→4 of a QR payment, 5→2 of what is paid or paid later. Money moves by confirm, cancel and refund.",
  pathFields,
  input: {
    order_comment: text.optional("Note on the order", { maxLength: 500 }),
    order_status: int.optional("Its next status", { choices: [2, 4, 5] }),
  },
  answer: changed,
  refusals: ["order.not_found", "order.not_open"],
  example: { orderNo: "900002", order_status: 5 },
});

const cancelRefusals = [
  "order.not_found",
  "order.not_open",
  "offer.used_too_long",
  "member.in_session",
  "member.not_found",
] as const;

export const removeOrder = operation({
  id: "orders.remove",
  method: "DELETE",
  path: "orders/{orderNo}",
  auth: "K",
  right: "order_confirm",
  mark: "ours",
  group,
  summary: "Cancel an order; its records stay",
  pathFields,
  input: { comment: comment("Why") },
  answer: changed,
  refusals: cancelRefusals,
  example: { orderNo: "900002" },
});

export const confirmOrder = operation({
  id: "orders.confirm",
  method: "POST",
  path: "orders/action/confirm",
  auth: "K",
  right: "order_confirm",
  mark: "ours",
  group,
  summary: "Hand an order over, and take its money where nobody has paid it",
  description:
    "Without payment_method as it was ordered; one to be paid later is then handed over unpaid, and its money waits for the checkout.",
  input: {
    order_no: orderNo,
    payment_method: int.optional("0 cash, 1 balance, 2 card, 4 QR", { min: -2, max: 14, example: 0 }),
  },
  answer: changed,
  refusals: [
    "order.not_found",
    "order.not_open",
    "member.not_found",
    "ledger.insufficient_balance",
    "shift.required",
  ],
  idempotent: true,
  example: { order_no: "900002", payment_method: 0 },
});

export const cancelOrder = operation({
  id: "orders.cancel",
  method: "POST",
  path: "orders/action/cancel",
  auth: "K",
  right: "order_confirm",
  mark: "ours",
  group,
  summary: "Cancel an order that is not yet done, or not yet paid",
  description: "What was paid goes back by the way it came, and the pieces into stock.",
  input: { order_no: orderNo, comment: comment("Why") },
  answer: changed,
  refusals: cancelRefusals,
  idempotent: true,
  example: { order_no: "900002", comment: "Changed their mind" },
});

export const refundOrder = operation({
  id: "orders.refund",
  method: "POST",
  path: "orders/action/refund",
  auth: "K",
  right: "order_refund",
  mark: "ours",
  group,
  summary: "Pay lines of an order back",
  description:
    "Without items all that is left. It goes back by the way it came, of two the second first, the surcharge in proportion; offers by their own rule. " +
    "Pieces go back into stock only with to_stock.",
  input: {
    order_no: orderNo,
    items: list.optional(
      "What goes back",
      object.required("One product and how many", {
        product_id: text.required("The product's id", { maxLength: 20 }),
        qty: int.required("Pieces", { min: 1, max: 1_000 }),
      }),
      { max: 100, example: [{ product_id: "p-12", qty: 1 }] },
    ),
    to_stock: flag.optional("1 = the pieces go back into stock"),
    comment: text.required("Why", { maxLength: 500, example: "Warm" }),
  },
  answer: shape({ order_no: strOut, refund_order_no: strOut, refund: decOut, refund_coin: decOut }),
  refusals: [...cancelRefusals, "product.not_found", "order.already_refunded", "shift.required"],
  idempotent: true,
  example: { order_no: "900002", items: [{ product_id: "p-12", qty: 1 }], comment: "Warm" },
});

export const confirmQr = operation({
  id: "orders.confirmQr",
  method: "POST",
  path: "orders/action/confirmQr",
  auth: "K",
  right: "order_confirm",
  mark: "ours",
  group,
  summary: "Confirm by hand that a QR payment came",
  description: "Logged as MANUALCONFIRMQR.",
  input: { order_no: orderNo, comment: comment("What was seen") },
  answer: changed,
  refusals: ["order.not_found", "order.not_open", "shift.required"],
  idempotent: true,
  example: { order_no: "900003" },
});

export const printOrder = operation({
  id: "orders.print",
  method: "POST",
  path: "orders/action/print",
  auth: "K",
  right: "order_confirm",
  mark: "ours",
  group,
  summary: "The receipt of an order as lines, and count that it was printed",
  input: { order_no: orderNo },
  answer: shape({
    receipt: shape({ lines: listOf(strOut), total: decOut, tax: decOut }),
    order_print_times: intOut,
  }),
  refusals: ["order.not_found"],
  example: { order_no: "900002" },
});
