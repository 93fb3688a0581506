import type { Static } from "typebox";
import type { balanceHistoryItem } from "../../../contract/operations/members-more.ts";
import type { Queries } from "../../kernel/db/database.ts";
import { pageRequest, pagingInfo } from "../../kernel/http/paging.ts";
import { localText } from "../../kernel/local-time.ts";
import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";

interface HistoryRow {
  at: Date;
  event: string;
  cash_minor: number;
  card_minor: number;
  qr_minor: number;
  bonus_minor: number;
  coins_hundredths: number;
  spend_minor: number;
  details: string;
}

/** Rows that tell of a transfer; LOAN_PAY only repeats a part of its top-up, points are no money. */
const told = `cafe_id = $1 and member_id = $2 and transfer_id is not null and event not in ('LOAN_PAY', 'POINT_CHANGE')`;

/** Sums over all of a member's history; a refund is a top-up with the sign turned (billing.md 3.5). */
const sums = `select count(*)::integer as n, coalesce(sum(spend_minor), 0)::bigint as spend,
  coalesce(sum(cash_minor + card_minor + qr_minor) filter (where event in ('TOPUP', 'MANUALCONFIRMQR')), 0)::bigint as topup
  from billing_logs where ${told}`;

function itemOf({ exponent, zone }: CafeScope, row: HistoryRow): Static<typeof balanceHistoryItem> {
  const money = (minor: number) => decimalFromMinor(minor, exponent);
  return {
    log_date_local: localText(row.at, zone),
    log_event: row.event,
    log_money: money(row.cash_minor),
    log_card: money(row.card_minor),
    log_coin: decimalFromHundredths(row.coins_hundredths),
    log_spend: money(row.spend_minor),
    log_bonus: money(row.bonus_minor),
    log_qr: money(row.qr_minor),
    log_details: row.details,
  };
}

/** What moved a member's money, a page newest first, with sums over all pages (api-v2.md 2.7, 2.9 memberBalanceHistory). */
export async function readBalanceHistory(
  db: Queries,
  scope: CafeScope,
  memberId: number,
  input: { page?: string | undefined; limit?: string | undefined },
) {
  const page = pageRequest(input);
  const [rows, summed] = await Promise.all([
    db.rows<HistoryRow>(
      `select at, event, cash_minor, card_minor, qr_minor, bonus_minor, coins_hundredths, spend_minor, details
       from billing_logs where ${told} order by at desc, billing_log_id desc limit $3 offset $4`,
      [scope.cafeId, memberId, page.limit, page.offset],
    ),
    db.row<{ n: number; topup: number; spend: number }>(sums, [scope.cafeId, memberId]),
  ]);
  return {
    items: rows.map((row) => itemOf(scope, row)),
    paging_info: pagingInfo(page, summed?.n ?? 0),
    summary: {
      topup: decimalFromMinor(summed?.topup ?? 0, scope.exponent),
      spend: decimalFromMinor(summed?.spend ?? 0, scope.exponent),
    },
  };
}
