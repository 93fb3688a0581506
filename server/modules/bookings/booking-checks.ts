import type { BooksCheck } from "../ledger/index.ts";

/** What `netcafe verify` asks of bookings (billing.md 11). */
export const bookingChecks: readonly BooksCheck[] = [
  {
    guarantee: "what each booking has cost and not paid back is what its transfers moved",
    sql: `
      select format('café %s, booking %s: it says %s and %s of tax, its transfers moved %s and %s', b.cafe_id, b.booking_id,
        s.cost, s.tax, m.sales + m.tax, m.tax) as broken
      from bookings b
      cross join lateral (select case when b.paid_back_at is null then b.cost_minor else 0 end as cost,
        case when b.paid_back_at is null then b.tax_minor else 0 end as tax) s
      cross join lateral (select coalesce(sum(e.amount) filter (where e.account = 'sales_bookings'), 0) as sales,
          coalesce(sum(e.amount) filter (where e.account = 'tax'), 0) as tax
        from booking_transfers t join entries e using (cafe_id, transfer_id)
        where t.cafe_id = b.cafe_id and t.booking_id = b.booking_id) m
      where s.cost <> m.sales + m.tax or s.tax <> m.tax
      order by b.cafe_id, b.booking_id`,
  },
  {
    guarantee: "every transfer that sells booked time is that of a booking",
    sql: `
      select format('café %s, transfer %s moved %s for bookings and is no booking''s', e.cafe_id, e.transfer_id, e.amount) as broken
      from entries e
      where e.account = 'sales_bookings'
        and not exists (select from booking_transfers t where t.cafe_id = e.cafe_id and t.transfer_id = e.transfer_id)
      order by e.cafe_id, e.transfer_id`,
  },
  {
    guarantee: "no two bookings that stand have one place in the queue of a PC at the same time",
    sql: `
      select format('café %s, PC %s: bookings %s and %s overlap in place %s', a.cafe_id, a.pc_id, a.booking_id, b.booking_id, a.place) as broken
      from bookings a join bookings b on b.cafe_id = a.cafe_id and b.pc_id = a.pc_id and b.place = a.place
        and b.booking_id > a.booking_id and b.starts_at < a.ends_at and a.starts_at < b.ends_at
      where a.ended_at is null and b.ended_at is null
      order by a.cafe_id, a.booking_id, b.booking_id`,
  },
  {
    guarantee: "money of a booking went back only where it was cancelled or its PC never came free",
    sql: `
      select format('café %s, booking %s: paid back, and %s', cafe_id, booking_id, coalesce(ended_how, 'it stands')) as broken
      from bookings where paid_back_at is not null and coalesce(ended_how, '') not in ('cancelled', 'never_came')
      order by cafe_id, booking_id`,
  },
];
