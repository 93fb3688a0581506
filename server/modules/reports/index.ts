/** The door of the module: sums over what the other modules wrote. */
/** The operations `reports*`. */
export { bindReportRoutes } from "./report-routes.ts";
/** ShiftDetail, for whoever ends a shift. */
export { shiftDetailOf } from "./shift-reports.ts";
export { reportOf } from "./report-cafe.ts";
export type { ReportData } from "./report-rules.ts";
/** Keeps what reports add up by day and month. */
export { SumKeeper } from "./sum-keeper.ts";
