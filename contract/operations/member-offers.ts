import { order, ownedOffer } from "../objects/order.ts";
import { productGroup, saleProduct } from "../objects/product.ts";
import { decOut, intOut, listOf, pagingInfo, shape, strOut } from "../kit/answer.ts";
import { flag, int, list, object, paging, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";
import { memberIdPath } from "./member-fields.ts";

/** Offers and orders of members, for the desk and for the member (api-v2.md 2.7, 2.9). */

const orders = shape({ orders: listOf(order), paging_info: pagingInfo });

export const memberOffersForDesk = operation({
  id: "members.offers",
  method: "GET",
  path: "members/{memberId}/offers",
  auth: "K",
  mark: "ours",
  group: "members",
  summary: "The offers a member owns",
  description: "In order of use; with all also those used up, expired and refunded, the newest first.",
  pathFields: memberIdPath,
  input: { all: flag.optional("1 = also used up, expired and refunded ones") },
  answer: listOf(ownedOffer),
  refusals: ["member.not_found"],
  example: { memberId: 100000000123, all: 1 },
});

export const memberOrdersForDesk = operation({
  id: "members.orders",
  method: "GET",
  path: "members/{memberId}/orders",
  auth: "K",
  mark: "partly",
  group: "members",
  summary: "The orders of a member",
  description:
    "One row for each product of an order, the newest first; a refund is a row of its own with negative sums.",
  pathFields: memberIdPath,
  input: paging,
  answer: orders,
  refusals: ["member.not_found"],
  example: { memberId: 100000000123, page: "1" },
});

export const refundMemberOffer = operation({
  id: "members.refundOffer",
  method: "POST",
  path: "members/action/refundOffer",
  auth: "K",
  right: "offer_refund",
  mark: "ours",
  group: "members",
  summary: "Pay an owned offer back",
  description:
    "Once, while less than the setting refund_within_minutes (as it was at the sale) is used of it: by the tender it came by, bonus as bonus, coins as coins. " +
    "order_no is that of the sale.",
  input: {
    member_offer_id: int.required("The owned offer", { min: 1, example: 501 }),
    comment: text.optional("Why", { maxLength: 500 }),
  },
  answer: shape({ order_no: strOut, refund: decOut, refund_order_no: strOut, refund_coin: decOut }),
  refusals: [
    "member_offer.not_found",
    "member.not_found",
    "order.already_refunded",
    "offer.used_too_long",
    "member.in_session",
  ],
  idempotent: true,
  example: { member_offer_id: 501, comment: "Bought by mistake" },
});

export const memberOffers = operation({
  id: "member.offers",
  method: "GET",
  path: "memberOffers",
  auth: "M",
  mark: "ours",
  group: "member",
  summary: "One's own offers, in order of use",
  answer: listOf(ownedOffer),
});

export const memberOrders = operation({
  id: "member.orders",
  method: "GET",
  path: "memberOrders",
  auth: "M",
  mark: "known",
  group: "member",
  summary: "One's own orders",
  input: paging,
  answer: orders,
});

export const memberShop = operation({
  id: "member.shop",
  method: "GET",
  path: "memberShop",
  auth: "M",
  mark: "ours",
  group: "member",
  summary: "What one may buy now",
  answer: shape({ product_group_list: listOf(productGroup), product_list: listOf(saleProduct) }),
});

export const submitOrder = operation({
  id: "member.submitOrder",
  method: "POST",
  path: "submitOrder",
  auth: "M",
  mark: "known",
  group: "member",
  summary: "Order from the shop",
  description:
    "Balance (1; bonus pays its part of offers) and coins (3) are taken at once; cash (0), card (2), QR (4) and pay later (-2) wait for staff. " +
    "Offers are owned when they are paid, and never paid later. Discounts are those of the member's group, whatever is sent.",
  input: {
    pc_name: text.optional("Name of the PC; blank or absent from the portal", {
      maxLength: 50,
      example: "PC001",
    }),
    payment_method: int.required(
      "-2 pay later, 0 cash, 1 balance, 2 card, 3 coins, 4 QR; 10 more for offers",
      {
        example: 1,
      },
    ),
    items: list.required(
      "What is bought",
      object.required("One product and how many", {
        product_id: text.required("The product's id, such as p-12 or o-12", { maxLength: 20 }),
        qty: int.required("How many", { min: 1, max: 100 }),
      }),
      { max: 100, example: [{ product_id: "o-12", qty: 1 }] },
    ),
    member_group_discount_rate: int.optional("Ignored"),
    member_group_discount_offer: int.optional("Ignored"),
  },
  answer: shape({ order_no: strOut, order_status: intOut, pay_method: intOut }),
  refusals: [
    "pc.not_found",
    "product.not_found",
    "product.not_for_sale",
    "product.out_of_stock",
    "order.payment_not_allowed",
    "ledger.insufficient_balance",
    "ledger.insufficient_coins",
  ],
  idempotent: true,
  example: { pc_name: "PC001", payment_method: 1, items: [{ product_id: "o-12", qty: 1 }] },
});
