import type { Method } from "./order-state-rules.ts";
import type { Payment } from "./sale-rules.ts";

/** Ways to pay between our words and the numbers and words of API v2 (api-v2.md 3.7, 4.1). Pure. */

/** The wire's number of a payment, its word in `product_group_payment_method`, and the setting that a customer's own order needs. */
export const paymentCodes: Readonly<
  Record<Payment, { method: Exclude<Method, -2>; word: string; setting: string | null }>
> = {
  cash: { method: 0, word: "cash", setting: "payment_method_cash_in_client" },
  balance: { method: 1, word: "balance", setting: "payment_method_balance" },
  card: { method: 2, word: "credit_card", setting: "payment_method_credit_card" },
  coins: { method: 3, word: "coin", setting: null },
  qr: { method: 4, word: "qr", setting: "payment_method_qr" },
};

const payments = Object.keys(paymentCodes) as Payment[];

/** The payment of a number; undefined for pay later. */
export const paymentOfMethod = (method: Method): Payment | undefined =>
  payments.find((payment) => paymentCodes[payment].method === method);

/** A number in either form, 1 or 11 (the tens tell what was paid for), in the plain one; null when it is none. */
export function methodOfNumber(number: number): Method | null {
  const plain = number >= 10 && number <= 14 ? number - 10 : number;
  return [-2, 0, 1, 2, 3, 4].includes(plain) ? (plain as Method) : null;
}

/** What a line was paid with: the tens tell of offers. */
export const offerMethod = (method: number) => (method < 0 ? method : method + 10);
