import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { ProductRow } from "./product-rules.ts";

/** All SQL of products and their groups. */

// numeric comes as text; smallint[] as numbers, bigint[] by the parser of the pool.
export const productColumns = `product_id, is_offer, product_group_id, name, description, price::text, cost::text, tax_id, coin_price, stock,
  is_unlimited, is_active, enable_client, enable_code, is_promoted, enable_discount, adult_only, barcode, combo, show_weekdays,
  show_from_minute, show_to_minute, pc_group_ids, member_group_ids, payment_methods, sort_place, updated_at, minutes, priority,
  use_weekdays, use_from_minute, use_to_minute, valid_from, valid_to, expired_type, expired_days, expired_hours`;

export const findProducts = (db: Queries, cafeId: number, productIds: readonly number[]) =>
  db.rows<ProductRow>(`select ${productColumns} from products where cafe_id = $1 and product_id = any ($2)`, [
    cafeId,
    productIds,
  ]);

export const findProduct = (db: Queries, cafeId: number, productId: number) =>
  db.row<ProductRow>(`select ${productColumns} from products where cafe_id = $1 and product_id = $2`, [
    cafeId,
    productId,
  ]);

export interface Buyer {
  member_id: number;
  account: string;
  member_group_id: number;
  discount_offer: number;
  balance_minor: number;
  bonus_minor: number;
  coins_hundredths: number;
}

/** Locks the member, takes out what of its bonus has expired, and reads what it holds; undefined when there is none. */
export const lockBuyer = (tx: Tx, cafeId: number, memberId: number, now: Date) =>
  tx.row<Buyer>(
    `select m.member_id, m.account, m.member_group_id, g.discount_offer, m.balance_minor, m.bonus_minor, m.coins_hundredths
     from unnest(lock_members($1, array[$2::bigint], $3)) m
     join member_groups g on g.cafe_id = m.cafe_id and g.member_group_id = m.member_group_id`,
    [cafeId, memberId, now],
  );
