import type { Queries } from "../../kernel/db/database.ts";
import type { ChartPlaces, PlacedLine } from "./chart-rules.ts";
import type { SubjectSum } from "./customer-rules.ts";
import { keyOf } from "./fold-sums.ts";
import type { ReportAsked } from "./report-store.ts";
import { cutReport, type ReportCut } from "./span-rules.ts";
import { rangedLines, rangedValues } from "./sums-sql.ts";

/** Single lines of a range, for charts, taxes and customers (api-v2.md 2.14). */

const rangedOf = (asked: ReportAsked, cut: ReportCut, lines: readonly string[]) => ({
  sql: rangedLines(asked.exponent),
  values: rangedValues(asked.cafeId, cut, keyOf(asked.zone), asked.filter, lines),
});

/** What lines moved in each place of a chart, both sides together. */
export async function sumPlaces(
  db: Queries,
  asked: ReportAsked,
  lines: readonly string[],
  { places, isOneDay }: { places: ChartPlaces; isOneDay: boolean },
): Promise<PlacedLine[]> {
  const { range, zone } = asked;
  const end = range.endsAt;
  // Kept sums are of days: hours are read from the transfers.
  const cut = isOneDay
    ? { ...range, daysFrom: end, monthsFrom: end, monthsTo: end, daysTo: end }
    : cutReport(range, zone, { byDays: true });
  const { sql, values } = rangedOf(asked, cut, lines);
  return db.rows<PlacedLine>(
    `with ${sql} select line, width_bucket(at, $13::timestamptz[]) as place, sum(amount)::bigint as "amountMinor"
     from ranged group by line, place`,
    [...values, places.startsAt],
  );
}

/** What lines moved by subject, both sides together. */
export async function sumSubjects(
  db: Queries,
  asked: ReportAsked,
  lines: readonly string[],
): Promise<SubjectSum[]> {
  const { sql, values } = rangedOf(asked, cutReport(asked.range, asked.zone), lines);
  return db.rows<SubjectSum>(
    `with ${sql} select line, subject, sum(amount)::bigint as "amountMinor", sum(tax)::bigint as "taxMinor",
       sum(bonus)::bigint as "bonusMinor"
     from ranged group by line, subject`,
    values,
  );
}

/** Those who spent the most; of equal sums the first names. */
export async function listSpenders(
  db: Queries,
  asked: ReportAsked,
): Promise<{ account: string; amountMinor: number }[]> {
  const { sql, values } = rangedOf(asked, cutReport(asked.range, asked.zone), ["member.spend"]);
  return db.rows(
    `with ${sql} select m.account, f.amount as "amountMinor" from (
       select subject, sum(amount)::bigint as amount from ranged group by subject having sum(amount) > 0
       order by sum(amount) desc fetch first 10 rows with ties) f
     join members m on m.cafe_id = $1 and m.member_id = f.subject::bigint order by f.amount desc, m.account limit 10`,
    values,
  );
}
