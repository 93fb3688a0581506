import { localText, utcText } from "../../kernel/local-time.ts";
import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import type { OrderRow } from "./order-store.ts";

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
