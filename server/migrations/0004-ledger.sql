-- The ledger (billing.md 2): append-only transfers whose entries sum to zero, and the log rows that tell of them.

create sequence transfer_ids start 900001;

create table transfers (
  cafe_id integer not null references cafes,
  transfer_id bigint not null,
  at timestamptz not null,
  kind text not null,
  actor_kind text not null check (actor_kind in ('staff', 'member', 'key', 'system')),
  actor_id bigint,
  actor_name text not null,
  shift_id bigint,
  comment text not null default '',
  corrects_transfer_id bigint,
  primary key (cafe_id, transfer_id),
  foreign key (cafe_id, corrects_transfer_id) references transfers
);
create index transfers_by_time on transfers (cafe_id, at);

-- Signs: what the café owes is positive (a balance), what it has or is owed is negative (a drawer, a debt).
create table entries (
  cafe_id integer not null,
  transfer_id bigint not null,
  line smallint not null,
  account text not null constraint entries_known_account check (account in (
    'balance', 'bonus', 'coins', 'points', 'loan',
    'cash', 'card', 'qr',
    'sales_time', 'sales_offers', 'sales_products', 'sales_bookings', 'sales_other', 'tax', 'rounding', 'card_fees',
    'bonus_given', 'bonus_expired', 'coins_given', 'coins_used', 'points_given', 'expenses', 'opening_float')),
  member_id bigint,
  unit text not null check (unit in ('money', 'coin', 'point')),
  amount bigint not null check (amount <> 0),
  primary key (cafe_id, transfer_id, line),
  foreign key (cafe_id, transfer_id) references transfers,
  foreign key (cafe_id, member_id) references members,
  constraint entries_of_members_name_the_member
    check ((account in ('balance', 'bonus', 'coins', 'points', 'loan')) = (member_id is not null)),
  constraint entries_unit_fits_account check (unit = case
    when account in ('coins', 'coins_given', 'coins_used') then 'coin'
    when account in ('points', 'points_given') then 'point' else 'money' end)
);
create index entries_by_member on entries (cafe_id, member_id, transfer_id) where member_id is not null;

-- All entries of a transfer are written by one statement: it is checked as a whole and moves the kept balances.
create function entries_posted() returns trigger language plpgsql as $$
begin
  if exists (select 1 from posted group by cafe_id, transfer_id, unit having sum(amount) <> 0) then
    raise exception 'entries of a transfer must sum to zero for each unit'
      using errcode = 'check_violation', constraint = 'entries_sum_to_zero';
  end if;
  update members m set
    balance_minor = m.balance_minor + d.balance,
    bonus_minor = m.bonus_minor + d.bonus,
    coins_hundredths = m.coins_hundredths + d.coins,
    points_hundredths = m.points_hundredths + d.points,
    loan_minor = m.loan_minor - d.loan
  from (
    select cafe_id, member_id,
      coalesce(sum(amount) filter (where account = 'balance'), 0) as balance,
      coalesce(sum(amount) filter (where account = 'bonus'), 0) as bonus,
      coalesce(sum(amount) filter (where account = 'coins'), 0) as coins,
      coalesce(sum(amount) filter (where account = 'points'), 0) as points,
      coalesce(sum(amount) filter (where account = 'loan'), 0) as loan
    from posted where member_id is not null group by cafe_id, member_id
  ) d
  where m.cafe_id = d.cafe_id and m.member_id = d.member_id;
  return null;
end $$;
create trigger entries_posted after insert on entries referencing new table as posted
  for each statement execute function entries_posted();

create function ledger_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: a mistake is put right by a new transfer that names the first', tg_table_name
    using errcode = 'restrict_violation', constraint = 'ledger_is_append_only';
end $$;
create trigger transfers_append_only before update or delete or truncate on transfers
  for each statement execute function ledger_is_append_only();
create trigger entries_append_only before update or delete or truncate on entries
  for each statement execute function ledger_is_append_only();

-- A grant of bonus with its own expiry (billing.md 5). left_minor is what of it is not yet spent or expired.
create table bonus_lots (
  cafe_id integer not null,
  bonus_lot_id bigint generated always as identity,
  member_id bigint not null,
  transfer_id bigint not null,
  granted_at timestamptz not null,
  expires_at timestamptz,
  granted_minor bigint not null check (granted_minor > 0),
  left_minor bigint not null constraint bonus_lot_left_within_grant check (left_minor between 0 and granted_minor),
  primary key (cafe_id, bonus_lot_id),
  foreign key (cafe_id, member_id) references members,
  foreign key (cafe_id, transfer_id) references transfers
);
create index bonus_lots_open on bonus_lots (cafe_id, member_id, expires_at, granted_at) where left_minor > 0;
create index bonus_lots_expiring on bonus_lots (expires_at) where left_minor > 0 and expires_at is not null;

-- What staff and integrators read (api-v2.md 3.9). Amounts in minor units and hundredths.
create table billing_logs (
  cafe_id integer not null references cafes,
  billing_log_id bigint generated always as identity,
  at timestamptz not null,
  event text not null,
  member_id bigint,
  member_account text not null default '',
  pc_name text not null default '',
  staff_name text not null default '',
  cash_minor bigint not null default 0,
  card_minor bigint not null default 0,
  qr_minor bigint not null default 0,
  bonus_minor bigint not null default 0,
  coins_hundredths bigint not null default 0,
  spend_minor bigint not null default 0,
  used_seconds bigint not null default 0,
  details text not null default '',
  subject text,
  message text,
  is_read boolean not null default false,
  hidden_at timestamptz,
  transfer_id bigint,
  session_id bigint,
  shift_id bigint,
  primary key (cafe_id, billing_log_id),
  foreign key (cafe_id, transfer_id) references transfers
);
create index billing_logs_by_time on billing_logs (cafe_id, at desc, billing_log_id desc);
create index billing_logs_by_member on billing_logs (cafe_id, member_id, at desc) where member_id is not null;

-- Takes what has expired at p_now out of one member's bonus: one transfer at each lot's own instant. The member's row is locked by the caller.
create function expire_bonus_lots(p_cafe integer, p_member bigint, p_now timestamptz) returns integer language plpgsql as $$
declare
  lot record;
  v_transfer bigint;
  v_count integer := 0;
begin
  for lot in
    select bonus_lot_id, expires_at, left_minor from bonus_lots
    where cafe_id = p_cafe and member_id = p_member and left_minor > 0 and expires_at <= p_now
    order by expires_at, bonus_lot_id for update
  loop
    v_transfer := nextval('transfer_ids');
    insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_name)
      values (p_cafe, v_transfer, lot.expires_at, 'bonus_expiry', 'system', 'System');
    insert into entries (cafe_id, transfer_id, line, account, member_id, unit, amount) values
      (p_cafe, v_transfer, 1, 'bonus', p_member, 'money', -lot.left_minor),
      (p_cafe, v_transfer, 2, 'bonus_expired', null, 'money', lot.left_minor);
    update bonus_lots set left_minor = 0 where cafe_id = p_cafe and bonus_lot_id = lot.bonus_lot_id;
    insert into billing_logs (cafe_id, at, event, member_id, member_account, bonus_minor, details, transfer_id)
      select p_cafe, lot.expires_at, 'BONUS_EXPIRE', m.member_id, m.account, -lot.left_minor, 'Bonus expired', v_transfer
      from members m where m.cafe_id = p_cafe and m.member_id = p_member;
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;

-- Uses up bonus lots in the order of their expiry (never = last), then age (billing.md 5). The caller moves the money.
create function spend_bonus_lots(p_cafe integer, p_member bigint, p_amount bigint) returns void language plpgsql as $$
declare
  lot record;
  v_left bigint := p_amount;
begin
  for lot in
    select bonus_lot_id, left_minor from bonus_lots
    where cafe_id = p_cafe and member_id = p_member and left_minor > 0
    order by expires_at nulls last, granted_at, bonus_lot_id for update
  loop
    exit when v_left = 0;
    update bonus_lots set left_minor = left_minor - least(v_left, lot.left_minor)
      where cafe_id = p_cafe and bonus_lot_id = lot.bonus_lot_id;
    v_left := v_left - least(v_left, lot.left_minor);
  end loop;
  if v_left > 0 then
    raise exception 'bonus lots hold less than the bonus spent'
      using errcode = 'check_violation', constraint = 'bonus_lots_cover_the_bonus';
  end if;
end $$;

-- The member group that so many points lead to (billing.md 9): the one with the highest minimum reached; null without one.
create function group_of_points(p_cafe integer, p_points bigint) returns bigint language sql stable as $$
  select member_group_id from member_groups
  where cafe_id = p_cafe and member_group_id >= 0 and point_min_hundredths <= p_points
  order by point_min_hundredths desc, member_group_id desc limit 1
$$;
