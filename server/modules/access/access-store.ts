import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { Right } from "../../../contract/rights.ts";

/** All SQL of the module. */

export interface StaffRow {
  cafe_id: number;
  staff_id: number;
  name: string;
  role: "admin" | "manager" | "staff";
  is_active: boolean;
  rights: Right[];
  address_list: string;
  password_hash: string;
  last_login_at: Date | null;
  last_address: string;
}

const staffColumns =
  "s.cafe_id, s.staff_id, s.name, s.role, s.is_active, s.rights, s.address_list, s.password_hash, s.last_login_at, s.last_address";

export const findStaffByName = (db: Queries, licenseName: string, name: string) =>
  db.row<StaffRow>(
    `select ${staffColumns} from staff s join cafes c using (cafe_id)
     where c.license_name = $1 and lower(s.name) = lower($2) and s.deleted_at is null`,
    [licenseName, name],
  );

export const findStaff = (db: Queries, cafeId: number, staffId: number) =>
  db.row<StaffRow>(
    `select ${staffColumns} from staff s where s.cafe_id = $1 and s.staff_id = $2 and s.deleted_at is null`,
    [cafeId, staffId],
  );

export const findAdmin = (db: Queries, licenseName: string) =>
  db.row<StaffRow & { license_email: string | null }>(
    `select ${staffColumns}, c.info ->> 'license_email' as license_email from staff s join cafes c using (cafe_id)
     where c.license_name = $1 and s.role = 'admin' and s.deleted_at is null`,
    [licenseName],
  );

export interface NewStaff {
  cafeId: number;
  name: string;
  role: "admin" | "manager" | "staff";
  rights: readonly Right[];
  passwordHash: string;
  now: Date;
}

export async function insertStaff(tx: Tx, staff: NewStaff): Promise<number> {
  const row = await tx.row<{ staff_id: number }>(
    `insert into staff (cafe_id, staff_id, name, role, rights, password_hash, created_at)
     values ($1, nextval('staff_ids'), $2, $3, $4, $5, $6) returning staff_id`,
    [staff.cafeId, staff.name, staff.role, [...staff.rights], staff.passwordHash, staff.now],
  );
  return row?.staff_id ?? 0;
}

export const setPassword = (tx: Tx, cafeId: number, staffId: number, passwordHash: string) =>
  tx.run("update staff set password_hash = $3 where cafe_id = $1 and staff_id = $2", [
    cafeId,
    staffId,
    passwordHash,
  ]);

export const clearAddressLists = (tx: Tx, cafeId: number) =>
  tx.run("update staff set address_list = '' where cafe_id = $1", [cafeId]);

export interface StaffSessionRow extends StaffRow {
  staff_session_id: number;
  last_used_at: Date;
  expires_at: Date;
}

export const findStaffSession = (db: Queries, tokenHash: Buffer) =>
  db.row<StaffSessionRow>(
    `select ${staffColumns}, t.staff_session_id, t.last_used_at, t.expires_at
     from staff_sessions t join staff s using (cafe_id, staff_id)
     where t.token_hash = $1 and s.is_active and s.deleted_at is null`,
    [tokenHash],
  );

export async function insertStaffSession(
  tx: Tx,
  session: {
    cafeId: number;
    staffId: number;
    tokenHash: Buffer;
    address: string;
    now: Date;
    expiresAt: Date;
  },
): Promise<number> {
  await tx.run(
    "update staff set last_login_at = $3, last_address = $4 where cafe_id = $1 and staff_id = $2",
    [session.cafeId, session.staffId, session.now, session.address],
  );
  const row = await tx.row<{ staff_session_id: number }>(
    `insert into staff_sessions (cafe_id, staff_id, token_hash, address, created_at, last_used_at, expires_at)
     values ($1, $2, $3, $4, $5, $5, $6) returning staff_session_id`,
    [session.cafeId, session.staffId, session.tokenHash, session.address, session.now, session.expiresAt],
  );
  return row?.staff_session_id ?? 0;
}

export const renewStaffSession = (
  tx: Tx,
  cafeId: number,
  staffSessionId: number,
  now: Date,
  expiresAt: Date,
) =>
  tx.run(
    "update staff_sessions set last_used_at = $3, expires_at = $4 where cafe_id = $1 and staff_session_id = $2",
    [cafeId, staffSessionId, now, expiresAt],
  );

export const deleteStaffSession = (tx: Tx, cafeId: number, staffSessionId: number) =>
  tx.run("delete from staff_sessions where cafe_id = $1 and staff_session_id = $2", [cafeId, staffSessionId]);

/** Ends all sessions of a staff member but one (0 = all). */
export const deleteOtherStaffSessions = (tx: Tx, cafeId: number, staffId: number, keep: number) =>
  tx.run("delete from staff_sessions where cafe_id = $1 and staff_id = $2 and staff_session_id <> $3", [
    cafeId,
    staffId,
    keep,
  ]);

/** The oldest of the newest `count` failures since then; undefined while there are fewer. */
export const findOldestOfFailures = (
  db: Queries,
  asked: { cafeId: number; account: string; address: string; since: Date; count: number },
) =>
  db.row<{ at: Date }>(
    `select at from sign_in_failures where cafe_id = $1 and account = lower($2) and address = $3 and at > $4
     order by at desc offset $5 limit 1`,
    [asked.cafeId, asked.account, asked.address, asked.since, asked.count - 1],
  );

export async function insertFailure(
  tx: Tx,
  cafeId: number,
  account: string,
  address: string,
  now: Date,
): Promise<void> {
  await tx.run(
    "insert into sign_in_failures (cafe_id, account, address, at) values ($1, lower($2), $3, $4)",
    [cafeId, account, address, now],
  );
  await tx.run(
    "delete from sign_in_failures where cafe_id = $1 and at < $2::timestamptz - interval '1 hour'",
    [cafeId, now],
  );
}

export interface KeyRow {
  api_key_id: number;
  kind: "key" | "docs";
  token_hash: Buffer;
  bound_address: string | null;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
  last_used_from: string | null;
  uses: number;
}

export const listLivingKeys = (db: Queries, cafeId: number) =>
  db.rows<KeyRow>(
    `select api_key_id, kind, token_hash, bound_address, created_at, expires_at, last_used_at, last_used_from, uses
     from api_keys where cafe_id = $1 and revoked_at is null`,
    [cafeId],
  );

export const insertKey = (
  tx: Tx,
  key: {
    cafeId: number;
    kind: "key" | "docs";
    tokenHash: Buffer;
    boundAddress: string | null;
    createdBy: string;
    now: Date;
    expiresAt: Date;
  },
) =>
  tx.run(
    `insert into api_keys (cafe_id, kind, token_hash, bound_address, created_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [key.cafeId, key.kind, key.tokenHash, key.boundAddress, key.createdBy, key.now, key.expiresAt],
  );

/** Revokes the café's key; the docs keys too when asked. */
export const revokeKeys = (tx: Tx, cafeId: number, kinds: readonly ("key" | "docs")[], now: Date) =>
  tx.run(
    "update api_keys set revoked_at = $3 where cafe_id = $1 and kind = any ($2) and revoked_at is null",
    [cafeId, kinds, now],
  );

/** Serialises the makers of keys and of reset links of one café. */
export const lockKeys = (tx: Tx, cafeId: number) =>
  tx.run("select 1 from cafes where cafe_id = $1 for update", [cafeId]);

export async function findAddressList(db: Queries, cafeId: number): Promise<string> {
  const row = await db.row<{ address_list: string }>(
    "select address_list from api_access where cafe_id = $1",
    [cafeId],
  );
  return row?.address_list ?? "";
}

export const setAddressList = (tx: Tx, cafeId: number, list: string, now: Date) =>
  tx.run(
    `insert into api_access (cafe_id, address_list, updated_at) values ($1, $2, $3)
     on conflict (cafe_id) do update set address_list = excluded.address_list, updated_at = excluded.updated_at`,
    [cafeId, list, now],
  );

export interface RefusalRow {
  at: Date;
  address: string;
  reason: string;
  path: string;
}

export const listRefusals = (db: Queries, cafeId: number) =>
  db.rows<RefusalRow>(
    "select at, address, reason, path from key_refusals where cafe_id = $1 order by key_refusal_id desc limit 50",
    [cafeId],
  );

export async function countRefusals(db: Queries, cafeId: number): Promise<number> {
  const row = await db.row<{ refusals: number }>(
    "select refusals from key_refusal_counts where cafe_id = $1",
    [cafeId],
  );
  return row?.refusals ?? 0;
}

export const addUses = (tx: Tx, cafeId: number, keyId: number, uses: number, at: Date, address: string) =>
  tx.run(
    "update api_keys set uses = uses + $3, last_used_at = $4, last_used_from = $5 where cafe_id = $1 and api_key_id = $2",
    [cafeId, keyId, uses, at, address],
  );

/** Writes refusals of one café and keeps the newest hundred. Unknown cafés are passed over. */
export async function addRefusals(
  tx: Tx,
  cafeId: number,
  count: number,
  refusals: readonly RefusalRow[],
): Promise<void> {
  if ((await tx.row("select 1 from cafes where cafe_id = $1", [cafeId])) === undefined) return;
  await tx.run(
    `insert into key_refusal_counts (cafe_id, refusals) values ($1, $2)
     on conflict (cafe_id) do update set refusals = key_refusal_counts.refusals + excluded.refusals`,
    [cafeId, count],
  );
  for (const refusal of refusals) {
    await tx.run(
      "insert into key_refusals (cafe_id, at, address, reason, path) values ($1, $2, $3, $4, $5)",
      [cafeId, refusal.at, refusal.address, refusal.reason, refusal.path],
    );
  }
  await tx.run(
    `delete from key_refusals where cafe_id = $1 and key_refusal_id <=
       (select key_refusal_id from key_refusals where cafe_id = $1 order by key_refusal_id desc offset 100 limit 1)`,
    [cafeId],
  );
}

export interface SubjectTokenRow {
  cafe_id: number;
  kind: "member" | "pc";
  member_id: number | null;
  member_account: string | null;
  credential_id: string | null;
  pc_name: string | null;
  expires_at: Date;
}

export const findSubjectToken = (db: Queries, tokenHash: Buffer) =>
  db.row<SubjectTokenRow>(
    `select t.cafe_id, t.kind, t.member_id, m.account as member_account, t.credential_id, t.pc_name, t.expires_at
     from subject_tokens t
     left join members m on m.cafe_id = t.cafe_id and m.member_id = t.member_id and m.deleted_at is null and m.is_active
     left join pc_credentials c on c.cafe_id = t.cafe_id and c.credential_id = t.credential_id
     where t.token_hash = $1 and t.ended_at is null and c.cancelled_at is null and (t.kind = 'pc' or m.member_id is not null)`,
    [tokenHash],
  );

export const insertSubjectToken = (
  tx: Tx,
  token: {
    cafeId: number;
    tokenHash: Buffer;
    kind: "member" | "pc";
    memberId: number | null;
    credentialId: string | null;
    pcName: string | null;
    now: Date;
    expiresAt: Date;
  },
) =>
  tx.run(
    `insert into subject_tokens (cafe_id, token_hash, kind, member_id, credential_id, pc_name, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      token.cafeId,
      token.tokenHash,
      token.kind,
      token.memberId,
      token.credentialId,
      token.pcName,
      token.now,
      token.expiresAt,
    ],
  );

export const endMemberTokens = (tx: Tx, cafeId: number, memberId: number, pcName: string | null, now: Date) =>
  tx.run("select end_member_tokens($1, $2, $3, $4)", [cafeId, memberId, pcName, now]);

/** Ends a member's log-ins at the portal; those at PCs go on. */
export const endPortalTokens = (tx: Tx, cafeId: number, memberId: number, now: Date) =>
  tx.run(
    `update subject_tokens set ended_at = $3 where cafe_id = $1 and member_id = $2 and kind = 'member' and ended_at is null
     and pc_name is null`,
    [cafeId, memberId, now],
  );

export const endToken = (tx: Tx, tokenHash: Buffer, now: Date) =>
  tx.run("update subject_tokens set ended_at = $2 where token_hash = $1", [tokenHash, now]);

export const insertReset = (
  tx: Tx,
  reset: { cafeId: number; staffId: number; tokenHash: Buffer; now: Date; expiresAt: Date },
) =>
  tx.run(
    "insert into password_resets (cafe_id, staff_id, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5)",
    [reset.cafeId, reset.staffId, reset.tokenHash, reset.now, reset.expiresAt],
  );

export async function countResetsSince(db: Queries, cafeId: number, since: Date): Promise<number> {
  const row = await db.row<{ resets: number }>(
    "select count(*)::integer as resets from password_resets where cafe_id = $1 and created_at > $2",
    [cafeId, since],
  );
  return row?.resets ?? 0;
}

/** Uses up the newest reset link of a café, if this is it and it is still good. */
export const takeReset = (tx: Tx, tokenHash: Buffer, now: Date) =>
  tx.row<{ cafe_id: number; staff_id: number }>(
    `update password_resets r set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2
       and not exists (select 1 from password_resets n where n.cafe_id = r.cafe_id and n.password_reset_id > r.password_reset_id)
     returning cafe_id, staff_id`,
    [tokenHash, now],
  );
