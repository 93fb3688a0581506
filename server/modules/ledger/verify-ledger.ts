import type { Queries } from "../../kernel/db/database.ts";
import type { BooksCheck } from "./books-check.ts";
import { ledgerChecks } from "./ledger-checks.ts";
import { firstBrokenSeal, sealGuarantee } from "./seal-check.ts";

export interface CheckResult {
  guarantee: string;
  /** The first row that breaks it, in words; null = it holds. */
  broken: string | null;
}

/**
 * Checks every invariant of the ledger, then `more` of other modules, then the seals, on a live database (billing.md 2).
 * Reads only; each check sees one instant, so movements meanwhile do not disturb it.
 */
export async function* verifyLedger(
  db: Queries,
  more: readonly BooksCheck[] = [],
): AsyncGenerator<CheckResult> {
  for (const { guarantee, sql } of [...ledgerChecks, ...more]) {
    // Materialised, because with a limit in sight the planner hopes for an early row and joins row by row.
    const first = `with found as materialized (${sql}) select broken from found limit 1`;
    const row = await db.row<{ broken: string }>(first);
    yield { guarantee, broken: row?.broken ?? null };
  }
  yield { guarantee: sealGuarantee, broken: await firstBrokenSeal(db) };
}
