import type { Clock } from "../../kernel/clock.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { IdSource } from "../../kernel/ids.ts";
import { isListed, parseAddressList } from "../../kernel/http/address.ts";
import { Refusal } from "../../kernel/refusal.ts";
import * as store from "./access-store.ts";
import { staffSessionMs } from "./gate.ts";
import { passwordFits } from "./password.ts";
import { writeStaffLog } from "./staff-log.ts";
import { newToken } from "./tokens.ts";

const windowMs = 10 * 60_000;
const triesPerWindow = 10;

export interface SignInParts {
  db: Db;
  clock: Clock;
  ids: IdSource;
}

export interface SignedIn {
  token: string;
  staff: store.StaffRow;
  staffSessionId: number;
}

const wrong = () => new Refusal("auth.bad_credentials", "Licence name, staff name or password is wrong.");

/** Ten failures of one account from one address close that pair for ten minutes (api-v2.md 1.8). */
export async function refuseTooManyFailures(db: Db, cafeId: number, account: string, address: string, now: Date): Promise<void> {
  const failures = await store.countRecentFailures(db, cafeId, account, address, new Date(now.getTime() - windowMs));
  if (failures < triesPerWindow) return;
  throw new Refusal("auth.too_many_logins", "Too Many Attempts: retry in 600 seconds.", { retryAfterSeconds: windowMs / 1000 });
}

/**
 * Signs staff in: a new session of twelve hours. Refuses `auth.bad_credentials` alike for an unknown licence, an
 * unknown name and a wrong password, `auth.too_many_logins`, `auth.ip_not_allowed` (api-v2.md 2.1 staffLogin).
 */
export async function signInStaff(
  { db, clock, ids }: SignInParts,
  asked: { licenseName: string; staffName: string; password: string; address: string },
): Promise<SignedIn> {
  const now = clock.now();
  const staff = await store.findStaffByName(db, asked.licenseName, asked.staffName);
  const cafeId = staff?.cafe_id ?? (await store.findAdmin(db, asked.licenseName))?.cafe_id;
  if (cafeId !== undefined) await refuseTooManyFailures(db, cafeId, asked.staffName, asked.address, now);
  const fits = await passwordFits(asked.password, staff?.is_active ? staff.password_hash : null);
  if (!fits || staff === undefined) {
    if (cafeId !== undefined) await db.transact((tx) => store.insertFailure(tx, cafeId, asked.staffName, asked.address, now));
    throw wrong();
  }
  if (staff.address_list !== "" && !isListed(asked.address, parseAddressList(staff.address_list).ranges)) {
    throw new Refusal("auth.ip_not_allowed", `Unauthorization from ${asked.address}`);
  }
  const { token, hash } = newToken(ids, "staff");
  const expiresAt = new Date(now.getTime() + staffSessionMs);
  const staffSessionId = await db.transact(async (tx) => {
    await writeStaffLog(tx, staff.cafe_id, now, "STAFF_LOGIN", staff.name, `from ${asked.address}`);
    const session = { cafeId: staff.cafe_id, staffId: staff.staff_id, tokenHash: hash, address: asked.address, now, expiresAt };
    return store.insertStaffSession(tx, session);
  });
  return { token, staff, staffSessionId };
}
