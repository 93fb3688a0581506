import type { Clock } from "../../kernel/clock.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { IdSource } from "../../kernel/ids.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { mayCallFrom } from "./address-list.ts";
import { deviceOf } from "./device-rules.ts";
import { countRecoveryCodes } from "./factor-store.ts";
import { inStaffTurn, proveStaff, type Claimed, type ProvedBy } from "./prove-staff.ts";
import { accountState } from "./staff-rules.ts";
import { insertStaffSession } from "./staff-session-store.ts";
import * as store from "./staff-store.ts";
import { writeStaffLog } from "./staff-log.ts";
import { newToken } from "./tokens.ts";

/** A staff session lives twelve hours from its last use (api-v2.md 1.2). */
export const staffSessionMs = 12 * 3600_000;
const longestUserAgent = 300;

export interface SignInParts {
  db: Db;
  clock: Clock;
  ids: IdSource;
}

export interface SignInRequest {
  licenseName: string;
  staffName: string;
  password: string;
  /** Of the phone, or a recovery code. */
  code?: string | undefined;
  address: string;
  userAgent: string;
}

export interface SignedIn {
  token: string;
  staff: store.StaffRow;
  staffSessionId: number;
}

const wrong = () =>
  new Refusal("auth.bad_credentials", "Licence name, staff name, password or sign-in code is wrong.");

/**
 * Signs staff in: a new session of twelve hours. Refuses `auth.bad_credentials` alike for an unknown licence, an unknown
 * name, a wrong password and a wrong or missing code; `auth.too_many_logins`; and to who showed all of them
 * `auth.account_inactive`, `auth.account_expired`, `auth.ip_not_allowed` (api-v2.md 2.1 staffLogin).
 */
export async function signInStaff(parts: SignInParts, asked: SignInRequest): Promise<SignedIn> {
  const cafe = await store.findCafeOfLicense(parts.db, asked.licenseName);
  const account = { cafeId: cafe?.cafe_id, name: asked.staffName };
  return inStaffTurn(account, asked.address, () => signInNow(parts, account, asked));
}

async function signInNow(
  parts: SignInParts,
  account: Omit<Claimed, "staff">,
  asked: SignInRequest,
): Promise<SignedIn> {
  const { db, clock } = parts;
  const staff = await store.findStaffByName(db, account.cafeId ?? 0, account.name);
  const provedBy = await proveStaff(parts, { ...account, staff }, { ...asked, code: asked.code });
  if (provedBy === null || staff === undefined) throw wrong();
  switch (accountState(store.accountOf(staff), clock.now())) {
    case "inactive":
      throw new Refusal("auth.account_inactive", "This account is switched off. The Admin can switch it on.");
    case "expired":
      throw new Refusal("auth.account_expired", "This account has ended. The Admin can give it more time.");
    case "open":
      break;
  }
  if (!mayCallFrom(staff, asked.address))
    throw new Refusal("auth.ip_not_allowed", `Unauthorization from ${asked.address}`);
  return openSession(parts, staff, provedBy, asked);
}

const isOpen = (staff: store.StaffRow, now: Date) => accountState(store.accountOf(staff), now) === "open";

async function openSession(
  { db, clock, ids }: SignInParts,
  staff: store.StaffRow,
  provedBy: ProvedBy,
  { address, userAgent }: SignInRequest,
): Promise<SignedIn> {
  const now = clock.now();
  const { cafe_id: cafeId, staff_id: staffId } = staff;
  const { token, hash } = newToken(ids, "staff");
  const staffSessionId = await db.transact(async (tx) => {
    // What was proved may have been changed meanwhile; a sign-in must not outlive the change that was to end it.
    const present = await store.lockStaff(tx, cafeId, staffId);
    if (present?.password_hash !== staff.password_hash || !isOpen(present, now)) throw wrong();
    const left = provedBy === "recovery" ? await countRecoveryCodes(tx, cafeId, staffId) : 0;
    const how = {
      password: "",
      phone: ", with a sign-in code",
      recovery: `, with a recovery code, ${left} left`,
    }[provedBy];
    const details = `from ${address}, ${deviceOf(userAgent)}${how}`;
    await writeStaffLog(tx, cafeId, now, "STAFF_LOGIN", staff.name, details);
    return insertStaffSession(tx, {
      ...{ cafeId, staffId, address, now },
      tokenHash: hash,
      userAgent: userAgent.slice(0, longestUserAgent),
      expiresAt: new Date(now.getTime() + staffSessionMs),
    });
  });
  return { token, staff: { ...staff, last_login_at: now, last_address: address }, staffSessionId };
}
