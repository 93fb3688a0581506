import type { Queries, Tx } from "../../kernel/db/database.ts";

/** SQL of the import: many members in one statement each. */

export interface KnownAccount {
  member_id: number;
  account: string;
}

/** Those of the accounts, in small letters, that are there. */
export const findAccounts = (db: Queries, cafeId: number, accounts: readonly string[]) =>
  db.rows<KnownAccount>(
    `select member_id, account from members
     where cafe_id = $1 and deleted_at is null and lower(account) = any ($2) order by member_id`,
    [cafeId, accounts],
  );

/** The same, locked by rising id. */
export const lockAccounts = (tx: Tx, cafeId: number, accounts: readonly string[]) =>
  tx.rows<KnownAccount>(
    `select member_id, account from members
     where cafe_id = $1 and deleted_at is null and lower(account) = any ($2) order by member_id for update`,
    [cafeId, accounts],
  );

/** What an import changes of a member; what is absent stays. */
export interface ImportChange {
  memberId: number;
  passwordHash?: string | undefined;
  memberGroupId?: number | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  idCard?: string | undefined;
  address?: string | undefined;
  comments?: string | undefined;
  birthdayOn?: string | undefined;
  sex?: number | undefined;
  /** Null = never; absent = as it is. */
  expiresAt?: Date | null | undefined;
  isActive?: boolean | undefined;
}

/** Changes members whose rows are locked. A guest keeps its kind. */
export const updateImported = (tx: Tx, cafeId: number, changes: readonly ImportChange[], now: Date) =>
  tx.run(
    `update members m set updated_at = $3, password_hash = coalesce(r."passwordHash", m.password_hash),
       member_group_id = case when m.member_group_id < 0 then m.member_group_id else coalesce(r."memberGroupId", m.member_group_id) end,
       first_name = coalesce(r."firstName", m.first_name), last_name = coalesce(r."lastName", m.last_name),
       email = coalesce(r.email, m.email), phone = coalesce(r.phone, m.phone), id_card = coalesce(r."idCard", m.id_card),
       address = coalesce(r.address, m.address), comments = coalesce(r.comments, m.comments),
       birthday_on = coalesce(r."birthdayOn", m.birthday_on), sex = coalesce(r.sex, m.sex),
       expires_at = case when r."setsExpiry" then r."expiresAt" else m.expires_at end,
       is_active = coalesce(r."isActive", m.is_active)
     from jsonb_to_recordset($2::jsonb) as r ("memberId" bigint, "passwordHash" text, "memberGroupId" bigint, "firstName" text,
       "lastName" text, email text, phone text, "idCard" text, address text, comments text, "birthdayOn" date, sex smallint,
       "expiresAt" timestamptz, "setsExpiry" boolean, "isActive" boolean)
     where m.cafe_id = $1 and m.member_id = r."memberId"`,
    [
      cafeId,
      JSON.stringify(changes.map((change) => ({ ...change, setsExpiry: change.expiresAt !== undefined }))),
      now,
    ],
  );

/** One log row for each member. */
export const logImported = (
  tx: Tx,
  cafeId: number,
  event: "MEMBER_ADD" | "MEMBER_UPDATE",
  memberIds: readonly number[],
  staffName: string,
  now: Date,
) =>
  tx.run(
    `insert into billing_logs (cafe_id, at, event, member_id, member_account, staff_name, details)
     select $1, $5, $2, member_id, account, $4, 'import' from members where cafe_id = $1 and member_id = any ($3)
     order by member_id`,
    [cafeId, event, memberIds, staffName, now],
  );
