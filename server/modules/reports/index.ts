/** The door of the module: sums over what the other modules wrote. */
export { reportOf } from "./report-cafe.ts";
export type { ReportData } from "./report-rules.ts";
