import type { Queries } from "../../kernel/db/database.ts";
import { keyOf } from "./fold-sums.ts";
import { plainLines, type ReportSums } from "./report-rules.ts";
import { cutReport, type Range } from "./span-rules.ts";
import { rangedLines, rangedValues, type LineFilter } from "./sums-sql.ts";

/** SQL of the report (api-v2.md 3.12). */

const linesSql = `
  select line, subject, side, sum(number) as number, sum(amount) as amount, sum(tax) as tax, sum(bonus) as bonus, sum(cost) as cost
  from ranged where line not in ('topup.member_of', 'pc.spend') group by line, subject, side`;

// Expenses belong to no member and no PC; a filter by these leaves them out, as it does their line.
const expensesSql = `
  select cash_minor + card_minor + qr_minor as "amountMinor", details from billing_logs
  where cafe_id = $1 and at >= $2 and at < $7 and event in ('EXPENSE', 'EXPENSE_CANCEL')
    and ($9::text is null or lower(staff_name) = $9) and coalesce($10, -1) = -1 and coalesce($11, 0) = 0
  order by at, billing_log_id`;

// Of equal sums the first names; names are asked for only of those that may be among them.
const topMembersSql = `
  select m.account as member, f.amount as "amountMinor" from (
    select subject, sum(amount) as amount from ranged where line = 'topup.member_of'
    group by subject having sum(amount) > 0 order by sum(amount) desc fetch first 5 rows with ties) f
  join members m on m.cafe_id = $1 and m.member_id = f.subject::bigint order by f.amount desc, m.account limit 5`;

const topPcsSql = `
  select subject as "pcName", sum(amount) as "spendMinor" from ranged where line = 'pc.spend'
  group by subject having sum(amount) > 0 order by sum(amount) desc, subject limit 5`;

const newMembersSql = `
  select count(*) from members where cafe_id = $1 and created_at >= $2 and created_at < $7 and member_group_id >= 0
    and ($10::bigint is null or member_group_id = $10)`;

const productGroupsSql = `
  select id, name from (select 1 as id, 'Default' as name union all
    select product_group_id, name from product_groups where cafe_id = $1) own order by id`;

const listed = (sql: string) => `(select coalesce(json_agg(listed), '[]') from (${sql}) listed)`;

// One statement sees one instant, so the parts of a report agree while the café goes on.
const reportSql = (exponent: number) => `with ${rangedLines(exponent)}
  select ${listed(linesSql)} as lines, ${listed(expensesSql)} as expenses, ${listed(topMembersSql)} as "topMembers",
    ${listed(topPcsSql)} as "topPcs", (${newMembersSql}) as "newMembers", ${listed(productGroupsSql)} as "productGroups"`;

export interface ReportAsked {
  cafeId: number;
  exponent: number;
  zone: string;
  range: Range;
  filter: LineFilter;
}

/** The sums of one café over a half-open range of instants. */
export async function sumReport(db: Queries, asked: ReportAsked): Promise<ReportSums> {
  const { cafeId, exponent, zone, range, filter } = asked;
  const lines = [...plainLines, "topup.member_of", "pc.spend"];
  const sums = await db.row<ReportSums>(
    reportSql(exponent),
    rangedValues(cafeId, cutReport(range, zone), keyOf(zone), filter, lines),
  );
  if (sums === undefined) throw new Error("a report answered no row");
  return sums;
}
