import type { Db } from "../../kernel/db/database.ts";
import type { IdSource } from "../../kernel/ids.ts";
import * as factors from "./factor-store.ts";
import { hashPassword } from "./password.ts";
import { generatedPassword } from "./reset-password.ts";
import { deleteOtherStaffSessions } from "./staff-session-store.ts";
import * as store from "./staff-store.ts";
import { announceStaff, writeStaffLog } from "./staff-log.ts";

/**
 * Lets the Admin of a café in again, for whoever owns the machine: a new password, no second factor, staff addresses
 * cleared, all the Admin's sessions ended. Null when there is no such café.
 */
export async function resetAdmin(
  { db, ids }: { db: Db; ids: IdSource },
  cafeId: number,
  now: Date,
): Promise<{ staffName: string; password: string } | null> {
  const password = generatedPassword(ids);
  const passwordHash = await hashPassword(password);
  return db.transact(async (tx) => {
    const admin = await store.findAdmin(tx, cafeId);
    if (admin === undefined) return null;
    const { staff_id: staffId, name: staffName } = admin;
    await store.lockStaff(tx, cafeId, staffId);
    await store.setPassword(tx, cafeId, staffId, passwordHash);
    await store.endResets(tx, cafeId, staffId, now);
    await store.clearAddressLists(tx, cafeId);
    await factors.deleteFactor(tx, cafeId, staffId);
    await factors.setTwoFactorSince(tx, cafeId, staffId, null);
    const ended = await deleteOtherStaffSessions(tx, cafeId, staffId, null);
    const factor = admin.two_factor_since === null ? "" : "; two-factor sign-in: on → off";
    const details = `password reset on the server's own machine${factor}; the addresses of all staff cleared; sign-ins ended: ${ended}`;
    await writeStaffLog(tx, cafeId, now, "STAFF_UPDATE", staffName, details);
    await announceStaff(tx, cafeId, [staffId]);
    return { staffName, password };
  });
}
