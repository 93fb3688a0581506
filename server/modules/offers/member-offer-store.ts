import type { Queries } from "../../kernel/db/database.ts";

/** All SQL of offers as they are listed for their owner and the desk. */

export interface MemberOfferRow {
  owned_offer_id: number;
  product_id: number | null;
  name: string;
  priority: number;
  seconds: number;
  left_seconds: number;
  first_used_at: Date | null;
  expires_at: Date | null;
  refunded_at: Date | null;
  bought_at: Date;
  sale_transfer_id: number;
  /** Null: it came without an order. */
  order_no: number | null;
  /** All that was paid for it in money. */
  paid_minor: number;
  /** What of it expired unused. */
  lost_seconds: number;
}

/** The newest first; a member has few, the limit guards the page. */
export const listMemberOffers = (db: Queries, cafeId: number, memberId: number) =>
  db.rows<MemberOfferRow>(
    `select owned_offer_id, product_id, name, priority, seconds, left_seconds, first_used_at, expires_at, refunded_at, bought_at,
       sale_transfer_id, order_no, paid_minor + paid_bonus_minor + card_fee_minor as paid_minor,
       (select coalesce(-sum(e.amount), 0)::bigint from entries e join transfers t using (cafe_id, transfer_id)
        where e.cafe_id = o.cafe_id and e.member_id = o.member_id and e.owned_offer_id = o.owned_offer_id
          and t.kind = 'offer_expiry') as lost_seconds
     from owned_offers o where cafe_id = $1 and member_id = $2 order by bought_at desc, owned_offer_id desc limit 1000`,
    [cafeId, memberId],
  );

export async function memberExists(db: Queries, cafeId: number, memberId: number): Promise<boolean> {
  const row = await db.row<{ found: boolean }>(
    "select exists (select from members where cafe_id = $1 and member_id = $2) as found",
    [cafeId, memberId],
  );
  return row?.found ?? false;
}
