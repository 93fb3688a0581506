import { decOut, flagOut, intOut, shape, strOut, tsOut } from "../kit/answer.ts";

/** A line of an order; lines of one sale share order_no. A refund is an order of its own with negative sums (api-v2.md 3.10). */
export const order = shape({
  order_no: strOut,
  order_pc: strOut,
  product_name: strOut,
  order_item_qty: intOut,
  order_cost: decOut,
  order_money: decOut,
  order_payment_method: intOut,
  order_status: intOut,
  order_create_time: tsOut,
  order_create_time_local: tsOut,
  order_print_times: intOut,
  order_id: intOut,
  product_id: strOut,
  order_tax: decOut,
  order_bonus: decOut,
  order_coin: decOut,
  member_id: intOut,
  member_account: strOut,
  order_staff_name: strOut,
  order_comment: strOut,
  refund_of: strOut,
  order_is_paid: flagOut,
  order_refunded_qty: intOut,
});

/** What the lines of an order have in common, and its sums. */
export const orderHead = shape({
  order_no: strOut,
  order_pc: strOut,
  order_payment_method: intOut,
  order_status: intOut,
  order_create_time: tsOut,
  order_create_time_local: tsOut,
  order_print_times: intOut,
  order_id: intOut,
  order_tax: decOut,
  order_bonus: decOut,
  order_coin: decOut,
  member_id: intOut,
  member_account: strOut,
  order_staff_name: strOut,
  order_comment: strOut,
  refund_of: strOut,
  order_is_paid: flagOut,
  total: decOut,
});

/** An offer as its owner has it (api-v2.md 3.7). */
export const ownedOffer = shape({
  product_name: strOut,
  product_seconds: intOut,
  member_offer_id: intOut,
  member_offer_left_seconds: intOut,
  member_offer_expire_at: intOut,
  product_id: intOut,
  member_offer_state: strOut,
  member_offer_cost: decOut,
  member_offer_bought_local: tsOut,
  order_no: strOut,
});
