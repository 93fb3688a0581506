import type { Queries, Tx } from "../../kernel/db/database.ts";
import { likePattern, type PageRequest } from "../../kernel/http/paging.ts";
import type { DrawerSums } from "./shift-rules.ts";

/** All SQL of shifts. */

export interface ShiftRow {
  shift_id: number;
  staff_id: number;
  staff_name: string;
  started_at: Date;
  ended_at: Date | null;
  comment: string;
  counted_minor: number | null;
  reason: string;
  /** Of an open shift as of now. */
  float_minor: number;
  moved_minor: number;
  cash_minor: number;
  card_minor: number;
  qr_minor: number;
  /** In and out of the drawer, of open shifts alone; 0 of ended ones. */
  cash_in_minor: number;
  cash_out_minor: number;
}

export const sumsOfShift = (row: ShiftRow): DrawerSums => ({
  floatMinor: row.float_minor,
  movedMinor: row.moved_minor,
  cashMinor: row.cash_minor,
  cardMinor: row.card_minor,
  qrMinor: row.qr_minor,
});

// An ended shift keeps its sums; those of an open one are what its movements add up to just now.
const columns = `s.shift_id, s.staff_id, s.staff_name, s.started_at, s.ended_at, s.comment, s.counted_minor, s.reason,
  s.float_minor, coalesce(s.moved_minor, n.moved) as moved_minor, coalesce(s.cash_minor, n.cash) as cash_minor,
  coalesce(s.card_minor, n.card) as card_minor, coalesce(s.qr_minor, n.qr) as qr_minor,
  coalesce(n.cash_in, 0) as cash_in_minor, coalesce(n.cash_out, 0) as cash_out_minor`;
const source = "shifts s left join lateral shift_sums(s.cafe_id, s.shift_id) n on s.ended_at is null";

export const findShift = (db: Queries, cafeId: number, shiftId: number) =>
  db.row<ShiftRow>(
    `select ${columns} from ${source} where s.cafe_id = $1 and s.shift_id = $2 and s.removed_at is null`,
    [cafeId, shiftId],
  );

export const findOpenShift = (db: Queries, cafeId: number, staffId: number) =>
  db.row<ShiftRow>(
    `select ${columns} from ${source} where s.cafe_id = $1 and s.staff_id = $2 and s.ended_at is null`,
    [cafeId, staffId],
  );

/** Open shifts, of one staff by name or of all. */
export const listOpenShifts = (db: Queries, cafeId: number, staffName: string | null) =>
  db.rows<ShiftRow>(
    `select ${columns} from ${source}
     where s.cafe_id = $1 and s.ended_at is null and ($2::text is null or lower(s.staff_name) = lower($2))
     order by s.started_at desc, s.shift_id desc`,
    [cafeId, staffName],
  );

export const hasOpenShift = async (db: Queries, cafeId: number, staffId: number): Promise<boolean> =>
  (
    await db.row<{ open: boolean }>(
      "select exists (select from shifts where cafe_id = $1 and staff_id = $2 and ended_at is null) as open",
      [cafeId, staffId],
    )
  )?.open ?? false;

/** Until commit no movement joins this shift: those under way are waited for, those that come find it ended. */
export const lockShift = (tx: Tx, cafeId: number, shiftId: number) =>
  tx.row<{
    staff_id: number;
    staff_name: string;
    started_at: Date;
    ended_at: Date | null;
    float_minor: number;
  }>(
    `select staff_id, staff_name, started_at, ended_at, float_minor from shifts
     where cafe_id = $1 and shift_id = $2 and removed_at is null for update`,
    [cafeId, shiftId],
  );

/** Holds the shift open until commit, beside other movements; false when it is not. */
export const holdOpen = async (tx: Tx, cafeId: number, shiftId: number): Promise<boolean> =>
  (await tx.row(
    "select 1 from shifts where cafe_id = $1 and shift_id = $2 and ended_at is null for key share",
    [cafeId, shiftId],
  )) !== undefined;

/** The sums of what has been moved so far; asked under the lock of `lockShift`, they are the last. */
export async function readSums(tx: Tx, cafeId: number, shiftId: number): Promise<DrawerSums> {
  const row = await tx.row<{ floated: number; moved: number; cash: number; card: number; qr: number }>(
    "select floated, moved, cash, card, qr from shift_sums($1, $2)",
    [cafeId, shiftId],
  );
  return {
    ...{ floatMinor: row?.floated ?? 0, movedMinor: row?.moved ?? 0, cashMinor: row?.cash ?? 0 },
    ...{ cardMinor: row?.card ?? 0, qrMinor: row?.qr ?? 0 },
  };
}

export async function insertShift(
  tx: Tx,
  shift: {
    cafeId: number;
    staffId: number;
    staffName: string;
    at: Date;
    floatMinor: number;
    comment: string;
  },
): Promise<number> {
  const row = await tx.row<{ shift_id: number }>(
    `insert into shifts (cafe_id, shift_id, staff_id, staff_name, started_at, float_minor, comment)
     values ($1, nextval('shift_ids'), $2, $3, $4, $5, $6) returning shift_id`,
    [shift.cafeId, shift.staffId, shift.staffName, shift.at, shift.floatMinor, shift.comment],
  );
  return row?.shift_id ?? 0;
}

export interface Closing {
  shiftId: number;
  at: Date;
  countedMinor: number;
  expectedMinor: number;
  sums: DrawerSums;
  reason: string;
  endedBy: string;
}

export const closeShift = (tx: Tx, cafeId: number, closing: Closing) =>
  tx.run(
    `update shifts set ended_at = greatest($3, started_at), counted_minor = $4, expected_minor = $5, cash_minor = $6, card_minor = $7,
       qr_minor = $8, moved_minor = $9, reason = $10, ended_by = $11
     where cafe_id = $1 and shift_id = $2`,
    [
      ...[cafeId, closing.shiftId, closing.at, closing.countedMinor, closing.expectedMinor],
      ...[closing.sums.cashMinor, closing.sums.cardMinor, closing.sums.qrMinor, closing.sums.movedMinor],
      ...[closing.reason, closing.endedBy],
    ],
  );

export const setComment = (tx: Tx, cafeId: number, shiftId: number, comment: string) =>
  tx.run("update shifts set comment = $3 where cafe_id = $1 and shift_id = $2", [cafeId, shiftId, comment]);

export const setFloat = (tx: Tx, cafeId: number, shiftId: number, floatMinor: number) =>
  tx.run("update shifts set float_minor = $3 where cafe_id = $1 and shift_id = $2", [
    cafeId,
    shiftId,
    floatMinor,
  ]);

/** Whether anything was moved on the shift but its own float. */
export const hasMovements = async (tx: Tx, cafeId: number, shiftId: number): Promise<boolean> =>
  (
    await tx.row<{ moved: boolean }>(
      `select exists (select from transfers where cafe_id = $1 and shift_id = $2 and kind not in ('shift_float', 'shift_end')) as moved`,
      [cafeId, shiftId],
    )
  )?.moved ?? false;

export const markRemoved = (tx: Tx, cafeId: number, shiftId: number, at: Date) =>
  tx.run("update shifts set removed_at = $3 where cafe_id = $1 and shift_id = $2", [cafeId, shiftId, at]);

/** What was counted when the last shift of the café ended. */
export const lastCounted = async (db: Queries, cafeId: number): Promise<number> =>
  (
    await db.row<{ counted_minor: number }>(
      "select counted_minor from shifts where cafe_id = $1 and ended_at is not null and removed_at is null order by ended_at desc, shift_id desc limit 1",
      [cafeId],
    )
  )?.counted_minor ?? 0;

/** The shifts that began in a range and all open ones, these first (api-v2.md 6 #10). */
export const listShiftsOfRange = (
  db: Queries,
  cafeId: number,
  range: { startsAt: Date; endsAt: Date },
  staffName: string | null,
) =>
  db.rows<ShiftRow>(
    `select ${columns} from ${source}
     where s.cafe_id = $1 and s.removed_at is null and (s.ended_at is null or s.started_at >= $2 and s.started_at < $3)
       and ($4::text is null or lower(s.staff_name) = lower($4))
     order by s.ended_at is null desc, s.started_at desc, s.shift_id desc`,
    [cafeId, range.startsAt, range.endsAt, staffName],
  );

export interface ShiftSearch {
  from: Date | null;
  to: Date | null;
  staffName: string | null;
  isOpen: boolean | null;
  text: string | null;
  sortName: string | undefined;
  ascending: boolean;
  page: PageRequest;
}

const sortable: Readonly<Record<string, string>> = {
  shift_id: "s.shift_id",
  shift_staff_name: "lower(s.staff_name)",
  shift_start_time: "s.started_at",
  shift_end_time: "s.ended_at",
  shift_cash_start: "s.float_minor",
  shift_cash_end: "s.counted_minor",
};

/** A page of shifts, and how many fit in all. */
export async function listShifts(db: Queries, cafeId: number, search: ShiftSearch) {
  const fits = `s.cafe_id = $1 and s.removed_at is null and ($2::timestamptz is null or s.started_at >= $2) and ($3::timestamptz is null or s.started_at < $3)
    and ($4::text is null or lower(s.staff_name) = lower($4)) and ($5::boolean is null or (s.ended_at is null) = $5)
    and ($6::text is null or concat_ws(E'\\n', s.staff_name, s.comment, s.reason) ilike $6)`;
  const values = [
    ...[cafeId, search.from, search.to, search.staffName, search.isOpen],
    search.text === null ? null : likePattern(search.text),
  ];
  const order = `${sortable[search.sortName ?? ""] ?? "s.started_at"} ${search.ascending ? "asc" : "desc"}`;
  const [rows, count] = await Promise.all([
    db.rows<ShiftRow>(
      `select ${columns} from ${source} where ${fits} order by ${order}, s.shift_id desc limit $7 offset $8`,
      [...values, search.page.limit, search.page.offset],
    ),
    db.row<{ n: number }>(`select count(*)::integer as n from shifts s where ${fits}`, values),
  ]);
  return { rows, total: count?.n ?? 0 };
}
