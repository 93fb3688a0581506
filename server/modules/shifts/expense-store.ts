import type { Queries, Tx } from "../../kernel/db/database.ts";
import { likePattern, type PageRequest } from "../../kernel/http/paging.ts";
import type { ExpenseTender } from "./expense-rules.ts";

/** All SQL of expenses. */

export interface ExpenseRow {
  expense_id: number;
  amount_minor: number;
  details: string;
  tender: ExpenseTender;
  staff_name: string;
  shift_id: number | null;
  created_at: Date;
}

const columns = "expense_id, amount_minor, details, tender, staff_name, shift_id, created_at";

export const findExpense = (db: Queries, cafeId: number, expenseId: number) =>
  db.row<ExpenseRow>(
    `select ${columns} from expenses where cafe_id = $1 and expense_id = $2 and removed_at is null`,
    [cafeId, expenseId],
  );

export const lockExpense = (tx: Tx, cafeId: number, expenseId: number) =>
  tx.row<ExpenseRow>(
    `select ${columns} from expenses where cafe_id = $1 and expense_id = $2 and removed_at is null for update`,
    [cafeId, expenseId],
  );

/** On the shift of its transfer. */
export const insertExpense = (
  tx: Tx,
  expense: {
    cafeId: number;
    expenseId: number;
    amountMinor: number;
    details: string;
    tender: ExpenseTender;
    staffName: string;
    at: Date;
  },
) =>
  tx.run(
    `insert into expenses (cafe_id, expense_id, amount_minor, details, tender, staff_name, shift_id, created_at)
     select cafe_id, transfer_id, $3, $4, $5, $6, shift_id, $7 from transfers where cafe_id = $1 and transfer_id = $2`,
    [
      ...[expense.cafeId, expense.expenseId, expense.amountMinor, expense.details, expense.tender],
      ...[expense.staffName, expense.at],
    ],
  );

export const setExpense = (
  tx: Tx,
  cafeId: number,
  expenseId: number,
  now: Pick<ExpenseRow, "amount_minor" | "details" | "tender">,
) =>
  tx.run(
    "update expenses set amount_minor = $3, details = $4, tender = $5 where cafe_id = $1 and expense_id = $2",
    [cafeId, expenseId, now.amount_minor, now.details, now.tender],
  );

export const markExpenseRemoved = (tx: Tx, cafeId: number, expenseId: number, at: Date) =>
  tx.run("update expenses set removed_at = $3 where cafe_id = $1 and expense_id = $2", [
    cafeId,
    expenseId,
    at,
  ]);

export interface ExpenseSearch {
  from: Date | null;
  to: Date | null;
  staffName: string | null;
  text: string | null;
  sortName: string | undefined;
  ascending: boolean;
  page: PageRequest;
}

const sortable: Readonly<Record<string, string>> = {
  expense_id: "expense_id",
  expense_amount: "amount_minor",
  expense_details: "lower(details)",
  expense_staff_name: "lower(staff_name)",
  expense_date_local: "created_at",
};

/** A page of expenses, how many fit in all, and their sum. */
export async function listExpenses(db: Queries, cafeId: number, search: ExpenseSearch) {
  const fits = `cafe_id = $1 and removed_at is null and ($2::timestamptz is null or created_at >= $2)
    and ($3::timestamptz is null or created_at < $3) and ($4::text is null or lower(staff_name) = lower($4))
    and ($5::text is null or concat_ws(E'\\n', details, staff_name) ilike $5)`;
  const text = search.text === null ? null : likePattern(search.text);
  const values = [cafeId, search.from, search.to, search.staffName, text];
  const order = `${sortable[search.sortName ?? ""] ?? "created_at"} ${search.ascending ? "asc" : "desc"}`;
  const [rows, sums] = await Promise.all([
    db.rows<ExpenseRow>(
      `select ${columns} from expenses where ${fits} order by ${order}, expense_id desc limit $6 offset $7`,
      [...values, search.page.limit, search.page.offset],
    ),
    db.row<{ n: number; total: number }>(
      `select count(*)::integer as n, coalesce(sum(amount_minor), 0)::bigint as total from expenses where ${fits}`,
      values,
    ),
  ]);
  return { rows, total: sums?.n ?? 0, sumMinor: sums?.total ?? 0 };
}
