/** The door of the module: shifts, their drawers, and what is paid out of them (billing.md 12). */

/** The operations `shifts*` and `expenses*`. */
export { bindShiftRoutes, type ShiftDetail, type ShiftParts } from "./shift-routes.ts";
export { bindExpenseRoutes } from "./expense-routes.ts";

/** Refuses `shift.required` to staff without a shift, before their call is carried out. */
export { requireShift } from "./require-shift.ts";

/** Starting and ending, for those who are no call: tests and the sample café. Refuse `shift.*`. */
export { startShift, type NewShift } from "./start-shift.ts";
export { endShift, type Ending } from "./end-shift.ts";
/** Refuses nothing; out of the drawer of whoever pays. */
export { payExpense } from "./pay-expense.ts";

/** Reads for reports and pages. */
export {
  findOpenShift,
  findShift,
  hasOpenShift,
  listOpenShifts,
  listShiftsOfRange,
  sumsOfShift,
  type ShiftRow,
} from "./shift-store.ts";
export { numberOf, shiftOf, shiftRowOf } from "./shift-wire.ts";
export { differenceOf, expectedCash, idFromWire, idOnWire, type DrawerSums } from "./shift-rules.ts";

/** What `netcafe verify` asks of shifts. */
export { shiftChecks } from "./shift-checks.ts";
