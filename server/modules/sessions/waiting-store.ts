import type { Queries, Tx } from "../../kernel/db/database.ts";

/** Guests who asked at a PC for time and have not paid yet (pc-protocol.md 6.2). */

export interface WaitingGuest {
  cafe_id: number;
  member_id: number;
  account: string;
  pc_id: number;
  pc_name: string;
  balance_minor: number;
  asked_at: Date;
}

const open = `select w.cafe_id, w.member_id, m.account, w.pc_id, w.pc_name, m.balance_minor, w.asked_at
  from waiting_guests w join members m on m.cafe_id = w.cafe_id and m.member_id = w.member_id
  where w.done_at is null`;

export const insertWaiting = (
  tx: Tx,
  guest: { cafeId: number; memberId: number; pcId: number; pcName: string; amountMinor: number; at: Date },
) =>
  tx.run(
    `insert into waiting_guests (cafe_id, member_id, pc_id, pc_name, amount_minor, asked_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [guest.cafeId, guest.memberId, guest.pcId, guest.pcName, guest.amountMinor, guest.at],
  );

/** Those whose money is there by now. */
export const listPaidWaiting = (db: Queries) =>
  db.rows<WaitingGuest>(`${open} and m.balance_minor > 0 order by w.asked_at limit 100`);

export const hasWaiting = async (db: Queries, cafeId: number, memberIds: readonly number[]) =>
  (
    await db.row<{ any: boolean }>(
      `select exists (select from waiting_guests where cafe_id = $1 and member_id = any ($2) and done_at is null) as any`,
      [cafeId, memberIds],
    )
  )?.any === true;

/** The guest's wait, locked; undefined = somebody else has seen to it. */
export const lockWaiting = (tx: Tx, cafeId: number, memberId: number) =>
  tx.row<WaitingGuest>(`${open} and w.cafe_id = $1 and w.member_id = $2 for update of w`, [cafeId, memberId]);

export const endWaiting = (
  tx: Tx,
  ended: { cafeId: number; memberId: number; outcome: "seated" | "kept"; at: Date },
) =>
  tx.run(
    "update waiting_guests set done_at = $3, outcome = $4 where cafe_id = $1 and member_id = $2 and done_at is null",
    [ended.cafeId, ended.memberId, ended.at, ended.outcome],
  );

/** Nobody waits so long for a payment. */
export const dropOldWaiting = (tx: Tx, before: Date, at: Date) =>
  tx.run(
    `update waiting_guests w set done_at = $2, outcome = 'lapsed' from members m
     where m.cafe_id = w.cafe_id and m.member_id = w.member_id and w.done_at is null and w.asked_at < $1
       and m.balance_minor = 0`,
    [before, at],
  );
