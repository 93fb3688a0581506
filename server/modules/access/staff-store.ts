import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { Right } from "../../../contract/rights.ts";
import { hashOfToken } from "./tokens.ts";
import type { StaffAccount, StaffRole } from "./staff-rules.ts";

/** SQL of staff accounts, failed sign-ins and links for new passwords. */

export interface StaffRow {
  cafe_id: number;
  staff_id: number;
  name: string;
  role: StaffRole;
  is_active: boolean;
  rights: Right[];
  address_list: string;
  email: string;
  expires_at: Date | null;
  two_factor_since: Date | null;
  password_hash: string;
  last_login_at: Date | null;
  last_address: string;
}

export const staffColumns =
  "s.cafe_id, s.staff_id, s.name, s.role, s.is_active, s.rights, s.address_list, s.email, s.expires_at, s.two_factor_since, s.password_hash, s.last_login_at, s.last_address";

/** The account as the rules know it. */
export const accountOf = (row: StaffRow): StaffAccount => ({
  name: row.name,
  role: row.role,
  isActive: row.is_active,
  rights: row.rights,
  addressList: row.address_list,
  email: row.email,
  expiresAt: row.expires_at,
});

export const findStaffByName = (db: Queries, cafeId: number, name: string) =>
  db.row<StaffRow>(
    `select ${staffColumns} from staff s where s.cafe_id = $1 and lower(s.name) = lower($2) and s.deleted_at is null`,
    [cafeId, name],
  );

export const findStaff = (db: Queries, cafeId: number, staffId: number) =>
  db.row<StaffRow>(
    `select ${staffColumns} from staff s where s.cafe_id = $1 and s.staff_id = $2 and s.deleted_at is null`,
    [cafeId, staffId],
  );

/** The same, held until the transaction ends: two changes of one account come one after the other. */
export const lockStaff = (tx: Tx, cafeId: number, staffId: number) =>
  tx.row<StaffRow>(
    `select ${staffColumns} from staff s where s.cafe_id = $1 and s.staff_id = $2 and s.deleted_at is null for update`,
    [cafeId, staffId],
  );

/** The Admin first, then by name. */
export const listStaff = (db: Queries, cafeId: number) =>
  db.rows<StaffRow>(
    `select ${staffColumns} from staff s where s.cafe_id = $1 and s.deleted_at is null
     order by s.role <> 'admin', lower(s.name)`,
    [cafeId],
  );

export interface CafeOfLicense {
  cafe_id: number;
  /** Where the café's own mails go. */
  license_email: string | null;
}

export const findCafeOfLicense = (db: Queries, licenseName: string) =>
  db.row<CafeOfLicense>(
    "select cafe_id, info ->> 'license_email' as license_email from cafes where license_name = $1",
    [licenseName],
  );

export const findAdmin = (db: Queries, cafeId: number) =>
  db.row<StaffRow>(
    `select ${staffColumns} from staff s where s.cafe_id = $1 and s.role = 'admin' and s.deleted_at is null`,
    [cafeId],
  );

export interface NewStaff {
  cafeId: number;
  name: string;
  role: StaffRole;
  rights: readonly Right[];
  passwordHash: string;
  now: Date;
  isActive?: boolean;
  addressList?: string;
  email?: string;
  expiresAt?: Date | null;
}

export async function insertStaff(tx: Tx, staff: NewStaff): Promise<number> {
  const row = await tx.row<{ staff_id: number }>(
    `insert into staff (cafe_id, staff_id, name, role, rights, password_hash, created_at, is_active, address_list, email, expires_at)
     values ($1, nextval('staff_ids'), $2, $3, $4, $5, $6, $7, $8, $9, $10) returning staff_id`,
    [
      staff.cafeId,
      staff.name,
      staff.role,
      [...staff.rights],
      staff.passwordHash,
      staff.now,
      staff.isActive ?? true,
      staff.addressList ?? "",
      staff.email ?? "",
      staff.expiresAt ?? null,
    ],
  );
  return row?.staff_id ?? 0;
}

export const updateStaff = (tx: Tx, cafeId: number, staffId: number, account: StaffAccount) =>
  tx.run(
    `update staff set name = $3, role = $4, is_active = $5, rights = $6, address_list = $7, email = $8, expires_at = $9
     where cafe_id = $1 and staff_id = $2`,
    [
      cafeId,
      staffId,
      account.name,
      account.role,
      account.isActive,
      [...account.rights],
      account.addressList,
      account.email,
      account.expiresAt,
    ],
  );

/** The row stays, because books and logs name it; its name is free again. */
export const markStaffDeleted = (tx: Tx, cafeId: number, staffId: number, now: Date) =>
  tx.run("update staff set deleted_at = $3, email = '' where cafe_id = $1 and staff_id = $2", [
    cafeId,
    staffId,
    now,
  ]);

export async function countStaff(db: Queries, cafeId: number): Promise<number> {
  const row = await db.row<{ staff: number }>(
    "select count(*)::integer as staff from staff where cafe_id = $1 and deleted_at is null",
    [cafeId],
  );
  return row?.staff ?? 0;
}

export const setPassword = (tx: Tx, cafeId: number, staffId: number, passwordHash: string) =>
  tx.run("update staff set password_hash = $3 where cafe_id = $1 and staff_id = $2", [
    cafeId,
    staffId,
    passwordHash,
  ]);

export const clearAddressLists = (tx: Tx, cafeId: number) =>
  tx.run("update staff set address_list = '' where cafe_id = $1", [cafeId]);

/** Serialises the makers of keys, of reset links and of accounts of one café. */
export const lockCafe = (tx: Tx, cafeId: number) =>
  tx.run("select 1 from cafes where cafe_id = $1 for update", [cafeId]);

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

export interface Failure {
  account: string;
  address: string;
}

/** In one statement, so that two take no longer than one. */
export async function insertFailures(
  tx: Tx,
  cafeId: number,
  failures: readonly Failure[],
  now: Date,
): Promise<void> {
  await tx.run(
    `insert into sign_in_failures (cafe_id, account, address, at)
     select $1, lower(account), address, $4 from unnest($2::text[], $3::text[]) failed(account, address)`,
    [cafeId, failures.map(({ account }) => account), failures.map(({ address }) => address), now],
  );
  await tx.run(
    "delete from sign_in_failures where cafe_id = $1 and at < $2::timestamptz - interval '1 hour'",
    [cafeId, now],
  );
}

export const insertReset = (
  tx: Tx,
  reset: { cafeId: number; staffId: number; tokenHash: Buffer; now: Date; expiresAt: Date },
) =>
  tx.run(
    "insert into password_resets (cafe_id, staff_id, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5)",
    [reset.cafeId, reset.staffId, reset.tokenHash, reset.now, reset.expiresAt],
  );

export async function countResetsSince(
  db: Queries,
  cafeId: number,
  staffId: number,
  since: Date,
): Promise<number> {
  const row = await db.row<{ resets: number }>(
    "select count(*)::integer as resets from password_resets where cafe_id = $1 and staff_id = $2 and created_at > $3",
    [cafeId, staffId, since],
  );
  return row?.resets ?? 0;
}

/** Uses up the newest link of a staff, if this is it and it is still good. */
export const takeReset = (tx: Tx, token: string, now: Date) =>
  tx.row<{ cafe_id: number; staff_id: number }>(
    `update password_resets r set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2
       and not exists (select 1 from password_resets n
         where n.cafe_id = r.cafe_id and n.staff_id = r.staff_id and n.password_reset_id > r.password_reset_id)
     returning cafe_id, staff_id`,
    [hashOfToken(token), now],
  );

/** No link that was mailed opens anything any more. */
export const endResets = (tx: Tx, cafeId: number, staffId: number, now: Date) =>
  tx.run("update password_resets set used_at = $3 where cafe_id = $1 and staff_id = $2 and used_at is null", [
    cafeId,
    staffId,
    now,
  ]);
