import { nullableDec, nullableInt, nullableStr, nullableTs } from "./pieces.ts";
import {
  anyOut,
  boolOut,
  decOut,
  durOut,
  flagOut,
  intOut,
  listOf,
  shape,
  strOut,
  tsOut,
} from "../kit/answer.ts";
import Type from "typebox";

/** What a check-out did, PC by PC; amount > 0 was to pay, < 0 to refund (api-v2.md 3.18). */
export const checkoutAnswer = shape({
  amount: decOut,
  paid: decOut,
  refund: decOut,
  order_no: nullableStr,
  results: listOf(
    shape({
      pc_name: strOut,
      session_id: nullableInt,
      member_id: nullableInt,
      member_account: nullableStr,
      amount: decOut,
      status: strOut,
      message: strOut,
    }),
  ),
});

/** A session, running or over (api-v2.md 3.18). */
export const session = shape({
  session_id: intOut,
  pc_name: strOut,
  pc_group_id: intOut,
  member_id: intOut,
  member_account: strOut,
  member_group_id: intOut,
  session_kind: strOut,
  session_start_local: tsOut,
  session_end_local: nullableTs,
  session_duration: durOut,
  session_paused: durOut,
  session_cost: decOut,
  session_tax: decOut,
  paid_balance: decOut,
  paid_bonus: decOut,
  paid_loan: decOut,
  offers_used: listOf(shape({ member_offer_id: intOut, product_name: strOut, seconds: intOut })),
  price_name: strOut,
  session_details: strOut,
  ended_by: strOut,
});

/** What the desk would settle now, PC by PC; amount > 0 to take, < 0 to pay back (api-v2.md 3.18). */
const paymentParts = {
  pc_name: strOut,
  member_id: nullableInt,
  member_account: strOut,
  member_group_id: nullableInt,
  session_kind: strOut,
  session_cost: decOut,
  session_tax: decOut,
  orders_amount: decOut,
  orders_tax: decOut,
  prepaid: decOut,
  member_balance: decOut,
  member_balance_bonus: decOut,
  member_loan: decOut,
  amount: decOut,
  orders: listOf(anyOut),
  payment_methods: listOf(intOut),
  leave_local: nullableTs,
  plays_until_local: nullableTs,
};
export const paymentInfoAnswer = shape({ ...paymentParts, items: listOf(shape(paymentParts)) });

/** What became of each PC a session was started on. */
export const startedSessions = listOf(
  shape({
    pc_name: strOut,
    session_id: nullableInt,
    member_id: nullableInt,
    member_account: strOut,
    member_password: strOut,
    access_code: strOut,
    mins: nullableInt,
    amount: nullableDec,
    status: strOut,
  }),
);

/** Prepaid time that waits for its guest. */
export const accessCode = shape({
  access_code: strOut,
  member_id: intOut,
  member_account: strOut,
  pc_name: strOut,
  pc_group_id: intOut,
  pc_group_name: strOut,
  mins: nullableInt,
  amount: decOut,
  sold_local: tsOut,
  staff_name: strOut,
});

/** The answer of a member's log-in. On a booked PC only the two booking keys are there (api-v2.md 3.17). */
export const loginAnswer = shape({
  token: Type.Optional(strOut),
  member: Type.Optional(
    shape({
      member_account: strOut,
      member_photo: strOut,
      member_group_discount_offer: intOut,
      member_id: intOut,
      member_group_id: intOut,
      member_group_discount_rate: intOut,
    }),
  ),
  client: Type.Optional(
    shape({
      start_session: boolOut,
      pc_time_info: shape({
        price_dynamic_enable: flagOut,
        fixed_price: decOut,
        dynamic: listOf(shape({ time: intOut, amount: decOut, price: decOut })),
      }),
    }),
  ),
  booking_error: Type.Optional(Type.Enum(["BOOKING_PASSWORD_REQUIRED", "BOOKING_PASSWORD_INCORRECT"])),
  booking_info: Type.Optional(shape({ pc_name: strOut, start_time: strOut, end_time: strOut })),
});
