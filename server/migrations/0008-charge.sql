-- Charging PC time (billing.md 6.4, 7.3) and writing off what a removed account still holds.

-- Takes a session's charge from its member as one transfer: bonus and balance in the set order, then the loan as far as
-- allowed, to the sales of time and to tax, with the CHECKOUT row. Never more than there is (billing.md 6.4.7).
-- p_request: session_id, member_id, charge (tax in it, minor units), tax (that part of it), tax_percent, bonus_first,
--   use_bonus, use_balance, may_borrow (0 = no loan), used_seconds, pc_name, details, actor_kind, actor_id, actor_name,
--   staff_name, shift_id, bonus_since (lots that expired up to this instant are gone before the charge; those that
--   expire later, in mid-session, after it: billing.md 5).
-- Returns {transfer_id, charge, tax, from_balance, from_bonus, from_loan, balance, bonus, loan}; transfer_id is null
--   when there was nothing to take. No such member: {"refusal": "member.not_found"}.
-- Locks the member's row, then its lots. Not repeatable by itself: the caller charges a session once.
create function settle_session_charge(p_cafe integer, p_now timestamptz, p_request jsonb) returns jsonb language plpgsql as $$
declare
  v_member members;
  v_members members[];
  v_charge bigint := (p_request ->> 'charge')::bigint;
  v_tax bigint := (p_request ->> 'tax')::bigint;
  v_percent numeric := coalesce((p_request ->> 'tax_percent')::numeric, 0);
  v_bonus_funds bigint;
  v_balance_funds bigint;
  v_from_bonus bigint;
  v_from_balance bigint;
  v_from_loan bigint;
  v_taken bigint;
  v_transfer bigint;
begin
  v_members := lock_members(p_cafe, array[(p_request ->> 'member_id')::bigint], (p_request ->> 'bonus_since')::timestamptz);
  if cardinality(v_members) = 0 then return '{"refusal": "member.not_found"}'; end if;
  v_member := v_members[1];
  v_bonus_funds := case when (p_request ->> 'use_bonus')::boolean then v_member.bonus_minor else 0 end;
  v_balance_funds := case when (p_request ->> 'use_balance')::boolean then v_member.balance_minor else 0 end;
  if (p_request ->> 'bonus_first')::boolean then
    v_from_bonus := least(v_charge, v_bonus_funds);
    v_from_balance := least(v_charge - v_from_bonus, v_balance_funds);
  else
    v_from_balance := least(v_charge, v_balance_funds);
    v_from_bonus := least(v_charge - v_from_balance, v_bonus_funds);
  end if;
  v_from_loan := least(v_charge - v_from_bonus - v_from_balance, (p_request ->> 'may_borrow')::bigint);
  v_taken := v_from_bonus + v_from_balance + v_from_loan;
  -- Of a capped sum the tax is the inside part, half up.
  if v_taken < v_charge then v_tax := round(v_taken * v_percent / (100 + v_percent)); end if;

  if v_taken > 0 then
    v_transfer := nextval('transfer_ids');
    insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_id, actor_name, shift_id, comment)
      values (p_cafe, v_transfer, p_now, 'session_charge', p_request ->> 'actor_kind', (p_request ->> 'actor_id')::bigint,
        p_request ->> 'actor_name', (p_request ->> 'shift_id')::bigint, p_request ->> 'details');
    if v_from_bonus > 0 then perform spend_bonus_lots(p_cafe, v_member.member_id, v_from_bonus); end if;
    insert into entries (cafe_id, transfer_id, line, account, member_id, unit, amount)
      select p_cafe, v_transfer, row_number() over (), e.account, e.member_id, 'money', e.amount
      from (values ('balance', v_member.member_id, -v_from_balance), ('bonus', v_member.member_id, -v_from_bonus),
        ('loan', v_member.member_id, -v_from_loan), ('sales_time', null, v_taken - v_tax), ('tax', null, v_tax)
      ) as e (account, member_id, amount)
      where e.amount <> 0;
  end if;
  insert into billing_logs (cafe_id, at, event, member_id, member_account, pc_name, staff_name, bonus_minor, spend_minor,
      used_seconds, details, transfer_id, session_id, shift_id)
    values (p_cafe, p_now, 'CHECKOUT', v_member.member_id, v_member.account, p_request ->> 'pc_name', p_request ->> 'staff_name',
      -v_from_bonus, v_from_balance + v_from_loan, (p_request ->> 'used_seconds')::bigint, p_request ->> 'details',
      v_transfer, (p_request ->> 'session_id')::bigint, (p_request ->> 'shift_id')::bigint);
  perform expire_bonus_lots(p_cafe, v_member.member_id, p_now);
  select * into v_member from members where cafe_id = p_cafe and member_id = v_member.member_id;
  if v_taken > 0 then
    perform announce(p_cafe, 'members.money', jsonb_build_object('member_ids', jsonb_build_array(v_member.member_id)));
  end if;
  return jsonb_build_object('transfer_id', v_transfer, 'charge', v_taken, 'tax', v_tax, 'from_balance', v_from_balance,
    'from_bonus', v_from_bonus, 'from_loan', v_from_loan, 'balance', v_member.balance_minor, 'bonus', v_member.bonus_minor,
    'loan', v_member.loan_minor);
end $$;

-- Writes off all a member holds or owes, so that a removed account stands at nothing and the books still agree. Money
-- goes to other sales, a debt comes out of them; nothing is paid out. Answers the transfer, or null when all was nothing.
-- Locks the member's row, then its lots.
create function write_off_member(p_cafe integer, p_now timestamptz, p_request jsonb) returns bigint language plpgsql as $$
declare
  v_members members[] := lock_members(p_cafe, array[(p_request ->> 'member_id')::bigint], p_now);
  v_member members := v_members[1];
  v_transfer bigint;
begin
  if v_member.balance_minor = 0 and v_member.bonus_minor = 0 and v_member.coins_hundredths = 0
    and v_member.points_hundredths = 0 and v_member.loan_minor = 0 then return null; end if;
  v_transfer := nextval('transfer_ids');
  insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_id, actor_name, comment)
    values (p_cafe, v_transfer, p_now, 'write_off', p_request ->> 'actor_kind', (p_request ->> 'actor_id')::bigint,
      p_request ->> 'actor_name', 'Account removed');
  if v_member.bonus_minor > 0 then perform spend_bonus_lots(p_cafe, v_member.member_id, v_member.bonus_minor); end if;
  insert into entries (cafe_id, transfer_id, line, account, member_id, unit, amount)
    select p_cafe, v_transfer, row_number() over (), e.account, e.member_id, e.unit, e.amount
    from (values
      ('balance', v_member.member_id, 'money', -v_member.balance_minor),
      ('loan', v_member.member_id, 'money', v_member.loan_minor),
      ('sales_other', null, 'money', v_member.balance_minor - v_member.loan_minor),
      ('bonus', v_member.member_id, 'money', -v_member.bonus_minor),
      ('bonus_expired', null, 'money', v_member.bonus_minor),
      ('coins', v_member.member_id, 'coin', -v_member.coins_hundredths),
      ('coins_used', null, 'coin', v_member.coins_hundredths),
      ('points', v_member.member_id, 'point', -v_member.points_hundredths),
      ('points_given', null, 'point', v_member.points_hundredths)
    ) as e (account, member_id, unit, amount)
    where e.amount <> 0;
  insert into billing_logs (cafe_id, at, event, member_id, member_account, staff_name, bonus_minor, coins_hundredths, spend_minor,
      details, transfer_id)
    values (p_cafe, p_now, 'BALANCE_DEDUCT', v_member.member_id, v_member.account, p_request ->> 'actor_name', -v_member.bonus_minor,
      -v_member.coins_hundredths, v_member.balance_minor, 'Written off: account removed', v_transfer);
  return v_transfer;
end $$;
