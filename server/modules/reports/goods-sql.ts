/**
 * What the picked transfers sold or took back, by product (after `movedOf`): lines of sales and of refunds as they stand, and of a
 * cancelled order what was left of it. What went back is negative. Which tax is in a line was fixed when it was sold.
 */
const amounts = ["quantity", "money_minor", "card_fee_minor", "tax_minor", "bonus_minor", "coins_hundredths"];
const sold = amounts.map((column) => `i.${column}`).join(", ");
const left = amounts.map((column) => `-sum(i.${column})`).join(", ");

// Goods of a cancelled order were never handed over; of those paid back only what was put back into stock costs nothing any more.
const costLeft = `-sum(case when own.order_no = o.order_no
  then round(i.goods_cost_minor * (i.quantity - i.refunded_quantity)::numeric / i.quantity) else 0 end)`;

export const goodsOf = (exponent: number) => `
  sellers as materialized (select transfer_id from moved where sells or coins_used <> 0),
  goods as materialized (
    select s.transfer_id, i.item_no, i.product_id, i.product_name, i.is_offer, i.tax_id, ${sold}, i.goods_cost_minor
    from sellers s
    join orders o on o.cafe_id = $1 and o.transfer_id = s.transfer_id
    join order_items i on i.cafe_id = o.cafe_id and i.order_no = o.order_no
    union all
    select s.transfer_id, min(i.item_no), i.product_id, max(i.product_name), i.is_offer, max(i.tax_id), ${left}, ${costLeft}
    from sellers s
    join orders o on o.cafe_id = $1 and o.cancel_transfer_id = s.transfer_id
    join orders own on own.cafe_id = o.cafe_id and (own.order_no = o.order_no or own.refund_of_order_no = o.order_no)
    join order_items i on i.cafe_id = own.cafe_id and i.order_no = own.order_no
    group by s.transfer_id, i.product_id, i.is_offer having sum(i.quantity) <> 0
  ), put_back as materialized (
    select s.transfer_id, -round(sum(c.change * c.cost) * ${10 ** exponent}) as cost
    from sellers s
    join orders o on o.cafe_id = $1 and o.transfer_id = s.transfer_id and o.refund_of_order_no is not null
    join stock_changes c on c.cafe_id = o.cafe_id and c.order_no = o.order_no and c.reason = 'refund'
    group by s.transfer_id
  )`;
