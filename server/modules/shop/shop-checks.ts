import type { BooksCheck } from "../ledger/index.ts";

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
];
