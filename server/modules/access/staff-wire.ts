import type { Static } from "typebox";
import type { openSignIn, staff } from "../../../contract/objects/staff.ts";
import type { Right } from "../../../contract/rights.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import { instantOfLocal, localText } from "../../kernel/local-time.ts";
import { invalidField } from "../../kernel/refusal.ts";
import { deviceOf } from "./device-rules.ts";
import { rightsOf, type StaffChange } from "./staff-rules.ts";
import type { ListedSession } from "./staff-session-store.ts";
import type { StaffRow } from "./staff-store.ts";

/** Staff and their sign-ins in the words of API v2 (3.19). */

/** Where somebody's mail goes concerns the Admin, the café's own programs and themselves. */
function maySeeEmail(caller: Caller, staffId: number): boolean {
  if (caller.kind === "key") return true;
  return caller.kind === "staff" && (caller.role === "admin" || caller.staffId === staffId);
}

export function staffObject(
  row: StaffRow,
  zone: string,
  { withEmail, shiftId }: { withEmail: boolean; shiftId: number | null },
): Static<typeof staff> {
  const local = (instant: Date | null) => (instant === null ? null : localText(instant, zone));
  return {
    staff_id: row.staff_id,
    staff_name: row.name,
    staff_role: row.role,
    staff_is_active: flagOf(row.is_active),
    staff_rights: rightsOf(row),
    staff_ip: row.address_list,
    staff_last_login_local: local(row.last_login_at),
    staff_last_ip: row.last_address,
    shift_id: shiftId,
    staff_email: withEmail ? row.email : "",
    staff_expires_local: local(row.expires_at),
    staff_two_factor: flagOf(row.two_factor_since !== null),
  };
}

export const staffObjectFor = (caller: Caller, row: StaffRow, zone: string, shiftId: number | null) =>
  staffObject(row, zone, { withEmail: maySeeEmail(caller, row.staff_id), shiftId });

export const sessionObject = (
  session: ListedSession,
  zone: string,
  currentId: number,
): Static<typeof openSignIn> => ({
  staff_session_id: session.staff_session_id,
  device: deviceOf(session.user_agent),
  address: session.address,
  last_address: session.last_address,
  signed_in_local: localText(session.created_at, zone),
  last_used_local: localText(session.last_used_at, zone),
  expires_local: localText(session.expires_at, zone),
  is_current: flagOf(session.staff_session_id === currentId),
});

interface WritableStaff {
  staff_name?: string | undefined;
  staff_role?: string | undefined;
  staff_is_active?: boolean | undefined;
  staff_rights?: string[] | undefined;
  staff_ip?: string | undefined;
  staff_email?: string | undefined;
  staff_expires_local?: string | null | undefined;
}

function instantOf(text: string | null | undefined, zone: string): Date | null | undefined {
  if (text === undefined || text === null) return text;
  const instant = instantOfLocal(text, zone);
  if (instant === null)
    throw invalidField("staff_expires_local", "The staff_expires_local must be a date and time.");
  return instant;
}

/** What was said of an account; the contract has checked role and rights by name. */
export const staffChangeOf = (input: WritableStaff, zone: string): StaffChange => ({
  name: input.staff_name,
  role: input.staff_role as "manager" | "staff" | undefined,
  isActive: input.staff_is_active,
  rights: input.staff_rights as Right[] | undefined,
  addressList: input.staff_ip,
  email: input.staff_email,
  expiresAt: instantOf(input.staff_expires_local, zone),
});
