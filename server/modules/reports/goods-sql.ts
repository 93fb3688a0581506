/**
 * What the picked transfers sold or took back, by product (after `movedOf`): lines of sales and of refunds as they stand, and of a
 * cancelled order what was left of it. A refund's lines are negative. Whether tax is owed on a line, and which, was fixed when it was sold.
 */
export const goodsOf = `
  goods as materialized (
    select m.transfer_id, i.item_no, i.product_id, i.product_name, i.is_offer, i.tax_id, i.quantity, i.money_minor, i.tax_minor,
      i.bonus_minor, i.coins_hundredths
    from moved m
    join orders o on o.cafe_id = $1 and o.transfer_id = m.transfer_id
    join order_items i on i.cafe_id = o.cafe_id and i.order_no = o.order_no
    where m.sells or m.coins_used <> 0
    union all
    select m.transfer_id, min(i.item_no), i.product_id, max(i.product_name), i.is_offer, max(i.tax_id), -sum(i.quantity)::integer,
      -sum(i.money_minor)::bigint, -sum(i.tax_minor)::bigint, -sum(i.bonus_minor)::bigint, -sum(i.coins_hundredths)::bigint
    from moved m
    join orders o on o.cafe_id = $1 and o.cancel_transfer_id = m.transfer_id
    join orders own on own.cafe_id = o.cafe_id and (own.order_no = o.order_no or own.refund_of_order_no = o.order_no)
    join order_items i on i.cafe_id = own.cafe_id and i.order_no = own.order_no
    where m.sells or m.coins_used <> 0
    group by m.transfer_id, i.product_id, i.is_offer having sum(i.quantity) <> 0
  )`;
