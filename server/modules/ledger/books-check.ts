/**
 * An invariant as a query (billing.md 2). It answers the rows that break it as `broken`, the first one first, in words
 * that name café and row, or no row at all. None trusts a trigger or a constraint.
 */
export interface BooksCheck {
  /** What holds, as a sentence. */
  guarantee: string;
  /** Answers every broken row, the first one first. */
  sql: string;
}
