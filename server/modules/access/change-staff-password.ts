import type { Caller } from "../../kernel/http/caller.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Db } from "../../kernel/db/database.ts";
import { Refusal, invalidField, unauthenticated } from "../../kernel/refusal.ts";
import * as store from "./access-store.ts";
import { hashPassword, passwordFits } from "./password.ts";
import { inSignInTurn, refuseTooManyFailures } from "./sign-in-staff.ts";
import { writeStaffLog } from "./staff-log.ts";

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
  parts: { db: Db; clock: Clock },
  caller: Extract<Caller, { kind: "staff" }>,
  asked: { oldPassword: string; newPassword: string; address: string },
): Promise<number> {
  return inSignInTurn(`${caller.cafeId} ${caller.name}`, asked.address, () =>
    changeNow(parts, caller, asked),
  );
}

async function changeNow(
  { db, clock }: { db: Db; clock: Clock },
  caller: Extract<Caller, { kind: "staff" }>,
  asked: { oldPassword: string; newPassword: string; address: string },
): Promise<number> {
  const { cafeId, staffId } = caller;
  const staff = await store.findStaff(db, cafeId, staffId);
  if (staff === undefined) throw unauthenticated();
  const now = clock.now();
  await refuseTooManyFailures(db, cafeId, staff.name, asked.address, now);
  if (!(await passwordFits(asked.oldPassword, staff.password_hash))) {
    await db.transact((tx) => store.insertFailure(tx, cafeId, staff.name, asked.address, now));
    throw new Refusal("auth.bad_credentials", "The old_password is wrong.");
  }
  checkStaffPassword("new_password", asked.newPassword);
  const hash = await hashPassword(asked.newPassword);
  await db.transact(async (tx) => {
    await store.setPassword(tx, cafeId, staffId, hash);
    const details = `password changed, from ${asked.address}`;
    await writeStaffLog(tx, cafeId, now, "STAFF_UPDATE", staff.name, details);
    await store.deleteOtherStaffSessions(tx, cafeId, staffId, caller.staffSessionId);
  });
  return staffId;
}
