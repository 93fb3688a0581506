import type { Clock } from "../../kernel/clock.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { IdSource } from "../../kernel/ids.ts";
import { Refusal } from "../../kernel/refusal.ts";
import * as store from "./access-store.ts";
import { mayCallFrom, staffSessionMs } from "./gate.ts";
import { passwordFits } from "./password.ts";
import { writeStaffLog } from "./staff-log.ts";
import { newToken } from "./tokens.ts";

const windowMs = 10 * 60_000;
const triesPerWindow = 10;

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

export interface SignInParts {
  db: Db;
  clock: Clock;
  ids: IdSource;
}

interface SignInRequest {
  licenseName: string;
  staffName: string;
  password: string;
  address: string;
}

export interface SignedIn {
  token: string;
  staff: store.StaffRow;
  staffSessionId: number;
}

const wrong = () => new Refusal("auth.bad_credentials", "Licence name, staff name or password is wrong.");

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

/**
 * Signs staff in: a new session of twelve hours. Refuses `auth.bad_credentials` alike for an unknown licence, an
 * unknown name and a wrong password, `auth.too_many_logins`, `auth.ip_not_allowed` (api-v2.md 2.1 staffLogin).
 */
export function signInStaff(parts: SignInParts, asked: SignInRequest): Promise<SignedIn> {
  return inSignInTurn(`${asked.licenseName} ${asked.staffName}`, asked.address, () =>
    signInNow(parts, asked),
  );
}

async function signInNow({ db, clock, ids }: SignInParts, asked: SignInRequest): Promise<SignedIn> {
  const now = clock.now();
  const staff = await store.findStaffByName(db, asked.licenseName, asked.staffName);
  const cafeId = staff?.cafe_id ?? (await store.findAdmin(db, asked.licenseName))?.cafe_id;
  if (cafeId !== undefined) await refuseTooManyFailures(db, cafeId, asked.staffName, asked.address, now);
  const fits = await passwordFits(asked.password, staff?.is_active ? staff.password_hash : null);
  if (!fits || staff === undefined) {
    if (cafeId !== undefined)
      await db.transact((tx) => store.insertFailure(tx, cafeId, asked.staffName, asked.address, now));
    throw wrong();
  }
  if (!mayCallFrom(staff, asked.address)) {
    throw new Refusal("auth.ip_not_allowed", `Unauthorization from ${asked.address}`);
  }
  const { token, hash } = newToken(ids, "staff");
  const expiresAt = new Date(now.getTime() + staffSessionMs);
  const staffSessionId = await db.transact(async (tx) => {
    await writeStaffLog(tx, staff.cafe_id, now, "STAFF_LOGIN", staff.name, `from ${asked.address}`);
    const session = {
      cafeId: staff.cafe_id,
      staffId: staff.staff_id,
      tokenHash: hash,
      address: asked.address,
      now,
      expiresAt,
    };
    return store.insertStaffSession(tx, session);
  });
  return { token, staff, staffSessionId };
}
