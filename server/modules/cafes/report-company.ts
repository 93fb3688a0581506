import type { Queries } from "../../kernel/db/database.ts";
import type { Cafes } from "./cafe-scope.ts";
import { rangeOfReport } from "./range-of-report.ts";
import type { RangeAsked, ReportRange } from "./report-range-rules.ts";
import { addedUp } from "./report-sum-rules.ts";
import { findMainCafeId, listCompany } from "./subcafe-store.ts";

/** Report data of one café (api-v2.md 3.12), given by the modules above. */
export type ReportOf = (cafeId: number, range: ReportRange) => Promise<Record<string, unknown>>;

export interface CompanyReport {
  items: { cafe_id: number; cafe_name: string; report_data: unknown }[];
  total: { income: Record<string, unknown>; topup: Record<string, unknown>; sale: Record<string, unknown> };
}

/**
 * Reports of the company: the main café reads those of all its cafés, a linked café its own. Days and times count in
 * each café's own zone. The total adds up the cafés of the caller's currency: other amounts cannot be added to them.
 * Refuses `request.time_range` (api-v2.md 2.3).
 */
export async function reportCompany(
  parts: { db: Queries; cafes: Cafes; reportOf: ReportOf },
  cafeId: number,
  asked: RangeAsked,
  now: Date,
): Promise<CompanyReport> {
  const { db, cafes, reportOf } = parts;
  const scope = await cafes.scope(cafeId);
  const company = await listCompany(db, await findMainCafeId(db, cafeId));
  const isMain = company.some((row) => row.is_main && row.cafe_id === cafeId);
  const reported = company.filter((row) => isMain || row.cafe_id === cafeId);
  const items: CompanyReport["items"] = [];
  const summed: Record<string, unknown>[] = [];
  for (const { cafe_id, name, currency_code } of reported) {
    const range = rangeOfReport(asked, (await cafes.scope(cafe_id)).zone, now);
    const data = await reportOf(cafe_id, range);
    items.push({ cafe_id, cafe_name: name, report_data: data });
    if (currency_code === scope.row.currency_code) summed.push(data);
  }
  const totalOf = (key: string) => addedUp(summed.map((data) => data[key]));
  return { items, total: { income: totalOf("income"), topup: totalOf("topup"), sale: totalOf("sale") } };
}
