import { expense } from "../objects/shift.ts";
import { decOut, intOut, listOf, nothing, pagingInfo, shape } from "../kit/answer.ts";
import { allOptional, date, dec, int, paging, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Expenses: money taken for the house (api-v2.md 2.15, 3.20). */
const shared = { auth: "K", right: "expense_add", mark: "ours", group: "shifts" } as const;
const pathFields = { expenseId: int.required("The expense's id", { min: 1, example: 900007 }) };

const writable = {
  expense_amount: dec.required("What was paid, above 0", { min: 0, max: 1_000_000_000, example: "12.50" }),
  expense_details: text.required("What for", { maxLength: 500, example: "milk" }),
  payment_method: int.optional("0 cash (unless said), 2 card, 4 QR", { choices: [0, 2, 4] }),
};

export const listExpenses = operation({
  ...shared,
  id: "expenses.list",
  method: "GET",
  path: "expenses",
  right: undefined,
  summary: "List expenses, the newest first",
  description: "total is the sum of all that fit, whatever the page.",
  input: {
    ...paging,
    date_start: date.optional("First day, in café time", { example: "2025-01-01" }),
    date_end: date.optional("Last day, which counts whole", { example: "2025-01-31" }),
    staff: text.optional("Name of the staff, case ignored; all = any"),
  },
  answer: shape({ items: listOf(expense), paging_info: pagingInfo, total: decOut }),
  refusals: ["request.time_range"],
});

export const addExpense = operation({
  ...shared,
  id: "expenses.add",
  method: "POST",
  path: "expenses",
  summary: "Pay an expense",
  description: "Out of the drawer of one's open shift.",
  input: writable,
  answer: shape({ expense_id: intOut }),
  successCode: 201,
  idempotent: true,
});

export const getExpense = operation({
  ...shared,
  id: "expenses.get",
  method: "GET",
  path: "expenses/{expenseId}",
  right: undefined,
  pathFields,
  summary: "Read one expense",
  answer: shape({ expense }),
  refusals: ["expense.not_found"],
});

export const changeExpense = operation({
  ...shared,
  id: "expenses.change",
  method: "PUT",
  path: "expenses/{expenseId}",
  pathFields,
  summary: "Correct an expense",
  description: "The amount and how it was paid only while its shift is open.",
  input: allOptional(writable),
  answer: shape({ expense_id: intOut }),
  refusals: ["expense.not_found", "shift.not_open"],
  example: { expenseId: 900007, expense_details: "milk and sugar" },
});

export const removeExpense = operation({
  ...shared,
  id: "expenses.remove",
  method: "DELETE",
  path: "expenses/{expenseId}",
  pathFields,
  summary: "Take an expense back",
  description:
    "By a counter-entry: in the drawer it was paid out of while that shift is open, else in the caller's own.",
  answer: nothing,
  refusals: ["expense.not_found"],
});
