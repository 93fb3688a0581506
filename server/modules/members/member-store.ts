import type { Queries, Tx } from "../../kernel/db/database.ts";
import { likePattern, type PageRequest } from "../../kernel/http/paging.ts";
import { notFound } from "../../kernel/refusal.ts";

/** All SQL of the module. Amounts are read here and moved by the ledger alone. */

export interface MemberRow {
  cafe_id: number;
  member_id: number;
  account: string;
  member_group_id: number;
  first_name: string;
  last_name: string;
  email: string;
  phone: string;
  id_card: string;
  address: string;
  comments: string | null;
  /** YYYY-MM-DD. */
  birthday_on: string | null;
  sex: number;
  photo: string;
  telegram_username: string;
  oauth_platform: string;
  is_active: boolean;
  /** Null = never. */
  expires_at: Date | null;
  recent_played: unknown;
  balance_minor: number;
  bonus_minor: number;
  coins_hundredths: number;
  points_hundredths: number;
  loan_minor: number;
  /** Owned offers with time left. */
  offers: number;
  created_at: Date;
  updated_at: Date;
  group_name: string;
  discount_rate: number;
  discount_pc_time: number;
  discount_offer: number;
}

// prettier-ignore
const columns = `m.cafe_id, m.member_id, m.account, m.member_group_id, m.first_name, m.last_name, m.email, m.phone, m.id_card,
  m.address, m.comments, m.birthday_on, m.sex, m.photo, m.telegram_username, m.oauth_platform, m.is_active, m.expires_at,
  m.recent_played, m.balance_minor, m.bonus_minor, m.coins_hundredths, m.points_hundredths, m.loan_minor, m.created_at,
  m.updated_at, g.name as group_name, g.discount_rate, g.discount_pc_time, g.discount_offer,
  (select count(*)::integer from owned_offers o where o.cafe_id = m.cafe_id and o.member_id = m.member_id and o.left_seconds > 0) as offers`;
const source = "members m join member_groups g using (cafe_id, member_group_id)";
const living = `select ${columns} from ${source} where m.cafe_id = $1 and m.deleted_at is null`;

export const findMember = (db: Queries, cafeId: number, memberId: number) =>
  db.row<MemberRow>(`${living} and m.member_id = $2`, [cafeId, memberId]);

/** Refuses `member.not_found`. */
export async function getMember(db: Queries, cafeId: number, memberId: number): Promise<MemberRow> {
  const member = await findMember(db, cafeId, memberId);
  if (member === undefined) throw notFound("member.not_found", "Member");
  return member;
}

/** The same, with the row locked until the transaction ends. Refuses `member.not_found`. */
export async function lockMember(tx: Tx, cafeId: number, memberId: number): Promise<MemberRow> {
  const member = await tx.row<MemberRow>(`${living} and m.member_id = $2 for update of m`, [
    cafeId,
    memberId,
  ]);
  if (member === undefined) throw notFound("member.not_found", "Member");
  return member;
}

/** Locks the row until the transaction ends, whether the member is still there or was removed. */
export const holdMemberRow = (tx: Tx, cafeId: number, memberId: number) =>
  tx.rows("select 1 from members where cafe_id = $1 and member_id = $2 for update", [cafeId, memberId]);

/** Matched without regard to case (api-v2.md 1.11). */
export const findMemberByAccount = (db: Queries, cafeId: number, account: string) =>
  db.row<MemberRow & { password_hash: string | null }>(
    `select ${columns}, m.password_hash from ${source}
     where m.cafe_id = $1 and m.deleted_at is null and lower(m.account) = lower($2)`,
    [cafeId, account],
  );

/** Those of the ids that are there, in no order. */
export const listMembersByIds = (db: Queries, cafeId: number, memberIds: readonly number[]) =>
  db.rows<MemberRow>(`${living} and m.member_id = any ($2)`, [cafeId, memberIds]);

export async function countMembers(db: Queries, cafeId: number): Promise<number> {
  const row = await db.row<{ n: number }>(
    "select count(*)::integer as n from members where cafe_id = $1 and deleted_at is null and member_group_id >= 0",
    [cafeId],
  );
  return row?.n ?? 0;
}

/** The texts a search without search_field looks at. */
// prettier-ignore
const searched = "concat_ws(E'\\n', m.account, m.first_name, m.last_name, concat(m.first_name, ' ', m.last_name), m.phone, m.email, m.member_id)";

/** Columns of the wire that can be searched and sorted by, and what they are here. */
const searchable: Readonly<Record<string, string>> = {
  member_account: "m.account",
  member_id: "m.member_id::text",
  member_first_name: "m.first_name",
  member_last_name: "m.last_name",
  member_phone: "m.phone",
  member_email: "m.email",
  member_id_card: "m.id_card",
  member_address: "m.address",
  member_comments: "m.comments",
  member_group_name: "g.name",
};

const sortable: Readonly<Record<string, string>> = {
  member_id: "m.member_id",
  member_account: "lower(m.account)",
  member_first_name: "lower(m.first_name)",
  member_last_name: "lower(m.last_name)",
  member_phone: "m.phone",
  member_email: "lower(m.email)",
  member_balance: "m.balance_minor",
  member_balance_bonus: "m.bonus_minor",
  member_coin_balance: "m.coins_hundredths",
  member_points: "m.points_hundredths",
  member_loan: "m.loan_minor",
  member_group_id: "m.member_group_id",
  member_group_name: "lower(g.name)",
  member_birthday: "m.birthday_on",
  member_is_active: "m.is_active",
  member_create: "m.created_at",
  member_create_local: "m.created_at",
  member_update: "m.updated_at",
  member_update_local: "m.updated_at",
  member_expire_time_local: "m.expires_at",
};

export interface MemberSearch {
  page: PageRequest;
  sortName: string | undefined;
  descending: boolean;
  text: string | undefined;
  field: string | undefined;
  /** True: guests only. False: no guests. */
  guests: boolean | undefined;
  memberGroupId: number | undefined;
}

const own = (columnsByName: Readonly<Record<string, string>>, name: string | undefined) =>
  name !== undefined && Object.hasOwn(columnsByName, name) ? columnsByName[name] : undefined;

/** One page of the café's members, by id unless said, and how many there are in all. */
export async function listMembers(
  db: Queries,
  cafeId: number,
  search: MemberSearch,
): Promise<{ members: MemberRow[]; total: number }> {
  const filter = `m.cafe_id = $1 and m.deleted_at is null
    and ($2::boolean is null or (m.member_group_id < 0) = $2) and ($3::bigint is null or m.member_group_id = $3)
    and ($4::text is null or ${own(searchable, search.field) ?? searched} ilike $4)`;
  const values = [
    cafeId,
    search.guests ?? null,
    search.memberGroupId ?? null,
    search.text === undefined ? null : likePattern(search.text),
  ];
  // Every member has its group, so the groups are joined for the count only when they are searched.
  const countedSource = filter.includes("g.name") ? source : "members m";
  const direction = search.descending ? "desc" : "asc";
  const order = `${own(sortable, search.sortName) ?? "m.member_id"} ${direction}, m.member_id ${direction}`;
  const [members, counted] = await Promise.all([
    db.rows<MemberRow>(
      `select ${columns} from ${source} where ${filter} order by ${order} limit $5 offset $6`,
      [...values, search.page.limit, search.page.offset],
    ),
    db.row<{ n: number }>(`select count(*)::integer as n from ${countedSource} where ${filter}`, values),
  ]);
  return { members, total: counted?.n ?? 0 };
}

/** At most thirty whose account, name or phone holds the text; an exact account first, then those that begin with it. */
export const suggestMembers = (db: Queries, cafeId: number, text: string) =>
  db.rows<MemberRow>(
    `${living} and concat_ws(E'\\n', m.account, m.first_name, m.last_name, concat(m.first_name, ' ', m.last_name), m.phone) ilike $2
     order by lower(m.account) <> lower($3), not starts_with(lower(m.account), lower($3)), lower(m.account), m.member_id limit 30`,
    [cafeId, likePattern(text), text],
  );

export interface NewMember {
  account: string;
  passwordHash: string | null;
  memberGroupId: number;
  firstName?: string | undefined;
  lastName?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  idCard?: string | undefined;
  address?: string | undefined;
  comments?: string | null | undefined;
  birthdayOn?: string | null | undefined;
  sex?: number | undefined;
  expiresAt?: Date | null | undefined;
  isActive?: boolean | undefined;
}

/** Adds members in one statement; their ids rise in the order given. Breaks `members_account_once` when one is taken. */
export async function insertMembers(
  tx: Tx,
  cafeId: number,
  members: readonly NewMember[],
  now: Date,
): Promise<number[]> {
  const rows = await tx.rows<{ member_id: number }>(
    `insert into members (cafe_id, member_id, account, password_hash, member_group_id, first_name, last_name, email, phone, id_card,
       address, comments, birthday_on, sex, expires_at, is_active, created_at, updated_at)
     select $1, nextval('member_ids'), r.account, r."passwordHash", r."memberGroupId", coalesce(r."firstName", ''),
       coalesce(r."lastName", ''), coalesce(r.email, ''), coalesce(r.phone, ''), coalesce(r."idCard", ''), coalesce(r.address, ''),
       r.comments, r."birthdayOn", coalesce(r.sex, 0), r."expiresAt",
       coalesce(r."isActive", true), $3, $3
     from jsonb_to_recordset($2::jsonb) as r (account text, "passwordHash" text, "memberGroupId" bigint, "firstName" text,
       "lastName" text, email text, phone text, "idCard" text, address text, comments text, "birthdayOn" date, sex smallint,
       "expiresAt" timestamptz, "isActive" boolean)
     returning member_id`,
    [cafeId, JSON.stringify(members), now],
  );
  return rows.map((row) => row.member_id).sort((a, b) => a - b);
}

/** What PUT may change; what is absent stays. */
export type MemberChange = Partial<
  Pick<
    MemberRow,
    | "account"
    | "member_group_id"
    | "first_name"
    | "last_name"
    | "email"
    | "phone"
    | "id_card"
    | "address"
    | "comments"
    | "birthday_on"
    | "sex"
    | "telegram_username"
    | "oauth_platform"
    | "is_active"
    | "expires_at"
    | "photo"
  >
> & { password_hash?: string };

/** Changes the columns named. Breaks `members_account_once` when the account is taken. */
export const updateMember = (tx: Tx, cafeId: number, memberId: number, change: MemberChange, now: Date) => {
  const names = Object.keys(change) as (keyof MemberChange)[];
  const sets = names.map((name, index) => `${name} = $${index + 4}`);
  return tx.run(
    `update members set ${["updated_at = $3", ...sets].join(", ")} where cafe_id = $1 and member_id = $2`,
    [cafeId, memberId, now, ...names.map((name) => change[name])],
  );
};

/** Frees the account; the row stays for the books and the logs. */
export const markDeleted = (tx: Tx, cafeId: number, memberId: number, now: Date) =>
  tx.run(
    "update members set deleted_at = $3, updated_at = $3, password_hash = null where cafe_id = $1 and member_id = $2",
    [cafeId, memberId, now],
  );

/** Serialises those who add members to one café, so that its largest number holds. */
export const lockNewMembers = (tx: Tx, cafeId: number) =>
  tx.run("select pg_advisory_xact_lock(7110010, $1)", [cafeId]);

/** What a member played last, newest first, as the page of a PC says it. */
export const keepRecentPlayed = (
  tx: Tx,
  cafeId: number,
  memberId: number,
  played: readonly { pkg_id: number }[],
) =>
  tx.run(
    "update members set recent_played = $3 where cafe_id = $1 and member_id = $2 and deleted_at is null",
    [cafeId, memberId, JSON.stringify(played)],
  );
