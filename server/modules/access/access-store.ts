import type { Queries, Tx } from "../../kernel/db/database.ts";

/** SQL of keys, of what was refused, and of the tokens of members and agents. */

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
  kind: "member" | "pc" | "guest";
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
     where t.token_hash = $1 and t.ended_at is null and c.cancelled_at is null and (t.kind <> 'member' or m.member_id is not null)`,
    [tokenHash],
  );

export const insertSubjectToken = (
  tx: Tx,
  token: {
    cafeId: number;
    tokenHash: Buffer;
    kind: "member" | "pc" | "guest";
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
