-- The life of bonus (billing.md 5): a lot knows how long it lives, so that a log-in can start its clock anew; cashback; and
-- a loan that goes as far as a debt may go.

-- Hours the lot lives from its grant, from a log-in, or from the change that started its clock; null = for ever.
alter table bonus_lots add column life_hours integer constraint bonus_lot_lives_some_hours check (life_hours > 0);
update bonus_lots set life_hours = greatest(round(extract(epoch from expires_at - granted_at) / 3600), 1)
  where expires_at is not null;

-- A lot that is written with an expiry alone lives as long as from its grant to there.
create function bonus_lots_live() returns trigger language plpgsql as $$
begin
  new.life_hours := greatest(ceil(extract(epoch from new.expires_at - new.granted_at) / 3600), 1);
  return new;
end $$;
create trigger bonus_lots_live before insert on bonus_lots for each row
  when (new.expires_at is not null and new.life_hours is null) execute function bonus_lots_live();

-- A member logged in at a PC: what has expired goes, and the clock of what has not starts anew; no lot dies earlier for it
-- (billing.md 5). Each lot keeps its own life, whatever the setting is by now. The caller holds the member's row.
create function restart_bonus_clock(p_cafe integer, p_member bigint, p_now timestamptz) returns void language plpgsql as $$
declare
  v_expired integer := expire_bonus_lots(p_cafe, p_member, p_now);
begin
  update bonus_lots set expires_at = greatest(expires_at, p_now + life_hours * interval '1 hour')
    where cafe_id = p_cafe and member_id = p_member and left_minor > 0 and expires_at is not null;
end $$;

-- As in 0012, and the lots know their new life.
create or replace function change_bonus_life(p_cafe integer, p_now timestamptz, p_hours_before integer, p_hours_after integer)
returns bigint[] language plpgsql as $$
declare
  v_member bigint;
  v_expired integer;
  v_members bigint[] := '{}';
begin
  if (p_hours_before = 0) = (p_hours_after = 0) then return v_members; end if;
  for v_member in
    select m.member_id from members m
    where m.cafe_id = p_cafe and exists (select 1 from bonus_lots l where l.cafe_id = p_cafe and l.member_id = m.member_id
      and l.left_minor > 0 and (l.expires_at is null) = (p_hours_before = 0))
    order by m.member_id for update
  loop
    v_members := array_append(v_members, v_member);
    -- What expired before the change stays expired, at its own instant.
    v_expired := expire_bonus_lots(p_cafe, v_member, p_now);
  end loop;
  update bonus_lots set life_hours = nullif(p_hours_after, 0),
      expires_at = p_now + nullif(p_hours_after, 0) * interval '1 hour'
    where cafe_id = p_cafe and member_id = any (v_members) and left_minor > 0
      and (expires_at is null) = (p_hours_before = 0);
  return v_members;
end $$;

-- A setting of a café as text, or what it is unless set.
create function setting_text(p_cafe integer, p_key text, p_unless_set text) returns text language sql stable as $$
  select coalesce((select value #>> '{}' from settings where cafe_id = p_cafe and key = p_key), p_unless_set)
$$;

-- What a charge of PC time brings back (billing.md 5): the percent of the member's group, or the café's where the group has
-- none, of what came from the balance, rounded down. Guests earn none (billing.md 3.8).
create function cashback_of(p_cafe integer, p_member members, p_from_balance bigint) returns bigint language plpgsql stable as $$
declare
  v_percent numeric;
begin
  if p_from_balance <= 0 or p_member.member_group_id < 0
    or setting_text(p_cafe, 'bonus_cashback_enable', '0') not in ('1', 'true') then return 0; end if;
  select nullif(bonus_cashback_percent, 0) into v_percent from member_groups
    where cafe_id = p_cafe and member_group_id = p_member.member_group_id;
  v_percent := coalesce(v_percent, setting_text(p_cafe, 'bonus_cashback_default', '0')::numeric);
  return floor(p_from_balance * v_percent / 100);
end $$;

-- Gives cashback as a lot of its own, with its transfer and its row. The caller holds the member's row.
create function give_cashback(p_cafe integer, p_now timestamptz, p_request jsonb, p_member members, p_amount bigint) returns void
language plpgsql as $$
declare
  v_transfer bigint := nextval('transfer_ids');
  v_hours integer := nullif(setting_text(p_cafe, 'bonus_expiration_time', '0')::integer, 0);
begin
  insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_id, actor_name, shift_id, comment)
    values (p_cafe, v_transfer, p_now, 'cashback', p_request ->> 'actor_kind', (p_request ->> 'actor_id')::bigint,
      p_request ->> 'actor_name', (p_request ->> 'shift_id')::bigint, 'Cashback');
  insert into entries (cafe_id, transfer_id, line, account, member_id, unit, amount) values
    (p_cafe, v_transfer, 1, 'bonus', p_member.member_id, 'money', p_amount),
    (p_cafe, v_transfer, 2, 'bonus_given', null, 'money', -p_amount);
  insert into bonus_lots (cafe_id, member_id, transfer_id, granted_at, expires_at, life_hours, granted_minor, left_minor)
    values (p_cafe, p_member.member_id, v_transfer, p_now, p_now + v_hours * interval '1 hour', v_hours, p_amount, p_amount);
  insert into billing_logs (cafe_id, at, event, member_id, member_account, pc_name, staff_name, bonus_minor, details, transfer_id,
      session_id, shift_id)
    values (p_cafe, p_now, 'CASHBACK', p_member.member_id, p_member.account, p_request ->> 'pc_name', p_request ->> 'staff_name',
      p_amount, 'Cashback of PC time', v_transfer, (p_request ->> 'session_id')::bigint, (p_request ->> 'shift_id')::bigint);
end $$;

-- Takes a session's charge from its member as one transfer: bonus and balance in the set order, then the loan as far as
-- allowed, to the sales of time and to tax, with the CHECKOUT row. Never more than there is (billing.md 6.4.7). Cashback of
-- what the balance paid is given after it.
-- p_request: session_id, member_id, charge (tax in it, minor units), tax (that part of it), tax_percent, bonus_first,
--   use_bonus, use_balance, may_borrow (0 = no loan), most_debt (what the member may owe in all; null = may_borrow alone
--   counts), used_seconds, pc_name, details, actor_kind, actor_id, actor_name, staff_name, shift_id, bonus_since (lots that
--   expired up to this instant are gone before the charge; those that expire later, in mid-session, after it: billing.md 5).
-- Returns {transfer_id, charge, tax, from_balance, from_bonus, from_loan, cashback, balance, bonus, loan}; transfer_id is
--   null when there was nothing to take. No such member: {"refusal": "member.not_found"}.
-- Locks the member's row, then its lots. Not repeatable by itself: the caller charges a session once.
create or replace function settle_session_charge(p_cafe integer, p_now timestamptz, p_request jsonb) returns jsonb language plpgsql as $$
declare
  m members;
  v_members members[];
  v_charge bigint := (p_request ->> 'charge')::bigint;
  v_tax bigint := (p_request ->> 'tax')::bigint;
  v_percent numeric := coalesce((p_request ->> 'tax_percent')::numeric, 0);
  v_bonus_funds bigint;
  v_balance_funds bigint;
  v_loan_funds bigint;
  v_from_bonus bigint;
  v_from_balance bigint;
  v_from_loan bigint;
  v_taken bigint;
  v_cashback bigint;
  v_transfer bigint;
begin
  v_members := lock_members(p_cafe, array[(p_request ->> 'member_id')::bigint], (p_request ->> 'bonus_since')::timestamptz);
  if cardinality(v_members) = 0 then return '{"refusal": "member.not_found"}'; end if;
  m := v_members[1];
  v_bonus_funds := case when (p_request ->> 'use_bonus')::boolean then m.bonus_minor else 0 end;
  v_balance_funds := case when (p_request ->> 'use_balance')::boolean then m.balance_minor else 0 end;
  -- The debt is looked at under the lock: whoever asked may have seen an older one.
  v_loan_funds := greatest(least(coalesce((p_request ->> 'may_borrow')::bigint, 0),
    (p_request ->> 'most_debt')::bigint - m.loan_minor), 0);
  if (p_request ->> 'bonus_first')::boolean then
    v_from_bonus := least(v_charge, v_bonus_funds);
    v_from_balance := least(v_charge - v_from_bonus, v_balance_funds);
  else
    v_from_balance := least(v_charge, v_balance_funds);
    v_from_bonus := least(v_charge - v_from_balance, v_bonus_funds);
  end if;
  v_from_loan := least(v_charge - v_from_bonus - v_from_balance, v_loan_funds);
  v_taken := v_from_bonus + v_from_balance + v_from_loan;
  -- Of a capped sum the tax is the inside part, half up.
  if v_taken < v_charge then v_tax := round(v_taken * v_percent / (100 + v_percent)); end if;

  if v_taken > 0 then
    v_transfer := nextval('transfer_ids');
    insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_id, actor_name, shift_id, comment)
      values (p_cafe, v_transfer, p_now, 'session_charge', p_request ->> 'actor_kind', (p_request ->> 'actor_id')::bigint,
        p_request ->> 'actor_name', (p_request ->> 'shift_id')::bigint, p_request ->> 'details');
    if v_from_bonus > 0 then perform spend_bonus_lots(p_cafe, m.member_id, v_from_bonus); end if;
    insert into entries (cafe_id, transfer_id, line, account, member_id, unit, amount)
      select p_cafe, v_transfer, row_number() over (), e.account, e.member_id, 'money', e.amount
      from (values ('balance', m.member_id, -v_from_balance), ('bonus', m.member_id, -v_from_bonus),
        ('loan', m.member_id, -v_from_loan), ('sales_time', null, v_taken - v_tax), ('tax', null, v_tax)
      ) as e (account, member_id, amount)
      where e.amount <> 0;
  end if;
  insert into billing_logs (cafe_id, at, event, member_id, member_account, pc_name, staff_name, bonus_minor, spend_minor,
      used_seconds, details, transfer_id, session_id, shift_id)
    values (p_cafe, p_now, 'CHECKOUT', m.member_id, m.account, p_request ->> 'pc_name', p_request ->> 'staff_name',
      -v_from_bonus, v_from_balance + v_from_loan, (p_request ->> 'used_seconds')::bigint, p_request ->> 'details',
      v_transfer, (p_request ->> 'session_id')::bigint, (p_request ->> 'shift_id')::bigint);
  perform expire_bonus_lots(p_cafe, m.member_id, p_now);
  v_cashback := cashback_of(p_cafe, m, v_from_balance);
  if v_cashback > 0 then perform give_cashback(p_cafe, p_now, p_request, m, v_cashback); end if;
  select * into m from members where cafe_id = p_cafe and member_id = m.member_id;
  if v_taken > 0 then
    perform announce(p_cafe, 'members.money', jsonb_build_object('member_ids', jsonb_build_array(m.member_id)));
  end if;
  return jsonb_build_object('transfer_id', v_transfer, 'charge', v_taken, 'tax', v_tax, 'from_balance', v_from_balance,
    'from_bonus', v_from_bonus, 'from_loan', v_from_loan, 'cashback', v_cashback, 'balance', m.balance_minor,
    'bonus', m.bonus_minor, 'loan', m.loan_minor);
end $$;
