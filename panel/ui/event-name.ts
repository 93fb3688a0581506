import { t } from "../text/en.ts";

interface Moved {
  log_event: string;
  log_money: string;
  log_card: string;
  log_qr: string;
}

/** What a row of the log is called; a top-up with the sign turned is a refund (api-v2.md 4.9). */
export function eventName(row: Moved): string {
  const back = [row.log_money, row.log_card, row.log_qr].some((sum) => sum.startsWith("-"));
  if (row.log_event === "TOPUP" && back) return t.refundWord;
  return t.events[row.log_event] ?? row.log_event;
}
