/**
 * The invariants of the books as queries (billing.md 2). Each answers the rows that break it as `broken`, in
 * words that name café and row, or no row at all. None of them trusts a trigger or a constraint.
 */
export interface LedgerCheck {
  /** What holds, as a sentence. */
  guarantee: string;
  /** Answers every broken row, the first one first. */
  sql: string;
}
