import { localText } from "../../kernel/local-time.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { notFound } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { findHoldings } from "./buyer-store.ts";
import { cancelled } from "./order-state-rules.ts";
import { listItemsSince, listOpenItems } from "./order-store.ts";
import { orderOf } from "./order-wire.ts";
import type { ShopParts } from "./shop-parts.ts";

/** A customer's bill so far: the running session and what was ordered in it, else what is still to be paid (api-v2.md 2.9). */
export async function checklistOf({ db, live }: ShopParts, scope: CafeScope, memberId: number) {
  const { cafeId, exponent, zone } = scope;
  const [holds, bill] = await Promise.all([
    findHoldings(db, cafeId, memberId),
    live.billOf(scope, memberId, db),
  ]);
  if (holds === undefined) throw notFound("member.not_found", "Member");
  const rows =
    bill === null
      ? await listOpenItems(db, cafeId, [memberId])
      : (await listItemsSince(db, cafeId, memberId, bill.startedAt)).filter(
          (row) => row.status !== cancelled,
        );
  const money = (minor: number) => decimalFromMinor(minor, exponent);
  const sum = (part: (row: (typeof rows)[number]) => number) =>
    rows.reduce((total, row) => total + part(row), 0);
  const shopMinor = sum((row) => row.money_minor);
  return {
    orders: rows.map((row) => orderOf(scope, row)),
    member: {
      shop_tax: money(sum((row) => row.tax_minor)),
      shop_amount: money(shopMinor),
      member_balance: money(holds.balance_minor),
      used_balance: money(bill?.fromBalanceMinor ?? 0),
      member_loan: money(holds.loan_minor),
      paid_amount: money(sum((row) => (row.paid_at === null ? 0 : row.money_minor))),
      session_total_amount: money((bill?.costMinor ?? 0) + shopMinor),
    },
    pc: {
      start_local_date: bill === null ? null : localText(bill.startedAt, zone),
      price_per_hour: money(bill?.pricePerHourMinor ?? 0),
      pc_cost: money(bill?.costMinor ?? 0),
      pc_cost_tax: money(bill?.taxMinor ?? 0),
    },
  };
}
