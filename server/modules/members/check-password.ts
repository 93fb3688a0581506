import type { Queries } from "../../kernel/db/database.ts";
import { passwordFits } from "../access/index.ts";
import { findMemberByAccount, type MemberRow } from "./member-store.ts";

/**
 * The member whose account and password these are, or null; an unknown account takes as long as a wrong password.
 * Whether the account is active and not expired, and how often one may try, is the caller's to ask.
 */
export async function checkMemberPassword(
  db: Queries,
  cafeId: number,
  account: string,
  password: string,
): Promise<MemberRow | null> {
  const found = await findMemberByAccount(db, cafeId, account);
  const fits = await passwordFits(password, found?.password_hash);
  if (!fits || found === undefined) return null;
  const { password_hash: _, ...member } = found;
  return member;
}
