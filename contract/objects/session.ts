import { nullableInt, nullableStr } from "./pieces.ts";
import { boolOut, decOut, flagOut, intOut, listOf, shape, strOut } from "../kit/answer.ts";
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
