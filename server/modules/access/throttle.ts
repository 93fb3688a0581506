import type { Db, Queries } from "../../kernel/db/database.ts";
import { Refusal } from "../../kernel/refusal.ts";
import * as store from "./staff-store.ts";

/** What slows down who guesses passwords and codes (api-v2.md 1.8). */

const windowMs = 10 * 60_000;
const triesPerWindow = 10;
/** Wrong codes beside the right password, from whatever address: a code has only a million values. */
const codeWindowMs = 3600_000;
const codeTriesPerWindow = 10;

const turns = new Map<string, Promise<void>>();

/** Sign-ins of one account from one address go one after the other, so that many at once are no way round the limit. */
export async function inSignInTurn<T>(
  account: string,
  address: string,
  signIn: () => Promise<T>,
): Promise<T> {
  const name = `${address} ${account.toLowerCase()}`;
  const before = turns.get(name) ?? Promise.resolve();
  const turn = before.then(signIn);
  const settled = turn.then(
    () => undefined,
    () => undefined,
  );
  turns.set(name, settled);
  void settled.then(() => {
    if (turns.get(name) === settled) turns.delete(name);
  });
  return turn;
}

/** Ten failures of one account from one address close that pair for ten minutes (api-v2.md 1.8). */
export async function refuseTooManyFailures(
  db: Db,
  cafeId: number,
  account: string,
  address: string,
  now: Date,
): Promise<void> {
  const since = new Date(now.getTime() - windowMs);
  const oldest = await store.findOldestOfFailures(db, {
    cafeId,
    account,
    address,
    since,
    count: triesPerWindow,
  });
  if (oldest === undefined) return;
  const seconds = Math.max(1, Math.ceil((oldest.at.getTime() + windowMs - now.getTime()) / 1000));
  throw new Refusal("auth.too_many_logins", `Too Many Attempts: retry in ${seconds} seconds.`, {
    retryAfterSeconds: seconds,
  });
}

/** Counts a failed log-in of an account from an address. */
export async function noteSignInFailure(
  db: Db,
  cafeId: number,
  account: string,
  address: string,
  now: Date,
): Promise<void> {
  await db.transact((tx) => store.insertFailures(tx, cafeId, [{ account, address }], now));
}

/** Under which name wrong codes of a staff are counted; no account is called so, and it has no address. */
export const codeGuess = (staffId: number): store.Failure => ({ account: `code:${staffId}`, address: "" });

/** Whether so many wrong codes were shown within the hour that none is taken until the oldest is an hour old. */
export async function areCodesClosed(
  db: Queries,
  cafeId: number,
  staffId: number,
  now: Date,
): Promise<boolean> {
  const oldest = await store.findOldestOfFailures(db, {
    cafeId,
    ...codeGuess(staffId),
    since: new Date(now.getTime() - codeWindowMs),
    count: codeTriesPerWindow,
  });
  return oldest !== undefined;
}
