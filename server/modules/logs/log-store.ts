import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { LogFilter } from "./log-filter.ts";
import type { LogRange } from "./log-range-rules.ts";
import { totalColumns, type EventTotal } from "./span-store.ts";

/** SQL of the log's rows. Rows are written by whoever moves money or changes something; here they are read and marked. */

export interface LogRow {
  billing_log_id: number;
  at: Date;
  event: string;
  member_account: string;
  pc_name: string;
  staff_name: string;
  cash_minor: number;
  card_minor: number;
  qr_minor: number;
  bonus_minor: number;
  coins_hundredths: number;
  spend_minor: number;
  used_seconds: number;
  details: string;
  subject: string | null;
  message: string | null;
  is_read: boolean;
  transfer_id: number | null;
  session_id: number | null;
  shift_id: number | null;
}

const columns = `billing_log_id, at, event, member_account, pc_name, staff_name, cash_minor, card_minor, qr_minor, bonus_minor,
  coins_hundredths, spend_minor, used_seconds, details, subject, message, is_read, transfer_id, session_id, shift_id`;

// Each condition names the column of an index as that index does, so that the index serves it.
function conditionsOf(filter: LogFilter): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const place = (value: unknown) => `$${values.push(value) + 3}`;
  const { events, staffName, memberAccount, pcName, of } = filter;
  const parts: string[] = [];
  if (events?.length === 1) parts.push(`event = ${place(events[0])}`);
  else if (events !== null) parts.push(`event = any(${place(events)}::text[])`);
  if (staffName !== null) parts.push(`lower(staff_name) = lower(${place(staffName)})`);
  if (memberAccount !== null)
    parts.push(`member_account <> '' and lower(member_account) = lower(${place(memberAccount)})`);
  if (pcName !== null) parts.push(`pc_name <> '' and lower(pc_name) = lower(${place(pcName)})`);
  // Guests' accounts begin with G_, a prefix no member has (api-v2.md 1.11).
  if (of === "guest") parts.push(`upper(left(member_account, 2)) = 'G_'`);
  if (of === "member") parts.push(`member_account <> '' and upper(left(member_account, 2)) <> 'G_'`);
  return { sql: parts.map((part) => ` and ${part}`).join(""), values };
}

const inRange = "cafe_id = $1 and at >= $2 and at < $3";

export interface PlaceFromAnEnd {
  /** Rows passed over, from the end that `order` begins with. */
  offset: number;
  limit: number;
  order: "newest first" | "oldest first";
}

/** Visible rows, newest first, of one instant the later written first. */
export async function listRows(
  db: Queries,
  cafeId: number,
  { startsAt, endsAt }: LogRange,
  filter: LogFilter,
  { offset, limit, order }: PlaceFromAnEnd,
): Promise<LogRow[]> {
  const { sql, values } = conditionsOf(filter);
  const last = values.length + 3;
  const direction = order === "newest first" ? "desc" : "asc";
  const rows = await db.rows<LogRow>(
    `select ${columns} from billing_logs where ${inRange}${sql} and hidden_at is null
     order by at ${direction}, billing_log_id ${direction} limit $${last + 1} offset $${last + 2}`,
    [cafeId, startsAt, endsAt, ...values, limit, offset],
  );
  return order === "newest first" ? rows : rows.reverse();
}

/**
 * The same of stretches that follow one another, the newest first: each is read by itself, so that what lies between rows
 * that are far apart is not.
 */
export function listRowsOfStretches(
  db: Queries,
  cafeId: number,
  stretches: readonly LogRange[],
  filter: LogFilter,
  { offset, limit }: { offset: number; limit: number },
): Promise<LogRow[]> {
  const { sql, values } = conditionsOf(filter);
  const last = values.length + 3;
  return db.rows<LogRow>(
    `select ${columns} from unnest($2::timestamptz[], $3::timestamptz[]) as stretch (starts_at, ends_at)
     cross join lateral (
       select ${columns} from billing_logs
       where cafe_id = $1 and at >= stretch.starts_at and at < stretch.ends_at${sql} and hidden_at is null
       order by at desc, billing_log_id desc limit $${last + 1}::bigint + $${last + 2}) found
     order by at desc, billing_log_id desc limit $${last + 1} offset $${last + 2}`,
    [
      ...[cafeId, stretches.map(({ startsAt }) => startsAt), stretches.map(({ endsAt }) => endsAt)],
      ...[...values, limit, offset],
    ],
  );
}

/** Counts and sums by event, row by row: for filters the kept sums do not know. */
export function scanTotals(
  db: Queries,
  cafeId: number,
  { startsAt, endsAt }: LogRange,
  filter: LogFilter,
): Promise<EventTotal[]> {
  const { sql, values } = conditionsOf(filter);
  return db.rows<EventTotal>(
    `select ${totalColumns("count(*)", "count(*) filter (where hidden_at is null)")} from billing_logs
     where ${inRange}${sql} group by event`,
    [cafeId, startsAt, endsAt, ...values],
  );
}

export const findLog = (db: Queries, cafeId: number, logId: number) =>
  db.row<LogRow>(
    `select ${columns} from billing_logs where cafe_id = $1 and billing_log_id = $2 and hidden_at is null`,
    [cafeId, logId],
  );

/** Takes a row out of the lists; false when there is none. The row, its sums and its transfer stay. */
export async function hideLog(
  tx: Tx,
  cafeId: number,
  logId: number,
  by: { staffName: string; now: Date },
): Promise<boolean> {
  const hidden = await tx.run(
    `update billing_logs set hidden_at = $3, hidden_by = $4
     where cafe_id = $1 and billing_log_id = $2 and hidden_at is null`,
    [cafeId, logId, by.now, by.staffName],
  );
  return hidden > 0;
}

/** How many rows changed their mark. */
export const markRead = (tx: Tx, cafeId: number, logIds: readonly number[], isRead: boolean) =>
  tx.run(
    `update billing_logs set is_read = $3
     where cafe_id = $1 and billing_log_id = any($2::bigint[]) and hidden_at is null and is_read <> $3`,
    [cafeId, logIds, isRead],
  );
