import { nullableInt } from "./pieces.ts";
import { decOut, flagOut, intOut, shape, strOut, tsOut } from "../kit/answer.ts";

/** A booking: an owned offer bound to a PC (api-v2.md 3.11). There is no status: start and end decide. */
const fields = {
  member_offer_id: intOut,
  product_pc_name: strOut,
  member_account: strOut,
  product_available_date_local_from: tsOut,
  product_available_date_local_to: tsOut,
  product_mins: intOut,
  product_description: strOut,
  product_id: nullableInt,
  member_id: nullableInt,
  guest_booking: flagOut,
  booking_type: strOut,
  booking_queue: intOut,
  booking_cost: decOut,
  booking_staff_name: strOut,
  /** "" = it stands; cancelled, unused, never_came. */
  booking_ended: strOut,
  /** 1 = what was paid waits at the desk to be paid back. */
  booking_owed: flagOut,
};

export const booking = shape({ ...fields, booking_password: strOut });

/** As its booker sees it; the password is for staff and for whoever it is given to. */
export const ownBooking = shape(fields);
