import { localText, utcText } from "../../kernel/local-time.ts";
import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import type { OrderBook } from "./order-book.ts";
import type { OrderRow } from "./order-store.ts";
import { offerMethod, paymentCodes } from "./payment-words.ts";

/** Between our words and those of API v2 (api-v2.md 3.7, 3.10). */

type Words = Pick<CafeScope, "exponent" | "zone">;

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
    order_is_paid: flagOf(row.paid_at !== null),
    order_refunded_qty: row.refunded_quantity,
  };
}

/** An order with its lines and what each way paid of it, the surcharge in it. */
export function orderBookOf(words: Words, { head, items, parts }: OrderBook) {
  const money = (minor: number) => decimalFromMinor(minor, words.exponent);
  const rows = items.map((item) => orderOf(words, { ...head, ...item }));
  const sum = (part: (item: OrderBook["items"][number]) => number) =>
    items.reduce((total, item) => total + part(item), 0);
  const coins = sum((item) => item.coins_hundredths);
  return {
    order: {
      order_no: String(head.order_no),
      order_pc: head.pc_name,
      order_payment_method: methodShown(head.payment_method, items),
      order_status: head.status,
      order_create_time: utcText(head.created_at),
      order_create_time_local: localText(head.created_at, words.zone),
      order_print_times: head.print_times,
      order_id: head.order_no,
      order_tax: money(sum((item) => item.tax_minor)),
      order_bonus: money(sum((item) => item.bonus_minor)),
      order_coin: decimalFromHundredths(coins),
      member_id: head.member_id ?? 0,
      member_account: head.member_account,
      order_staff_name: head.staff_name,
      order_comment: head.comment,
      refund_of: head.refund_of_order_no === null ? "" : String(head.refund_of_order_no),
      order_is_paid: flagOf(head.paid_at !== null),
      total: money(sum((item) => item.money_minor)),
    },
    items: rows,
    payments: [
      ...parts.map((part) => ({
        payment_method: methodShown(paymentCodes[part.payment].method, items),
        amount: money(part.paidMinor + part.cardFeeMinor),
      })),
      ...(coins === 0
        ? []
        : [
            {
              payment_method: methodShown(paymentCodes.coins.method, items),
              amount: decimalFromHundredths(coins),
            },
          ]),
    ],
  };
}

/** The tens tell of offers; an order of both kinds shows the plain number. */
export const methodShown = (method: number, items: readonly { is_offer: boolean }[]) =>
  items.length > 0 && items.every((item) => item.is_offer) ? offerMethod(method) : method;

/** The number of an order in a call; 0 for what is none, which no order has. */
export const orderNoOf = (text: string) => (/^\d{1,15}$/.test(text.trim()) ? Number(text.trim()) : 0);
