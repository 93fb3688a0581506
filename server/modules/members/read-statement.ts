import type { Static } from "typebox";
import type {
  listTopUps,
  memberStatement as operation,
  statementItem,
} from "../../../contract/operations/member-books.ts";
import type { Queries } from "../../kernel/db/database.ts";
import type { InputOf } from "../../kernel/http/api.ts";
import { pageRequest, pagingInfo } from "../../kernel/http/paging.ts";
import { instantOfLocal, localText } from "../../kernel/local-time.ts";
import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { listLots, listMovements, listRefundable, type MovementRow } from "../ledger/index.ts";
import { paymentMethodOf } from "./top-up-member.ts";

const millisecondsOfDay = 86_400_000;
const dayAfter = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + millisecondsOfDay).toISOString().slice(0, 10);

function itemOf({ exponent, zone }: CafeScope, row: MovementRow): Static<typeof statementItem> {
  const money = (minor: number) => decimalFromMinor(minor, exponent);
  return {
    transfer_id: row.transfer_id,
    log_date_local: localText(row.at, zone),
    log_event: row.event,
    log_details: row.details,
    log_pc_name: row.pc_name,
    log_staff_name: row.staff_name,
    log_money: money(row.cash),
    log_card: money(row.card),
    log_qr: money(row.qr),
    balance_change: money(row.balance_change),
    bonus_change: money(row.bonus_change),
    loan_change: money(row.loan_change),
    coins_change: decimalFromHundredths(row.coins_change),
    points_change: decimalFromHundredths(row.points_change),
    balance: money(row.balance),
    bonus: money(row.bonus),
    loan: money(row.loan),
    coins: decimalFromHundredths(row.coins),
    points: decimalFromHundredths(row.points),
  };
}

/** A page of a member's statement. Refuses `request.time_range` when the first day lies after the last. */
export async function readStatement(
  db: Queries,
  scope: CafeScope,
  memberId: number,
  input: Pick<InputOf<typeof operation>, "page" | "limit" | "date_start" | "date_end" | "event">,
) {
  const { date_start: first, date_end: last, event } = input;
  if (first !== undefined && last !== undefined && first > last)
    throw new Refusal("request.time_range", "Time range error");
  const midnight = (day: string) => instantOfLocal(`${day} 00:00`, scope.zone);
  const page = pageRequest(input);
  const asked = {
    cafeId: scope.cafeId,
    memberId,
    startsAt: first === undefined ? null : midnight(first),
    endsAt: last === undefined ? null : midnight(dayAfter(last)),
    event: event === undefined || event === "all" ? null : event,
  };
  const { rows, total } = await listMovements(db, asked, page);
  const money = (minor: number) => decimalFromMinor(minor, scope.exponent);
  return {
    items: rows.map((row) => itemOf(scope, row)),
    paging_info: pagingInfo(page, total.n),
    total: {
      paid: money(total.paid),
      balance_change: money(total.balance_change),
      bonus_change: money(total.bonus_change),
    },
  };
}

/** A member's lots of bonus as the wire shows them. */
export async function readLots(db: Queries, scope: CafeScope, memberId: number, now: Date) {
  const rows = await listLots(db, scope.cafeId, memberId, now);
  return rows.map((row) => ({
    bonus_lot_id: row.bonus_lot_id,
    transfer_id: row.transfer_id,
    granted_local: localText(row.granted_at, scope.zone),
    expires_local: row.expires_at === null ? null : localText(row.expires_at, scope.zone),
    granted: decimalFromMinor(row.granted_minor, scope.exponent),
    left: decimalFromMinor(row.left_minor, scope.exponent),
  }));
}

const usualTopUps = 20;

/** A member's top-ups of which something may still be refunded, the newest first. */
export async function readRefundable(
  db: Queries,
  scope: CafeScope,
  {
    memberId,
    before,
    limit = usualTopUps,
  }: Pick<InputOf<typeof listTopUps>, "memberId" | "before" | "limit">,
) {
  const rows = await listRefundable(db, scope.cafeId, memberId, { before: before ?? null, limit });
  const money = (minor: number) => decimalFromMinor(minor, scope.exponent);
  return rows.map((row) => ({
    order_id: row.transfer_id,
    log_date_local: localText(row.at, scope.zone),
    payment_method: paymentMethodOf(row.tender),
    topup_value: money(row.value),
    bonus: money(row.bonus),
    coins: decimalFromHundredths(row.coins),
    refunded: money(row.refunded),
    refundable: money(row.value - row.refunded),
  }));
}
