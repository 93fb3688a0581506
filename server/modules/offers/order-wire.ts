import { localText, utcText } from "../../kernel/local-time.ts";
import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import type { MemberOfferRow, OrderRow } from "./order-store.ts";

/** Between our words and those of API v2 (api-v2.md 3.7, 3.10). */

type Words = Pick<CafeScope, "exponent" | "zone">;

/** What is paid with what: the tens tell of offers (api-v2.md 4.1). */
export const offerMethod = (method: number) => (method < 0 ? method : method + 10);

export function orderOf({ exponent, zone }: Words, row: OrderRow) {
  const money = (minor: number) => decimalFromMinor(minor, exponent);
  return {
    order_no: String(row.order_no),
    order_pc: row.pc_name,
    product_name: row.product_name,
    order_item_qty: row.quantity,
    order_cost: money(row.cost_minor),
    order_money: money(row.money_minor),
    order_payment_method: row.is_offer ? offerMethod(row.payment_method) : row.payment_method,
    order_status: row.status,
    order_create_time: utcText(row.created_at),
    order_create_time_local: localText(row.created_at, zone),
    order_print_times: row.print_times,
    order_id: row.order_no,
    product_id: `${row.is_offer ? "o" : "p"}-${row.product_id}`,
    order_tax: money(row.tax_minor),
    order_bonus: money(row.bonus_minor),
    order_coin: decimalFromHundredths(row.coins_hundredths),
    member_id: row.member_id ?? 0,
    member_account: row.member_account,
    order_staff_name: row.staff_name,
    order_comment: row.comment,
    refund_of: row.refund_of_order_no === null ? "" : String(row.refund_of_order_no),
  };
}

export type OfferState = "unused" | "in_use" | "used" | "expired" | "refunded";

/** An owned offer; `inUse` is what the running session has left of the one it uses. */
export function ownedOfferOf(
  { exponent, zone }: Words,
  row: MemberOfferRow,
  now: Date,
  inUse: { ownedOfferId: number; leftSeconds: number } | null,
) {
  const isInUse = inUse?.ownedOfferId === row.owned_offer_id;
  const left = isInUse ? inUse.leftSeconds : row.left_seconds;
  return {
    product_name: row.name,
    product_seconds: row.seconds,
    member_offer_id: row.owned_offer_id,
    member_offer_left_seconds: left,
    member_offer_expire_at: row.expires_at === null ? 0 : Math.floor(row.expires_at.getTime() / 1000),
    product_id: row.product_id ?? 0,
    member_offer_state: stateOf(row, now, isInUse),
    member_offer_cost: decimalFromMinor(row.paid_minor, exponent),
    member_offer_bought_local: localText(row.bought_at, zone),
    order_no: String(row.sale_transfer_id),
  };
}

export function stateOf(row: MemberOfferRow, now: Date, isInUse: boolean): OfferState {
  if (row.refunded_at !== null) return "refunded";
  if (isInUse) return "in_use";
  const isOver = row.left_seconds > 0 && row.expires_at !== null && row.expires_at <= now;
  if (isOver || row.lost_seconds > 0) return "expired";
  return row.left_seconds === 0 ? "used" : "unused";
}
