import type { Tx } from "../../kernel/db/database.ts";
import { localText } from "../../kernel/local-time.ts";
import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import { readOrder } from "./order-book.ts";
import { notePrinted } from "./order-store.ts";
import { type paymentCodes } from "./payment-words.ts";
import { writeShopLog } from "./shop-log.ts";

/** What a receipt says, line by line, and that it was printed once more, with a row PRINT (api-v2.md 2.11). Refuses `order.not_found`. */
export async function printReceipt(
  tx: Tx,
  scope: CafeScope,
  at: Date,
  { orderNo, staffName }: { orderNo: number; staffName: string },
) {
  const { cafeId, exponent, zone, settings, row } = scope;
  const { head, items, parts } = await readOrder(tx, cafeId, orderNo);
  const money = (minor: number) => decimalFromMinor(minor, exponent);
  const total = items.reduce((sum, item) => sum + item.money_minor, 0);
  const tax = items.reduce((sum, item) => sum + item.tax_minor, 0);
  const coins = items.reduce((sum, item) => sum + item.coins_hundredths, 0);
  const lines = [
    row.name,
    `${localText(head.created_at, zone)}  #${head.order_no}`,
    ...[head.pc_name, head.member_account].filter(Boolean),
    ...items.map((item) => `${item.quantity} × ${item.product_name}  ${money(item.money_minor)}`),
    ...(tax === 0 ? [] : [`Tax  ${money(tax)}`]),
    `Total  ${settings.text("currency")}${money(total)}`,
    ...parts.map((part) => `${wordOf(part.payment)}  ${money(part.paidMinor + part.cardFeeMinor)}`),
    ...(coins === 0 ? [] : [`Coins  ${decimalFromHundredths(coins)}`]),
    ...(head.paid_at === null ? ["Not yet paid"] : []),
    ...settings.text("print_additional_info").split("\n").filter(Boolean),
  ];
  const times = await notePrinted(tx, cafeId, orderNo);
  await writeShopLog(tx, cafeId, {
    ...{ at, event: "PRINT", staffName, details: `Receipt of order ${orderNo}` },
    ...{ memberId: head.member_id, memberAccount: head.member_account, pcName: head.pc_name },
  });
  return { receipt: { lines, total: money(total), tax: money(tax) }, order_print_times: times ?? 0 };
}

const words = { cash: "Cash", card: "Card", qr: "QR", balance: "Balance" } as const;
const wordOf = (payment: Exclude<keyof typeof paymentCodes, "coins">) => words[payment];
