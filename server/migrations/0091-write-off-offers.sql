-- As in 0008, and the time of offers is written off too, so that a removed account owns nothing.
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
      -m.coins_hundredths, m.balance_minor, 'Written off: account removed', v_transfer);
  return v_transfer;
end $$;
