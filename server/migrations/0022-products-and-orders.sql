-- What is on sale, offers among it, and the orders it is sold by (billing.md 8, 10; api-v2.md 3.7, 3.8, 3.10).

create table product_groups (
  cafe_id integer not null references cafes,
  product_group_id bigint not null check (product_group_id > 1),
  name text not null check (length(name) between 1 and 50),
  description text not null default '',
  -- 0 = at the top. Built-in groups have no row: -1 offers, 1 default.
  parent_group_id bigint not null default 0,
  updated_at timestamptz not null,
  primary key (cafe_id, product_group_id),
  constraint product_groups_not_their_own_parent check (parent_group_id <> product_group_id)
);
create unique index product_groups_name_once on product_groups (cafe_id, lower(name));
create sequence product_group_ids start 400001;

-- One number range for products and offers, so that a number alone says which (api-v2.md 1.11).
create table products (
  cafe_id integer not null references cafes,
  product_id bigint not null,
  is_offer boolean not null,
  -- Null: an offer, or a product of the default group 1.
  product_group_id bigint,
  name text not null check (length(name) between 1 and 100),
  description text not null default '',
  -- Exact decimals of the currency; rounded only in the line of an order (billing.md 10).
  price numeric(20, 10) not null check (price >= 0),
  cost numeric(20, 10) not null default 0 check (cost >= 0),
  -- 1 to 4 as in the settings, 4 = PC time; 0 = none.
  tax_id smallint not null default 0 check (tax_id between 0 and 4),
  -- 0 = not for coins.
  coin_price integer not null default 0 check (coin_price >= 0),
  stock integer not null default 0,
  is_unlimited boolean not null default true,
  is_active boolean not null default true,
  enable_client boolean not null default true,
  enable_code boolean not null default false,
  is_promoted boolean not null default false,
  enable_discount boolean not null default true,
  adult_only boolean not null default false,
  barcode text not null default '',
  combo jsonb,
  -- When it may be bought: weekdays 1 = Monday to 7, empty = all; minutes of the café's day.
  show_weekdays smallint[] not null default '{}',
  show_from_minute smallint not null default 0 check (show_from_minute between 0 and 1440),
  show_to_minute smallint not null default 1440 check (show_to_minute between 0 and 1440),
  -- Empty = all.
  pc_group_ids bigint[] not null default '{}',
  member_group_ids bigint[] not null default '{}',
  payment_methods jsonb,
  sort_place integer not null default 0,
  updated_at timestamptz not null,
  -- Offers only: when, how long and until when its time may run.
  minutes integer check (minutes > 0),
  priority integer not null default 0,
  use_weekdays smallint[] not null default '{}',
  use_from_minute smallint not null default 0 check (use_from_minute between 0 and 1440),
  use_to_minute smallint not null default 1440 check (use_to_minute between 0 and 1440),
  valid_from timestamptz,
  valid_to timestamptz,
  expired_type smallint not null default 0 check (expired_type in (0, 1, 2)),
  expired_days integer not null default 0 check (expired_days >= 0),
  expired_hours integer not null default 0 check (expired_hours >= 0),
  primary key (cafe_id, product_id),
  foreign key (cafe_id, product_group_id) references product_groups on delete set null (product_group_id),
  constraint offers_have_minutes check (is_offer = (minutes is not null)),
  constraint offers_are_a_group_of_their_own check (not is_offer or product_group_id is null),
  constraint offers_valid_from_before_to check (valid_from < valid_to),
  constraint offers_that_expire_say_when check (expired_type = 0 or expired_days + expired_hours > 0),
  constraint stock_never_below_zero check (is_unlimited or stock >= 0)
);
create index products_of_group on products (cafe_id, product_group_id);
create sequence product_ids start 12;

-- A sale, or what of one was paid back. What a row shows is fixed when it is written; sums of a refund are negative.
create table orders (
  cafe_id integer not null references cafes,
  -- From the numbers of the transfers; that of its own transfer when it was paid at once.
  order_no bigint not null,
  -- Null: sold to nobody in particular.
  member_id bigint,
  member_account text not null default '',
  pc_name text not null default '',
  staff_name text not null default '',
  -- 1 pending, 2 done, 3 cancelled, 4 in process, 5 preparing (api-v2.md 4.2).
  status smallint not null check (status between 1 and 5),
  -- -2 pay later, 0 cash, 1 balance, 2 card, 3 coins, 4 QR.
  payment_method smallint not null check (payment_method in (-2, 0, 1, 2, 3, 4)),
  comment text not null default '',
  print_times integer not null default 0,
  shift_id bigint,
  transfer_id bigint,
  refund_of_order_no bigint,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (cafe_id, order_no),
  foreign key (cafe_id, member_id) references members,
  foreign key (cafe_id, transfer_id) references transfers,
  foreign key (cafe_id, refund_of_order_no) references orders
);
create index orders_by_time on orders (cafe_id, created_at desc, order_no desc);
create index orders_by_member on orders (cafe_id, member_id, created_at desc) where member_id is not null;
create index orders_refunds on orders (cafe_id, refund_of_order_no) where refund_of_order_no is not null;

create table order_items (
  cafe_id integer not null,
  order_no bigint not null,
  item_no smallint not null,
  -- By number only: the product may be gone; its name stays.
  product_id bigint not null,
  product_name text not null,
  is_offer boolean not null,
  quantity integer not null check (quantity <> 0),
  -- Before discount and tax; then all that was paid in money, with the bonus, tax and card surcharge that are in it.
  cost_minor bigint not null,
  money_minor bigint not null,
  bonus_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  card_fee_minor bigint not null default 0,
  coins_hundredths bigint not null default 0,
  refunded_quantity integer not null default 0,
  primary key (cafe_id, order_no, item_no),
  foreign key (cafe_id, order_no) references orders,
  constraint order_items_refunded_within_quantity
    check (refunded_quantity between 0 and greatest(quantity, 0))
);

-- Which line of its order an offer came by, and its part of the surcharge. paid_minor is without bonus and surcharge.
alter table owned_offers
  add column order_item_no smallint,
  add column card_fee_minor bigint not null default 0;

-- Writes an order with its items. p_order: order_no, member_id, member_account, pc_name, staff_name, status,
-- payment_method, comment, shift_id, transfer_id, refund_of; items [{product_id, product_name, is_offer, quantity, cost,
-- money, bonus, tax, card_fee, coins}], numbered as they come.
create function write_order(p_cafe integer, p_at timestamptz, p_order jsonb) returns void language sql as $$
  insert into orders (cafe_id, order_no, member_id, member_account, pc_name, staff_name, status, payment_method, comment, shift_id,
      transfer_id, refund_of_order_no, created_at, updated_at)
    values (p_cafe, (p_order ->> 'order_no')::bigint, (p_order ->> 'member_id')::bigint, p_order ->> 'member_account',
      p_order ->> 'pc_name', p_order ->> 'staff_name', (p_order ->> 'status')::smallint, (p_order ->> 'payment_method')::smallint,
      p_order ->> 'comment', (p_order ->> 'shift_id')::bigint, (p_order ->> 'transfer_id')::bigint,
      (p_order ->> 'refund_of')::bigint, p_at, p_at);
  insert into order_items (cafe_id, order_no, item_no, product_id, product_name, is_offer, quantity, cost_minor, money_minor, bonus_minor,
      tax_minor, card_fee_minor, coins_hundredths)
    select p_cafe, (p_order ->> 'order_no')::bigint, i.place, (i.item ->> 'product_id')::bigint, i.item ->> 'product_name',
      (i.item ->> 'is_offer')::boolean, (i.item ->> 'quantity')::integer, (i.item ->> 'cost')::bigint, (i.item ->> 'money')::bigint,
      (i.item ->> 'bonus')::bigint, (i.item ->> 'tax')::bigint, (i.item ->> 'card_fee')::bigint, (i.item ->> 'coins')::bigint
    from jsonb_array_elements(p_order -> 'items') with ordinality as i (item, place);
$$;

-- Sells offers: the offers their owner gets, the transfer that pays and gives their seconds, the order. One call, after
-- the caller has locked the member's row and decided who pays what.
-- p_request: order (as write_order, without number and transfer), transfer (as post_transfer, its entries without those of
-- the seconds), offers [{product_id, name, priority, seconds, terms, expires_at, item_no, paid, paid_bonus, paid_coins, tax,
-- card_fee}], member_id, tender, refund_within_seconds.
-- Answers {order_no, owned_offer_ids}.
create function book_offer_sale(p_cafe integer, p_at timestamptz, p_request jsonb) returns jsonb language plpgsql as $$
declare
  v_number bigint := nextval('transfer_ids');
  v_member bigint := (p_request ->> 'member_id')::bigint;
  v_entries jsonb := p_request #> '{transfer,entries}';
  v_seconds bigint := 0;
  v_offer jsonb;
  v_id bigint;
  v_ids bigint[] := '{}';
begin
  for v_offer in select * from jsonb_array_elements(p_request -> 'offers') loop
    insert into owned_offers (cafe_id, owned_offer_id, member_id, product_id, name, priority, seconds, terms, bought_at, expires_at,
        sale_transfer_id, order_item_no, paid_minor, paid_bonus_minor, paid_coins_hundredths, tax_minor, card_fee_minor, tender,
        refund_within_seconds)
      values (p_cafe, nextval('owned_offer_ids'), v_member, (v_offer ->> 'product_id')::bigint, v_offer ->> 'name',
        (v_offer ->> 'priority')::integer, (v_offer ->> 'seconds')::bigint, v_offer -> 'terms', p_at,
        (v_offer ->> 'expires_at')::timestamptz, v_number, (v_offer ->> 'item_no')::smallint, (v_offer ->> 'paid')::bigint,
        (v_offer ->> 'paid_bonus')::bigint, (v_offer ->> 'paid_coins')::bigint, (v_offer ->> 'tax')::bigint,
        (v_offer ->> 'card_fee')::bigint, p_request ->> 'tender', (p_request ->> 'refund_within_seconds')::integer)
      returning owned_offer_id into v_id;
    v_ids := v_ids || v_id;
    v_seconds := v_seconds + (v_offer ->> 'seconds')::bigint;
    v_entries := v_entries || jsonb_build_object('account', 'offer_seconds', 'member_id', v_member, 'owned_offer_id', v_id,
      'amount', v_offer -> 'seconds');
  end loop;
  v_entries := v_entries || jsonb_build_object('account', 'offer_seconds_given', 'amount', -v_seconds);
  perform post_transfer(p_cafe, p_at, p_request -> 'transfer' || jsonb_build_object('transfer_id', v_number, 'entries', v_entries));
  perform write_order(p_cafe, p_at, p_request -> 'order' || jsonb_build_object('order_no', v_number, 'transfer_id', v_number));
  perform announce(p_cafe, 'members.money', jsonb_build_object('member_ids', jsonb_build_array(v_member)));
  return jsonb_build_object('order_no', v_number, 'owned_offer_ids', to_jsonb(v_ids));
end $$;

-- Pays an owned offer back: the transfer, the order that tells of it, and the mark that it was done. The caller has
-- locked the member's row and decided that it may be. p_request: order, transfer (complete), owned_offer_id, item_no,
-- sale_order_no. Answers the number of the refund's order.
create function book_offer_refund(p_cafe integer, p_at timestamptz, p_request jsonb) returns bigint language plpgsql as $$
declare
  v_number bigint := nextval('transfer_ids');
  v_transfer bigint;
begin
  v_transfer := post_transfer(p_cafe, p_at, p_request -> 'transfer' || jsonb_build_object('transfer_id', v_number));
  perform write_order(p_cafe, p_at, p_request -> 'order' || jsonb_build_object('order_no', v_number, 'transfer_id', v_transfer));
  update owned_offers set refunded_at = p_at
    where cafe_id = p_cafe and owned_offer_id = (p_request ->> 'owned_offer_id')::bigint;
  update order_items set refunded_quantity = refunded_quantity + 1
    where cafe_id = p_cafe and order_no = (p_request ->> 'sale_order_no')::bigint and item_no = (p_request ->> 'item_no')::smallint;
  perform announce(p_cafe, 'members.money', jsonb_build_object('member_ids', jsonb_build_array(p_request #> '{order,member_id}')));
  return v_number;
end $$;
