import type { Db } from "../../kernel/db/database.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { Cafes, ReportRange } from "../cafes/index.ts";
import { reportData, type ReportData } from "./report-rules.ts";
import { sumReport } from "./report-store.ts";
import { noFilter, type LineFilter } from "./sums-sql.ts";

/**
 * Answers the report of a café over a range of its local time (api-v2.md 3.12); instants half open, read in one
 * snapshot. Refuses `request.time_range` when the start is not before the end, and `cafe.not_found`.
 */
export function reportOf(parts: {
  db: Db;
  cafes: Cafes;
}): (cafeId: number, range: ReportRange, filter?: LineFilter, staff?: string) => Promise<ReportData> {
  return async (cafeId, range, filter = noFilter, staff = "All") => {
    // Written the positive way round, so that an instant that is no date is refused too.
    const isForward = range.startsAt.getTime() < range.endsAt.getTime();
    if (!isForward) throw new Refusal("request.time_range", "Time range error");
    const { exponent, zone } = await parts.cafes.scope(cafeId);
    const sums = await sumReport(parts.db, { cafeId, exponent, zone, range, filter });
    return reportData(sums, exponent, { ...range, staff });
  };
}
