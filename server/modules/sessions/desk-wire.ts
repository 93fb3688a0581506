import { decimalFromMinor, minorFromDecimal } from "../../kernel/money.ts";
import { invalidField, Refusal } from "../../kernel/refusal.ts";
import { refuseClosedTender, type Tender } from "../ledger/index.ts";
import type { Payment } from "../shop/index.ts";
import type { Ended } from "./end-session.ts";

/** Between the desk's words and those of API v2 (api-v2.md 2.6, 3.18, 4.1). */

/** The tender a payment method names, in either form: 0 or 20 cash, 2 or 22 card, 4 or 23 QR. */
export function tenderOf(field: string, method: number): Tender {
  switch (method) {
    case 0:
    case 20:
      return "cash";
    case 2:
    case 22:
      return "card";
    case 4:
    case 23:
      return "qr";
    case 1:
    case 3:
    case 21:
    case -2:
      throw new Refusal("order.payment_not_allowed", "This can be paid in cash, by card or by QR only.");
    default:
      throw invalidField(field, `The selected ${field} is invalid.`);
  }
}

/** The tender money comes in by; refuses staff one that the café has switched off. */
export function takenTender(
  settings: { flag(key: string): boolean },
  caller: { kind: string },
  method = 0,
): Tender {
  const tender = tenderOf("payment_method", method);
  refuseClosedTender(settings, caller, "payment_method", tender);
  return tender;
}

/** How an offer is paid: the tenders, and 1 or 11 balance, 3 or 13 coins. */
export function paymentOf(field: string, method: number): Payment {
  switch (method) {
    case 1:
    case 11:
      return "balance";
    case 3:
    case 13:
      return "coins";
    default:
      return tenderOf(field, method >= 10 && method <= 14 ? method - 10 : method);
  }
}

/** A product's number, as it is or as `o-12`, `p-12` (api-v2.md 1.11). */
export function productIdOf(field: string, text: string): number {
  const digits = /^(?:[op]-)?(\d{1,12})$/.exec(text.trim())?.[1];
  if (digits === undefined) throw invalidField(field, `The selected ${field} is invalid.`);
  return Number(digits);
}

export function minorOf(exponent: number, field: string, decimal: string): number {
  const minor = minorFromDecimal(decimal, exponent);
  if (minor !== null) return minor;
  throw invalidField(field, `The ${field} must be a number with at most ${exponent} decimal places.`);
}

/** What a check-out did, PC by PC: amount > 0 was taken at the desk, < 0 paid back; paid is what sessions and orders took in all. */
export function checkoutAnswer(ended: readonly Ended[], exponent: number) {
  const money = (minor: number) => decimalFromMinor(minor, exponent);
  const sum = (part: (one: Ended) => number) => ended.reduce((total, one) => total + part(one), 0);
  const taken = sum((one) => one.paidMinor);
  const refund = sum((one) => one.refundedMinor);
  const orderNo = ended.find((one) => one.orderNo !== null)?.orderNo ?? null;
  return {
    amount: money(taken - refund),
    paid: money(sum((one) => one.chargedMinor + one.ordersMinor)),
    refund: money(refund),
    order_no: orderNo === null ? null : String(orderNo),
    results: ended.map((one) => ({
      pc_name: one.pcName,
      session_id: one.sessionId,
      member_id: one.memberId,
      member_account: one.account,
      amount: money(one.chargedMinor + one.ordersMinor),
      status: "success",
      message: "",
    })),
  };
}
