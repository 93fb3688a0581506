-- Offers whose time is over (billing.md 8).

-- Takes out what has expired at p_now of one member's offers: one transfer at each offer's own instant, with its row
-- OFFER_EXPIRE. p_in_use is left alone: the session that uses it is settled first. Answers how many were taken out.
-- The member's row is locked by the caller.
create function expire_owned_offers(p_cafe integer, p_member bigint, p_now timestamptz, p_in_use bigint) returns integer
language plpgsql as $$
declare
  v_offer record;
  v_count integer := 0;
begin
  for v_offer in
    select o.owned_offer_id, o.name, o.left_seconds, o.expires_at, m.account
    from owned_offers o join members m on m.cafe_id = o.cafe_id and m.member_id = o.member_id
    where o.cafe_id = p_cafe and o.member_id = p_member and o.left_seconds > 0 and o.expires_at <= p_now
      and o.owned_offer_id is distinct from p_in_use
    order by o.expires_at, o.owned_offer_id
  loop
    perform post_transfer(p_cafe, v_offer.expires_at, jsonb_build_object(
      'kind', 'offer_expiry', 'actor_kind', 'system', 'actor_name', 'System',
      'entries', jsonb_build_array(
        jsonb_build_object('account', 'offer_seconds', 'member_id', p_member, 'owned_offer_id', v_offer.owned_offer_id,
          'amount', -v_offer.left_seconds),
        jsonb_build_object('account', 'offer_seconds_used', 'amount', v_offer.left_seconds)),
      'logs', jsonb_build_array(jsonb_build_object('event', 'OFFER_EXPIRE', 'member_id', p_member,
        'member_account', v_offer.account, 'details', format('%s expired: %s lost', v_offer.name,
          to_char(v_offer.left_seconds / 3600, 'FM9999900') || to_char(v_offer.left_seconds % 3600 * interval '1 second', ':MI:SS'))))));
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;
