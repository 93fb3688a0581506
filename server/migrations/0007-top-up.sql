-- Commands that move money are one function each: one statement, one round trip, one transaction (design.md 2, rule 4).

-- Takes an Idempotency-Key for this transaction. Null: it is ours, go on and store the outcome with it. Else what the
-- first call answered ("replay"), or "reused" when it asked something else. A call still running is waited for, 10 s at
-- most (the server turns the lock time-out into idempotency.in_progress); other locks keep the limit they had.
create function claim_idempotency_key(
  p_cafe integer, p_caller text, p_path text, p_key text, p_hash bytea, p_now timestamptz
) returns jsonb language plpgsql as $$
declare
  existing idempotency_keys;
  v_limit text := current_setting('lock_timeout');
begin
  perform set_config('lock_timeout', '10s', true);
  insert into idempotency_keys (cafe_id, caller, path, key, request_hash, created_at)
    values (p_cafe, p_caller, p_path, p_key, p_hash, p_now) on conflict do nothing;
  if found then
    perform set_config('lock_timeout', v_limit, true);
    return null;
  end if;
  select * into existing from idempotency_keys
    where cafe_id = p_cafe and caller = p_caller and path = p_path and key = p_key for update;
  perform set_config('lock_timeout', v_limit, true);
  if existing.created_at <= p_now - interval '48 hours' or existing.outcome is null then
    update idempotency_keys set request_hash = p_hash, outcome = null, created_at = p_now
      where cafe_id = p_cafe and caller = p_caller and path = p_path and key = p_key;
    return null;
  end if;
  if existing.request_hash <> p_hash then return '{"reused": true}'; end if;
  return jsonb_build_object('replay', existing.outcome);
end $$;

create function answer_idempotency_key(
  p_cafe integer, p_caller text, p_path text, p_key text, p_outcome jsonb
) returns void language plpgsql as $$
begin
  update idempotency_keys set outcome = p_outcome
    where cafe_id = p_cafe and caller = p_caller and path = p_path and key = p_key;
end $$;

-- What a running session would take of one member's bonus and balance if it ended now (billing.md 7.4), from its cost and the set order.
create function running_parts(p_member members, p_cost bigint, p_bonus_first boolean, out from_bonus bigint, out from_balance bigint)
language sql immutable as $$
  select bonus, least(p_cost - bonus, p_member.balance_minor)
  from (select case when p_bonus_first then least(p_cost, p_member.bonus_minor)
    else least(greatest(p_cost - p_member.balance_minor, 0), p_member.bonus_minor) end as bonus) parts
$$;

-- What one top-up or refund does to one member, as entries. The member's row is locked and its lots are up to date.
create function top_up_entries(p_member members, p_value bigint, p_bonus bigint, p_coins bigint, p_points bigint,
  p_running_cost bigint, p_bonus_first boolean, p_tender text)
returns table (account text, member_id bigint, unit text, amount bigint) language sql immutable as $$
  with parts as (
    select
      case when p_value > 0
        then least(p_member.loan_minor, greatest(p_member.balance_minor - running.from_balance + p_value, 0)) else 0 end as repaid,
      case when p_bonus < 0 then greatest(p_bonus, running.from_bonus - p_member.bonus_minor) else p_bonus end as bonus,
      greatest(p_points, -p_member.points_hundredths) as points
    from running_parts(p_member, p_running_cost, p_bonus_first) as running
  )
  select e.account, e.member_id, e.unit, sum(e.amount)::bigint
  from parts, lateral (values
    (p_tender, null::bigint, 'money', -p_value),
    ('balance', p_member.member_id, 'money', p_value - parts.repaid + (p_bonus - parts.bonus)),
    ('loan', p_member.member_id, 'money', parts.repaid),
    ('bonus', p_member.member_id, 'money', parts.bonus),
    ('bonus_given', null, 'money', -p_bonus),
    ('coins', p_member.member_id, 'coin', p_coins),
    ('coins_given', null, 'coin', -p_coins),
    ('points', p_member.member_id, 'point', parts.points),
    ('points_given', null, 'point', -parts.points)
  ) as e (account, member_id, unit, amount)
  group by e.account, e.member_id, e.unit
  having sum(e.amount) <> 0
$$;

-- Why a top-up or refund cannot be, or null. Refunds never pay out lent or already used money (billing.md 3.5, 7.4).
create function top_up_refusal(p_members members[], p_ids bigint[], p_value bigint, p_bonus bigint, p_coins bigint,
  p_running_costs jsonb, p_bonus_first boolean) returns jsonb language plpgsql immutable as $$
declare
  v_member members;
  v_running record;
  v_from_balance bigint;
begin
  if cardinality(p_members) < cardinality(p_ids) then
    return jsonb_build_object('refusal', 'member.not_found');
  end if;
  foreach v_member in array p_members loop
    v_running := running_parts(v_member, coalesce((p_running_costs ->> v_member.member_id::text)::bigint, 0), p_bonus_first);
    v_from_balance := greatest(-p_value, 0) + greatest(-p_bonus - (v_member.bonus_minor - v_running.from_bonus), 0);
    if v_from_balance > 0 and v_member.balance_minor - v_running.from_balance - v_member.loan_minor < v_from_balance then
      return jsonb_build_object('refusal', 'ledger.insufficient_balance', 'member_id', v_member.member_id);
    end if;
    if v_member.coins_hundredths + p_coins < 0 then
      return jsonb_build_object('refusal', 'ledger.insufficient_coins', 'member_id', v_member.member_id);
    end if;
  end loop;
  return null;
end $$;

-- Locks the members by rising id and takes expired lots out of their bonus; those that are not there are left out.
create function lock_members(p_cafe integer, p_ids bigint[], p_now timestamptz) returns members[] language plpgsql as $$
declare
  v_member members;
  v_members members[] := '{}';
begin
  for v_member in
    select * from members where cafe_id = p_cafe and member_id = any (p_ids) and deleted_at is null
    order by member_id for update
  loop
    if v_member.bonus_minor > 0 and expire_bonus_lots(p_cafe, v_member.member_id, p_now) > 0 then
      select * into v_member from members where cafe_id = p_cafe and member_id = v_member.member_id;
    end if;
    v_members := array_append(v_members, v_member);
  end loop;
  return v_members;
end $$;

-- Books the top-up of one locked member and answers the transfer's id.
create function top_up_member(p_cafe integer, p_now timestamptz, p_request jsonb, p_member members) returns bigint language plpgsql as $$
declare
  v_value bigint := (p_request ->> 'value')::bigint;
  v_coins bigint := (p_request ->> 'coins')::bigint;
  -- Minor units that earn one point; 0 = points are off.
  v_per_point bigint := (p_request ->> 'minor_per_point')::bigint;
  v_tender text := p_request ->> 'tender';
  v_staff text := p_request ->> 'actor_name';
  v_shift bigint := (p_request ->> 'shift_id')::bigint;
  v_is_guest boolean := p_member.member_group_id < 0;
  v_transfer bigint := nextval('transfer_ids');
  v_points bigint := 0;
  v_bonus bigint := (p_request ->> 'bonus')::bigint;
  v_bonus_change bigint;
  v_repaid bigint;
begin
  -- Guests earn no bonus and no points (billing.md 3.8).
  if v_is_guest then v_bonus := least(v_bonus, 0);
  elsif v_per_point > 0 then v_points := v_value / v_per_point * 100; -- cut towards zero: whole units only
  end if;
  insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_id, actor_name, shift_id, comment)
    values (p_cafe, v_transfer, p_now, case when v_value < 0 then 'refund' else 'top_up' end,
      p_request ->> 'actor_kind', (p_request ->> 'actor_id')::bigint, v_staff, v_shift, p_request ->> 'comment');
  with booked as (
    insert into entries (cafe_id, transfer_id, line, account, member_id, unit, amount)
      select p_cafe, v_transfer, row_number() over (), e.account, e.member_id, e.unit, e.amount
      from top_up_entries(p_member, v_value, v_bonus, v_coins, v_points,
        coalesce((p_request -> 'running_costs' ->> p_member.member_id::text)::bigint, 0),
        (p_request ->> 'bonus_first')::boolean, v_tender) e
      returning account, amount
  )
  select coalesce(sum(amount) filter (where account = 'bonus'), 0), coalesce(sum(amount) filter (where account = 'loan'), 0)
    into v_bonus_change, v_repaid from booked;
  if v_bonus_change > 0 then
    insert into bonus_lots (cafe_id, member_id, transfer_id, granted_at, expires_at, granted_minor, left_minor)
      values (p_cafe, p_member.member_id, v_transfer, p_now,
        p_now + nullif((p_request ->> 'bonus_hours')::integer, 0) * interval '1 hour', v_bonus_change, v_bonus_change);
  elsif v_bonus_change < 0 then
    perform spend_bonus_lots(p_cafe, p_member.member_id, -v_bonus_change);
  end if;
  insert into billing_logs (cafe_id, at, event, member_id, member_account, staff_name, cash_minor, card_minor, qr_minor,
      bonus_minor, coins_hundredths, details, transfer_id, shift_id)
    values (p_cafe, p_now, 'TOPUP', p_member.member_id, p_member.account, v_staff,
      case when v_tender = 'cash' then v_value else 0 end,
      case when v_tender = 'card' then v_value else 0 end,
      case when v_tender = 'qr' then v_value else 0 end,
      v_bonus, v_coins, p_request ->> 'comment', v_transfer, v_shift);
  if v_repaid > 0 then
    -- It carries no sums, so that nothing counts twice (billing.md 3.9).
    insert into billing_logs (cafe_id, at, event, member_id, member_account, staff_name, details, transfer_id, shift_id)
      values (p_cafe, p_now, 'LOAN_PAY', p_member.member_id, p_member.account, v_staff, 'Loan paid back by the top-up', v_transfer, v_shift);
  end if;
  update members m set updated_at = p_now, member_group_id = case when v_per_point > 0 and not v_is_guest
      then coalesce(group_of_points(p_cafe, m.points_hundredths), m.member_group_id) else m.member_group_id end
    where m.cafe_id = p_cafe and m.member_id = p_member.member_id;
  return v_transfer;
end $$;

-- Top-up (billing.md 3) of value, bonus and coins to each member named: all or none. Returns
--   {"members": [{member_id, order_id, balance, bonus, coins, loan}]}, or {"refusal": name, "member_id": id},
--   or what claim_idempotency_key answered.
-- p_request: member_ids, value, bonus, coins, minor_per_point, bonus_hours, bonus_first, tender, comment, shift_id,
--   actor_kind, actor_id, actor_name, running_costs, idempotency {caller, path, key, hash} or null, promo {code, exponent,
--   remove_used_up} or null (0009: each member uses the code once; it gives its bonus where no bonus and coins are asked).
-- Locks, in this order: the key's row, the members' rows by rising id, their lots, the promotion code's row.
-- running_costs: what running sessions would be charged if they ended at p_now, by member id (billing.md 7.4).
create function top_up_members(p_cafe integer, p_now timestamptz, p_request jsonb) returns jsonb language plpgsql as $$
declare
  v_ids bigint[] := array(select value::bigint from jsonb_array_elements_text(p_request -> 'member_ids'));
  v_key jsonb := nullif(p_request -> 'idempotency', 'null');
  v_promo jsonb := nullif(p_request -> 'promo', 'null');
  v_claim jsonb;
  v_order bigint;
  v_member members;
  v_members members[];
  v_outcome jsonb;
  v_orders jsonb := '{}';
begin
  if v_key is not null then
    v_claim := claim_idempotency_key(p_cafe, v_key ->> 'caller', v_key ->> 'path', v_key ->> 'key',
      decode(v_key ->> 'hash', 'hex'), p_now);
    if v_claim is not null then return v_claim; end if;
  end if;
  v_members := lock_members(p_cafe, v_ids, p_now);
  v_outcome := top_up_refusal(v_members, v_ids, (p_request ->> 'value')::bigint, (p_request ->> 'bonus')::bigint,
    (p_request ->> 'coins')::bigint, p_request -> 'running_costs', (p_request ->> 'bonus_first')::boolean);
  if v_outcome is null and v_promo is not null then
    v_promo := claim_promo_code(p_cafe, p_now, v_promo, 'topup', v_members, (p_request ->> 'value')::bigint);
    if v_promo ? 'refusal' then v_outcome := v_promo;
    elsif (p_request ->> 'bonus')::bigint = 0 and (p_request ->> 'coins')::bigint = 0 then
      p_request := p_request || jsonb_build_object('bonus', v_promo -> 'bonus', 'coins', v_promo -> 'coins');
    end if;
  end if;
  if v_outcome is null then
    foreach v_member in array v_members loop
      v_order := top_up_member(p_cafe, p_now, p_request, v_member);
      v_orders := v_orders || jsonb_build_object(v_member.member_id::text, v_order);
      if v_promo is not null then perform note_promo_use(p_cafe, p_now, p_request, v_promo, v_member, v_order); end if;
    end loop;
    select jsonb_build_object('members', jsonb_agg(jsonb_build_object('member_id', m.member_id,
        'order_id', (v_orders ->> m.member_id::text)::bigint, 'balance', m.balance_minor, 'bonus', m.bonus_minor,
        'coins', m.coins_hundredths, 'loan', m.loan_minor) order by array_position(v_ids, m.member_id)))
      into v_outcome
      from members m
      where m.cafe_id = p_cafe and m.member_id = any (v_ids) and m.deleted_at is null;
    perform announce(p_cafe, 'members.money', jsonb_build_object('member_ids', to_jsonb(v_ids)));
  end if;
  if v_key is not null then
    perform answer_idempotency_key(p_cafe, v_key ->> 'caller', v_key ->> 'path', v_key ->> 'key', v_outcome);
  end if;
  return v_outcome;
end $$;
