-- Refunds of a given top-up (billing.md 3.5), and the top-up written so that a call costs little: the request is read once
-- into columns, each member's row is written once, and what is answered is read back by key.

create index transfers_by_correction on transfers (cafe_id, corrects_transfer_id) where corrects_transfer_id is not null;

-- As in 0007; functions are called by assignment, which PL/pgSQL does without planning a statement.
create or replace function claim_idempotency_key(
  p_cafe integer, p_caller text, p_path text, p_key text, p_hash bytea, p_now timestamptz
) returns jsonb language plpgsql as $$
declare
  existing idempotency_keys;
  v_limit text := current_setting('lock_timeout');
  v_set text := set_config('lock_timeout', '10s', true);
begin
  insert into idempotency_keys (cafe_id, caller, path, key, request_hash, created_at)
    values (p_cafe, p_caller, p_path, p_key, p_hash, p_now) on conflict do nothing;
  if found then
    v_set := set_config('lock_timeout', v_limit, true);
    return null;
  end if;
  select * into existing from idempotency_keys
    where cafe_id = p_cafe and caller = p_caller and path = p_path and key = p_key for update;
  v_set := set_config('lock_timeout', v_limit, true);
  if existing.created_at <= p_now - interval '48 hours' or existing.outcome is null then
    update idempotency_keys set request_hash = p_hash, outcome = null, created_at = p_now
      where cafe_id = p_cafe and caller = p_caller and path = p_path and key = p_key;
    return null;
  end if;
  if existing.request_hash <> p_hash then return '{"reused": true}'; end if;
  return jsonb_build_object('replay', existing.outcome);
end $$;

-- What a top-up is asked to do; the fields of p_request below.
create type top_up_request as (
  member_ids bigint[],
  value bigint,
  bonus bigint,
  coins bigint,
  minor_per_point bigint,
  bonus_hours integer,
  bonus_first boolean,
  tender text,
  comment text,
  shift_id bigint,
  actor_kind text,
  actor_id bigint,
  actor_name text,
  running_costs jsonb,
  idempotency jsonb,
  promo jsonb,
  refund_of bigint,
  -- Points a refund may take at most; null = any number. Worked out from the top-up that is refunded.
  most_points bigint
);

-- Uses up bonus lots in the order of their expiry (never = last), then age (billing.md 5); those that this transfer
-- granted before all others, when one is named. The caller moves the money.
create function take_bonus_lots(p_cafe integer, p_member bigint, p_amount bigint, p_first_transfer bigint) returns void
language plpgsql as $$
declare
  lot record;
  v_left bigint := p_amount;
begin
  for lot in
    select bonus_lot_id, left_minor from bonus_lots
    where cafe_id = p_cafe and member_id = p_member and left_minor > 0
    order by transfer_id is distinct from p_first_transfer, expires_at nulls last, granted_at, bonus_lot_id for update
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

create or replace function spend_bonus_lots(p_cafe integer, p_member bigint, p_amount bigint) returns void language sql as $$
  select take_bonus_lots(p_cafe, p_member, p_amount, null)
$$;

-- What a top-up brought and what its refunds have taken back so far, from the entries alone; no row when the transfer is
-- no top-up of this member with money. Whoever asks holds the member's row, so that no other refund is under way.
create function refundable_top_up(p_cafe integer, p_member bigint, p_transfer bigint,
  out tender text, out value bigint, out bonus bigint, out coins bigint, out points bigint,
  out refunded bigint, out bonus_taken bigint, out coins_taken bigint, out points_taken bigint)
returns setof record language sql stable as $$
  with moved as (
    select t.kind,
      max(e.account) filter (where e.account in ('cash', 'card', 'qr')) as tender,
      coalesce(-sum(e.amount) filter (where e.account in ('cash', 'card', 'qr')), 0)::bigint as value,
      coalesce(-sum(e.amount) filter (where e.account = 'bonus_given'), 0)::bigint as bonus,
      coalesce(sum(e.amount) filter (where e.account = 'coins'), 0)::bigint as coins,
      coalesce(sum(e.amount) filter (where e.account = 'points'), 0)::bigint as points
    from transfers t join entries e on e.cafe_id = t.cafe_id and e.transfer_id = t.transfer_id
    where t.cafe_id = p_cafe and (t.transfer_id = p_transfer and t.kind = 'top_up'
        and exists (select from entries own where own.cafe_id = p_cafe and own.transfer_id = p_transfer and own.member_id = p_member)
      or t.corrects_transfer_id = p_transfer and t.kind = 'refund')
    group by t.transfer_id, t.kind
  )
  select max(moved.tender) filter (where kind = 'top_up'),
    sum(moved.value) filter (where kind = 'top_up'), sum(moved.bonus) filter (where kind = 'top_up'),
    sum(moved.coins) filter (where kind = 'top_up'), sum(moved.points) filter (where kind = 'top_up'),
    coalesce(-sum(moved.value) filter (where kind = 'refund'), 0), coalesce(-sum(moved.bonus) filter (where kind = 'refund'), 0),
    coalesce(-sum(moved.coins) filter (where kind = 'refund'), 0), coalesce(-sum(moved.points) filter (where kind = 'refund'), 0)
  from moved
  having sum(moved.value) filter (where kind = 'top_up') > 0
$$;

-- Completes the request of a refund that names its top-up: bonus and coins go back in the proportion of the money, worked
-- out on the sum of all refunds, so that the last one takes exactly the rest; coins only as far as they are there.
-- Sets refusal where it cannot be: unknown, or more than what is left of it.
create function complete_refund(p_cafe integer, p_member members, inout request top_up_request, out refusal jsonb) language plpgsql as $$
declare
  v_given record;
  v_sum bigint;
begin
  select * into v_given from refundable_top_up(p_cafe, p_member.member_id, request.refund_of);
  if not found then
    refusal := '{"refusal": "order.not_found"}';
    return;
  end if;
  if v_given.refunded - request.value > v_given.value then
    refusal := jsonb_build_object('refusal', 'order.already_refunded', 'refundable', v_given.value - v_given.refunded);
    return;
  end if;
  -- Multiplied before it is divided, so that a half stays a half.
  v_sum := v_given.refunded - request.value;
  request.bonus := v_given.bonus_taken - round(v_given.bonus::numeric * v_sum / v_given.value);
  request.coins := -least(greatest(round(v_given.coins::numeric * v_sum / v_given.value) - v_given.coins_taken, 0),
    p_member.coins_hundredths);
  request.most_points := greatest(v_given.points - v_given.points_taken, 0);
  request.tender := coalesce(request.tender, v_given.tender);
end $$;

-- Why a top-up or refund of one locked member cannot be, or null. Refunds never pay out lent or already used money
-- (billing.md 3.5, 7.4).
create function top_up_refusal(r top_up_request, m members) returns jsonb language plpgsql immutable as $$
declare
  v_running record;
  v_from_balance bigint;
begin
  if r.value < 0 or r.bonus < 0 then
    v_running := running_parts(m, coalesce((r.running_costs ->> m.member_id::text)::bigint, 0), r.bonus_first);
    v_from_balance := greatest(-r.value, 0) + greatest(-r.bonus - (m.bonus_minor - v_running.from_bonus), 0);
    if v_from_balance > 0 and m.balance_minor - v_running.from_balance - m.loan_minor < v_from_balance then
      return jsonb_build_object('refusal', 'ledger.insufficient_balance', 'member_id', m.member_id);
    end if;
  end if;
  if m.coins_hundredths + r.coins < 0 then
    return jsonb_build_object('refusal', 'ledger.insufficient_coins', 'member_id', m.member_id);
  end if;
  return null;
end $$;

-- Books the top-up of one locked member: transfer, entries, lot and log rows. Answers the transfer's id.
create function book_top_up(p_cafe integer, p_now timestamptz, r top_up_request, m members) returns bigint language plpgsql as $$
declare
  v_transfer bigint := nextval('transfer_ids');
  v_is_guest boolean := m.member_group_id < 0;
  v_running bigint := coalesce((r.running_costs ->> m.member_id::text)::bigint, 0);
  v_running_parts record;
  v_free_balance bigint := m.balance_minor;
  v_free_bonus bigint := m.bonus_minor;
  v_repaid bigint := 0;
  -- Guests earn no bonus and no points (billing.md 3.8).
  v_bonus bigint := case when v_is_guest then least(r.bonus, 0) else r.bonus end;
  v_bonus_change bigint;
  v_points bigint := 0;
  v_group bigint;
begin
  if v_running > 0 then
    v_running_parts := running_parts(m, v_running, r.bonus_first);
    v_free_balance := v_free_balance - v_running_parts.from_balance;
    v_free_bonus := v_free_bonus - v_running_parts.from_bonus;
  end if;
  if r.value > 0 then v_repaid := least(m.loan_minor, greatest(v_free_balance + r.value, 0)); end if;
  -- What the bonus lacks is taken from the balance.
  v_bonus_change := greatest(v_bonus, -v_free_bonus);
  if r.minor_per_point > 0 and not v_is_guest then
    v_points := r.value / r.minor_per_point * 100; -- cut towards zero: whole units only
    v_points := greatest(v_points, -m.points_hundredths, -r.most_points);
  end if;

  insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_id, actor_name, shift_id, comment, corrects_transfer_id)
    values (p_cafe, v_transfer, p_now, case when r.value < 0 then 'refund' else 'top_up' end,
      r.actor_kind, r.actor_id, r.actor_name, r.shift_id, r.comment, r.refund_of);
  insert into entries (cafe_id, transfer_id, line, account, member_id, unit, amount)
    select p_cafe, v_transfer, e.line, e.account, e.member_id, e.unit, e.amount
    from (values
      (1::smallint, r.tender, null::bigint, 'money', -r.value),
      (2, 'balance', m.member_id, 'money', r.value - v_repaid + (v_bonus - v_bonus_change)),
      (3, 'loan', m.member_id, 'money', v_repaid),
      (4, 'bonus', m.member_id, 'money', v_bonus_change),
      (5, 'bonus_given', null, 'money', -v_bonus),
      (6, 'coins', m.member_id, 'coin', r.coins),
      (7, 'coins_given', null, 'coin', -r.coins),
      (8, 'points', m.member_id, 'point', v_points),
      (9, 'points_given', null, 'point', -v_points)
    ) as e (line, account, member_id, unit, amount)
    where e.amount <> 0;
  if v_bonus_change > 0 then
    insert into bonus_lots (cafe_id, member_id, transfer_id, granted_at, expires_at, granted_minor, left_minor)
      values (p_cafe, m.member_id, v_transfer, p_now,
        p_now + nullif(r.bonus_hours, 0) * interval '1 hour', v_bonus_change, v_bonus_change);
  elsif v_bonus_change < 0 then
    perform take_bonus_lots(p_cafe, m.member_id, -v_bonus_change, r.refund_of);
  end if;
  insert into billing_logs (cafe_id, at, event, member_id, member_account, staff_name, cash_minor, card_minor, qr_minor,
      bonus_minor, coins_hundredths, details, transfer_id, shift_id)
    values (p_cafe, p_now, 'TOPUP', m.member_id, m.account, r.actor_name,
      case when r.tender = 'cash' then r.value else 0 end, case when r.tender = 'card' then r.value else 0 end,
      case when r.tender = 'qr' then r.value else 0 end, v_bonus, r.coins, r.comment, v_transfer, r.shift_id);
  if v_repaid > 0 then
    -- It carries no sums, so that nothing counts twice (billing.md 3.9).
    insert into billing_logs (cafe_id, at, event, member_id, member_account, staff_name, details, transfer_id, shift_id)
      values (p_cafe, p_now, 'LOAN_PAY', m.member_id, m.account, r.actor_name, 'Loan paid back by the top-up', v_transfer, r.shift_id);
  end if;
  if r.minor_per_point > 0 and not v_is_guest then
    v_group := group_of_points(p_cafe, m.points_hundredths + v_points);
    if v_group <> m.member_group_id then
      update members set member_group_id = v_group where cafe_id = p_cafe and member_id = m.member_id;
    end if;
  end if;
  return v_transfer;
end $$;

-- Top-up (billing.md 3) of value, bonus and coins to each member named: all or none. Returns
--   {"members": [{member_id, order_id, balance, bonus, coins, loan}]}, or {"refusal": name, "member_id": id},
--   or what claim_idempotency_key answered.
-- p_request: the fields of top_up_request. idempotency {caller, path, key, hash} or null; promo {code, exponent,
--   remove_used_up} or null (0009: each member uses the code once; it gives its bonus where no bonus and coins are asked);
--   running_costs: what running sessions would be charged if they ended at p_now, by member id (billing.md 7.4);
--   refund_of: the top-up, by its transfer, that a value below 0 pays back to its one member, or null. Bonus and coins
--   are then those of the top-up, and tender null is the one it came by.
-- Locks, in this order: the key's row, the members' rows by rising id, their lots, the promotion code's row.
create or replace function top_up_members(p_cafe integer, p_now timestamptz, p_request jsonb) returns jsonb language plpgsql as $$
declare
  r top_up_request := jsonb_populate_record(null::top_up_request, p_request);
  v_promo jsonb := nullif(r.promo, 'null');
  v_claim jsonb;
  v_completed record;
  v_order bigint;
  m members;
  v_members members[];
  v_outcome jsonb;
  v_answers jsonb[];
  v_answer jsonb;
begin
  r.idempotency := nullif(r.idempotency, 'null');
  if r.idempotency is not null then
    v_claim := claim_idempotency_key(p_cafe, r.idempotency ->> 'caller', r.idempotency ->> 'path', r.idempotency ->> 'key',
      decode(r.idempotency ->> 'hash', 'hex'), p_now);
    if v_claim is not null then return v_claim; end if;
  end if;
  v_members := lock_members(p_cafe, r.member_ids, p_now);
  if cardinality(v_members) < cardinality(r.member_ids) then
    v_outcome := '{"refusal": "member.not_found"}';
  elsif r.refund_of is not null then
    v_completed := complete_refund(p_cafe, v_members[1], r);
    r := v_completed.request;
    v_outcome := v_completed.refusal;
  end if;
  if v_outcome is null then
    foreach m in array v_members loop
      v_outcome := top_up_refusal(r, m);
      exit when v_outcome is not null;
    end loop;
  end if;
  if v_outcome is null and v_promo is not null then
    v_promo := claim_promo_code(p_cafe, p_now, v_promo, 'topup', v_members, r.value);
    if v_promo ? 'refusal' then v_outcome := v_promo;
    elsif r.bonus = 0 and r.coins = 0 then
      r.bonus := (v_promo ->> 'bonus')::bigint;
      r.coins := (v_promo ->> 'coins')::bigint;
    end if;
  end if;
  if v_outcome is null then
    foreach m in array v_members loop
      v_order := book_top_up(p_cafe, p_now, r, m);
      if v_promo is not null then
        perform note_promo_use(p_cafe, p_now, to_jsonb(r), v_promo, m, v_order);
      end if;
      select jsonb_build_object('member_id', member_id, 'order_id', v_order, 'balance', balance_minor, 'bonus', bonus_minor,
          'coins', coins_hundredths, 'loan', loan_minor) into v_answer
        from members where cafe_id = p_cafe and member_id = m.member_id;
      v_answers[array_position(r.member_ids, m.member_id)] := v_answer;
    end loop;
    v_outcome := jsonb_build_object('members', v_answers);
    insert into outbox (cafe_id, topic, payload)
      values (p_cafe, 'members.money', jsonb_build_object('member_ids', r.member_ids));
  end if;
  if r.idempotency is not null then
    update idempotency_keys set outcome = v_outcome
      where cafe_id = p_cafe and caller = r.idempotency ->> 'caller' and path = r.idempotency ->> 'path'
        and key = r.idempotency ->> 'key';
  end if;
  return v_outcome;
end $$;

-- As in 0009, by the new functions.
create or replace function use_register_code(p_cafe integer, p_now timestamptz, p_request jsonb) returns jsonb language plpgsql as $$
declare
  v_members members[] := lock_members(p_cafe, array[(p_request ->> 'member_id')::bigint], p_now);
  v_claim jsonb;
  v_request jsonb;
begin
  if cardinality(v_members) = 0 then return '{"refusal": "member.not_found"}'; end if;
  v_claim := claim_promo_code(p_cafe, p_now, p_request -> 'promo', 'register', v_members, null);
  if v_claim ? 'refusal' then return v_claim; end if;
  v_request := p_request || jsonb_build_object('value', 0, 'bonus', v_claim -> 'bonus', 'coins', v_claim -> 'coins',
    'minor_per_point', 0, 'bonus_first', true, 'tender', 'cash', 'comment', 'Promo code ' || (v_claim ->> 'code'));
  perform note_promo_use(p_cafe, p_now, v_request, v_claim, v_members[1],
    book_top_up(p_cafe, p_now, jsonb_populate_record(null::top_up_request, v_request), v_members[1]));
  perform announce(p_cafe, 'members.money', jsonb_build_object('member_ids', jsonb_build_array(p_request -> 'member_id')));
  return v_claim;
end $$;

drop function top_up_member(integer, timestamptz, jsonb, members);
drop function top_up_refusal(members[], bigint[], bigint, bigint, bigint, jsonb, boolean);
drop function top_up_entries(members, bigint, bigint, bigint, bigint, bigint, boolean, text);
