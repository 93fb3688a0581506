-- What reports ask of orders: which transfer is whose, and by which tax each line was sold.

create index orders_by_transfer on orders (cafe_id, transfer_id) where transfer_id is not null;
create index orders_by_cancellation on orders (cafe_id, cancel_transfer_id) where cancel_transfer_id is not null;

-- The tax of the product when it was sold, 0 = none; what a refund takes back is of the tax its sale was of.
alter table order_items add column tax_id smallint not null default 0 check (tax_id between 0 and 4);

create function order_items_know_their_tax() returns trigger language plpgsql as $$
begin
  new.tax_id := coalesce(
    (select i.tax_id from orders o join order_items i on i.cafe_id = o.cafe_id and i.order_no = o.refund_of_order_no
      where o.cafe_id = new.cafe_id and o.order_no = new.order_no and i.product_id = new.product_id limit 1),
    (select p.tax_id from products p where p.cafe_id = new.cafe_id and p.product_id = new.product_id), 0);
  return new;
end $$;
create trigger order_items_know_their_tax before insert on order_items for each row
  when (new.tax_minor <> 0) execute function order_items_know_their_tax();

update order_items i set tax_id = p.tax_id from products p
  where i.tax_minor <> 0 and p.cafe_id = i.cafe_id and p.product_id = i.product_id;
