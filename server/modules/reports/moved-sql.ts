/**
 * What each transfer moved, as one row of columns: the base of every report. Amounts come from the entries, never from what a
 * log row shows; the log only adds what entries do not know: where it was and who stood at the till.
 */

/** The café's own cash on its way into a drawer and out: no income, in no report. */
export const ofDrawers = "('shift_float', 'shift_cash', 'shift_end')";

/** An amount with the sign a reader expects (billing.md 2 "Signs"). */
const moved = (account: string, sign: "" | "-", name = account) =>
  `${sign}coalesce(sum(e.amount) filter (where e.account = '${account}'), 0) as ${name}`;

/**
 * The common table expressions `picked`, `told` and `moved` of the transfers `t` that fit the condition. A sale's row of the log
 * was written by the transaction of its transfer, which finds it without an index of its own.
 */
export const movedOf = (condition: string) => `
  picked as materialized (
    select t.cafe_id, t.transfer_id, t.at, t.kind, t.written_no from transfers t
    where t.cafe_id = $1 and t.kind not in ${ofDrawers} and ${condition}
  ), told as (
    select l.transfer_id, max(l.staff_name) as staff_name, max(l.member_id) as member_id, max(l.member_account) as member,
      coalesce(max(l.member_group_id), -1) as group_id, max(l.pc_name) as pc_name, max(l.pc_group_id) as pc_group_id,
      bool_or(l.pc_is_console) as is_console
    from picked p join billing_logs l
      on l.cafe_id = p.cafe_id and l.written_no = p.written_no and l.transfer_id = p.transfer_id
    group by l.transfer_id
  ), moved as (
    select p.transfer_id, p.at, p.kind, coalesce(w.staff_name, '') as staff_name, w.member_id, w.member, coalesce(w.group_id, -1) as group_id,
      coalesce(w.pc_name, '') as pc_name, w.pc_group_id, coalesce(w.is_console, false) as is_console, e.*
    from picked p
    join lateral (
      select ${["cash", "card", "qr", "bonus_given"].map((account) => moved(account, "-")).join(", ")},
        ${moved("balance", "-", "from_balance")}, ${moved("loan", "-", "lent")}, ${moved("bonus", "-", "from_bonus")},
        ${["sales_products", "sales_offers", "sales_time", "sales_bookings", "tax", "coins_used", "expenses"].map((account) => moved(account, "")).join(", ")},
        bool_or(e.account like 'sales\\_%' or e.account = 'tax') as sells
      from entries e where e.cafe_id = p.cafe_id and e.transfer_id = p.transfer_id) e on true
    left join told w on w.transfer_id = p.transfer_id
  )`;
