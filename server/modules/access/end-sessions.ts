import type { Tx } from "../../kernel/db/database.ts";
import { notFound } from "../../kernel/refusal.ts";
import type { StaffCaller } from "./change-staff-password.ts";
import { deviceOf } from "./device-rules.ts";
import { deleteOtherStaffSessions, deleteStaffSession } from "./staff-session-store.ts";
import { findStaff } from "./staff-store.ts";
import { announceStaff, writeStaffLog } from "./staff-log.ts";

/** Ending sign-ins: one's own, or the Admin those of others. Pages that are open over them are closed at once. */

interface EndAct {
  cafeId: number;
  caller: StaffCaller;
  address: string;
  now: Date;
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** One session by its number, or all but `keep`; how many ended. Refuses `staff.not_found`, `staff_session.not_found`. */
export async function endStaffSessions(
  act: EndAct,
  staffId: number,
  which: { staffSessionId: number } | { keep: number | null },
): Promise<number> {
  const { cafeId, caller, address, now } = act;
  return act.transact(async (tx) => {
    const staff = await findStaff(tx, cafeId, staffId);
    if (staff === undefined) throw notFound("staff.not_found", "Staff");
    const { ended, what } = await end(tx, cafeId, staffId, which);
    if (ended === 0) return 0;
    const whose = staffId === caller.staffId ? "" : ` of ${staff.name}`;
    await writeStaffLog(
      tx,
      cafeId,
      now,
      "STAFF_LOGOUT",
      caller.name,
      `from ${address}: ${what}${whose} ended`,
    );
    await announceStaff(tx, cafeId, [staffId]);
    return ended;
  });
}

async function end(
  tx: Tx,
  cafeId: number,
  staffId: number,
  which: { staffSessionId: number } | { keep: number | null },
): Promise<{ ended: number; what: string }> {
  if ("staffSessionId" in which) {
    const session = await deleteStaffSession(tx, cafeId, staffId, which.staffSessionId);
    if (session === undefined) throw notFound("staff_session.not_found", "Sign-in");
    return { ended: 1, what: `sign-in from ${session.last_address}, ${deviceOf(session.user_agent)},` };
  }
  const ended = await deleteOtherStaffSessions(tx, cafeId, staffId, which.keep);
  return { ended, what: `${which.keep === null ? "all" : "other"} sign-ins (${ended})` };
}

/** Signs out: this session alone. */
export async function signOutStaff(act: EndAct): Promise<void> {
  const { cafeId, caller, address, now } = act;
  await act.transact(async (tx) => {
    await deleteStaffSession(tx, cafeId, caller.staffId, caller.staffSessionId);
    await writeStaffLog(tx, cafeId, now, "STAFF_LOGOUT", caller.name, `from ${address}`);
    await announceStaff(tx, cafeId, [caller.staffId]);
  });
}
