import type { Clock } from "../../kernel/clock.ts";
import type { Db } from "../../kernel/db/database.ts";
import { randomText, type IdSource } from "../../kernel/ids.ts";
import type { Mailer } from "../../kernel/mailer.ts";
import { Refusal } from "../../kernel/refusal.ts";
import * as store from "./access-store.ts";
import { checkStaffPassword } from "./change-staff-password.ts";
import { hashPassword } from "./password.ts";
import { hashOfToken, newToken } from "./tokens.ts";
import { writeStaffLog } from "./staff-log.ts";

const dayMs = 24 * 3600_000;
const linkLivesMs = 3600_000;
const linksPerDay = 4;

export interface ResetParts {
  db: Db;
  clock: Clock;
  ids: IdSource;
  mailer: Mailer;
  panelUrl: string;
}

/**
 * Mails a link to the café's own address; the answer is the same whether the licence exists, has an address, or has
 * had its four links of the day (api-v2.md 2.1).
 */
export async function forgetAdminPassword(
  { db, clock, ids, mailer, panelUrl }: ResetParts,
  licenseName: string,
): Promise<void> {
  const admin = await store.findAdmin(db, licenseName);
  if (admin === undefined || !admin.license_email) return;
  const now = clock.now();
  const { token, hash } = newToken(ids, "staff");
  const expiresAt = new Date(now.getTime() + linkLivesMs);
  const isLeft = await db.transact(async (tx) => {
    await store.lockKeys(tx, admin.cafe_id);
    if ((await store.countResetsSince(tx, admin.cafe_id, new Date(now.getTime() - dayMs))) >= linksPerDay)
      return false;
    await store.insertReset(tx, {
      cafeId: admin.cafe_id,
      staffId: admin.staff_id,
      tokenHash: hash,
      now,
      expiresAt,
    });
    return true;
  });
  if (!isLeft) return;
  await mailer.send({
    to: admin.license_email,
    subject: "Netcafe: a new password for the Admin",
    text: `Someone asked for a new password for the Admin of licence ${licenseName}.\n\nWithin an hour, open\n${panelUrl}/reset-password#token=${token}\n\nIf it was not you, nothing needs to be done.`,
  });
}

const passwordAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz";

/** A password to be shown once: 16 characters of an alphabet without look-alikes, 91 bits. */
export function generatedPassword(ids: IdSource): string {
  return randomText(ids, passwordAlphabet, 16);
}

/** Sets the Admin's password by the newest mailed link, ends the Admin's sessions and clears all staff address lists. */
export async function resetAdminPassword(
  { db, clock, ids }: Pick<ResetParts, "db" | "clock" | "ids">,
  asked: { resetToken: string; newPassword: string | undefined },
): Promise<{ staffName: string; generated: string | null }> {
  if (asked.newPassword !== undefined) checkStaffPassword("new_password", asked.newPassword);
  const password = asked.newPassword ?? generatedPassword(ids);
  const hash = await hashPassword(password);
  const now = clock.now();
  return db.transact(async (tx) => {
    const reset = await store.takeReset(tx, hashOfToken(asked.resetToken), now);
    const staff = reset && (await store.findStaff(tx, reset.cafe_id, reset.staff_id));
    if (staff === undefined)
      throw new Refusal("auth.reset_token_wrong", "The reset_token is wrong, used or too old.");
    await store.setPassword(tx, staff.cafe_id, staff.staff_id, hash);
    await store.deleteOtherStaffSessions(tx, staff.cafe_id, staff.staff_id, 0);
    await store.clearAddressLists(tx, staff.cafe_id);
    await writeStaffLog(tx, staff.cafe_id, now, "STAFF_UPDATE", staff.name, "password reset by e-mail");
    return { staffName: staff.name, generated: asked.newPassword === undefined ? password : null };
  });
}
