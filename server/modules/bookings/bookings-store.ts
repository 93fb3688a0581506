import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { BookingTender } from "./pay-rules.ts";
import type { BookedTime, BookingKind } from "./turn-rules.ts";

/** All SQL of bookings. */

export interface BookingRow {
  booking_id: number;
  pc_id: number;
  /** Its name now, or its last if it is gone. */
  pc_name: string;
  kind: BookingKind;
  member_id: number | null;
  /** "" = a guest. */
  account: string;
  player_id: number | null;
  product_id: number | null;
  offer_name: string;
  comment: string;
  password: string;
  starts_at: Date;
  ends_at: Date;
  place: number;
  ended_at: Date | null;
  ended_how: "cancelled" | "unused" | "never_came" | null;
  used_at: Date | null;
  grace_seconds: number;
  queue_hold_seconds: number;
  cost_minor: number;
  tax_minor: number;
  bonus_minor: number;
  tender: BookingTender;
  paid_back_at: Date | null;
  staff_name: string;
}

const selected = `select b.booking_id, b.pc_id, coalesce(p.name, b.pc_name) as pc_name, b.kind, b.member_id,
    coalesce(m.account, b.member_account) as account, b.player_id, b.product_id, b.offer_name, b.comment, b.password, b.starts_at,
    b.ends_at, b.place, b.ended_at, b.ended_how, b.used_at, b.grace_seconds, b.queue_hold_seconds, b.cost_minor, b.tax_minor,
    b.bonus_minor, b.tender, b.paid_back_at, b.staff_name
  from bookings b
  left join pcs p on p.cafe_id = b.cafe_id and p.pc_id = b.pc_id
  left join members m on m.cafe_id = b.cafe_id and m.member_id = b.member_id and m.deleted_at is null
  where b.cafe_id = $1`;

/** No booking lasts longer, so that older ones say nothing of whose turn it is. */
const longest = "interval '7 days'";

/** All bookings of PCs that decide whose turn it is from an instant on, those that lapsed or were cancelled too. */
export const listOfPcs = (db: Queries, cafeId: number, pcIds: readonly number[], since: Date) =>
  db.rows<BookingRow>(
    `${selected} and b.pc_id = any ($2) and (b.ends_at > $3::timestamptz - ${longest} or b.next_at is not null) order by b.place, b.booking_id`,
    [cafeId, pcIds, since],
  );

/** The same of every PC of the café. */
export const listOfCafe = (db: Queries, cafeId: number, since: Date) =>
  db.rows<BookingRow>(
    `${selected} and b.ends_at > $2::timestamptz - ${longest}
       and exists (select from bookings live where live.cafe_id = b.cafe_id and live.pc_id = b.pc_id and live.ends_at > $2 and live.ended_at is null)
     order by b.place, b.booking_id`,
    [cafeId, since],
  );

export const findBooking = (db: Queries, cafeId: number, bookingId: number) =>
  db.row<BookingRow>(`${selected} and b.booking_id = $2`, [cafeId, bookingId]);

/** Takes the booking for this transaction; its PC and its member are locked before it. */
export const lockBooking = (tx: Tx, cafeId: number, bookingId: number) =>
  tx.row<BookingRow>(`${selected} and b.booking_id = $2 for update of b`, [cafeId, bookingId]);

export interface BookingFilter {
  pcName?: string | undefined;
  account?: string | undefined;
  memberId?: number | undefined;
  pcGroupId?: number | undefined;
  /** Start and end of the days asked for; null = what is still to come or runs. */
  range: { from: Date | null; to: Date | null } | null;
  /** Those that lapsed, were cancelled or are over too. */
  all: boolean;
  now: Date;
}

export const listBookings = (db: Queries, cafeId: number, filter: BookingFilter) =>
  db.rows<BookingRow>(
    `${selected} and ($2::text is null or lower(coalesce(p.name, b.pc_name)) = lower($2))
       and ($3::text is null or lower(coalesce(m.account, b.member_account)) = lower($3))
       and ($4::bigint is null or b.member_id = $4) and ($5::bigint is null or p.pc_group_id = $5)
       and ($6::timestamptz is null or b.starts_at >= $6) and ($7::timestamptz is null or b.starts_at < $7)
       and ($8 or (b.ended_at is null and ($9 or b.ends_at > $10)))
     order by b.starts_at, b.pc_id, b.place, b.booking_id limit 5000`,
    [
      ...[cafeId, filter.pcName ?? null, filter.account ?? null, filter.memberId ?? null],
      ...[filter.pcGroupId ?? null, filter.range?.from ?? null, filter.range?.to ?? null],
      ...[filter.all, filter.range !== null, filter.now],
    ],
  );

export async function nextBookingId(tx: Tx): Promise<number> {
  const row = await tx.row<{ id: number }>("select nextval('owned_offer_ids') as id");
  return row?.id ?? 0;
}

export interface NewBooking extends Pick<
  BookingRow,
  | "booking_id"
  | "pc_id"
  | "pc_name"
  | "kind"
  | "member_id"
  | "account"
  | "product_id"
  | "offer_name"
  | "comment"
  | "password"
  | "starts_at"
  | "ends_at"
  | "place"
  | "grace_seconds"
  | "queue_hold_seconds"
  | "cost_minor"
  | "tax_minor"
  | "bonus_minor"
  | "tender"
  | "staff_name"
> {
  created_at: Date;
}

/** Breaks `bookings_never_overlap` where somebody was faster. */
export const insertBooking = (tx: Tx, cafeId: number, one: NewBooking) =>
  tx.run(
    `insert into bookings (cafe_id, booking_id, pc_id, pc_name, kind, member_id, member_account, is_guest, product_id, offer_name,
       comment, password, starts_at, ends_at, place, grace_seconds, queue_hold_seconds, cost_minor, tax_minor, bonus_minor, tender,
       staff_name, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $6::bigint is null, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
    [
      ...[cafeId, one.booking_id, one.pc_id, one.pc_name, one.kind, one.member_id, one.account],
      ...[one.product_id, one.offer_name, one.comment, one.password, one.starts_at, one.ends_at, one.place],
      ...[one.grace_seconds, one.queue_hold_seconds, one.cost_minor, one.tax_minor, one.bonus_minor],
      ...[one.tender, one.staff_name, one.created_at],
    ],
  );

/** Another PC, time or price; it goes behind what it overlaps there. */
export const updateBooking = (
  tx: Tx,
  cafeId: number,
  one: Pick<
    BookingRow,
    | "booking_id"
    | "pc_id"
    | "pc_name"
    | "starts_at"
    | "ends_at"
    | "place"
    | "cost_minor"
    | "tax_minor"
    | "bonus_minor"
    | "tender"
    | "comment"
  >,
) =>
  tx.run(
    `update bookings set pc_id = $3, pc_name = $4, starts_at = $5, ends_at = $6, place = $7, cost_minor = $8, tax_minor = $9,
       bonus_minor = $10, tender = $11, comment = $12
     where cafe_id = $1 and booking_id = $2`,
    [
      ...[cafeId, one.booking_id, one.pc_id, one.pc_name, one.starts_at, one.ends_at, one.place],
      ...[one.cost_minor, one.tax_minor, one.bonus_minor, one.tender, one.comment],
    ],
  );

/** It lapsed or was cancelled; `paidBackAt`: all that was paid went back. */
export const endBooking = (
  tx: Tx,
  cafeId: number,
  ended: {
    bookingId: number;
    at: Date;
    how: NonNullable<BookingRow["ended_how"]>;
    paidBackAt: Date | null;
  },
) =>
  tx.run(
    `update bookings set ended_at = coalesce(ended_at, $3), ended_how = coalesce(ended_how, $4), paid_back_at = $5, next_at = null
     where cafe_id = $1 and booking_id = $2`,
    [cafeId, ended.bookingId, ended.at, ended.how, ended.paidBackAt],
  );

export const markUsed = (tx: Tx, cafeId: number, bookingId: number, at: Date) =>
  tx.run("update bookings set used_at = $3 where cafe_id = $1 and booking_id = $2 and used_at is null", [
    cafeId,
    bookingId,
    at,
  ]);

/** Somebody showed its password at the PC. */
export const setPlayer = (tx: Tx, cafeId: number, bookingId: number, memberId: number) =>
  tx.run("update bookings set player_id = $3 where cafe_id = $1 and booking_id = $2", [
    cafeId,
    bookingId,
    memberId,
  ]);

export const setNextMoments = (
  tx: Tx,
  cafeId: number,
  moments: readonly { bookingId: number; at: Date | null }[],
) =>
  tx.run(
    `update bookings b set next_at = n.at from unnest($2::bigint[], $3::timestamptz[]) as n (booking_id, at)
     where b.cafe_id = $1 and b.booking_id = n.booking_id and b.next_at is distinct from n.at`,
    [cafeId, moments.map(({ bookingId }) => bookingId), moments.map(({ at }) => at)],
  );

export const addBookingTransfer = (tx: Tx, cafeId: number, bookingId: number, transferId: number) =>
  tx.run("insert into booking_transfers (cafe_id, booking_id, transfer_id) values ($1, $2, $3)", [
    cafeId,
    bookingId,
    transferId,
  ]);

/** PCs with something of bookings to do or to tell by an instant, of all cafés. */
export const listDuePcs = (db: Queries, now: Date) =>
  db.rows<{ cafe_id: number; pc_id: number }>(
    "select cafe_id, pc_id from bookings where next_at <= $1 group by cafe_id, pc_id order by min(next_at) limit 500",
    [now],
  );

export const findNextMoment = async (db: Queries): Promise<Date | null> =>
  (await db.row<{ at: Date | null }>("select min(next_at) as at from bookings where next_at is not null"))
    ?.at ?? null;

/** Nobody else changes the bookings of this PC or starts a session there until the transaction ends. False: it is gone. */
export async function lockPcOfBooking(tx: Tx, cafeId: number, pcId: number): Promise<boolean> {
  const row = await tx.row("select pc_id from pcs where cafe_id = $1 and pc_id = $2 for update", [
    cafeId,
    pcId,
  ]);
  return row !== undefined;
}

export interface Booker {
  member_id: number;
  account: string;
  member_group_id: number;
  discount_pc_time: number;
  discount_offer: number;
  balance_minor: number;
  bonus_minor: number;
}

/** Locks the member and takes out what of its bonus has expired. */
export const lockBooker = (tx: Tx, cafeId: number, memberId: number, now: Date) =>
  tx.row<Booker>(
    `select m.member_id, m.account, m.member_group_id, g.discount_pc_time, g.discount_offer, m.balance_minor, m.bonus_minor
     from unnest(lock_members($1, array[$2::bigint], $3)) m
     join member_groups g on g.cafe_id = m.cafe_id and g.member_group_id = m.member_group_id`,
    [cafeId, memberId, now],
  );

/** The same, read without a lock; undefined when there is none. */
export const findBooker = (db: Queries, cafeId: number, who: { memberId: number } | { account: string }) =>
  db.row<Booker>(
    `select m.member_id, m.account, m.member_group_id, g.discount_pc_time, g.discount_offer, m.balance_minor, m.bonus_minor
     from members m join member_groups g on g.cafe_id = m.cafe_id and g.member_group_id = m.member_group_id
     where m.cafe_id = $1 and m.deleted_at is null and ${"memberId" in who ? "m.member_id = $2" : "lower(m.account) = lower($2)"}`,
    [cafeId, "memberId" in who ? who.memberId : who.account],
  );

const seconds = (instant: Date) => Math.floor(instant.getTime() / 1000);

/** As the rules ask for it. */
export function bookedTimeOf(row: BookingRow): BookedTime {
  return {
    bookingId: row.booking_id,
    from: seconds(row.starts_at),
    to: seconds(row.ends_at),
    place: row.place,
    endedAt: row.ended_at === null ? null : seconds(row.ended_at),
    graceSeconds: row.grace_seconds,
    queueHoldSeconds: row.queue_hold_seconds,
    isUsed: row.used_at !== null,
  };
}
