import type { Queries } from "./kernel/db/database.ts";
import { verifyLedger, type BooksCheck, type CheckResult } from "./modules/ledger/index.ts";
import { bookingChecks } from "./modules/bookings/index.ts";
import { logChecks } from "./modules/logs/index.ts";
import { sessionChecks } from "./modules/sessions/index.ts";
import { shiftChecks } from "./modules/shifts/index.ts";
import { shopChecks } from "./modules/shop/index.ts";

/**
 * The invariants of every module, in the order they are checked. A module that keeps facts beside the ledger (sessions,
 * offers, orders) adds its own here: one query and one sentence each, see `BooksCheck`.
 */
const checksOfModules: readonly BooksCheck[] = [
  ...logChecks,
  ...shiftChecks,
  ...sessionChecks,
  ...shopChecks,
  ...bookingChecks,
];

/** All that `netcafe verify` checks, one after the other (billing.md 2). Reads only. */
export function verifyBooks(db: Queries): AsyncGenerator<CheckResult> {
  return verifyLedger(db, checksOfModules);
}
