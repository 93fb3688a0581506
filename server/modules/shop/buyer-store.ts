import type { Queries, Tx } from "../../kernel/db/database.ts";

/** Who buys. */

export interface Buyer {
  member_id: number;
  account: string;
  member_group_id: number;
  /** Percent off products, and off offers. */
  discount_rate: number;
  discount_offer: number;
  balance_minor: number;
  bonus_minor: number;
  coins_hundredths: number;
  points_hundredths: number;
}

/** Locks the member, takes out what of its bonus has expired, and reads what it holds; undefined when there is none. */
export const lockBuyer = (tx: Tx, cafeId: number, memberId: number, now: Date) =>
  tx.row<Buyer>(
    `select m.member_id, m.account, m.member_group_id, g.discount_rate, g.discount_offer, m.balance_minor, m.bonus_minor,
       m.coins_hundredths, m.points_hundredths
     from unnest(lock_members($1, array[$2::bigint], $3)) m
     join member_groups g on g.cafe_id = m.cafe_id and g.member_group_id = m.member_group_id`,
    [cafeId, memberId, now],
  );

export const findMemberGroupId = async (db: Queries, cafeId: number, memberId: number) =>
  (
    await db.row<{ member_group_id: number }>(
      "select member_group_id from members where cafe_id = $1 and member_id = $2 and deleted_at is null",
      [cafeId, memberId],
    )
  )?.member_group_id;

export const findMemberIdByAccount = async (db: Queries, cafeId: number, account: string) =>
  (
    await db.row<{ member_id: number }>(
      "select member_id from members where cafe_id = $1 and lower(account) = lower($2) and deleted_at is null",
      [cafeId, account],
    )
  )?.member_id;

export async function memberExists(db: Queries, cafeId: number, memberId: number): Promise<boolean> {
  const row = await db.row<{ found: boolean }>(
    "select exists (select from members where cafe_id = $1 and member_id = $2) as found",
    [cafeId, memberId],
  );
  return row?.found ?? false;
}

/** What a member holds and owes, unlocked. */
export const findHoldings = (db: Queries, cafeId: number, memberId: number) =>
  db.row<{ balance_minor: number; loan_minor: number }>(
    "select balance_minor, loan_minor from members where cafe_id = $1 and member_id = $2 and deleted_at is null",
    [cafeId, memberId],
  );
