/**
 * What transfers mean to a report, as lines (after `movedOf` and `goodsOf`): each says which line of the report it belongs to, whom
 * or what it is about (a member, a PC, a product, a tax, else ''), and what it adds: how many, how much, and the tax, the bonus and the
 * cost in that. One definition for what is added up on the spot and what is kept added up (README, "Sums").
 *
 * An amount above 0 is side 1, one that went back side -1. `number` counts transfers, of products pieces.
 */

const topUp = "kind in ('top_up', 'refund')";
const paid = "cash + card + qr";
const spent = "from_balance + lent";
const isSale = "goods_minor is not null";

/** line, subject, where it applies, amount, tax, bonus, cost. */
const ofTransfers: readonly (readonly [string, string, string, string, string?, string?, string?])[] = [
  ["topup.cash", "''", topUp, "cash"],
  ["topup.card", "''", topUp, "card"],
  ["topup.qr", "''", topUp, "qr"],
  ["topup.bonus", "''", topUp, "bonus_given"],
  ["topup.total", "''", topUp, paid],
  ["topup.guest", "''", `${topUp} and group_id < 0`, paid],
  ["topup.prepaid", "''", `${topUp} and group_id = -2`, paid],
  ["topup.postpaid", "''", `${topUp} and group_id = -3`, paid],
  ["topup.pc", "''", `${topUp} and pc_name <> '' and not is_console`, paid],
  ["topup.console", "''", `${topUp} and is_console`, paid],
  ["topup.member_of", "member_id::text", "kind = 'top_up' and group_id >= 0", paid],

  [
    "sale.product",
    "''",
    "products_minor <> 0",
    "products_minor",
    "products_tax",
    "products_bonus",
    "goods_cost",
  ],
  [
    "sale.offer_guest",
    "''",
    "offers_minor <> 0 and group_id < 0",
    "offers_minor",
    "offers_tax",
    "offers_bonus",
  ],
  [
    "sale.offer_member",
    "''",
    "offers_minor <> 0 and group_id >= 0",
    "offers_minor",
    "offers_tax",
    "offers_bonus",
  ],
  ["sale.cash", "''", isSale, "cash", "cash * tax_rate", "0", "cash * cost_rate"],
  ["sale.card", "''", isSale, "card", "card * tax_rate", "0", "card * cost_rate"],
  ["sale.balance", "''", isSale, "from_balance", "from_balance * tax_rate", "0", "from_balance * cost_rate"],
  ["sale.coin", "''", "kind <> 'write_off'", "coins_used"],
  ["sale.total", "''", isSale, "goods_minor", "tax", "from_bonus", "goods_cost"],

  ["ledger.cash", "''", "true", "cash"],
  ["ledger.card", "''", "true", "card"],
  ["ledger.qr", "''", "true", "qr"],
  ["ledger.by_balance", "''", "sells", "from_balance"],
  ["ledger.from_balance", "''", "true", "from_balance"],
  ["ledger.lent", "''", "true", "lent"],
  ["ledger.tax", "''", "true", "tax"],
  ["ledger.expenses", "''", "true", "expenses"],
  ["ledger.cost", "''", "true", "goods_cost"],

  ["sold.time", "''", "sales_time <> 0", "sales_time + tax", "tax", "from_bonus"],
  ["sold.bookings", "''", "sales_bookings <> 0", "sales_bookings + tax", "tax", "from_bonus"],
  ["sold.other", "''", "true", "sales_other"],
  ["sold.products", "''", "products_minor <> 0", "products_minor", "products_tax", "products_bonus"],
  ["sold.offers", "''", "offers_minor <> 0", "offers_minor", "offers_tax", "offers_bonus"],

  [
    "tax",
    "case when tax = 0 then '0' else '4' end",
    "sales_time + sales_bookings <> 0",
    "sales_time + sales_bookings + tax",
    "tax",
  ],
  ["tax", "'0'", "true", "sales_other"],

  ["member.spend", "member_id::text", `sells and not (${topUp}) and group_id >= 0`, `${spent} + ${paid}`],
  ["pc.spend", "pc_name", "kind = 'session_charge' and pc_name <> ''", spent],
];

const values = ofTransfers
  .map(
    ([line, subject, applies, amount, tax = "0", bonus = "0", cost = "0"]) =>
      `('${line}', ${subject}, ${applies}, ${amount}, round(${tax}), ${bonus}, round(${cost}))`,
  )
  .join(",\n      ");

export const linesOf = `
  of_goods as materialized (
    select transfer_id, sum(money_minor) as goods_minor, sum(tax_minor) as goods_tax,
      coalesce(sum(money_minor) filter (where not is_offer), 0) as products_minor, coalesce(sum(money_minor) filter (where is_offer), 0) as offers_minor,
      coalesce(sum(tax_minor) filter (where not is_offer), 0) as products_tax, coalesce(sum(tax_minor) filter (where is_offer), 0) as offers_tax,
      coalesce(sum(bonus_minor) filter (where not is_offer), 0) as products_bonus,
      coalesce(sum(bonus_minor) filter (where is_offer), 0) as offers_bonus, sum(goods_cost_minor) + coalesce(max(p.cost), 0) as goods_cost
    from goods left join put_back p using (transfer_id) group by transfer_id
  ), facts as materialized (
    select m.*, g.goods_minor, coalesce(products_minor, 0) as products_minor, coalesce(offers_minor, 0) as offers_minor,
      coalesce(products_tax, 0) as products_tax, coalesce(offers_tax, 0) as offers_tax, coalesce(products_bonus, 0) as products_bonus,
      coalesce(offers_bonus, 0) as offers_bonus, coalesce(goods_cost, 0) as goods_cost,
      -- Of a sale by several tenders each has its part of tax and cost.
      coalesce(goods_tax / nullif(goods_minor, 0), 0) as tax_rate, coalesce(goods_cost / nullif(goods_minor, 0), 0) as cost_rate
    from moved m left join of_goods g using (transfer_id)
  ), lines as (
    select f.at, f.staff, f.group_id, f.pc_group_id, v.line, coalesce(v.subject, '') as subject, sign(v.amount)::smallint as side, 1 as number,
      v.amount, v.tax, v.bonus, v.cost
    from facts f cross join lateral (values
      ${values}
    ) as v (line, subject, applies, amount, tax, bonus, cost)
    where v.applies and v.amount <> 0
    union all
    select f.at, f.staff, f.group_id, f.pc_group_id, 'tax', g.tax_id::text, sign(g.money_minor)::smallint, 1, g.money_minor - g.card_fee_minor,
      g.tax_minor, 0, 0
    from goods g join facts f using (transfer_id) where g.money_minor <> g.card_fee_minor
    union all
    select f.at, f.staff, f.group_id, f.pc_group_id, 'product', g.product_id || ' ' || g.product_name, sign(g.quantity)::smallint,
      abs(g.quantity), g.money_minor, g.tax_minor, g.bonus_minor, 0
    from goods g join facts f using (transfer_id)
  )`;
