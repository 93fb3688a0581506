import { order } from "../objects/order.ts";
import { nullableTs } from "../objects/pieces.ts";
import { decOut, intOut, listOf, shape, strOut } from "../kit/answer.ts";
import { text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** What a customer does after an order: look at the bill, pay by QR (api-v2.md 2.9). */

const orderNo = text.required("The order's number", { maxLength: 20, example: "900003" });

export const payOrder = operation({
  id: "member.payOrder",
  method: "POST",
  path: "payOrder",
  auth: "M",
  mark: "known",
  group: "member",
  summary: "Pay an order by QR",
  description:
    "Of one's own order with payment_method 4 that is pending. The café's own code is shown (type manual) and staff confirm that the payment came; " +
    "the order then has status 4 until they do. Flat answer: result 1 or 0.",
  input: { order_no: orderNo },
  answer: shape({
    type: strOut,
    url: strOut,
    order_no: strOut,
    t: strOut,
    sid: strOut,
    amount: decOut,
  }),
  flat: true,
  refusals: ["order.not_found", "order.not_open", "order.payment_not_allowed", "payment.gateway_missing"],
  idempotent: true,
  example: { order_no: "900003" },
});

export const topupStatus = operation({
  id: "member.topupStatus",
  method: "GET",
  path: "getTopupStatus",
  auth: "M",
  mark: "known",
  group: "member",
  summary: "Whether a QR payment came; asked again while it answers 4",
  input: {
    order_no: orderNo,
    t: text.required("As it was given with the code", { maxLength: 40, example: "1738317660" }),
    sid: text.required("As it was given with the code", { maxLength: 100, example: "5d41402abc4b2a76" }),
  },
  answer: shape({ order_status: intOut }),
  refusals: ["order.not_found"],
  example: { order_no: "900003", t: "1738317660", sid: "5d41402abc4b2a76" },
});

export const memberChecklist = operation({
  id: "member.checklist",
  method: "GET",
  path: "memberChecklist",
  auth: "M",
  mark: "known",
  group: "member",
  summary: "One's bill so far: the session, and what was ordered in it",
  description: "Without a session: what is still to be paid later.",
  answer: shape({
    orders: listOf(order),
    member: shape({
      shop_tax: decOut,
      shop_amount: decOut,
      member_balance: decOut,
      used_balance: decOut,
      member_loan: decOut,
      paid_amount: decOut,
      session_total_amount: decOut,
    }),
    pc: shape({
      start_local_date: nullableTs,
      price_per_hour: decOut,
      pc_cost: decOut,
      pc_cost_tax: decOut,
    }),
  }),
  refusals: ["member.not_found"],
});
