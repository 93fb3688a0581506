/** An expense as movements of the ledger and sums of its log rows (billing.md 12). Pure; whole minor units. */

export type ExpenseTender = "cash" | "card" | "qr";

export interface Paid {
  tender: ExpenseTender;
  /** Below 0 where it comes back. */
  amountMinor: number;
}

/** An expense is what its tender pays, and a loss to the house: both are shown with the sign turned (billing.md 2). */
export const expenseEntries = ({ tender, amountMinor }: Paid) => [
  { account: tender, amount: amountMinor },
  { account: "expenses" as const, amount: 0 - amountMinor },
];

/** What its log row shows: money paid out is negative (api-v2.md 6 #11). */
export function expenseSums({ tender, amountMinor }: Paid) {
  const paid = 0 - amountMinor;
  return {
    cashMinor: tender === "cash" ? paid : 0,
    cardMinor: tender === "card" ? paid : 0,
    qrMinor: tender === "qr" ? paid : 0,
  };
}

/** What still has to be paid so that `after` was paid instead of `before`: of one tender the difference alone. */
export function correctionOf(before: Paid, after: Paid): Paid[] {
  const steps =
    before.tender === after.tender
      ? [{ tender: after.tender, amountMinor: after.amountMinor - before.amountMinor }]
      : [{ tender: before.tender, amountMinor: -before.amountMinor }, after];
  return steps.filter(({ amountMinor }) => amountMinor !== 0);
}
