import type { Queries } from "../../kernel/db/database.ts";

/** A top-up of which something is left to refund. Minor units; coins in hundredths. */
export interface RefundableRow {
  transfer_id: number;
  at: Date;
  tender: string;
  value: number;
  bonus: number;
  coins: number;
  refunded: number;
}

/**
 * A member's top-ups that can still be refunded, the newest first, below the transfer `before`. What one brought and has
 * given back is asked of the function that also judges its refund (0015).
 */
export function listRefundable(
  db: Queries,
  cafeId: number,
  memberId: number,
  { before, limit }: { before: number | null; limit: number },
): Promise<RefundableRow[]> {
  return db.rows<RefundableRow>(
    `select t.transfer_id, t.at, g.tender, g.value, g.bonus, g.coins, g.refunded
     from (select distinct transfer_id from entries
       where cafe_id = $1 and member_id = $2 and ($3::bigint is null or transfer_id < $3)) own
     join transfers t on t.cafe_id = $1 and t.transfer_id = own.transfer_id and t.kind = 'top_up'
     cross join lateral refundable_top_up($1, $2, t.transfer_id) g
     where g.refunded < g.value order by t.transfer_id desc limit $4`,
    [cafeId, memberId, before, limit],
  );
}
