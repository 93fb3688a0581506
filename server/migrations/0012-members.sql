-- Members beyond the top-up (api-v2.md 2.7): loans, deductions, points, messages, and what a change of the bonus's life does.

-- What staff tell a member, kept until it was shown (api-v2.md 2.7 sendMessage, 2.9 memberMessage).
create table member_messages (
  cafe_id integer not null references cafes,
  member_message_id bigint generated always as identity,
  member_id bigint not null,
  staff_name text not null,
  message text not null constraint member_messages_at_most_500_characters check (length(message) between 1 and 500),
  created_at timestamptz not null,
  read_at timestamptz,
  primary key (cafe_id, member_message_id),
  foreign key (cafe_id, member_id) references members
);
create index member_messages_by_member on member_messages (cafe_id, member_id, member_message_id desc);
create index member_messages_unread on member_messages (cafe_id, member_id) where read_at is null;

-- The transfer of a request of this file, without its entries; answers its id.
create function begin_member_transfer(p_cafe integer, p_now timestamptz, p_kind text, p_request jsonb) returns bigint language plpgsql as $$
declare
  v_transfer bigint := nextval('transfer_ids');
begin
  insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_id, actor_name, shift_id, comment)
    values (p_cafe, v_transfer, p_now, p_kind, p_request ->> 'actor_kind', (p_request ->> 'actor_id')::bigint,
      p_request ->> 'actor_name', (p_request ->> 'shift_id')::bigint, p_request ->> 'comment');
  return v_transfer;
end $$;

-- What the members of a request hold now, in its order, with their transfers by id.
create function member_holdings(p_cafe integer, p_ids bigint[], p_transfers jsonb) returns jsonb language sql stable as $$
  select jsonb_build_object('members', coalesce(jsonb_agg(jsonb_build_object('member_id', member_id,
      'order_id', (p_transfers ->> member_id::text)::bigint, 'balance', balance_minor, 'bonus', bonus_minor,
      'coins', coins_hundredths, 'loan', loan_minor, 'points', points_hundredths, 'group', member_group_id)
    order by array_position(p_ids, member_id)), '[]'))
  from members where cafe_id = p_cafe and member_id = any (p_ids) and deleted_at is null
$$;

-- Lends one member money (billing.md 3.9): balance and debt both grow by it; no tender, no points, no bonus.
create function lend_to_member(p_cafe integer, p_now timestamptz, p_request jsonb, p_member members) returns bigint language plpgsql as $$
declare
  v_amount bigint := (p_request ->> 'amount')::bigint;
  v_transfer bigint := begin_member_transfer(p_cafe, p_now, 'loan', p_request);
begin
  insert into entries (cafe_id, transfer_id, line, account, member_id, unit, amount) values
    (p_cafe, v_transfer, 1, 'balance', p_member.member_id, 'money', v_amount),
    (p_cafe, v_transfer, 2, 'loan', p_member.member_id, 'money', -v_amount);
  -- No sums: no tender moved and nothing was spent. The amount stands in the details.
  insert into billing_logs (cafe_id, at, event, member_id, member_account, staff_name, details, transfer_id, shift_id)
    values (p_cafe, p_now, 'LOAN_ADD', p_member.member_id, p_member.account, p_request ->> 'actor_name',
      concat_ws(': ', 'Loan ' || (p_request ->> 'amount_text'), nullif(p_request ->> 'comment', '')), v_transfer,
      (p_request ->> 'shift_id')::bigint);
  return v_transfer;
end $$;

-- Takes money from one member's balance for "sales: other" (billing.md 3.9); the caller knows that it is there.
create function deduct_from_member(p_cafe integer, p_now timestamptz, p_request jsonb, p_member members) returns bigint language plpgsql as $$
declare
  v_amount bigint := (p_request ->> 'amount')::bigint;
  v_transfer bigint := begin_member_transfer(p_cafe, p_now, 'deduction', p_request);
begin
  insert into entries (cafe_id, transfer_id, line, account, member_id, unit, amount) values
    (p_cafe, v_transfer, 1, 'balance', p_member.member_id, 'money', -v_amount),
    (p_cafe, v_transfer, 2, 'sales_other', null, 'money', v_amount);
  insert into billing_logs (cafe_id, at, event, member_id, member_account, staff_name, spend_minor, details, transfer_id, shift_id)
    values (p_cafe, p_now, 'BALANCE_DEDUCT', p_member.member_id, p_member.account, p_request ->> 'actor_name', v_amount,
      p_request ->> 'comment', v_transfer, (p_request ->> 'shift_id')::bigint);
  return v_transfer;
end $$;

-- Gives or takes points of one member, never below none; the group follows when asked (billing.md 9). Null when nothing moved.
create function change_points_of_member(p_cafe integer, p_now timestamptz, p_request jsonb, p_member members) returns bigint language plpgsql as $$
declare
  v_points bigint := greatest((p_request ->> 'points')::bigint, -p_member.points_hundredths);
  v_transfer bigint;
begin
  if v_points <> 0 then
    v_transfer := begin_member_transfer(p_cafe, p_now, 'points', p_request);
    insert into entries (cafe_id, transfer_id, line, account, member_id, unit, amount) values
      (p_cafe, v_transfer, 1, 'points', p_member.member_id, 'point', v_points),
      (p_cafe, v_transfer, 2, 'points_given', null, 'point', -v_points);
    insert into billing_logs (cafe_id, at, event, member_id, member_account, staff_name, details, transfer_id, shift_id)
      values (p_cafe, p_now, 'POINT_CHANGE', p_member.member_id, p_member.account, p_request ->> 'actor_name',
        format('Points %s%s: %s', case when v_points > 0 then '+' else '' end, (v_points / 100.0)::numeric(20, 2), p_request ->> 'comment'),
        v_transfer, (p_request ->> 'shift_id')::bigint);
  end if;
  if (p_request ->> 'group_follows')::boolean then
    update members m set member_group_id = coalesce(group_of_points(p_cafe, m.points_hundredths), m.member_group_id)
      where m.cafe_id = p_cafe and m.member_id = p_member.member_id;
  end if;
  return v_transfer;
end $$;

-- Why members cannot be moved as asked, or null. The rows are locked and their lots up to date.
create function move_refusal(p_kind text, p_members members[], p_ids bigint[], p_request jsonb) returns jsonb language plpgsql as $$
declare
  v_member members;
  v_running bigint;
begin
  if cardinality(p_members) <> cardinality(p_ids) then return '{"refusal": "member.not_found"}'; end if;
  foreach v_member in array p_members loop
    if p_kind = 'points' and v_member.member_group_id < 0 then
      return jsonb_build_object('refusal', 'guest', 'member_id', v_member.member_id);
    end if;
    if p_kind = 'deduct' then
      -- What the running session has cost of the balance so far is spoken for (billing.md 7.4).
      v_running := (running_parts(v_member, coalesce((p_request -> 'running_costs' ->> v_member.member_id::text)::bigint, 0),
        (p_request ->> 'bonus_first')::boolean)).from_balance;
      if v_member.balance_minor - v_running < (p_request ->> 'amount')::bigint then
        return jsonb_build_object('refusal', 'ledger.insufficient_balance', 'member_id', v_member.member_id);
      end if;
    end if;
  end loop;
  return null;
end $$;

-- The way all commands of this file go: claim the key, lock the members by rising id, refuse or move each, tell, keep the
-- answer with the key. Returns {"members": [{member_id, order_id, balance, bonus, coins, loan, points, group}]}, or
-- {"refusal": name, "member_id": id}, or what claim_idempotency_key answered.
-- Locks, in this order: the key's row, the members' rows by rising id, their lots.
-- p_kind: 'loan', 'deduct' or 'points'.
create function move_members(p_kind text, p_cafe integer, p_now timestamptz, p_request jsonb) returns jsonb language plpgsql as $$
declare
  v_ids bigint[] := array(select value::bigint from jsonb_array_elements_text(p_request -> 'member_ids'));
  v_key jsonb := nullif(p_request -> 'idempotency', 'null');
  v_claim jsonb;
  v_member members;
  v_members members[];
  v_outcome jsonb;
  v_transfers jsonb := '{}';
begin
  if v_key is not null then
    v_claim := claim_idempotency_key(p_cafe, v_key ->> 'caller', v_key ->> 'path', v_key ->> 'key',
      decode(v_key ->> 'hash', 'hex'), p_now);
    if v_claim is not null then return v_claim; end if;
  end if;
  v_members := lock_members(p_cafe, v_ids, p_now);
  v_outcome := move_refusal(p_kind, v_members, v_ids, p_request);
  if v_outcome is null then
    foreach v_member in array v_members loop
      v_transfers := v_transfers || jsonb_build_object(v_member.member_id::text, case p_kind
        when 'loan' then lend_to_member(p_cafe, p_now, p_request, v_member)
        when 'deduct' then deduct_from_member(p_cafe, p_now, p_request, v_member)
        when 'points' then change_points_of_member(p_cafe, p_now, p_request, v_member) end);
    end loop;
    update members set updated_at = p_now where cafe_id = p_cafe and member_id = any (v_ids);
    v_outcome := member_holdings(p_cafe, v_ids, v_transfers);
    perform announce(p_cafe, 'members.money', jsonb_build_object('member_ids', to_jsonb(v_ids)));
  end if;
  if v_key is not null then
    perform answer_idempotency_key(p_cafe, v_key ->> 'caller', v_key ->> 'path', v_key ->> 'key', v_outcome);
  end if;
  return v_outcome;
end $$;

-- addLoan (billing.md 3.9). p_request: member_ids, amount (minor units, above 0), amount_text, comment, shift_id,
-- actor_kind, actor_id, actor_name, idempotency {caller, path, key, hash} or null.
create function add_loan(p_cafe integer, p_now timestamptz, p_request jsonb) returns jsonb language sql as $$
  select move_members('loan', p_cafe, p_now, p_request)
$$;

-- deductBalance (billing.md 3.9): from the balance only, all members or none. p_request as add_loan, and running_costs by
-- member id, bonus_first (the order in which running sessions pay).
create function deduct_balance(p_cafe integer, p_now timestamptz, p_request jsonb) returns jsonb language sql as $$
  select move_members('deduct', p_cafe, p_now, p_request)
$$;

-- addPoints (billing.md 9). p_request as add_loan, with points (hundredths; negative takes what is there) and
-- group_follows in place of amount. Guests have no points: {"refusal": "guest"}.
create function change_points(p_cafe integer, p_now timestamptz, p_request jsonb) returns jsonb language sql as $$
  select move_members('points', p_cafe, p_now, p_request)
$$;

-- The setting bonus_expiration_time changed at p_now (billing.md 5): from 0 hours to N the lots that are there begin to
-- run now; from N to 0 those not yet expired are free for ever; from N to M they stay. Answers the members touched.
-- Locks the members' rows by rising id, then their lots.
create function change_bonus_life(p_cafe integer, p_now timestamptz, p_hours_before integer, p_hours_after integer) returns bigint[]
language plpgsql as $$
declare
  v_member bigint;
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
    perform expire_bonus_lots(p_cafe, v_member, p_now);
  end loop;
  update bonus_lots set expires_at = p_now + nullif(p_hours_after, 0) * interval '1 hour'
    where cafe_id = p_cafe and member_id = any (v_members) and left_minor > 0
      and (expires_at is null) = (p_hours_before = 0);
  return v_members;
end $$;
