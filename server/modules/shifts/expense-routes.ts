import { operations } from "../../../contract/operations/index.ts";
import type { Api } from "../../kernel/http/api.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import { pageRequest, pagingInfo } from "../../kernel/http/paging.ts";
import { localText } from "../../kernel/local-time.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { invalidField, notFound } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import type { ExpenseTender } from "./expense-rules.ts";
import { findExpense, listExpenses, type ExpenseRow } from "./expense-store.ts";
import { changeExpense, payExpense, removeExpense } from "./pay-expense.ts";
import { daysOf, minorOf } from "./shift-input.ts";
import type { ShiftParts } from "./shift-routes.ts";

const methodOf: Readonly<Record<ExpenseTender, 0 | 2 | 4>> = { cash: 0, card: 2, qr: 4 };
const tenderOf = (method: number): ExpenseTender => (method === 2 ? "card" : method === 4 ? "qr" : "cash");

/** Expenses (api-v2.md 2.15, 3.20). */
export function bindExpenseRoutes(api: Api, { db, cafes }: ShiftParts): void {
  const { expenses } = operations;
  api.bind(expenses.listExpenses, async ({ cafeId, input }) => {
    const scope = await cafes.scope(cafeId);
    const page = pageRequest(input);
    const { rows, total, sumMinor } = await listExpenses(db, cafeId, {
      ...daysOf(input, scope.zone),
      staffName: input.staff === undefined || input.staff === "all" ? null : input.staff,
      text: input.search_text ?? null,
      sortName: input.sort_name,
      ascending: input.sort?.toLowerCase() === "asc",
      page,
    });
    return {
      items: rows.map((row) => expenseOf(scope, row)),
      paging_info: pagingInfo(page, total),
      total: decimalFromMinor(sumMinor, scope.exponent),
    };
  });
  api.bind(expenses.getExpense, async ({ cafeId, input }) => {
    const row = await findExpense(db, cafeId, input.expenseId);
    if (row === undefined) throw notFound("expense.not_found", "Expense");
    return { expense: expenseOf(await cafes.scope(cafeId), row) };
  });
  api.bind(expenses.addExpense, async ({ cafeId, caller, input, now, transact }) => {
    const { exponent } = await cafes.scope(cafeId);
    const paid = {
      amountMinor: amountOf(input.expense_amount, exponent),
      details: input.expense_details,
      tender: tenderOf(input.payment_method ?? 0),
    };
    const act = { cafeId, now, by: actorOf(caller) };
    return { expense_id: await transact((tx) => payExpense(tx, act, paid)) };
  });
  api.bind(expenses.changeExpense, async ({ cafeId, caller, input, now, transact }) => {
    const { exponent } = await cafes.scope(cafeId);
    if (input.expense_details === "")
      throw invalidField("expense_details", "The expense_details field is required.");
    const change = {
      amountMinor: input.expense_amount === undefined ? undefined : amountOf(input.expense_amount, exponent),
      details: input.expense_details,
      tender: input.payment_method === undefined ? undefined : tenderOf(input.payment_method),
    };
    const act = { cafeId, now, by: actorOf(caller) };
    await transact((tx) => changeExpense(tx, act, input.expenseId, change));
    return { expense_id: input.expenseId };
  });
  api.bind(expenses.removeExpense, async ({ cafeId, caller, input, now, transact }) => {
    await transact((tx) => removeExpense(tx, { cafeId, now, by: actorOf(caller) }, input.expenseId));
    return {};
  });
}

function amountOf(decimal: string, exponent: number): number {
  const minor = minorOf("expense_amount", decimal, exponent);
  if (minor <= 0) throw invalidField("expense_amount", "The expense_amount must be above 0.");
  return minor;
}

function expenseOf({ exponent, zone }: CafeScope, row: ExpenseRow) {
  return {
    expense_id: row.expense_id,
    expense_amount: decimalFromMinor(row.amount_minor, exponent),
    expense_details: row.details,
    payment_method: methodOf[row.tender],
    expense_staff_name: row.staff_name,
    shift_id: row.shift_id,
    expense_date_local: localText(row.created_at, zone),
  };
}
