import type { Queries, Tx } from "../../kernel/db/database.ts";

/** All SQL about pair codes and the credentials of agents (pc-protocol.md 2.1). */

export type AgentRole = "client" | "boot" | "server";

export interface PairCodeRow {
  cafe_id: number;
  role: AgentRole;
  pc_name: string;
  expires_at: Date;
  used_at: Date | null;
  wrong_tries: number;
}

/** One code may be made at a time in a café, so that an older one of the same PC is seen and dies. */
export const lockPairing = (tx: Tx, cafeId: number) =>
  tx.run("select pg_advisory_xact_lock(7110011, $1)", [cafeId]);

export async function replacePairCode(
  tx: Tx,
  code: { cafeId: number; hash: Uint8Array; role: AgentRole; pcName: string; now: Date; expiresAt: Date },
): Promise<void> {
  await tx.run(
    `delete from pair_codes where cafe_id = $1
       and ((role = $2 and lower(pc_name) = lower($3) and used_at is null) or expires_at < $4::timestamptz - interval '1 day')`,
    [code.cafeId, code.role, code.pcName, code.now],
  );
  await tx.run(
    `insert into pair_codes (cafe_id, pair_code_hash, role, pc_name, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [code.cafeId, code.hash, code.role, code.pcName, code.now, code.expiresAt],
  );
}

/** The code's row, locked until commit: of two enrolments at once the second sees it used. */
export const lockPairCode = (tx: Tx, hash: Uint8Array) =>
  tx.row<PairCodeRow>(
    "select cafe_id, role, pc_name, expires_at, used_at, wrong_tries from pair_codes where pair_code_hash = $1 for update",
    [hash],
  );

export const countWrongTry = (tx: Tx, hash: Uint8Array) =>
  tx.run("update pair_codes set wrong_tries = wrong_tries + 1 where pair_code_hash = $1", [hash]);

export const usePairCode = (tx: Tx, hash: Uint8Array, now: Date) =>
  tx.run("update pair_codes set used_at = $2 where pair_code_hash = $1", [hash, now]);

/** Unused codes of a PC that goes away are worth nothing. */
export const deletePairCodes = (tx: Tx, cafeId: number, pcName: string) =>
  tx.run(
    "delete from pair_codes where cafe_id = $1 and role = 'client' and lower(pc_name) = lower($2) and used_at is null",
    [cafeId, pcName],
  );

export interface CredentialRow {
  cafe_id: number;
  credential_id: string;
  role: AgentRole;
  /** Null for boot and local service. */
  pc_id: number | null;
  pc_name: string;
  /** 32 raw bytes of an Ed25519 public key. */
  public_key: Buffer;
  agent_version: string;
  enrolled_at: Date;
  last_seen_at: Date | null;
}

const selected = `select c.cafe_id, c.credential_id, c.role, c.pc_id, c.pc_name, c.public_key, c.agent_version,
    c.enrolled_at, c.last_seen_at
  from pc_credentials c where c.cancelled_at is null`;

/** A living credential with its public key and PC; undefined when unknown or cancelled. */
export const findCredential = (db: Queries, credentialId: string) =>
  db.row<CredentialRow>(`${selected} and c.credential_id = $1`, [credentialId]);

/** Living credentials of a café, by name; of one name only when one is given. */
export const listCredentials = (db: Queries, cafeId: number, pcName: string | null) =>
  db.rows<CredentialRow>(
    `${selected} and c.cafe_id = $1 and ($2::text is null or lower(c.pc_name) = lower($2))
     order by c.pc_name collate "C", c.role, c.credential_id`,
    [cafeId, pcName],
  );

export const insertCredential = (
  tx: Tx,
  credential: {
    cafeId: number;
    credentialId: string;
    role: AgentRole;
    pcId: number | null;
    pcName: string;
    publicKey: Uint8Array;
    agentVersion: string;
    now: Date;
  },
) =>
  tx.run(
    `insert into pc_credentials (cafe_id, credential_id, role, pc_id, pc_name, public_key, agent_version, enrolled_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      credential.cafeId,
      credential.credentialId,
      credential.role,
      credential.pcId,
      credential.pcName,
      credential.publicKey,
      credential.agentVersion,
      credential.now,
    ],
  );

export interface CancelledCredential {
  credential_id: string;
  pc_name: string;
}

/** Cancels the living credentials of one name (of one role, or of all when null). */
export const cancelByName = (tx: Tx, cafeId: number, pcName: string, role: AgentRole | null, now: Date) =>
  tx.rows<CancelledCredential>(
    `update pc_credentials set cancelled_at = $4
     where cafe_id = $1 and lower(pc_name) = lower($2) and ($3::text is null or role = $3) and cancelled_at is null
     returning credential_id, pc_name`,
    [cafeId, pcName, role, now],
  );

export const cancelById = (tx: Tx, cafeId: number, credentialId: string, now: Date) =>
  tx.rows<CancelledCredential>(
    `update pc_credentials set cancelled_at = $3 where cafe_id = $1 and credential_id = $2 and cancelled_at is null
     returning credential_id, pc_name`,
    [cafeId, credentialId, now],
  );

/** Credentials and open codes follow the new name of their PC; the credentials that are concerned. */
export async function renameCredentials(
  tx: Tx,
  cafeId: number,
  pcId: number,
  from: string,
  to: string,
): Promise<string[]> {
  await tx.run(
    "update pair_codes set pc_name = $3 where cafe_id = $1 and role = 'client' and lower(pc_name) = lower($2) and used_at is null",
    [cafeId, from, to],
  );
  const renamed = await tx.rows<{ credential_id: string }>(
    "update pc_credentials set pc_name = $3 where cafe_id = $1 and pc_id = $2 and cancelled_at is null returning credential_id",
    [cafeId, pcId, to],
  );
  return renamed.map((row) => row.credential_id);
}

/** Notes that the agent of a credential logged in, and its version: on the credential and on its PC. */
export const markCredentialSeen = (tx: Tx, seen: { credentialId: string; at: Date; agentVersion: string }) =>
  tx.run(
    `with credential as (
       update pc_credentials set last_seen_at = greatest(last_seen_at, $2), agent_version = $3
       where credential_id = $1 returning cafe_id, pc_id)
     update pcs p set agent_version = $3, last_heard_at = greatest(p.last_heard_at, $2)
     from credential c where p.cafe_id = c.cafe_id and p.pc_id = c.pc_id`,
    [seen.credentialId, seen.at, seen.agentVersion],
  );
