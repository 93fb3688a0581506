import type { Caller } from "../../kernel/http/caller.ts";
import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { IdSource } from "../../kernel/ids.ts";
import * as store from "./access-store.ts";
import { mayCallFrom } from "./address-list.ts";
import { staffCaller } from "./gate.ts";
import { inStaffTurn, proveStaff, type ProofParts, type Shown } from "./prove-staff.ts";
import { findStaffSession } from "./staff-session-store.ts";
import { findAdmin, findCafeOfLicense, insertStaff, type NewStaff } from "./staff-store.ts";
import { hashOfToken, newToken } from "./tokens.ts";

/** Adds a staff account; its name must be free in the café (`staff_name_once`). */
export const addStaff = (tx: Tx, staff: NewStaff): Promise<number> => insertStaff(tx, staff);

/** A token for a member (bound to a PC when made there) or for a PC's agent. Only its hash is kept. */
export async function issueSubjectToken(
  tx: Tx,
  ids: IdSource,
  subject: { cafeId: number; now: Date; livesSeconds: number } & (
    | { kind: "member"; memberId: number; pcName: string | null }
    | { kind: "pc"; credentialId: string; pcName: string }
    | { kind: "guest"; pcName: string }
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

/**
 * The staff caller a session token stands for at an address, or null: for links that stay open and check again. The
 * rights are those of this instant.
 */
export async function findStaffOfToken(
  db: Queries,
  shown: { token: string; address: string },
  now: Date,
): Promise<Extract<Caller, { kind: "staff" }> | null> {
  const session = await findStaffSession(db, hashOfToken(shown.token), now);
  return session !== undefined && mayCallFrom(session, shown.address) ? staffCaller(session) : null;
}

/** The café whose Admin that is, or null: for a café that is to be linked. Refuses `auth.too_many_logins`. */
export async function findCafeOfAdmin(
  parts: ProofParts,
  licenseName: string,
  shown: Shown,
): Promise<number | null> {
  const cafe = await findCafeOfLicense(parts.db, licenseName);
  const admin = cafe && (await findAdmin(parts.db, cafe.cafe_id));
  // The same turn as a sign-in of this Admin from there, since both count as tries of one password.
  const claimed = { cafeId: cafe?.cafe_id, name: admin?.name ?? "Admin", staff: admin };
  const provedBy = await inStaffTurn(claimed, shown.address, () => proveStaff(parts, claimed, shown));
  return provedBy === null ? null : (cafe?.cafe_id ?? null);
}
