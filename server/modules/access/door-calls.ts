import type { Caller } from "../../kernel/http/caller.ts";
import type { Db, Queries, Tx } from "../../kernel/db/database.ts";
import type { IdSource } from "../../kernel/ids.ts";
import * as store from "./access-store.ts";
import { staffCaller } from "./gate.ts";
import { hashOfToken, newToken } from "./tokens.ts";

/** Adds a staff account; its name must be free in the café (`staff_name_once`). */
export const addStaff = (tx: Tx, staff: store.NewStaff): Promise<number> => store.insertStaff(tx, staff);

/** A token for a member (bound to a PC when made there) or for a PC's agent. Only its hash is kept. */
export async function issueSubjectToken(
  tx: Tx,
  ids: IdSource,
  subject: { cafeId: number; now: Date; livesSeconds: number } & (
    | { kind: "member"; memberId: number; pcName: string | null }
    | { kind: "pc"; credentialId: string; pcName: string }
  ),
): Promise<string> {
  const { token, hash } = newToken(ids, subject.kind);
  await store.insertSubjectToken(tx, {
    cafeId: subject.cafeId,
    tokenHash: hash,
    kind: subject.kind,
    memberId: subject.kind === "member" ? subject.memberId : null,
    credentialId: subject.kind === "pc" ? subject.credentialId : null,
    pcName: subject.pcName,
    now: subject.now,
    expiresAt: new Date(subject.now.getTime() + subject.livesSeconds * 1000),
  });
  return token;
}

/** Ends a member's tokens, all or those made at one PC. */
export const endMemberTokens = store.endMemberTokens;
export const endPortalTokens = store.endPortalTokens;

/** The staff caller a session token stands for, or null: for links that stay open and check again. */
export async function findStaffOfToken(
  db: Queries,
  token: string,
  now: Date,
): Promise<Extract<Caller, { kind: "staff" }> | null> {
  const session = await store.findStaffSession(db, hashOfToken(token));
  return session === undefined || session.expires_at <= now ? null : staffCaller(session);
}

/** Counts a failed log-in of an account from an address. */
export async function noteSignInFailure(
  db: Db,
  cafeId: number,
  account: string,
  address: string,
  now: Date,
): Promise<void> {
  await db.transact((tx) => store.insertFailure(tx, cafeId, account, address, now));
}

/** The Admin of a licence, for a café that is to be linked. */
export const findAdminOfLicense = (db: Queries, licenseName: string) => store.findAdmin(db, licenseName);
