import type { Queries, Tx } from "../../kernel/db/database.ts";
import { likePattern, type PageRequest } from "../../kernel/http/paging.ts";
import { noticeEvents } from "../../../contract/objects/billing-log.ts";
import type { LogRange } from "./log-range-rules.ts";
import type { LogRow } from "./log-store.ts";

/** SQL of what is written to the café: FEEDBACK rows, and the notices beside them. */

export interface FeedbackRow {
  billing_log_id: number;
  at: Date;
  member_id: number | null;
  member_account: string;
  pc_name: string;
  subject: string;
  message: string;
  is_read: boolean;
  reply: string;
  /** Who answered; before that, who wrote it down. */
  staff_name: string;
}

export interface FeedbackAsked {
  /** Null = read and unread. */
  isRead: boolean | null;
  /** Null = all times. */
  range: LogRange | null;
  page: PageRequest;
}

export interface FeedbackSearch {
  sort: "asc" | "desc" | null;
  sortName: string | undefined;
  searchText: string | undefined;
  searchField: string | undefined;
}

// What was put right goes before what was written; a correction holds all of it.
const feedbackSql = `(
  select l.cafe_id, l.billing_log_id, l.at, l.event, l.hidden_at, l.is_read, l.reply,
    case when c.cafe_id is null then l.member_id else c.member_id end as member_id,
    coalesce(c.member_account, l.member_account) as member_account, coalesce(c.pc_name, l.pc_name) as pc_name,
    coalesce(c.subject, l.subject, '') as subject, coalesce(c.message, l.message, '') as message,
    coalesce(nullif(l.reply_staff_name, ''), l.staff_name) as staff_name
  from billing_logs l left join feedback_corrections c using (cafe_id, billing_log_id)
) feedback`;
const columnsSql =
  "billing_log_id, at, member_id, member_account, pc_name, subject, message, is_read, reply, staff_name";

/** Columns of 3.24 as the table has them. */
const textColumns: Record<string, string> = {
  subject: "subject",
  message: "message",
  log_member_account: "member_account",
  log_pc_name: "pc_name",
  reply: "reply",
  log_staff_name: "staff_name",
};
const sortable: Record<string, string> = {
  ...Object.fromEntries(Object.entries(textColumns).map(([name, sql]) => [name, `lower(${sql})`])),
  log_id: "billing_log_id",
  log_date_local: "at",
  read: "is_read",
};
const named = (columns: Record<string, string>, name: string | undefined) =>
  name !== undefined && Object.hasOwn(columns, name) ? columns[name] : undefined;

function orderOf({ sort, sortName }: FeedbackSearch): string {
  const column = named(sortable, sortName) ?? "at";
  const direction = sort ?? (column === "at" ? "desc" : "asc");
  return `${column} ${direction}, billing_log_id ${direction}`;
}

const baseSql = `cafe_id = $1 and event = any($2::text[]) and hidden_at is null and ($3::boolean is null or is_read = $3)
  and ($4::timestamptz is null or at >= $4) and ($5::timestamptz is null or at < $5)`;
const baseValues = (cafeId: number, events: readonly string[], { isRead, range }: FeedbackAsked) => [
  ...[cafeId, events, isRead],
  ...[range?.startsAt ?? null, range?.endsAt ?? null],
];

/** FEEDBACK and RESTOCKNOTIFY rows, newest first, and how many there are. */
export async function listNotices(db: Queries, cafeId: number, asked: FeedbackAsked) {
  const values = baseValues(cafeId, noticeEvents, asked);
  const counted = await db.row<{ count: number }>(
    `select count(*) as count from billing_logs where ${baseSql}`,
    values,
  );
  const rows = await db.rows<LogRow>(
    `select * from billing_logs where ${baseSql} order by at desc, billing_log_id desc limit $6 offset $7`,
    [...values, asked.page.limit, asked.page.offset],
  );
  return { rows, totalRows: counted?.count ?? 0 };
}

/** FEEDBACK rows in the order asked, and how many there are. */
export async function listFeedback(
  db: Queries,
  cafeId: number,
  asked: FeedbackAsked,
  search: FeedbackSearch,
) {
  const column = named(textColumns, search.searchField);
  const searched = column === undefined ? Object.values(textColumns) : [column];
  const found = searched.map((sql) => `${sql} ilike $6`).join(" or ");
  const where = `${baseSql} and ($6::text is null or ${found})`;
  const pattern = search.searchText === undefined ? null : likePattern(search.searchText);
  const values = [...baseValues(cafeId, ["FEEDBACK"], asked), pattern];
  const counted = await db.row<{ count: number }>(
    `select count(*) as count from ${feedbackSql} where ${where}`,
    values,
  );
  const rows = await db.rows<FeedbackRow>(
    `select ${columnsSql} from ${feedbackSql} where ${where} order by ${orderOf(search)} limit $7 offset $8`,
    [...values, asked.page.limit, asked.page.offset],
  );
  return { rows, totalRows: counted?.count ?? 0 };
}

export const findFeedback = (db: Queries, cafeId: number, logId: number) =>
  db.row<FeedbackRow>(
    `select ${columnsSql} from ${feedbackSql}
     where cafe_id = $1 and billing_log_id = $2 and event = 'FEEDBACK' and hidden_at is null`,
    [cafeId, logId],
  );

/** Locks the row until the transaction ends, then reads it: what a change before this one wrote is seen. */
export async function lockFeedback(tx: Tx, cafeId: number, logId: number): Promise<FeedbackRow | undefined> {
  await tx.rows("select 1 from billing_logs where cafe_id = $1 and billing_log_id = $2 for update", [
    cafeId,
    logId,
  ]);
  return findFeedback(tx, cafeId, logId);
}

/** Who is meant by an account. Members are a module of this level, so their table is read, never written, here. */
export const findAccount = (db: Queries, cafeId: number, account: string) =>
  db.row<{ member_id: number; account: string }>(
    "select member_id, account from members where cafe_id = $1 and lower(account) = lower($2) and deleted_at is null",
    [cafeId, account],
  );

export interface NewFeedback {
  cafeId: number;
  now: Date;
  subject: string;
  message: string;
  memberId: number | null;
  memberAccount: string;
  pcName: string;
  staffName: string;
}

export async function insertFeedback(tx: Tx, feedback: NewFeedback): Promise<number> {
  const { cafeId, now, subject, message, memberId, memberAccount, pcName, staffName } = feedback;
  const row = await tx.row<{ billing_log_id: number }>(
    `insert into billing_logs (cafe_id, at, event, member_id, member_account, pc_name, staff_name, details, subject, message)
     values ($1, $2, 'FEEDBACK', $3, $4, $5, $6, $7, $7, $8) returning billing_log_id`,
    [cafeId, now, memberId, memberAccount, pcName, staffName, subject, message],
  );
  if (row === undefined) throw new Error("the feedback was not written");
  return row.billing_log_id;
}

export type Correction = Pick<
  FeedbackRow,
  "subject" | "message" | "member_id" | "member_account" | "pc_name"
> & { staffName: string; now: Date };

export const correctFeedback = (tx: Tx, cafeId: number, logId: number, correction: Correction) =>
  tx.run(
    `insert into feedback_corrections (cafe_id, billing_log_id, subject, message, member_id, member_account, pc_name,
       corrected_at, corrected_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (cafe_id, billing_log_id) do update set subject = excluded.subject, message = excluded.message,
       member_id = excluded.member_id, member_account = excluded.member_account, pc_name = excluded.pc_name,
       corrected_at = excluded.corrected_at, corrected_by = excluded.corrected_by`,
    [
      ...[cafeId, logId, correction.subject, correction.message, correction.member_id],
      ...[correction.member_account, correction.pc_name, correction.now, correction.staffName],
    ],
  );

export const writeReply = (
  tx: Tx,
  cafeId: number,
  logId: number,
  { reply, staffName, now }: { reply: string; staffName: string; now: Date },
) =>
  tx.run(
    `update billing_logs set reply = $3, reply_staff_name = $4, replied_at = $5
     where cafe_id = $1 and billing_log_id = $2`,
    [cafeId, logId, reply, staffName, now],
  );
