import { Refusal } from "../../kernel/refusal.ts";
import { reportRange, type RangeAsked, type ReportRange } from "./report-range-rules.ts";

/** The range a report is asked for, in the café's zone. Refuses `request.time_range` when its start is not before its end. */
export function rangeOfReport(asked: RangeAsked, zone: string, now: Date): ReportRange {
  const range = reportRange(asked, zone, now);
  if (range === null) throw new Refusal("request.time_range", "Time range error");
  return range;
}
