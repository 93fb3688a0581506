import type { Queries } from "../../kernel/db/database.ts";
import { ofDrawers } from "./moved-sql.ts";
import type { ReportSums } from "./report-rules.ts";

/**
 * SQL of the report (api-v2.md 3.12). Amounts come from the entries, never from what a log row shows; the log only adds
 * what entries do not know: the PC, and the words of an expense.
 */

/** What a transfer moved on an account, with the sign a reader expects (billing.md 2 "Signs"). */
const moved = (account: string, sign: "" | "-", name = account) =>
  `${sign}coalesce(sum(e.amount) filter (where e.account = '${account}'), 0) as ${name}`;

// One row a transfer. The café's own money on its way into a drawer and out is no income and left out.
const movedSql = `
  moved as (
    select t.transfer_id, t.kind, coalesce(max(m.member_group_id), -1) as group_id, max(m.account) as member,
      ${["cash", "card", "qr", "bonus_given"].map((account) => moved(account, "-")).join(", ")},
      ${moved("balance", "-", "from_balance")}, ${moved("loan", "-", "lent")}, ${moved("bonus", "-", "from_bonus")},
      ${["sales_products", "sales_offers", "tax", "coins_used", "expenses"].map((account) => moved(account, "")).join(", ")},
      bool_or(e.account like 'sales\\_%' or e.account = 'tax') as sells
    from transfers t
    join entries e using (cafe_id, transfer_id)
    left join members m on m.cafe_id = e.cafe_id and m.member_id = e.member_id
    where t.cafe_id = $1 and t.at >= $2 and t.at < $3 and t.kind not in ${ofDrawers}
    group by t.transfer_id, t.kind
  )`;

// A log row stands at the instant of its transfer, so both lie in the range or neither does.
const placesSql = `
  places as (
    select l.transfer_id, bool_or(coalesce(p.console_type, 0) > 0) as is_console
    from billing_logs l left join pcs p on p.cafe_id = l.cafe_id and lower(p.name) = lower(l.pc_name)
    where l.cafe_id = $1 and l.at >= $2 and l.at < $3 and l.event = 'TOPUP' and l.pc_name <> ''
    group by l.transfer_id
  )`;

// book, line, whether it applies, amount, the tax in it, the bonus in it.
const linesSql = `
  select book, line, sign(amount) as side, count(*) as number, sum(amount) as amount, sum(tax_part) as tax, sum(bonus_part) as bonus
  from (select moved.*, is_console, kind in ('top_up', 'refund') as is_top_up, group_id < 0 as is_guest, cash + card + qr as paid,
      sales_products + sales_offers as goods from moved left join places using (transfer_id)) t
  cross join lateral (
    -- Tax and bonus of a sale of several kinds or by several tenders, in proportion, half up.
    select coalesce(round(tax * sales_products / nullif(goods, 0)), 0) as product_tax,
      coalesce(round(from_bonus * sales_offers / nullif(goods, 0)), 0) as offer_bonus, coalesce(tax / nullif(goods + tax, 0), 0) as tax_rate
  ) s
  cross join lateral (values
    ('topup', 'member', is_top_up and not is_guest, paid, 0, 0),
    ('topup', 'guest', is_top_up and is_guest, paid, 0, 0),
    ('topup', 'prepaid', is_top_up and group_id = -2, paid, 0, 0),
    ('topup', 'postpaid', is_top_up and group_id = -3, paid, 0, 0),
    ('topup', 'pc', is_top_up and not is_console, paid, 0, 0),
    ('topup', 'console', is_top_up and is_console, paid, 0, 0),
    ('topup', 'cash', is_top_up, cash, 0, 0),
    ('topup', 'card', is_top_up, card, 0, 0),
    ('topup', 'qr', is_top_up, qr, 0, 0),
    ('topup', 'bonus', is_top_up, bonus_given, 0, 0),
    ('topup', 'total', is_top_up, paid, 0, 0),
    ('sale', 'product', true, sales_products + product_tax, product_tax, from_bonus - offer_bonus),
    ('sale', 'offer_guest', is_guest and sales_offers <> 0, sales_offers + tax - product_tax, tax - product_tax, offer_bonus),
    ('sale', 'offer_member', not is_guest and sales_offers <> 0, sales_offers + tax - product_tax, tax - product_tax, offer_bonus),
    ('sale', 'cash', goods <> 0, cash, round(cash * tax_rate), 0),
    ('sale', 'card', goods <> 0, card, round(card * tax_rate), 0),
    ('sale', 'balance', goods <> 0, from_balance, round(from_balance * tax_rate), 0),
    ('sale', 'coin', kind <> 'write_off', coins_used, 0, 0),
    ('sale', 'total', goods <> 0, goods + tax, tax, from_bonus),
    ('ledger', 'cash', true, cash, 0, 0),
    ('ledger', 'card', true, card, 0, 0),
    ('ledger', 'qr', true, qr, 0, 0),
    ('ledger', 'by_balance', sells, from_balance, 0, 0),
    ('ledger', 'from_balance', true, from_balance, 0, 0),
    ('ledger', 'lent', true, lent, 0, 0),
    ('ledger', 'tax', true, tax, 0, 0),
    ('ledger', 'expenses', true, expenses, 0, 0)
  ) as v (book, line, applies, amount, tax_part, bonus_part)
  where applies and amount <> 0
  group by book, line, sign(amount)`;

const expensesSql = `
  select cash_minor + card_minor + qr_minor as "amountMinor", details from billing_logs
  where cafe_id = $1 and at >= $2 and at < $3 and event in ('EXPENSE', 'EXPENSE_CANCEL') order by at, billing_log_id`;

const topMembersSql = `
  select member, sum(cash + card + qr) as "amountMinor" from moved
  where kind = 'top_up' and group_id >= 0 and cash + card + qr > 0
  group by member order by sum(cash + card + qr) desc, member limit 5`;

const topPcsSql = `
  select pc_name as "pcName", sum(spend_minor) as "spendMinor" from billing_logs
  where cafe_id = $1 and at >= $2 and at < $3 and event = 'CHECKOUT' and pc_name <> ''
  group by pc_name having sum(spend_minor) > 0 order by sum(spend_minor) desc, pc_name limit 5`;

const newMembersSql = `
  select count(*) from members where cafe_id = $1 and created_at >= $2 and created_at < $3 and member_group_id >= 0`;

const listed = (sql: string) => `(select coalesce(json_agg(listed), '[]') from (${sql}) listed)`;

// One statement sees one instant, so the parts of a report agree while the café goes on.
const reportSql = `with ${movedSql}, ${placesSql}
  select ${listed(linesSql)} as lines, ${listed(expensesSql)} as expenses, ${listed(topMembersSql)} as "topMembers",
    ${listed(topPcsSql)} as "topPcs", (${newMembersSql}) as "newMembers"`;

/** The sums of one café over a half-open range of instants. */
export async function sumReport(
  db: Queries,
  cafeId: number,
  startsAt: Date,
  endsAt: Date,
): Promise<ReportSums> {
  const sums = await db.row<ReportSums>(reportSql, [cafeId, startsAt, endsAt]);
  if (sums === undefined) throw new Error("a report answered no row");
  return sums;
}
