import { localText } from "../../kernel/local-time.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import { differenceOf, expectedCash, idOnWire } from "./shift-rules.ts";
import { sumsOfShift, type ShiftRow } from "./shift-store.ts";

/** Between our rows and the words of API v2 (api-v2.md 3.13). */

type Words = Pick<CafeScope, "exponent" | "zone">;

/** Money in reports is a JSON number. */
export const numberOf = (minor: number, exponent: number): number =>
  Number(decimalFromMinor(minor, exponent));

/** ShiftRow; money moved, net. */
export function shiftRowOf({ exponent, zone }: Words, row: ShiftRow) {
  const money = (minor: number) => numberOf(minor, exponent);
  return {
    shift_id: idOnWire(row.shift_id, row.ended_at),
    shift_staff_name: row.staff_name,
    shift_start_time: localText(row.started_at, zone),
    shift_end_time: row.ended_at === null ? "-" : localText(row.ended_at, zone),
    total_amount: money(row.cash_minor + row.card_minor + row.qr_minor),
    cash: money(row.cash_minor),
    credit_card: money(row.card_minor),
    qr: money(row.qr_minor),
  };
}

/** Shift: the same with its drawer. */
export function shiftOf(words: Words, row: ShiftRow) {
  const money = (minor: number) => decimalFromMinor(minor, words.exponent);
  const expected = expectedCash(sumsOfShift(row));
  return {
    ...shiftRowOf(words, row),
    staff_id: row.staff_id,
    shift_cash_start: money(row.float_minor),
    shift_cash_end: row.counted_minor === null ? null : money(row.counted_minor),
    shift_cash_expected: money(expected),
    shift_comment: row.comment,
    reason: row.reason,
    shift_cash_moved: money(row.moved_minor),
    shift_cash_difference:
      row.counted_minor === null ? null : money(differenceOf(row.counted_minor, expected)),
  };
}
