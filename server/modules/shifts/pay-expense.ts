import type { Tx } from "../../kernel/db/database.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { nextTransferId, postTransfer, type Actor } from "../ledger/index.ts";
import { correctionOf, expenseEntries, expenseSums, type ExpenseTender, type Paid } from "./expense-rules.ts";
import * as store from "./expense-store.ts";
import { holdOpen } from "./shift-store.ts";

interface Act {
  cafeId: number;
  now: Date;
  by: Actor;
}

/** Pays an expense out of the drawer of whoever pays it; its number is that of the transfer (billing.md 12). */
export async function payExpense(
  tx: Tx,
  { cafeId, now, by }: Act,
  paid: Paid & { details: string },
): Promise<number> {
  const { details } = paid;
  const expenseId = await nextTransferId(tx);
  await postTransfer(tx, cafeId, now, {
    ...{ kind: "expense", transferId: expenseId, shiftId: null, actor: by, comment: details },
    entries: expenseEntries(paid),
    logs: [{ event: "EXPENSE", staffName: by.actorName, details, ...expenseSums(paid) }],
  });
  await store.insertExpense(tx, { cafeId, expenseId, ...paid, staffName: by.actorName, at: now });
  return expenseId;
}

/**
 * Corrects an expense by a movement more that names the first, in the same drawer. Refuses `expense.not_found`, and
 * `shift.not_open` where the amount or the tender changes after its shift has ended.
 */
export async function changeExpense(
  tx: Tx,
  { cafeId, now, by }: Act,
  expenseId: number,
  change: {
    amountMinor?: number | undefined;
    details?: string | undefined;
    tender?: ExpenseTender | undefined;
  },
): Promise<void> {
  const before = await store.lockExpense(tx, cafeId, expenseId);
  if (before === undefined) throw notFound("expense.not_found", "Expense");
  const after = {
    amount_minor: change.amountMinor ?? before.amount_minor,
    details: change.details ?? before.details,
    tender: change.tender ?? before.tender,
  };
  await store.setExpense(tx, cafeId, expenseId, after);
  const steps = correctionOf(paidOf(before), paidOf(after));
  if (steps.length === 0) return;
  if (before.shift_id !== null && !(await holdOpen(tx, cafeId, before.shift_id)))
    throw new Refusal(
      "shift.not_open",
      "The shift of this expense has ended: take it back and enter it anew.",
    );
  for (const step of steps) {
    const row = { event: "EXPENSE", staffName: by.actorName, details: `Corrected: ${after.details}` };
    await postTransfer(tx, cafeId, now, {
      ...{ kind: "expense_change", shiftId: before.shift_id, actor: by, comment: after.details },
      correctsTransferId: expenseId,
      entries: expenseEntries(step),
      logs: [{ ...row, ...expenseSums(step) }],
    });
  }
}

const paidOf = (row: Pick<store.ExpenseRow, "amount_minor" | "tender">): Paid => ({
  tender: row.tender,
  amountMinor: row.amount_minor,
});

/** Takes an expense back: into the drawer it was paid out of while that shift is open, else the caller's. Refuses `expense.not_found`. */
export async function removeExpense(tx: Tx, { cafeId, now, by }: Act, expenseId: number): Promise<void> {
  const expense = await store.lockExpense(tx, cafeId, expenseId);
  if (expense === undefined) throw notFound("expense.not_found", "Expense");
  const { shift_id: shiftId, details } = expense;
  const isOpen = shiftId !== null && (await holdOpen(tx, cafeId, shiftId));
  const back = { ...paidOf(expense), amountMinor: -expense.amount_minor };
  await postTransfer(tx, cafeId, now, {
    ...{ kind: "expense_cancel", shiftId: isOpen ? shiftId : null, actor: by, comment: details },
    correctsTransferId: expenseId,
    entries: expenseEntries(back),
    logs: [{ event: "EXPENSE_CANCEL", staffName: by.actorName, details, ...expenseSums(back) }],
  });
  await store.markExpenseRemoved(tx, cafeId, expenseId, now);
}
