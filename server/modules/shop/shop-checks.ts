import type { BooksCheck } from "../ledger/index.ts";

/** Sums of an order's ways by the accounts they move, as one value to compare. */
const waysOf = (sum: string) =>
  `jsonb_build_object(${(
    [
      ["cash", 0],
      ["balance", 1],
      ["card", 2],
      ["qr", 4],
    ] as const
  )
    .map(
      ([account, method]) =>
        `'${account}', coalesce(sum(${sum}) filter (where payment_method = ${method}), 0)`,
    )
    .join(", ")})`;

const movedOf = (sign: "-" | "") =>
  `jsonb_build_object(${["cash", "balance", "card", "qr"]
    .map((account) => `'${account}', ${sign}coalesce(sum(amount) filter (where account = '${account}'), 0)`)
    .join(", ")})`;

/** What `netcafe verify` asks of stock and orders (billing.md 2, 10). */
export const shopChecks: readonly BooksCheck[] = [
  {
    guarantee: "the stock of each product is the sum of its changes, and the last of them left what is there",
    sql: `
      select format('café %s, product %s (%s): %s kept, its changes say %s, the last of them left %s', p.cafe_id, p.product_id, p.name,
        p.stock, coalesce(c.total, 0), coalesce(c.left_there, 0)) as broken
      from products p
      left join (select cafe_id, product_id, sum(change) as total,
          (array_agg(stock_after order by stock_change_id desc))[1] as left_there
        from stock_changes group by cafe_id, product_id) c using (cafe_id, product_id)
      where p.stock <> coalesce(c.total, 0) or p.stock <> coalesce(c.left_there, 0) or (p.stock < 0 and not p.is_unlimited)
      order by p.cafe_id, p.product_id`,
  },
  {
    guarantee: "no order took more out of stock than its lines say, or gave back more than it took",
    sql: `
      with said as (
        select i.cafe_id, i.order_no, (t ->> 'product_id')::bigint as product_id, sum(i.quantity * (t ->> 'qty')::integer) as pieces
        from order_items i cross join jsonb_array_elements(i.takes) t group by 1, 2, 3
      ), moved as (
        select c.cafe_id, coalesce(o.refund_of_order_no, c.order_no) as order_no, c.product_id,
          -coalesce(sum(c.change) filter (where c.reason = 'sale'), 0) as taken,
          coalesce(sum(c.change) filter (where c.reason = 'refund'), 0) as given
        from stock_changes c left join orders o using (cafe_id, order_no) where c.order_no is not null group by 1, 2, 3
      )
      select format('café %s, order %s, product %s: its lines say %s, it took %s and gave back %s', m.cafe_id, m.order_no, m.product_id,
        coalesce(s.pieces, 0), m.taken, m.given) as broken
      from moved m left join said s using (cafe_id, order_no, product_id)
      where m.taken > coalesce(s.pieces, 0) or m.given > m.taken
      order by m.cafe_id, m.order_no, m.product_id`,
  },
  {
    guarantee: "each order's ways of payment are what its transfer moved, and so are the points it earned",
    sql: `
      select format('café %s, order %s: its ways say %s, its transfer %s moved %s', o.cafe_id, o.order_no, p.ways, o.transfer_id, e.ways) as broken
      from orders o
      cross join lateral (select ${waysOf("paid_minor + card_fee_minor")} || jsonb_build_object('points', o.points_hundredths) as ways
        from order_payments where cafe_id = o.cafe_id and order_no = o.order_no) p
      cross join lateral (select ${movedOf("-")} || jsonb_build_object('points', coalesce(sum(amount) filter (where account = 'points'), 0)) as ways
        from entries where cafe_id = o.cafe_id and transfer_id = o.transfer_id) e
      where o.refund_of_order_no is null and p.ways <> e.ways
      order by o.cafe_id, o.order_no`,
  },
  {
    guarantee:
      "what went back of an order is what its refunds and its cancellation moved, and no more than was paid",
    sql: `
      select format('café %s, order %s: %s went back of %s, its refunds moved %s', o.cafe_id, o.order_no, p.back, p.paid, e.back) as broken
      from orders o
      cross join lateral (select ${waysOf("back_minor + card_fee_back_minor")} as back, ${waysOf("paid_minor + card_fee_minor")} as paid,
          coalesce(bool_or(back_minor > paid_minor or abs(card_fee_back_minor) > abs(card_fee_minor)), false) as too_much,
          coalesce(bool_or(back_minor < paid_minor), false) as too_little
        from order_payments where cafe_id = o.cafe_id and order_no = o.order_no) p
      cross join lateral (select ${movedOf("")} as back from entries
        where cafe_id = o.cafe_id and transfer_id in (select transfer_id from orders r
          where r.cafe_id = o.cafe_id and r.refund_of_order_no = o.order_no union all select o.cancel_transfer_id)) e
      where o.refund_of_order_no is null and (p.back <> e.back or p.too_much or (o.status = 3 and p.too_little))
      order by o.cafe_id, o.order_no`,
  },
  {
    guarantee:
      "the refunded pieces of each line are those of its refunds, which together pay back no more than was paid",
    sql: `
      with sold as (
        select cafe_id, order_no, product_id, sum(refunded_quantity) as pieces, sum(money_minor - card_fee_minor) as money, sum(tax_minor) as tax,
          sum(bonus_minor) as bonus, sum(coins_hundredths) as coins
        from order_items where quantity > 0 group by cafe_id, order_no, product_id
      ), back as (
        select o.cafe_id, o.refund_of_order_no as order_no, i.product_id, -sum(i.quantity) as pieces,
          -sum(i.money_minor - i.card_fee_minor) as money, -sum(i.tax_minor) as tax, -sum(i.bonus_minor) as bonus, -sum(i.coins_hundredths) as coins
        from orders o join order_items i using (cafe_id, order_no) where o.refund_of_order_no is not null group by 1, 2, 3
      )
      select format('café %s, order %s, product %s: %s pieces refunded, its refunds say %s; %s paid, %s paid back', s.cafe_id, s.order_no,
        s.product_id, s.pieces, coalesce(b.pieces, 0), s.money, coalesce(b.money, 0)) as broken
      from sold s left join back b using (cafe_id, order_no, product_id)
      where s.pieces <> coalesce(b.pieces, 0) or b.money > s.money or b.tax > s.tax or b.bonus > s.bonus or b.coins > s.coins
      order by s.cafe_id, s.order_no, s.product_id`,
  },
  {
    guarantee: "an order that nobody has paid has no transfer, and is done only where it is paid later",
    sql: `
      select format('café %s, order %s: status %s, way to pay %s, not paid, transfer %s', cafe_id, order_no, status, payment_method,
        coalesce(transfer_id::text, 'none')) as broken
      from orders
      where paid_at is null and (transfer_id is not null or cancel_transfer_id is not null or points_hundredths > 0
        or (status = 2 and payment_method <> -2))
      order by cafe_id, order_no`,
  },
];
