import { durationText, localText, utcText } from "../../kernel/local-time.ts";
import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import type { LogRow } from "./log-store.ts";
import type { FeedbackRow } from "./feedback-store.ts";
import type { EventTotal } from "./span-store.ts";

/** Between our rows and the words of API v2 (api-v2.md 3.9, 3.24, 6 #9, #20). */

type Words = Pick<CafeScope, "cafeId" | "exponent" | "zone">;

const flagOf = (value: boolean): 0 | 1 => (value ? 1 : 0);

/** A row of the log. */
export function billingLogOf({ cafeId, exponent, zone }: Words, row: LogRow) {
  const money = (minor: number) => decimalFromMinor(minor, exponent);
  return {
    log_id: row.billing_log_id,
    log_icafe_id: cafeId,
    log_date: utcText(row.at),
    log_member_account: row.member_account,
    log_pc_name: row.pc_name,
    log_event: row.event,
    log_money: money(row.cash_minor),
    log_spend: money(row.spend_minor),
    log_card: money(row.card_minor),
    log_bonus: money(row.bonus_minor),
    log_coin: decimalFromHundredths(row.coins_hundredths),
    log_used_secs: durationText(row.used_seconds),
    log_details: row.details,
    log_staff_name: row.staff_name,
    log_date_local: localText(row.at, zone),
    log_qr: money(row.qr_minor),
    log_read: flagOf(row.is_read),
    order_id: row.transfer_id,
    session_id: row.session_id,
    shift_id: row.shift_id,
  };
}

/** The same with what was written to the café. */
export function feedbackLogOf(words: Words, row: LogRow) {
  return { ...billingLogOf(words, row), subject: row.subject ?? "", message: row.message ?? "" };
}

export function feedbackOf(zone: string, row: FeedbackRow) {
  return {
    log_id: row.billing_log_id,
    subject: row.subject,
    message: row.message,
    log_member_account: row.member_account,
    log_pc_name: row.pc_name,
    log_date_local: localText(row.at, zone),
    read: flagOf(row.is_read),
    reply: row.reply,
    log_staff_name: row.staff_name,
  };
}

/** Sums of a list as text; null where there are no rows. */
export function totalOf(exponent: number, totals: readonly EventTotal[]) {
  const sum = (of: (total: EventTotal) => number) => totals.reduce((result, total) => result + of(total), 0);
  const text = (value: string) => (totals.length === 0 ? null : value);
  const money = (of: (total: EventTotal) => number) => text(decimalFromMinor(sum(of), exponent));
  return {
    log_bonus: money(({ bonusMinor }) => bonusMinor),
    log_money: money(({ cashMinor }) => cashMinor),
    log_coin: text(decimalFromHundredths(sum(({ coinsHundredths }) => coinsHundredths))),
    log_spend: money(({ spendMinor }) => spendMinor),
    log_card: money(({ cardMinor }) => cardMinor),
    log_used_secs: durationText(sum(({ usedSeconds }) => usedSeconds)),
  };
}
