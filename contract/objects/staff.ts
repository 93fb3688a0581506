import Type from "typebox";
import { nullableDec, nullableInt, nullableTs } from "./pieces.ts";
import { decOut, flagOut, intOut, listOf, nullable, shape, strOut } from "../kit/answer.ts";

export const staffRoles = ["admin", "manager", "staff"] as const;

/** A member of staff; passwords are never read back (api-v2.md 3.19). */
export const staff = shape({
  staff_id: intOut,
  staff_name: strOut,
  staff_role: strOut,
  staff_is_active: flagOut,
  staff_rights: listOf(strOut),
  staff_ip: strOut,
  staff_last_login_local: nullableTs,
  staff_last_ip: strOut,
  shift_id: nullableInt,
});

/** A shift; an open one has a negative id, "-" as its end and nothing counted yet (api-v2.md 3.13). */
export const shift = shape({
  shift_id: intOut,
  shift_staff_name: strOut,
  shift_start_time: strOut,
  shift_end_time: strOut,
  total_amount: Type.Number(),
  cash: Type.Number(),
  credit_card: Type.Number(),
  qr: Type.Number(),
  staff_id: intOut,
  shift_cash_start: decOut,
  shift_cash_end: nullableDec,
  shift_cash_expected: decOut,
  shift_comment: strOut,
  reason: strOut,
});

/** Who is signed in, what they may do, where (api-v2.md 3.19). */
export const staffSession = shape({
  staff,
  rights: listOf(strOut),
  cafe: shape({ id: intOut, name: strOut, license_name: strOut, currency: strOut, timezone: strOut }),
  shift_required: flagOut,
  shift: nullable(shift),
});

/** The same with the token, which is told once, at sign-in. */
export const staffSignedIn = shape({ token: strOut, ...staffSession.properties });
