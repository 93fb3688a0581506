import type { Clock } from "../../kernel/clock.ts";
import type { Db, Tx } from "../../kernel/db/database.ts";
import { randomText, type IdSource } from "../../kernel/ids.ts";
import type { Mailer } from "../../kernel/mailer.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { checkStaffPassword } from "./change-staff-password.ts";
import { hashPassword } from "./password.ts";
import { accountState } from "./staff-rules.ts";
import { deleteOtherStaffSessions } from "./staff-session-store.ts";
import * as store from "./staff-store.ts";
import { announceStaff, writeStaffLog } from "./staff-log.ts";
import { newToken } from "./tokens.ts";

/** A lost password: a link by e-mail, to the staff's own address or, for the Admin, to the café's (api-v2.md 2.1). */

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
 * Mails a link to whoever the name belongs to; null asks for the Admin, whatever the name now is. Nothing tells whether the
 * account exists, is open, has an address, or has had its four links of the day: the mail is on its way when this returns.
 */
export async function forgetPassword(
  parts: ResetParts,
  asked: { licenseName: string; staffName: string | null },
): Promise<void> {
  const { db, clock, mailer } = parts;
  const cafe = await store.findCafeOfLicense(db, asked.licenseName);
  if (cafe === undefined) return;
  const staff =
    asked.staffName === null
      ? await store.findAdmin(db, cafe.cafe_id)
      : await store.findStaffByName(db, cafe.cafe_id, asked.staffName);
  const to = staff?.role === "admin" ? cafe.license_email : staff?.email;
  if (staff === undefined || !to || accountState(store.accountOf(staff), clock.now()) !== "open") return;
  const token = await makeLink(parts, staff);
  if (token === null) return;
  // Not waited for: how long a mail server takes would tell that there was a mail. The mailer logs what it cannot send.
  void mailer.send({
    to,
    subject: `Netcafe: a new password for ${staff.name}`,
    text: `Someone asked for a new password for ${staff.name} of licence ${asked.licenseName}.\n\nWithin an hour, open\n${parts.panelUrl}/reset-password#token=${token}\n\nIf it was not you, nothing needs to be done.`,
  });
}

async function makeLink({ db, clock, ids }: ResetParts, staff: store.StaffRow): Promise<string | null> {
  const now = clock.now();
  const { cafe_id: cafeId, staff_id: staffId } = staff;
  const { token, hash } = newToken(ids, "staff");
  return db.transact(async (tx) => {
    await store.lockStaff(tx, cafeId, staffId);
    const since = new Date(now.getTime() - dayMs);
    if ((await store.countResetsSince(tx, cafeId, staffId, since)) >= linksPerDay) return null;
    const expiresAt = new Date(now.getTime() + linkLivesMs);
    await store.insertReset(tx, { cafeId, staffId, tokenHash: hash, now, expiresAt });
    return token;
  });
}

const passwordAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz";

/** A password to be shown once: 16 characters of an alphabet without look-alikes, 91 bits. */
export function generatedPassword(ids: IdSource): string {
  return randomText(ids, passwordAlphabet, 16);
}

/**
 * Sets a password by the newest mailed link: that staff's sessions end, a second factor stays. For the Admin all staff
 * address lists are cleared, since a wrong one may be what keeps the Admin out. Refuses `auth.reset_token_wrong`.
 */
export async function resetPassword(
  { db, clock, ids }: Pick<ResetParts, "db" | "clock" | "ids">,
  asked: { resetToken: string; newPassword: string | undefined; address: string },
): Promise<{ staffName: string; generated: string | null }> {
  if (asked.newPassword !== undefined) checkStaffPassword("new_password", asked.newPassword);
  const password = asked.newPassword ?? generatedPassword(ids);
  const hash = await hashPassword(password);
  const now = clock.now();
  return db.transact(async (tx) => {
    const reset = await store.takeReset(tx, asked.resetToken, now);
    const staff = reset && (await store.lockStaff(tx, reset.cafe_id, reset.staff_id));
    if (staff === undefined)
      throw new Refusal("auth.reset_token_wrong", "The reset_token is wrong, used or too old.");
    await putNewPassword(tx, staff, hash, now, `password reset by e-mail, from ${asked.address}`);
    return { staffName: staff.name, generated: asked.newPassword === undefined ? password : null };
  });
}

async function putNewPassword(
  tx: Tx,
  staff: store.StaffRow,
  passwordHash: string,
  now: Date,
  words: string,
): Promise<void> {
  const { cafe_id: cafeId, staff_id: staffId } = staff;
  await store.setPassword(tx, cafeId, staffId, passwordHash);
  const ended = await deleteOtherStaffSessions(tx, cafeId, staffId, null);
  const isAdmin = staff.role === "admin";
  if (isAdmin) await store.clearAddressLists(tx, cafeId);
  const cleared = isAdmin ? "; the addresses of all staff cleared" : "";
  const details = `${words}; sign-ins ended: ${ended}${cleared}`;
  await writeStaffLog(tx, cafeId, now, "STAFF_UPDATE", staff.name, details);
  await announceStaff(tx, cafeId, [staffId]);
}
