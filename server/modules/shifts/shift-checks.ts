import type { BooksCheck } from "../ledger/index.ts";

/** What shifts keep beside the ledger, and what every drawer relies on (README). */
export const shiftChecks: readonly BooksCheck[] = [
  {
    guarantee: "what a shift that is over says it took is what the ledger moved on it",
    sql: `
      select format('café %s, shift %s of %s: it says float %s, moved %s, cash %s, card %s, QR %s, expected %s; the ledger says %s, %s, %s, %s, %s, %s',
        s.cafe_id, s.shift_id, s.staff_name, s.float_minor, s.moved_minor, s.cash_minor, s.card_minor, s.qr_minor, s.expected_minor,
        n.floated, n.moved, n.cash, n.card, n.qr, n.floated + n.moved + n.cash) as broken
      from shifts s cross join lateral shift_sums(s.cafe_id, s.shift_id) n
      where s.ended_at is not null
        and (s.float_minor, s.moved_minor, s.cash_minor, s.card_minor, s.qr_minor, s.expected_minor)
          <> (n.floated, n.moved, n.cash, n.card, n.qr, n.floated + n.moved + n.cash)
        or s.ended_at is null and s.float_minor <> n.floated
      order by s.cafe_id, s.shift_id`,
  },
  {
    guarantee:
      "the drawer of each shift that is over is empty, and what was wrong with it stands on its own account",
    sql: `
      select format('café %s, shift %s of %s: its drawer stands at %s, %s was counted of %s, the ledger holds a difference of %s',
        s.cafe_id, s.shift_id, s.staff_name, -e.cash, s.counted_minor, s.expected_minor, e.difference) as broken
      from shifts s
      cross join lateral (
        select coalesce(sum(amount) filter (where account = 'cash'), 0) as cash,
          coalesce(sum(amount) filter (where account = 'drawer_difference'), 0) as difference
        from transfers t join entries using (cafe_id, transfer_id)
        where t.cafe_id = s.cafe_id and t.shift_id = s.shift_id and account in ('cash', 'drawer_difference')) e
      where s.ended_at is not null and (e.cash <> 0 or e.difference <> s.counted_minor - s.expected_minor)
      order by s.cafe_id, s.shift_id`,
  },
  {
    guarantee: "each movement stands on a shift of whoever made it, and its log rows with it",
    sql: `
      select broken from (
        select t.cafe_id, t.transfer_id, format('café %s, transfer %s of %s: it stands on shift %s of %s', t.cafe_id, t.transfer_id,
          t.actor_name, t.shift_id, coalesce(s.staff_name, 'nobody')) as broken
        from transfers t left join shifts s using (cafe_id, shift_id)
        where t.shift_id is not null and (s.shift_id is null
          -- The Admin may count another's drawer and put right what was paid out of it.
          or t.kind not in ('shift_float', 'shift_end', 'expense_change', 'expense_cancel')
            and (t.actor_kind <> 'staff' or t.actor_id <> s.staff_id))
        union all
        select l.cafe_id, l.transfer_id, format('café %s, log row %s (%s): it stands on shift %s, its transfer on %s', l.cafe_id,
          l.billing_log_id, l.event, coalesce(l.shift_id::text, 'none'), coalesce(t.shift_id::text, 'none'))
        from billing_logs l join transfers t using (cafe_id, transfer_id)
        where l.shift_id is distinct from t.shift_id
      ) found order by cafe_id, transfer_id`,
  },
  {
    guarantee: "each expense is what the ledger paid for it, and nothing once it was taken back",
    sql: `
      select format('café %s, expense %s (%s): %s kept, the ledger paid %s', x.cafe_id, x.expense_id, x.details,
        case when x.removed_at is null then x.amount_minor else 0 end, e.paid) as broken
      from expenses x
      cross join lateral (
        select coalesce(-sum(e.amount), 0) as paid from transfers t join entries e using (cafe_id, transfer_id)
        where t.cafe_id = x.cafe_id and (t.transfer_id = x.expense_id or t.corrects_transfer_id = x.expense_id)
          and e.account = 'expenses') e
      where e.paid <> case when x.removed_at is null then x.amount_minor else 0 end
      order by x.cafe_id, x.expense_id`,
  },
];
