import { nullableInt, nullableTs } from "./pieces.ts";
import { shift } from "./shift.ts";
import { flagOut, intOut, listOf, nullable, shape, strOut, tsOut } from "../kit/answer.ts";

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
  /** Told to the Admin, the café key and the staff itself; else "". */
  staff_email: strOut,
  staff_expires_local: nullableTs,
  staff_two_factor: flagOut,
});

/** An open sign-in of a staff: where it came from and when it was used last. */
export const openSignIn = shape({
  staff_session_id: intOut,
  device: strOut,
  address: strOut,
  last_address: strOut,
  signed_in_local: tsOut,
  last_used_local: tsOut,
  expires_local: tsOut,
  is_current: flagOut,
});

/** Whether a sign-in takes a code as well, and how many recovery codes are left. */
export const twoFactorState = shape({
  two_factor: flagOut,
  since_local: nullableTs,
  recovery_codes_left: intOut,
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
