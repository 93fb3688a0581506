-- Log rows say what moved, not what was asked: of a refund that took bonus back, log_bonus is what the bonus gave and
-- log_spend what the balance gave in its place (billing.md 3.5); of an account removed, log_spend is what the café keeps once
-- the debt is set against the balance. Rows written before stay as they are, they are sealed.

-- As in 0015 but for its TOPUP row.
create or replace function book_top_up(p_cafe integer, p_now timestamptz, r top_up_request, m members) returns bigint language plpgsql as $$
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
      bonus_minor, spend_minor, coins_hundredths, details, transfer_id, shift_id)
    values (p_cafe, p_now, 'TOPUP', m.member_id, m.account, r.actor_name,
      case when r.tender = 'cash' then r.value else 0 end, case when r.tender = 'card' then r.value else 0 end,
      case when r.tender = 'qr' then r.value else 0 end, v_bonus_change, v_bonus_change - v_bonus, r.coins, r.comment, v_transfer, r.shift_id);
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

-- As in 0091 but for its row.
create or replace function write_off_member(p_cafe integer, p_now timestamptz, p_request jsonb) returns bigint language plpgsql as $$
declare
  v_members members[] := lock_members(p_cafe, array[(p_request ->> 'member_id')::bigint], p_now);
  m members := v_members[1];
  v_expired integer := expire_owned_offers(p_cafe, m.member_id, p_now, null);
  v_seconds bigint := (select coalesce(sum(left_seconds), 0) from owned_offers
    where cafe_id = p_cafe and member_id = m.member_id);
  v_transfer bigint;
begin
  if m.balance_minor = 0 and m.bonus_minor = 0 and m.coins_hundredths = 0 and m.points_hundredths = 0 and m.loan_minor = 0
    and v_seconds = 0 then return null; end if;
  v_transfer := nextval('transfer_ids');
  insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_id, actor_name, comment)
    values (p_cafe, v_transfer, p_now, 'write_off', p_request ->> 'actor_kind', (p_request ->> 'actor_id')::bigint,
      p_request ->> 'actor_name', 'Account removed');
  if m.bonus_minor > 0 then perform spend_bonus_lots(p_cafe, m.member_id, m.bonus_minor); end if;
  insert into entries (cafe_id, transfer_id, line, account, member_id, owned_offer_id, unit, amount)
    select p_cafe, v_transfer, row_number() over (), e.account, e.member_id, e.owned_offer_id, e.unit, e.amount
    from (
      values
        ('balance', m.member_id, null::bigint, 'money', -m.balance_minor),
        ('loan', m.member_id, null, 'money', m.loan_minor),
        ('sales_other', null, null, 'money', m.balance_minor - m.loan_minor),
        ('bonus', m.member_id, null, 'money', -m.bonus_minor),
        ('bonus_expired', null, null, 'money', m.bonus_minor),
        ('coins', m.member_id, null, 'coin', -m.coins_hundredths),
        ('coins_used', null, null, 'coin', m.coins_hundredths),
        ('points', m.member_id, null, 'point', -m.points_hundredths),
        ('points_given', null, null, 'point', m.points_hundredths),
        ('offer_seconds_used', null, null, 'second', v_seconds)
      union all
      select 'offer_seconds', member_id, owned_offer_id, 'second', -left_seconds from owned_offers
        where cafe_id = p_cafe and member_id = m.member_id
    ) as e (account, member_id, owned_offer_id, unit, amount)
    where e.amount <> 0;
  insert into billing_logs (cafe_id, at, event, member_id, member_account, staff_name, bonus_minor, coins_hundredths, spend_minor,
      details, transfer_id)
    values (p_cafe, p_now, 'BALANCE_DEDUCT', m.member_id, m.account, p_request ->> 'actor_name', -m.bonus_minor,
      -m.coins_hundredths, m.balance_minor - m.loan_minor, 'Written off: account removed', v_transfer);
  return v_transfer;
end $$;
