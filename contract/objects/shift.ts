import Type from "typebox";
import { nullableDec, nullableInt } from "./pieces.ts";
import { decOut, durOut, intOut, listOf, nullable, shape, strOut, tsOut } from "../kit/answer.ts";

/** Shifts and what was paid out of their drawers (api-v2.md 3.13, 3.20). Money in reports is a JSON number. */

/** An open shift has a negative id and "-" as its end; closing gives it the positive id of the same number. */
const row = {
  shift_id: intOut,
  shift_staff_name: strOut,
  shift_start_time: tsOut,
  shift_end_time: strOut,
  total_amount: Type.Number(),
  cash: Type.Number(),
  credit_card: Type.Number(),
  qr: Type.Number(),
};

export const shiftRow = shape(row);

/** shift_cash_end and shift_cash_difference are null while it is open. */
export const shift = shape({
  ...row,
  staff_id: intOut,
  shift_cash_start: decOut,
  shift_cash_end: nullableDec,
  shift_cash_expected: decOut,
  shift_comment: strOut,
  reason: strOut,
  shift_cash_moved: decOut,
  shift_cash_difference: nullableDec,
});

export const expenseItem = shape({ log_money: strOut, log_details: strOut });

/** The known keys in their order, then ours. */
export const shiftDetail = shape({
  cafe_name: strOut,
  staff_name: strOut,
  start_time: tsOut,
  end_time: tsOut,
  working_hours: durOut,
  cash: Type.Number(),
  cash_sales: Type.Number(),
  cash_refund: Type.Number(),
  center_expenses: Type.Number(),
  center_expenses_items: listOf(expenseItem),
  pc_cash_amount: Type.Number(),
  console_cash_amount: Type.Number(),
  shop_cash_amount: Type.Number(),
  pc_card_amount: Type.Number(),
  console_card_amount: Type.Number(),
  shop_card_amount: Type.Number(),
  pc_qr_amount: Type.Number(),
  console_qr_amount: Type.Number(),
  shop_qr_amount: Type.Number(),
  shift_cash_start: Type.Number(),
  shift_cash_end: Type.Union([Type.Number(), Type.Literal("-")]),
  credit_card: Type.Number(),
  qr_topup: Type.Number(),
  total_amount: Type.Number(),
  total_bonus: Type.Number(),
  shop_sales: listOf(shape({ product_name: strOut, sold: strOut, cash: strOut, stock: intOut })),
  reason: strOut,
  shift_id: intOut,
  shift_cash_expected: Type.Number(),
  shift_cash_moved: Type.Number(),
  shift_cash_difference: nullable(Type.Number()),
});

export const expense = shape({
  expense_id: intOut,
  expense_amount: decOut,
  expense_details: strOut,
  payment_method: intOut,
  expense_staff_name: strOut,
  shift_id: nullableInt,
  expense_date_local: tsOut,
});
