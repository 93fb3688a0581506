import type { Caller } from "../../kernel/http/caller.ts";
import { Refusal, invalidField, unauthenticated } from "../../kernel/refusal.ts";
import { passwordFits, hashPassword } from "./password.ts";
import { inStaffTurn, type ProofParts } from "./prove-staff.ts";
import { deleteOtherStaffSessions } from "./staff-session-store.ts";
import * as store from "./staff-store.ts";
import { announceStaff, writeStaffLog } from "./staff-log.ts";
import { noteSignInFailure, refuseTooManyFailures } from "./throttle.ts";

export type StaffCaller = Extract<Caller, { kind: "staff" }>;

export const shortestStaffPassword = 10;

/** Refuses a password that is too short to withstand guessing. */
export function checkStaffPassword(field: string, password: string): void {
  if ([...password].length >= shortestStaffPassword) return;
  throw invalidField(field, `The ${field} must have at least ${shortestStaffPassword} characters.`);
}

/**
 * Changes one's own password; all other sessions of that staff end (api-v2.md 2.1). A wrong old password counts as a
 * failed sign-in, so that a session left open is no place to guess. Refuses `auth.bad_credentials`, `auth.too_many_logins`.
 */
export function changeStaffPassword(
  parts: ProofParts,
  caller: StaffCaller,
  asked: { oldPassword: string; newPassword: string; address: string },
): Promise<number> {
  return inStaffTurn(caller, asked.address, () => changeNow(parts, caller, asked));
}

async function changeNow(
  { db, clock }: ProofParts,
  caller: StaffCaller,
  asked: { oldPassword: string; newPassword: string; address: string },
): Promise<number> {
  const { cafeId, staffId } = caller;
  const staff = await store.findStaff(db, cafeId, staffId);
  if (staff === undefined) throw unauthenticated();
  const now = clock.now();
  await refuseTooManyFailures(db, cafeId, staff.name, asked.address, now);
  if (!(await passwordFits(asked.oldPassword, staff.password_hash))) {
    await noteSignInFailure(db, cafeId, staff.name, asked.address, now);
    throw new Refusal("auth.bad_credentials", "The old_password is wrong.");
  }
  checkStaffPassword("new_password", asked.newPassword);
  const hash = await hashPassword(asked.newPassword);
  await db.transact(async (tx) => {
    await store.setPassword(tx, cafeId, staffId, hash);
    await store.endResets(tx, cafeId, staffId, now);
    const ended = await deleteOtherStaffSessions(tx, cafeId, staffId, caller.staffSessionId);
    const details = `password changed, from ${asked.address}; other sign-ins ended: ${ended}`;
    await writeStaffLog(tx, cafeId, now, "STAFF_UPDATE", staff.name, details);
    await announceStaff(tx, cafeId, [staffId]);
  });
  return staffId;
}
