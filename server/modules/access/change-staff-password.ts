import type { Caller } from "../../kernel/http/caller.ts";
import type { Db } from "../../kernel/db/database.ts";
import { Refusal, invalidField, unauthenticated } from "../../kernel/refusal.ts";
import * as store from "./access-store.ts";
import { hashPassword, passwordFits } from "./password.ts";

export const shortestStaffPassword = 10;

/** Refuses a password that is too short to withstand guessing. */
export function checkStaffPassword(field: string, password: string): void {
  if ([...password].length >= shortestStaffPassword) return;
  throw invalidField(field, `The ${field} must have at least ${shortestStaffPassword} characters.`);
}

/** Changes one's own password; all other sessions of that staff end (api-v2.md 2.1). */
export async function changeStaffPassword(
  db: Db,
  caller: Extract<Caller, { kind: "staff" }>,
  asked: { oldPassword: string; newPassword: string },
): Promise<number> {
  const staff = await store.findStaff(db, caller.cafeId, caller.staffId);
  if (staff === undefined) throw unauthenticated();
  if (!(await passwordFits(asked.oldPassword, staff.password_hash))) {
    throw new Refusal("auth.bad_credentials", "The old_password is wrong.");
  }
  checkStaffPassword("new_password", asked.newPassword);
  const hash = await hashPassword(asked.newPassword);
  await db.transact(async (tx) => {
    await store.setPassword(tx, caller.cafeId, caller.staffId, hash);
    await store.deleteOtherStaffSessions(tx, caller.cafeId, caller.staffId, caller.staffSessionId);
  });
  return caller.staffId;
}
