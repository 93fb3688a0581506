import type { Queries } from "../../kernel/db/database.ts";
import { ledgerChecks } from "./ledger-checks.ts";
import { firstBrokenSeal, sealGuarantee } from "./seal-check.ts";

export interface CheckResult {
  guarantee: string;
  /** The first row that breaks it, in words; null = it holds. */
  broken: string | null;
}

/**
 * Checks every invariant of the books and the seals on a live database, one after the other (billing.md 2). Reads only; each check
 * sees one instant, so movements meanwhile do not disturb it.
 */
export async function* verifyLedger(db: Queries): AsyncGenerator<CheckResult> {
  for (const { guarantee, sql } of ledgerChecks) {
    // Materialised, because with a limit in sight the planner hopes for an early row and joins row by row.
    const first = `with found as materialized (${sql}) select broken from found limit 1`;
    const row = await db.row<{ broken: string }>(first);
    yield { guarantee, broken: row?.broken ?? null };
  }
  yield { guarantee: sealGuarantee, broken: await firstBrokenSeal(db) };
}
