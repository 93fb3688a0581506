-- Offers that members own: seconds of PC time, kept in the ledger like money (billing.md 2, 8), and the one function that
-- posts a transfer with its log rows for every movement that has no function of its own.

alter table entries add column owned_offer_id bigint;
alter table entries drop constraint entries_known_account;
alter table entries add constraint entries_known_account check (account in (
  'balance', 'bonus', 'coins', 'points', 'loan', 'offer_seconds',
  'cash', 'card', 'qr',
  'sales_time', 'sales_offers', 'sales_products', 'sales_bookings', 'sales_other', 'tax', 'rounding', 'card_fees',
  'bonus_given', 'bonus_expired', 'coins_given', 'coins_used', 'points_given', 'offer_seconds_given', 'offer_seconds_used',
  'expenses', 'opening_float'));
alter table entries drop constraint entries_unit_check;
alter table entries add constraint entries_known_unit check (unit in ('money', 'coin', 'point', 'second'));
alter table entries drop constraint entries_of_members_name_the_member;
alter table entries add constraint entries_of_members_name_the_member
  check ((account in ('balance', 'bonus', 'coins', 'points', 'loan', 'offer_seconds')) = (member_id is not null));
alter table entries drop constraint entries_unit_fits_account;
alter table entries add constraint entries_unit_fits_account check (unit = case
  when account in ('coins', 'coins_given', 'coins_used') then 'coin'
  when account in ('points', 'points_given') then 'point'
  when account in ('offer_seconds', 'offer_seconds_given', 'offer_seconds_used') then 'second' else 'money' end);
alter table entries add constraint entries_of_offers_name_the_offer
  check ((account = 'offer_seconds') = (owned_offer_id is not null));

-- An offer as it was bought: it keeps its terms whatever becomes of the offer on sale (billing.md 8).
create table owned_offers (
  cafe_id integer not null references cafes,
  owned_offer_id bigint not null,
  member_id bigint not null,
  -- The offer on sale it was bought from, by number only: it may be gone. Null: given without one.
  product_id bigint,
  name text not null check (length(name) between 1 and 100),
  priority integer not null default 0,
  -- Bought, and what is left of it: the sum of its entries, kept by them.
  seconds bigint not null check (seconds > 0),
  left_seconds bigint not null default 0 constraint owned_offer_seconds_never_below_zero check (left_seconds >= 0),
  -- When and where its time runs (offer-rules.ts).
  terms jsonb not null,
  bought_at timestamptz not null,
  first_used_at timestamptz,
  -- What is left then is lost; null = never. An expiry after first use is known from the first use on.
  expires_at timestamptz,
  refunded_at timestamptz,
  -- The sale: its transfer is its order. What was paid, tax in it, and with what.
  sale_transfer_id bigint not null,
  paid_minor bigint not null default 0 check (paid_minor >= 0),
  paid_bonus_minor bigint not null default 0 check (paid_bonus_minor >= 0),
  paid_coins_hundredths bigint not null default 0 check (paid_coins_hundredths >= 0),
  tax_minor bigint not null default 0,
  tender text not null check (tender in ('cash', 'card', 'qr', 'balance', 'coins', 'none')),
  -- Refundable while less than this is used (setting refund_within_minutes when it was bought); 0 = never.
  refund_within_seconds integer not null default 0,
  primary key (cafe_id, owned_offer_id),
  foreign key (cafe_id, member_id) references members,
  -- The row comes before its transfer, whose entries name it.
  foreign key (cafe_id, sale_transfer_id) references transfers deferrable initially deferred,
  constraint owned_offer_left_within_its_seconds check (left_seconds <= seconds)
);
create index owned_offers_by_member on owned_offers (cafe_id, member_id, bought_at desc);
create index owned_offers_open on owned_offers (cafe_id, member_id) where left_seconds > 0;
create index owned_offers_expiring on owned_offers (expires_at) where left_seconds > 0 and expires_at is not null;
create sequence owned_offer_ids start 501;

alter table entries add constraint entries_owned_offer_exists
  foreign key (cafe_id, owned_offer_id) references owned_offers;

-- All entries of a transfer are written by one statement: it is checked as a whole and moves what is kept beside it.
create or replace function entries_posted() returns trigger language plpgsql as $$
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
    from posted where member_id is not null and owned_offer_id is null group by cafe_id, member_id
  ) d
  where m.cafe_id = d.cafe_id and m.member_id = d.member_id;
  if exists (select 1 from posted where owned_offer_id is not null) then
    update owned_offers o set left_seconds = o.left_seconds + d.seconds
    from (select cafe_id, owned_offer_id, sum(amount) as seconds from posted
      where owned_offer_id is not null group by cafe_id, owned_offer_id) d
    where o.cafe_id = d.cafe_id and o.owned_offer_id = d.owned_offer_id;
  end if;
  return null;
end $$;

-- Posts one transfer with its entries, the bonus lots it grants or spends, and its log rows; answers its id, or null
-- when no entry moves anything (its log rows are written all the same). The caller has locked the members' rows and
-- taken out what of their bonus had expired.
-- p_request: transfer_id (null = the next), kind, actor_kind, actor_id, actor_name, shift_id, comment, corrects_transfer_id,
--   entries [{account, member_id, owned_offer_id, amount, lot_expires_at}] (lot_expires_at: of bonus that is given),
--   logs [{event, member_id, member_account, pc_name, staff_name, cash, card, qr, bonus, coins, spend, used_seconds, details,
--   session_id, subject, message}].
create function post_transfer(p_cafe integer, p_at timestamptz, p_request jsonb) returns bigint language plpgsql as $$
declare
  v_transfer bigint;
  v_entry record;
begin
  if exists (select from jsonb_array_elements(p_request -> 'entries') e where (e ->> 'amount')::bigint <> 0) then
    v_transfer := coalesce((p_request ->> 'transfer_id')::bigint, nextval('transfer_ids'));
    insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_id, actor_name, shift_id, comment, corrects_transfer_id)
      values (p_cafe, v_transfer, p_at, p_request ->> 'kind', p_request ->> 'actor_kind', (p_request ->> 'actor_id')::bigint,
        p_request ->> 'actor_name', (p_request ->> 'shift_id')::bigint, coalesce(p_request ->> 'comment', ''),
        (p_request ->> 'corrects_transfer_id')::bigint);
    for v_entry in
      select (e ->> 'member_id')::bigint as member_id, (e ->> 'amount')::bigint as amount,
        (e ->> 'lot_expires_at')::timestamptz as expires_at
      from jsonb_array_elements(p_request -> 'entries') e where e ->> 'account' = 'bonus' and (e ->> 'amount')::bigint <> 0
    loop
      if v_entry.amount < 0 then perform spend_bonus_lots(p_cafe, v_entry.member_id, -v_entry.amount);
      else
        insert into bonus_lots (cafe_id, member_id, transfer_id, granted_at, expires_at, granted_minor, left_minor)
          values (p_cafe, v_entry.member_id, v_transfer, p_at, v_entry.expires_at, v_entry.amount, v_entry.amount);
      end if;
    end loop;
    insert into entries (cafe_id, transfer_id, line, account, member_id, owned_offer_id, unit, amount)
      select p_cafe, v_transfer, row_number() over (), e.entry ->> 'account', (e.entry ->> 'member_id')::bigint,
        (e.entry ->> 'owned_offer_id')::bigint,
        case when e.entry ->> 'account' in ('coins', 'coins_given', 'coins_used') then 'coin'
          when e.entry ->> 'account' in ('points', 'points_given') then 'point'
          when e.entry ->> 'account' in ('offer_seconds', 'offer_seconds_given', 'offer_seconds_used') then 'second'
          else 'money' end,
        (e.entry ->> 'amount')::bigint
      from jsonb_array_elements(p_request -> 'entries') with ordinality as e (entry, place)
      where (e.entry ->> 'amount')::bigint <> 0;
  end if;
  insert into billing_logs (cafe_id, at, event, member_id, member_account, pc_name, staff_name, cash_minor, card_minor, qr_minor,
      bonus_minor, coins_hundredths, spend_minor, used_seconds, details, subject, message, transfer_id, session_id, shift_id)
    select p_cafe, p_at, l ->> 'event', (l ->> 'member_id')::bigint, coalesce(l ->> 'member_account', ''),
      coalesce(l ->> 'pc_name', ''), coalesce(l ->> 'staff_name', ''), coalesce((l ->> 'cash')::bigint, 0),
      coalesce((l ->> 'card')::bigint, 0), coalesce((l ->> 'qr')::bigint, 0), coalesce((l ->> 'bonus')::bigint, 0),
      coalesce((l ->> 'coins')::bigint, 0), coalesce((l ->> 'spend')::bigint, 0), coalesce((l ->> 'used_seconds')::bigint, 0),
      coalesce(l ->> 'details', ''), l ->> 'subject', l ->> 'message', v_transfer, (l ->> 'session_id')::bigint,
      (p_request ->> 'shift_id')::bigint
    from jsonb_array_elements(p_request -> 'logs') l;
  return v_transfer;
end $$;
