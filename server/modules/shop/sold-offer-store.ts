import type { Queries } from "../../kernel/db/database.ts";
import type { Payment } from "./sale-rules.ts";

/** What was paid for an owned offer. */
export interface SoldOfferRow {
  owned_offer_id: number;
  member_id: number;
  product_id: number | null;
  name: string;
  seconds: number;
  left_seconds: number;
  refunded_at: Date | null;
  refund_within_seconds: number;
  sale_transfer_id: number;
  /** Null: it came without an order. */
  order_no: number | null;
  order_item_no: number | null;
  /** From balance or tender, without bonus and surcharge; tax in it. */
  paid_minor: number;
  paid_bonus_minor: number;
  paid_coins_hundredths: number;
  tax_minor: number;
  card_fee_minor: number;
  tender: Payment | "none";
}

const columns = `owned_offer_id, member_id, product_id, name, seconds, left_seconds, refunded_at, refund_within_seconds, sale_transfer_id,
  order_no, order_item_no, paid_minor, paid_bonus_minor, paid_coins_hundredths, tax_minor, card_fee_minor, tender`;

export const findSoldOffer = (db: Queries, cafeId: number, ownedOfferId: number) =>
  db.row<SoldOfferRow>(`select ${columns} from owned_offers where cafe_id = $1 and owned_offer_id = $2`, [
    cafeId,
    ownedOfferId,
  ]);

/** Those of an order that are not yet paid back, the least used first. */
export const listSoldOffers = (db: Queries, cafeId: number, orderNo: number) =>
  db.rows<SoldOfferRow>(
    `select ${columns} from owned_offers where cafe_id = $1 and order_no = $2 and refunded_at is null
     order by left_seconds desc, owned_offer_id`,
    [cafeId, orderNo],
  );
