/**
 * What each transfer moved, as one row of columns: the base of every report. Amounts come from the entries, never from what a
 * log row shows; the log only adds what entries do not know: where it was, of whose group, and who stood at the till.
 */

/** The café's own cash on its way into a drawer and out: no income, in no report. */
export const ofDrawers = "('shift_float', 'shift_cash', 'shift_end')";

/** Amounts with the sign a reader expects (billing.md 2 "Signs"): what came in is positive. */
const columns: readonly (readonly [account: string, sign: "" | "-", name: string])[] = [
  ["cash", "-", "cash"],
  ["card", "-", "card"],
  ["qr", "-", "qr"],
  ["bonus_given", "-", "bonus_given"],
  ["balance", "-", "from_balance"],
  ["loan", "-", "lent"],
  ["bonus", "-", "from_bonus"],
  ["sales_products", "", "sales_products"],
  ["sales_offers", "", "sales_offers"],
  ["sales_time", "", "sales_time"],
  ["sales_bookings", "", "sales_bookings"],
  ["sales_other", "", "sales_other"],
  ["card_fees", "", "card_fees"],
  ["tax", "", "tax"],
  ["coins_used", "", "coins_used"],
  ["expenses", "", "expenses"],
];
const sums = columns
  .map(
    ([account, sign, name]) =>
      `${sign}coalesce(sum(amount) filter (where account = '${account}'), 0) as ${name}`,
  )
  .join(", ");

/**
 * The common table expressions `picked`, `told` and `moved` of the transfers `t` that fit one of the conditions; these exclude each
 * other and each has an index of its own. Log rows are written by the transaction of their transfer, which finds them without an
 * index on their transfer.
 */
export const movedOf = (...conditions: readonly string[]) => `
  picked as materialized (
    ${conditions
      .map(
        (condition) => `select t.cafe_id, t.transfer_id, t.at, t.kind, t.written_no from transfers t
    where t.cafe_id = $1 and t.kind not in ${ofDrawers} and ${condition}`,
      )
      .join(" union all ")}
  ), told as materialized (
    select l.transfer_id, max(l.staff_name) as staff_name, max(l.member_id) as member_id, max(l.member_account) as member,
      coalesce(max(l.member_group_id), -1) as group_id, max(l.pc_name) as pc_name, max(l.pc_group_id) as pc_group_id,
      bool_or(l.pc_is_console) as is_console
    from picked p join billing_logs l
      on l.cafe_id = p.cafe_id and l.written_no = p.written_no and l.transfer_id = p.transfer_id
    group by l.transfer_id
  ), booked as materialized (
    select e.transfer_id, ${sums}, bool_or(account like 'sales\\_%' or account = 'tax') as sells
    from picked p join entries e on e.cafe_id = p.cafe_id and e.transfer_id = p.transfer_id
    group by e.transfer_id
  ), moved as materialized (
    select p.at, p.kind, lower(coalesce(w.staff_name, '')) as staff, w.member_id, w.member, coalesce(w.group_id, -1) as group_id,
      coalesce(w.pc_name, '') as pc_name, coalesce(w.pc_group_id, 0) as pc_group_id, coalesce(w.is_console, false) as is_console, b.*
    from picked p join booked b using (transfer_id) left join told w using (transfer_id)
  )`;
