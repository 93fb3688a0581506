import { createHash, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../kernel/clock.ts";
import type { Db, Tx } from "../../kernel/db/database.ts";
import { randomText, type IdSource } from "../../kernel/ids.ts";
import type { Mailer } from "../../kernel/mailer.ts";
import { Refusal } from "../../kernel/refusal.ts";
import {
  endMemberTokens,
  hashPassword,
  inSignInTurn,
  noteSignInFailure,
  refuseTooManyFailures,
} from "../access/index.ts";
import type { CafeScope } from "../cafes/index.ts";
import { writeMemberLog } from "../ledger/index.ts";
import { passwordRefusal } from "./member-rules.ts";
import { findMemberByAccount, lockMember, updateMember } from "./member-store.ts";

const codeLivesMs = 15 * 60_000;
const triesPerCode = 5;
const codesPerDay = 4;
const dayMs = 24 * 3600_000;

export interface ResetParts {
  db: Db;
  clock: Clock;
  ids: IdSource;
  mailer: Mailer;
}

/** Bound to its member, so that equal codes of two members do not look alike in the table. */
const hashOf = (cafeId: number, memberId: number, code: string) =>
  createHash("sha256").update(`${cafeId}/${memberId}/${code}`).digest();

/** By e-mail at one of the places a member asks from (settings, way 2 of api-v2.md 4.11). */
const mayByMail = ({ settings }: CafeScope) =>
  ["reset_password_way", "client_reset_password_way", "portal_reset_password_way"].some(
    (key) => settings.int(key) === 2,
  );

/**
 * Mails the member a code. The answer does not tell whether there is such a member or an address (api-v2.md 2.1). Refuses
 * `feature.disabled` where the café resets no passwords by e-mail.
 */
export async function forgetMemberPassword(
  { db, clock, ids, mailer }: ResetParts,
  scope: CafeScope,
  account: string,
): Promise<void> {
  if (!mayByMail(scope))
    throw new Refusal("feature.disabled", "Passwords are not reset by e-mail here; ask the desk.");
  const { cafeId } = scope;
  const member = await findMemberByAccount(db, cafeId, account);
  if (member === undefined || member.email === "" || member.member_group_id < 0) return;
  const code = randomText(ids, "0123456789", 8);
  const now = clock.now();
  const isMade = await db.transact(async (tx) => {
    await lockMember(tx, cafeId, member.member_id);
    return keepCode(tx, { cafeId, memberId: member.member_id, code, now });
  });
  if (!isMade) return;
  // The caller does not wait: how long a mail takes would tell that there is one.
  void mailer.send({
    to: member.email,
    subject: `${scope.row.name}: a new password`,
    text: `Someone asked for a new password for the account ${member.account} at ${scope.row.name}.\n\nThe code is ${code}. It works for 15 minutes.\n\nIf it was not you, nothing needs to be done.`,
  });
}

/** Whether a code was made: at most so many a day. */
async function keepCode(
  tx: Tx,
  { cafeId, memberId, code, now }: { cafeId: number; memberId: number; code: string; now: Date },
): Promise<boolean> {
  await tx.run("delete from member_reset_codes where cafe_id = $1 and member_id = $2 and created_at <= $3", [
    ...[cafeId, memberId],
    new Date(now.getTime() - dayMs),
  ]);
  const made = await tx.row<{ n: number }>(
    "select count(*)::integer as n from member_reset_codes where cafe_id = $1 and member_id = $2",
    [cafeId, memberId],
  );
  if ((made?.n ?? 0) >= codesPerDay) return false;
  await tx.run(
    `insert into member_reset_codes (cafe_id, member_id, code_hash, created_at, expires_at, tries_left)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      ...[cafeId, memberId, hashOf(cafeId, memberId, code), now],
      ...[new Date(now.getTime() + codeLivesMs), triesPerCode],
    ],
  );
  return true;
}

export interface ResetAsked {
  account: string;
  code: string;
  newPassword: string;
  address: string;
}

const wrongCode = () => new Refusal("auth.reset_code_wrong", "The reset_code is wrong, used or too old.");

/**
 * Sets the password by the newest code (api-v2.md 2.1). Refuses alike for an unknown account, a wrong, a used and an old
 * code: `auth.reset_code_wrong`; `auth.too_many_logins`, `member.password_invalid`.
 */
export function resetMemberPassword(
  { db, clock }: ResetParts,
  { cafeId }: CafeScope,
  { account, code, newPassword, address }: ResetAsked,
): Promise<void> {
  return inSignInTurn(`${cafeId} ${account}`, address, async () => {
    const now = clock.now();
    const refusal = passwordRefusal(newPassword, newPassword, "new_password");
    if (refusal !== null) throw refusal;
    await refuseTooManyFailures(db, cafeId, account, address, now);
    const member = await findMemberByAccount(db, cafeId, account);
    const hash = await hashPassword(newPassword);
    const isSet =
      member !== undefined &&
      (await db.transact(async (tx) => {
        const locked = await lockMember(tx, cafeId, member.member_id);
        if (!(await takeCode(tx, cafeId, member.member_id, code, now))) return false;
        await updateMember(tx, cafeId, member.member_id, { password_hash: hash }, now);
        await endMemberTokens(tx, cafeId, member.member_id, null, now);
        await writeMemberLog(tx, cafeId, {
          ...{ at: now, event: "MEMBER_UPDATE", memberId: member.member_id, account: locked.account },
          ...{ staffName: "", details: "password, by a mailed code" },
        });
        return true;
      }));
    if (isSet) return;
    await noteSignInFailure(db, cafeId, account, address, now);
    throw wrongCode();
  });
}

/** Whether it is the newest code and still good, which it then is no more; a wrong one costs one of its tries. */
async function takeCode(tx: Tx, cafeId: number, memberId: number, code: string, now: Date): Promise<boolean> {
  const newest = await tx.row<{ code_hash: Buffer; created_at: Date; isOpen: boolean }>(
    `select code_hash, created_at, used_at is null and tries_left > 0 and expires_at > $3 as "isOpen"
     from member_reset_codes where cafe_id = $1 and member_id = $2 order by created_at desc limit 1`,
    [cafeId, memberId, now],
  );
  if (newest === undefined || !newest.isOpen) return false;
  const fits = timingSafeEqual(newest.code_hash, hashOf(cafeId, memberId, code.trim()));
  await tx.run(
    `update member_reset_codes set tries_left = tries_left - 1, used_at = case when $4 then $5::timestamptz end
     where cafe_id = $1 and member_id = $2 and created_at = $3`,
    [cafeId, memberId, newest.created_at, fits, now],
  );
  return fits;
}
