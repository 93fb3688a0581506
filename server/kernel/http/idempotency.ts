import { createHash } from "node:crypto";
import type { Db, Tx } from "../db/database.ts";
import { isLockTimeout } from "../db/database-errors.ts";
import { Refusal } from "../refusal.ts";
import type { RawParameters } from "./raw-parameters.ts";

/** Idempotency-Key (api-v2.md 1.7): claimed, and its outcome stored, in the transaction of the act itself. */

export interface IdempotencyClaim {
  caller: string;
  path: string;
  key: string;
  /** SHA-256 in hex of what was asked, independent of encoding and order. */
  hash: string;
}

/** `dataText` is the data as it was written: jsonb would put its keys into another order, and a replay is the same byte for byte. */
export type Outcome =
  { data: unknown } | { refused: { error: string; message: string; data?: unknown; dataText?: string } };

/** The data of a stored refusal, its keys in the order of the first answer. */
export function dataOf(refused: { data?: unknown; dataText?: string }): unknown {
  return refused.dataText === undefined ? refused.data : JSON.parse(refused.dataText);
}

export function readKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (/^[\x21-\x7e]{1,255}$/.test(header)) return header;
  throw new Refusal(
    "idempotency.key_invalid",
    "The Idempotency-Key must be 1 to 255 visible ASCII characters.",
  );
}

/** One text for equal requests: names sorted, numbers and flags as text, files by their digest. */
function canonical(value: unknown): unknown {
  if (value instanceof Uint8Array) return createHash("sha256").update(value).digest("hex");
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((name) => [name, canonical((value as Record<string, unknown>)[name])]),
    );
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : null;
}

export function requestHash(parameters: RawParameters | Record<string, unknown>): string {
  return createHash("sha256")
    .update(JSON.stringify(canonical(parameters)))
    .digest("hex");
}

export const keyReused = () =>
  new Refusal("idempotency.key_reused", "Idempotency-Key was used with another body.");

/** Turns the database's time-out while waiting for the first call into its refusal. */
export function asInProgress(error: unknown): unknown {
  if (!isLockTimeout(error)) return error;
  return new Refusal("idempotency.in_progress", "The first call with this Idempotency-Key is still running.");
}

interface ClaimRow {
  claim: { replay?: Outcome; reused?: boolean } | null;
}

/**
 * Runs `act` once for a key. What it answers or refuses is stored with the key and committed together with what it
 * did; a refusal undoes the act but keeps its own record. Answers the stored outcome when the key was used before.
 */
export async function onceForKey(
  db: Db,
  cafeId: number,
  claim: IdempotencyClaim,
  now: Date,
  act: (tx: Tx) => Promise<unknown>,
): Promise<{ outcome: Outcome; replayed: boolean }> {
  try {
    return await db.transact(async (tx) => {
      const key = [cafeId, claim.caller, claim.path, claim.key];
      const claimed = await tx.row<ClaimRow>(
        "select claim_idempotency_key($1, $2, $3, $4, decode($5, 'hex'), $6) as claim",
        [...key, claim.hash, now],
      );
      if (claimed?.claim?.reused) throw keyReused();
      if (claimed?.claim?.replay) return { outcome: claimed.claim.replay, replayed: true };
      const outcome = await settle(tx, act);
      await tx.run("select answer_idempotency_key($1, $2, $3, $4, $5)", [...key, JSON.stringify(outcome)]);
      return { outcome, replayed: false };
    });
  } catch (error) {
    throw asInProgress(error);
  }
}

/** Refusals that may turn out otherwise by themselves are not kept: the key is free again. */
const forgotten = (refusal: Refusal) => refusal.code === 401 || refusal.code === 429 || refusal.code >= 500;

async function settle(tx: Tx, act: (tx: Tx) => Promise<unknown>): Promise<Outcome> {
  try {
    return { data: await tx.savepoint(() => act(tx)) };
  } catch (error) {
    if (!(error instanceof Refusal) || forgotten(error)) throw error;
    const { error: name, message, data } = error;
    return {
      refused: {
        error: name,
        message,
        ...(data === undefined ? {} : { data, dataText: JSON.stringify(data) }),
      },
    };
  }
}
