-- Orders of everything the shop sells: paid at once or later, in one way or two, cancelled, refunded (billing.md 9, 10).

alter table orders
  -- Null: nobody has paid yet. An order of nothing to pay has it without a transfer.
  add column paid_at timestamptz,
  -- What paid it back when it was cancelled.
  add column cancel_transfer_id bigint,
  -- Points earned, and what refunds took back of them.
  add column points_hundredths bigint not null default 0 check (points_hundredths >= 0),
  add column points_back_hundredths bigint not null default 0,
  add foreign key (cafe_id, cancel_transfer_id) references transfers,
  add constraint orders_points_back_within_earned check (points_back_hundredths between 0 and points_hundredths);
update orders set paid_at = created_at where transfer_id is not null;
alter table orders add constraint orders_by_coins_or_balance_are_paid
  check (paid_at is not null or payment_method not in (1, 3));
create index orders_waiting on orders (cafe_id) where status in (1, 4, 5);
create index orders_unpaid on orders (cafe_id, member_id) where paid_at is null and status <> 3;

alter table order_items
  -- What the pieces cost the café when they were sold.
  add column goods_cost_minor bigint not null default 0,
  -- What one piece took out of stock: [{product_id, qty}].
  add column takes jsonb not null default '[]',
  -- Of an offer that is not yet paid: what its owner will get {name, seconds, priority, terms}.
  add column offer jsonb;

-- What each way paid of an order, without its surcharge, and what of that went back; coins stand in the items alone.
create table order_payments (
  cafe_id integer not null,
  order_no bigint not null,
  -- In the order they were named: of two the second goes back first.
  place smallint not null,
  payment_method smallint not null check (payment_method in (0, 1, 2, 4)),
  paid_minor bigint not null check (paid_minor >= 0),
  card_fee_minor bigint not null default 0,
  back_minor bigint not null default 0,
  card_fee_back_minor bigint not null default 0,
  primary key (cafe_id, order_no, place),
  foreign key (cafe_id, order_no) references orders,
  constraint order_payments_back_within_paid check (back_minor between 0 and paid_minor)
);
insert into order_payments (cafe_id, order_no, place, payment_method, paid_minor, card_fee_minor, back_minor, card_fee_back_minor)
  select o.cafe_id, o.order_no, 0, o.payment_method, i.paid, i.fee, coalesce(b.paid, 0), coalesce(b.fee, 0)
  from orders o
  cross join lateral (select sum(money_minor - bonus_minor - card_fee_minor) as paid, sum(card_fee_minor) as fee
    from order_items where cafe_id = o.cafe_id and order_no = o.order_no) i
  cross join lateral (select -sum(money_minor - bonus_minor - card_fee_minor) as paid, -sum(card_fee_minor) as fee
    from orders r join order_items using (cafe_id, order_no)
    where r.cafe_id = o.cafe_id and r.refund_of_order_no = o.order_no) b
  where o.refund_of_order_no is null and o.payment_method in (0, 1, 2, 4) and o.transfer_id is not null;

-- The order an offer came by; its transfer has another number when it was paid later.
alter table owned_offers add column order_no bigint;
update owned_offers f set order_no = sale_transfer_id
  where exists (select from orders o where o.cafe_id = f.cafe_id and o.order_no = f.sale_transfer_id);
create index owned_offers_of_order on owned_offers (cafe_id, order_no) where order_no is not null;

drop function book_offer_sale(integer, timestamptz, jsonb);
drop function book_offer_refund(integer, timestamptz, jsonb);

-- Writes an order with its items. p_order: order_no, member_id, member_account, pc_name, staff_name, status, payment_method,
-- comment, shift_id, transfer_id, paid_at, refund_of; items [{product_id, product_name, is_offer, quantity, cost, money, bonus, tax, card_fee,
-- coins, goods_cost, takes, offer}], numbered as they come.
create or replace function write_order(p_cafe integer, p_at timestamptz, p_order jsonb) returns void language sql as $$
  insert into orders (cafe_id, order_no, member_id, member_account, pc_name, staff_name, status, payment_method, comment, shift_id,
      transfer_id, paid_at, refund_of_order_no, created_at, updated_at)
    values (p_cafe, (p_order ->> 'order_no')::bigint, (p_order ->> 'member_id')::bigint, p_order ->> 'member_account',
      p_order ->> 'pc_name', p_order ->> 'staff_name', (p_order ->> 'status')::smallint, (p_order ->> 'payment_method')::smallint,
      p_order ->> 'comment', (p_order ->> 'shift_id')::bigint, (p_order ->> 'transfer_id')::bigint,
      (p_order ->> 'paid_at')::timestamptz, (p_order ->> 'refund_of')::bigint, p_at, p_at);
  insert into order_items (cafe_id, order_no, item_no, product_id, product_name, is_offer, quantity, cost_minor, money_minor, bonus_minor,
      tax_minor, card_fee_minor, coins_hundredths, goods_cost_minor, takes, offer)
    select p_cafe, (p_order ->> 'order_no')::bigint, i.place, (i.item ->> 'product_id')::bigint, i.item ->> 'product_name',
      (i.item ->> 'is_offer')::boolean, (i.item ->> 'quantity')::integer, (i.item ->> 'cost')::bigint, (i.item ->> 'money')::bigint,
      (i.item ->> 'bonus')::bigint, (i.item ->> 'tax')::bigint, (i.item ->> 'card_fee')::bigint, (i.item ->> 'coins')::bigint,
      coalesce((i.item ->> 'goods_cost')::bigint, 0), coalesce(nullif(i.item -> 'takes', 'null'), '[]'), nullif(i.item -> 'offer', 'null')
    from jsonb_array_elements(p_order -> 'items') with ordinality as i (item, place);
$$;

-- The group of a member follows its points where the café lets it (billing.md 9); guests stay what they are.
create function follow_points(p_cafe integer, p_member bigint) returns void language sql as $$
  update members m set member_group_id = coalesce(group_of_points(p_cafe, m.points_hundredths), m.member_group_id)
    where m.cafe_id = p_cafe and m.member_id = p_member and m.member_group_id >= 0;
$$;

-- Pays an order: the transfer, the offers its owner gets with their seconds, what each way paid. The caller has locked the member's
-- row, then the order, and decided all of it.
-- p_payment: order_no, transfer (as post_transfer, its entries without those of the seconds; transfer_id null = the next), status,
-- payment_method, member_id, member_account, tender, refund_within_seconds, group_follows, points, shift_id, parts [{payment_method, paid, card_fee}],
-- items [{item_no, money, bonus, card_fee, coins}], offers [{product_id, name, priority, seconds, terms, expires_at, item_no, paid, paid_bonus,
-- paid_coins, tax, card_fee}]. Answers {transfer_id, owned_offer_ids}.
create function pay_order(p_cafe integer, p_at timestamptz, p_payment jsonb) returns jsonb language plpgsql as $$
declare
  v_order bigint := (p_payment ->> 'order_no')::bigint;
  v_member bigint := (p_payment ->> 'member_id')::bigint;
  v_number bigint := coalesce((p_payment #>> '{transfer,transfer_id}')::bigint, nextval('transfer_ids'));
  v_entries jsonb := p_payment #> '{transfer,entries}';
  v_seconds bigint := 0;
  v_offer jsonb;
  v_id bigint;
  v_ids bigint[] := '{}';
  v_transfer bigint;
begin
  for v_offer in select * from jsonb_array_elements(p_payment -> 'offers') loop
    insert into owned_offers (cafe_id, owned_offer_id, member_id, product_id, name, priority, seconds, terms, bought_at, expires_at,
        sale_transfer_id, order_no, order_item_no, paid_minor, paid_bonus_minor, paid_coins_hundredths, tax_minor, card_fee_minor, tender,
        refund_within_seconds)
      values (p_cafe, nextval('owned_offer_ids'), v_member, (v_offer ->> 'product_id')::bigint, v_offer ->> 'name',
        (v_offer ->> 'priority')::integer, (v_offer ->> 'seconds')::bigint, v_offer -> 'terms', p_at,
        (v_offer ->> 'expires_at')::timestamptz, v_number, v_order, (v_offer ->> 'item_no')::smallint, (v_offer ->> 'paid')::bigint,
        (v_offer ->> 'paid_bonus')::bigint, (v_offer ->> 'paid_coins')::bigint, (v_offer ->> 'tax')::bigint,
        (v_offer ->> 'card_fee')::bigint, p_payment ->> 'tender', (p_payment ->> 'refund_within_seconds')::integer)
      returning owned_offer_id into v_id;
    v_ids := v_ids || v_id;
    v_seconds := v_seconds + (v_offer ->> 'seconds')::bigint;
    v_entries := v_entries || jsonb_build_object('account', 'offer_seconds', 'member_id', v_member, 'owned_offer_id', v_id,
      'amount', v_offer -> 'seconds');
  end loop;
  v_entries := v_entries || jsonb_build_object('account', 'offer_seconds_given', 'amount', -v_seconds);
  v_transfer := post_transfer(p_cafe, p_at, p_payment -> 'transfer' || jsonb_build_object('transfer_id', v_number, 'entries', v_entries));
  update orders set transfer_id = v_transfer, paid_at = p_at, status = (p_payment ->> 'status')::smallint,
      payment_method = (p_payment ->> 'payment_method')::smallint, points_hundredths = (p_payment ->> 'points')::bigint,
      shift_id = (p_payment ->> 'shift_id')::bigint, updated_at = p_at
    where cafe_id = p_cafe and order_no = v_order;
  update order_items i set money_minor = (p ->> 'money')::bigint, bonus_minor = (p ->> 'bonus')::bigint,
      card_fee_minor = (p ->> 'card_fee')::bigint, coins_hundredths = (p ->> 'coins')::bigint, offer = null
    from jsonb_array_elements(p_payment -> 'items') p
    where i.cafe_id = p_cafe and i.order_no = v_order and i.item_no = (p ->> 'item_no')::smallint;
  insert into order_payments (cafe_id, order_no, place, payment_method, paid_minor, card_fee_minor)
    select p_cafe, v_order, place - 1, (part ->> 'payment_method')::smallint, (part ->> 'paid')::bigint, (part ->> 'card_fee')::bigint
    from jsonb_array_elements(p_payment -> 'parts') with ordinality as parts (part, place);
  if v_member is not null then
    if (p_payment ->> 'group_follows')::boolean then perform follow_points(p_cafe, v_member); end if;
    perform announce(p_cafe, 'members.money', jsonb_build_object('member_ids', jsonb_build_array(v_member)));
  end if;
  return jsonb_build_object('transfer_id', v_transfer, 'owned_offer_ids', to_jsonb(v_ids));
end $$;

-- Places an order: its rows, what it takes out of stock, and its payment, or else the log row that tells of it. One call, after the
-- caller has locked the member's row, then the stock. p_request: order (as write_order, without number), stock (as change_stock,
-- without number), payment (as pay_order, without numbers; null = not paid yet), unpaid (a transfer without entries, for its log row),
-- notice {pc_name, text} or null. Answers {order_no, owned_offer_ids, stock}.
create function place_order(p_cafe integer, p_at timestamptz, p_request jsonb) returns jsonb language plpgsql as $$
declare
  v_order bigint := nextval('transfer_ids');
  v_payment jsonb := nullif(p_request -> 'payment', 'null');
  v_stock jsonb;
  v_paid jsonb := '{}';
begin
  perform write_order(p_cafe, p_at, p_request -> 'order' || jsonb_build_object('order_no', v_order,
    'paid_at', case when v_payment is not null then p_at end));
  v_stock := change_stock(p_cafe, p_at, p_request -> 'stock' || jsonb_build_object('order_no', v_order));
  if v_payment is null then
    perform post_transfer(p_cafe, p_at, p_request -> 'unpaid');
  else
    v_paid := pay_order(p_cafe, p_at, v_payment || jsonb_build_object('order_no', v_order,
      'transfer', v_payment -> 'transfer' || jsonb_build_object('transfer_id', v_order)));
  end if;
  perform announce(p_cafe, 'orders.changed', jsonb_build_object('order_nos', jsonb_build_array(v_order),
    'notice', p_request -> 'notice'));
  return jsonb_build_object('order_no', v_order, 'owned_offer_ids', coalesce(v_paid -> 'owned_offer_ids', '[]'), 'stock', v_stock);
end $$;

-- What went back of an order's ways. p_parts: [{place, back, card_fee_back}].
create function note_parts_back(p_cafe integer, p_order bigint, p_parts jsonb) returns void language sql as $$
  update order_payments p set back_minor = p.back_minor + (part ->> 'back')::bigint,
      card_fee_back_minor = p.card_fee_back_minor + (part ->> 'card_fee_back')::bigint
    from jsonb_array_elements(p_parts) part
    where p.cafe_id = p_cafe and p.order_no = p_order and p.place = (part ->> 'place')::smallint;
$$;

-- Pays lines and offers back: the transfer, the order that tells of it, and the marks that it was done. The caller has locked the
-- member's row, then the order, and decided that it may be. p_request: order, transfer (complete), sale_order_no (null = the offer came
-- without an order), items [{item_no, quantity}], parts, points_back, owned_offer_ids, stock, member_id, group_follows.
-- Answers {order_no, stock}.
create function refund_order(p_cafe integer, p_at timestamptz, p_request jsonb) returns jsonb language plpgsql as $$
declare
  v_number bigint := nextval('transfer_ids');
  v_sale bigint := (p_request ->> 'sale_order_no')::bigint;
  v_member bigint := (p_request ->> 'member_id')::bigint;
  v_transfer bigint;
  v_stock jsonb;
begin
  v_transfer := post_transfer(p_cafe, p_at, p_request -> 'transfer' || jsonb_build_object('transfer_id', v_number));
  perform write_order(p_cafe, p_at, p_request -> 'order' || jsonb_build_object('order_no', v_number, 'transfer_id', v_transfer,
    'paid_at', p_at));
  update owned_offers set refunded_at = p_at
    where cafe_id = p_cafe and owned_offer_id in (select value::bigint from jsonb_array_elements_text(p_request -> 'owned_offer_ids'));
  update order_items i set refunded_quantity = i.refunded_quantity + (back ->> 'quantity')::integer
    from jsonb_array_elements(p_request -> 'items') back
    where i.cafe_id = p_cafe and i.order_no = v_sale and i.item_no = (back ->> 'item_no')::smallint;
  update orders set points_back_hundredths = points_back_hundredths + (p_request ->> 'points_back')::bigint, updated_at = p_at
    where cafe_id = p_cafe and order_no = v_sale;
  perform note_parts_back(p_cafe, v_sale, p_request -> 'parts');
  v_stock := change_stock(p_cafe, p_at, p_request -> 'stock' || jsonb_build_object('order_no', v_number));
  if v_member is not null then
    if (p_request ->> 'group_follows')::boolean then perform follow_points(p_cafe, v_member); end if;
    perform announce(p_cafe, 'members.money', jsonb_build_object('member_ids', jsonb_build_array(v_member)));
  end if;
  perform announce(p_cafe, 'orders.changed', jsonb_build_object('order_nos', jsonb_build_array(v_number, v_sale)));
  return jsonb_build_object('order_no', v_number, 'stock', v_stock);
end $$;

-- Cancels an order: what was paid goes back, and its pieces into stock. Locks as refund_order. p_request: order_no, transfer (complete;
-- without entries where nothing was paid), parts, points_back, owned_offer_ids, stock, member_id, group_follows. Answers {stock}.
create function cancel_order(p_cafe integer, p_at timestamptz, p_request jsonb) returns jsonb language plpgsql as $$
declare
  v_order bigint := (p_request ->> 'order_no')::bigint;
  v_member bigint := (p_request ->> 'member_id')::bigint;
  v_transfer bigint := post_transfer(p_cafe, p_at, p_request -> 'transfer');
  v_stock jsonb;
begin
  update orders set status = 3, cancel_transfer_id = v_transfer, updated_at = p_at,
      points_back_hundredths = points_back_hundredths + (p_request ->> 'points_back')::bigint
    where cafe_id = p_cafe and order_no = v_order;
  update owned_offers set refunded_at = p_at
    where cafe_id = p_cafe and owned_offer_id in (select value::bigint from jsonb_array_elements_text(p_request -> 'owned_offer_ids'));
  perform note_parts_back(p_cafe, v_order, p_request -> 'parts');
  v_stock := change_stock(p_cafe, p_at, p_request -> 'stock' || jsonb_build_object('order_no', v_order));
  if v_transfer is not null and v_member is not null then
    if (p_request ->> 'group_follows')::boolean then perform follow_points(p_cafe, v_member); end if;
    perform announce(p_cafe, 'members.money', jsonb_build_object('member_ids', jsonb_build_array(v_member)));
  end if;
  perform announce(p_cafe, 'orders.changed', jsonb_build_object('order_nos', jsonb_build_array(v_order)));
  return jsonb_build_object('stock', v_stock);
end $$;
