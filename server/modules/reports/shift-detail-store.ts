import type { Queries } from "../../kernel/db/database.ts";
import { goodsOf } from "./goods-sql.ts";
import { movedOf } from "./moved-sql.ts";
import type { ShiftSums } from "./shift-detail-rules.ts";

/** SQL of a shift's detail (api-v2.md 3.13). $1 café, $2 shift. */

const isExpense = "kind in ('expense', 'expense_change', 'expense_cancel')";

const placesSql = `
  select case when pc_name = '' then 'shop' when is_console then 'console' else 'pc' end as place,
    coalesce(sum(cash) filter (where cash > 0), 0)::bigint as cash_in, coalesce(sum(cash) filter (where cash < 0), 0)::bigint as cash_back,
    sum(card)::bigint as card, sum(qr)::bigint as qr
  from moved where not ${isExpense} group by 1`;

const expenseSumsSql = `
  select json_build_object('cash', coalesce(sum(cash), 0), 'card', coalesce(sum(card), 0), 'qr', coalesce(sum(qr), 0))
  from moved where ${isExpense}`;

const expenseItemsSql = `
  select l.cash_minor as "amountMinor", l.details
  from picked p join billing_logs l on l.cafe_id = p.cafe_id and l.written_no = p.written_no and l.transfer_id = p.transfer_id
  where l.event in ('EXPENSE', 'EXPENSE_CANCEL') and l.cash_minor <> 0 order by l.at, l.billing_log_id`;

// Cash of an order paid in two ways is spread over its items in proportion, so that they sum to it: each gets what the sum up to
// it rounds to, less what those before it got.
const productsSql = `
  select product_name as name, sum(quantity)::integer as sold, sum(cash_part)::bigint as "cashMinor", coalesce(max(stock), 0) as stock
  from (
    select g.product_id, g.product_name, g.quantity,
      coalesce(round(m.cash * sum(g.money_minor) over up_to_here / nullif(sum(g.money_minor) over whole, 0)::numeric)
        - round(m.cash * (sum(g.money_minor) over up_to_here - g.money_minor) / nullif(sum(g.money_minor) over whole, 0)::numeric), 0) as cash_part,
      case when p.is_unlimited then 0 else p.stock end as stock
    from moved m
    join goods g using (transfer_id)
    left join products p on p.cafe_id = $1 and p.product_id = g.product_id
    window whole as (partition by m.transfer_id), up_to_here as (partition by m.transfer_id order by g.item_no, g.product_id)
  ) sold group by product_id, product_name order by lower(product_name), product_id`;

const listed = (sql: string) => `(select coalesce(json_agg(listed), '[]') from (${sql}) listed)`;

const detailSql = `with ${movedOf("t.shift_id = $2")}, ${goodsOf(0)}
  select ${listed(placesSql)} as places, (${expenseSumsSql}) as expenses, ${listed(expenseItemsSql)} as "expenseItems",
    (select coalesce(sum(bonus_given), 0)::bigint from moved) as "bonusMinor", ${listed(productsSql)} as products`;

/** What one shift moved, in one statement: its parts agree while the café goes on. */
export async function sumShift(queries: Queries, cafeId: number, shiftId: number): Promise<ShiftSums> {
  const sums = await queries.row<ShiftSums>(detailSql, [cafeId, shiftId]);
  if (sums === undefined) throw new Error("the sums of a shift answered no row");
  return sums;
}
