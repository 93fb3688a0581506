import type { Tx } from "../../kernel/db/database.ts";
import { decimalFromMinor, minorFromDecimal } from "../../kernel/money.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { type CafeScope, findImageFacts } from "../cafes/index.ts";
import { lockOrder, openLines, readOrder, stateOf } from "./order-book.ts";
import { inProcess, pending } from "./order-state-rules.ts";
import { setOrderStatus } from "./order-store.ts";
import type { ShopParts } from "./shop-parts.ts";

/** Paying an order by the café's own QR code: the customer pays outside, staff confirm that it came (api-v2.md 2.9 payOrder). */

const picture = "manual_topup_qr_code";

/**
 * Shows the code of the café and waits for staff: the order goes to status 4, panels are told. Asked again it answers the same. Refuses
 * `order.not_found` of another's, `order.not_open`, `order.payment_not_allowed` below the least amount, `payment.gateway_missing`.
 */
export async function payByQr(
  tx: Tx,
  scope: CafeScope,
  at: Date,
  asked: { orderNo: number; memberId: number; sign: ShopParts["sign"] },
) {
  const { cafeId, exponent, settings } = scope;
  const book = await lockOrder(tx, cafeId, asked.orderNo, at);
  if (book.head.member_id !== asked.memberId) throw notFound("order.not_found", "Order");
  const { status, isPaid, method } = stateOf(book);
  if (isPaid || method !== 4 || (status !== pending && status !== inProcess))
    throw new Refusal("order.not_open", "This order does not wait for a QR payment.");
  const amountMinor = openLines(book).reduce((sum, line) => sum + line.moneyMinor, 0);
  const least = minorFromDecimal(settings.text("mini_qr_payment"), exponent) ?? 0;
  if (amountMinor < least)
    throw new Refusal(
      "order.payment_not_allowed",
      `By QR at least ${decimalFromMinor(least, exponent)} is paid: pay this order another way.`,
    );
  const url = await codeOf(tx, scope);
  if (status === pending) {
    await setOrderStatus(tx, cafeId, asked.orderNo, inProcess, at);
    const who = [book.head.pc_name, book.head.member_account].filter(Boolean).join(" · ");
    await tx.announce(cafeId, "orders.changed", {
      order_nos: [asked.orderNo],
      notice: {
        pc_name: book.head.pc_name,
        text: `${who} pays ${decimalFromMinor(amountMinor, exponent)} by QR: confirm it when it came.`,
      },
    });
  }
  const t = String(Math.floor(at.getTime() / 1000));
  return {
    ...{ type: "manual", url, order_no: String(asked.orderNo), t },
    sid: sidOf(asked.sign, cafeId, asked.orderNo, t),
    amount: decimalFromMinor(amountMinor, exponent),
  };
}

/** The status of one's own order, for who was shown its code. Refuses `order.not_found`. */
export async function qrStatus(
  { db, sign }: Pick<ShopParts, "db" | "sign">,
  cafeId: number,
  asked: { orderNo: number; memberId: number; t: string; sid: string },
): Promise<number> {
  const { head } = await readOrder(db, cafeId, asked.orderNo);
  const isShown = asked.sid === sidOf(sign, cafeId, asked.orderNo, asked.t);
  if (head.member_id !== asked.memberId || !isShown) throw notFound("order.not_found", "Order");
  return head.status;
}

const sidOf = (sign: ShopParts["sign"], cafeId: number, orderNo: number, t: string) =>
  sign(`qr|${cafeId}|${orderNo}|${t}`);

/** What the customer scans: the text of the setting, else the address of the café's picture. */
async function codeOf(tx: Tx, { cafeId, settings }: CafeScope): Promise<string> {
  const text = settings.text(picture);
  if (text !== "") return text;
  if ((await findImageFacts(tx, cafeId, picture)) !== undefined)
    return `/api/v2/cafe/${cafeId}/configs/images/${picture}`;
  throw new Refusal(
    "payment.gateway_missing",
    "This café has no code to pay by yet: please pay at the counter.",
  );
}
