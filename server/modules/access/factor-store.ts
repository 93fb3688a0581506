import type { Queries, Tx } from "../../kernel/db/database.ts";

/** SQL of the second factor of staff. */

export interface FactorRow {
  secret: Buffer;
  last_step: number;
  made_at: Date;
}

export const findFactor = (db: Queries, cafeId: number, staffId: number) =>
  db.row<FactorRow>(
    "select secret, last_step, made_at from staff_factors where cafe_id = $1 and staff_id = $2",
    [cafeId, staffId],
  );

/** A new secret; the one before and its recovery codes are gone. */
export async function putFactor(
  tx: Tx,
  factor: { cafeId: number; staffId: number; secret: Uint8Array; now: Date },
): Promise<void> {
  await deleteFactor(tx, factor.cafeId, factor.staffId);
  await tx.run("insert into staff_factors (cafe_id, staff_id, secret, made_at) values ($1, $2, $3, $4)", [
    factor.cafeId,
    factor.staffId,
    Buffer.from(factor.secret),
    factor.now,
  ]);
}

export const deleteFactor = (tx: Tx, cafeId: number, staffId: number) =>
  tx.run("delete from staff_factors where cafe_id = $1 and staff_id = $2", [cafeId, staffId]);

export const setTwoFactorSince = (tx: Tx, cafeId: number, staffId: number, since: Date | null) =>
  tx.run("update staff set two_factor_since = $3 where cafe_id = $1 and staff_id = $2", [
    cafeId,
    staffId,
    since,
  ]);

/** Spends the code of a step; 0 when that one or a later one is spent already. */
export const takeStep = (tx: Tx, cafeId: number, staffId: number, step: number) =>
  tx.run("update staff_factors set last_step = $3 where cafe_id = $1 and staff_id = $2 and last_step < $3", [
    cafeId,
    staffId,
    step,
  ]);

export async function hasRecoveryCode(
  db: Queries,
  cafeId: number,
  staffId: number,
  codeHash: Buffer,
): Promise<boolean> {
  const row = await db.row(
    "select 1 from recovery_codes where cafe_id = $1 and staff_id = $2 and code_hash = $3 and used_at is null",
    [cafeId, staffId, codeHash],
  );
  return row !== undefined;
}

/** Spends a recovery code; 0 when it is spent already. */
export const takeRecoveryCode = (tx: Tx, cafeId: number, staffId: number, codeHash: Buffer, now: Date) =>
  tx.run(
    `update recovery_codes set used_at = $4
     where cafe_id = $1 and staff_id = $2 and code_hash = $3 and used_at is null`,
    [cafeId, staffId, codeHash, now],
  );

/** New recovery codes; those before are gone. */
export async function replaceRecoveryCodes(
  tx: Tx,
  cafeId: number,
  staffId: number,
  codeHashes: readonly Buffer[],
  now: Date,
): Promise<void> {
  await tx.run("delete from recovery_codes where cafe_id = $1 and staff_id = $2", [cafeId, staffId]);
  await tx.run(
    `insert into recovery_codes (cafe_id, staff_id, code_hash, made_at)
     select $1, $2, code_hash, $4 from unnest($3::bytea[]) made(code_hash)`,
    [cafeId, staffId, codeHashes, now],
  );
}

export async function countRecoveryCodes(db: Queries, cafeId: number, staffId: number): Promise<number> {
  const row = await db.row<{ left: number }>(
    "select count(*)::integer as left from recovery_codes where cafe_id = $1 and staff_id = $2 and used_at is null",
    [cafeId, staffId],
  );
  return row?.left ?? 0;
}
