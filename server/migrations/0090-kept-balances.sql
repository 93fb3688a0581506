-- What is kept beside the entries, moved with less work: one look at the new entries, and one write of each row that says when
-- it changed. An expiry that is booked late bears an earlier instant; the row then keeps the later one.

create or replace function entries_posted() returns trigger language plpgsql as $$
declare
  v_unbalanced boolean;
  v_of_offers boolean;
begin
  select bool_or(total <> 0), bool_or(of_offers) into v_unbalanced, v_of_offers
    from (select sum(amount) as total, bool_or(owned_offer_id is not null) as of_offers
      from posted group by cafe_id, transfer_id, unit) units;
  if v_unbalanced then
    raise exception 'entries of a transfer must sum to zero for each unit'
      using errcode = 'check_violation', constraint = 'entries_sum_to_zero';
  end if;
  update members m set
    balance_minor = m.balance_minor + d.balance,
    bonus_minor = m.bonus_minor + d.bonus,
    coins_hundredths = m.coins_hundredths + d.coins,
    points_hundredths = m.points_hundredths + d.points,
    loan_minor = m.loan_minor - d.loan,
    updated_at = greatest(m.updated_at, d.at)
  from (
    select p.cafe_id, p.member_id, max(t.at) as at,
      coalesce(sum(p.amount) filter (where p.account = 'balance'), 0) as balance,
      coalesce(sum(p.amount) filter (where p.account = 'bonus'), 0) as bonus,
      coalesce(sum(p.amount) filter (where p.account = 'coins'), 0) as coins,
      coalesce(sum(p.amount) filter (where p.account = 'points'), 0) as points,
      coalesce(sum(p.amount) filter (where p.account = 'loan'), 0) as loan
    from posted p join transfers t on t.cafe_id = p.cafe_id and t.transfer_id = p.transfer_id
    where p.member_id is not null group by p.cafe_id, p.member_id
  ) d
  where m.cafe_id = d.cafe_id and m.member_id = d.member_id;
  if v_of_offers then
    update owned_offers o set left_seconds = o.left_seconds + d.seconds
    from (select cafe_id, owned_offer_id, sum(amount) as seconds from posted
      where owned_offer_id is not null group by cafe_id, owned_offer_id) d
    where o.cafe_id = d.cafe_id and o.owned_offer_id = d.owned_offer_id;
  end if;
  return null;
end $$;
