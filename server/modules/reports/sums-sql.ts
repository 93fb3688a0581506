import { linesWithSubject } from "./fold-sums.ts";
import { goodsOf } from "./goods-sql.ts";
import { linesOf } from "./lines-sql.ts";
import { movedOf } from "./moved-sql.ts";
import type { ReportCut } from "./span-rules.ts";

/**
 * The lines of a range, from what is kept added up and, where no sums are kept, from the transfers themselves: at the ends of the range
 * that fill no day, and what was written since the sums were folded last (README, "Sums"). One statement sees one instant of both.
 */

export interface LineFilter {
  /** As the log names them, lower case; null = anybody. */
  staff: string | null;
  memberGroupId: number | null;
  pcGroupId: number | null;
}

export const noFilter: LineFilter = { staff: null, memberGroupId: null, pcGroupId: null };

const withSubject = `(${linesWithSubject.map((line) => `'${line}'`).join(", ")})`;
const fits = (staff: string, group: string, pcGroup: string) =>
  `($9::text is null or ${staff} = $9) and ($10::bigint is null or ${group} = $10) and ($11::bigint is null or ${pcGroup} = $11)`;
const isAll = "$9::text is null and $10::bigint is null and $11::bigint is null";

const kept = (span: number, from: string, to: string, which: string) => `
  select starts_at as at, line, subject, side, number, amount, tax, bonus, cost from report_sums
  where cafe_id = $1 and exists (select from folded) and span = ${span} and line = any ($12::text[]) and starts_at >= ${from}
    and starts_at < ${to} and ${which} and ${fits("staff", "member_group_id", "pc_group_id")}`;

/**
 * The common table expression `ranged` with the lines $12 of the range. $1 café, $2 to $7 the cut, $8 the key of its days, $9 to $11 the
 * filter. Of a day that is kept added up, `at` is its first instant.
 */
export const rangedLines = (exponent: number) => `
  folded as materialized (select last_no, last_id from report_states where cafe_id = $1 and zone = $8),
  ${movedOf(
    "t.at >= $2 and t.at < $3",
    "t.at >= $6 and t.at < $7",
    `(t.written_no, t.transfer_id) > (coalesce((select last_no from folded), 0), coalesce((select last_id from folded), 0))
      and t.at >= $3 and t.at < $6`,
  )}, ${goodsOf(exponent)}, ${linesOf}, ranged as materialized (
  ${kept(1, "$3", "$4", "true")} union all ${kept(1, "$5", "$6", "true")}
  union all ${kept(2, "$4", "$5", `line not in ${withSubject}`)}
  union all ${kept(3, "$4", "$5", `line in ${withSubject} and ${isAll}`).replace(fits("staff", "member_group_id", "pc_group_id"), "true")}
  union all ${kept(1, "$4", "$5", `line in ${withSubject} and not (${isAll})`)}
  union all
  select at, line, subject, side, number, amount, tax, bonus, cost from lines
  where line = any ($12::text[]) and ${fits("staff", "group_id", "pc_group_id")}
)`;

/** The values of `rangedLines`, $1 to $12. */
export const rangedValues = (
  cafeId: number,
  cut: ReportCut,
  zoneKey: string,
  filter: LineFilter,
  lines: readonly string[],
): unknown[] => [
  ...[cafeId, cut.startsAt, cut.daysFrom, cut.monthsFrom, cut.monthsTo, cut.daysTo, cut.endsAt, zoneKey],
  ...[filter.staff, filter.memberGroupId, filter.pcGroupId, lines],
];
