-- How much of a product is there: each change is a row, the stock on the product is their sum (billing.md 1, 10; api-v2.md 3.27).

alter table products
  -- At or below this the café is told that it runs out; 0 = when it has.
  add column low_stock integer not null default 0 constraint products_low_stock_not_negative check (low_stock >= 0);

create table stock_changes (
  cafe_id integer not null references cafes,
  stock_change_id bigint generated always as identity,
  -- By number only: the product may be gone; its name stays.
  product_id bigint not null,
  product_name text not null,
  change integer not null check (change <> 0),
  stock_after integer not null,
  -- Of one piece: what was paid for it, else what it is held to cost.
  cost numeric(20, 10) not null,
  reason text not null check (reason in ('restock', 'sale', 'refund', 'correction')),
  order_no bigint,
  staff_name text not null default '',
  comment text not null default '',
  at timestamptz not null,
  primary key (cafe_id, stock_change_id)
);
create index stock_changes_of_product on stock_changes (cafe_id, product_id, stock_change_id desc);
create index stock_changes_by_time on stock_changes (cafe_id, at desc, stock_change_id desc);
create index stock_changes_of_order on stock_changes (cafe_id, order_no) where order_no is not null;
create trigger stock_changes_append_only before update or delete or truncate on stock_changes
  for each statement execute function ledger_is_append_only();

insert into stock_changes (cafe_id, product_id, product_name, change, stock_after, cost, reason, comment, at)
  select cafe_id, product_id, name, stock, stock, cost, 'correction', 'Taken over', updated_at from products where stock <> 0;

-- Changes stock with its rows. Products are locked by rising id, so that two orders never wait for each other in a ring. What is
-- gone or not counted is passed over. Below zero is refused by products' own constraint stock_never_below_zero.
-- p_about: reason, order_no, staff_name, comment, changes [{product_id, change, cost, new_cost}]: cost is that of the row (null = the
-- product's), new_cost becomes the product's (null = stays). Answers [{product_id, name, before, after, low_stock}].
create function change_stock(p_cafe integer, p_at timestamptz, p_about jsonb) returns jsonb language plpgsql as $$
declare
  v_change record;
  v_product record;
  v_answer jsonb := '[]';
begin
  for v_change in
    select (c ->> 'product_id')::bigint as product_id, (c ->> 'change')::integer as change, (c ->> 'cost')::numeric as cost,
      (c ->> 'new_cost')::numeric as new_cost
    from jsonb_array_elements(p_about -> 'changes') c where (c ->> 'change')::integer <> 0
    order by (c ->> 'product_id')::bigint
  loop
    update products set stock = stock + v_change.change, cost = coalesce(v_change.new_cost, cost)
      where cafe_id = p_cafe and product_id = v_change.product_id and not is_unlimited
      returning name, stock, cost, low_stock into v_product;
    continue when not found;
    insert into stock_changes (cafe_id, product_id, product_name, change, stock_after, cost, reason, order_no, staff_name, comment, at)
      values (p_cafe, v_change.product_id, v_product.name, v_change.change, v_product.stock,
        coalesce(v_change.cost, v_product.cost), p_about ->> 'reason', (p_about ->> 'order_no')::bigint,
        coalesce(p_about ->> 'staff_name', ''), coalesce(p_about ->> 'comment', ''), p_at);
    v_answer := v_answer || jsonb_build_object('product_id', v_change.product_id, 'name', v_product.name,
      'before', v_product.stock - v_change.change, 'after', v_product.stock, 'low_stock', v_product.low_stock);
  end loop;
  return v_answer;
end $$;
