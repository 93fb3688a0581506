-- Promotion codes (billing.md 4, api-v2.md 3.23). What a code brings is decided here alone, for asking and for using.

create sequence promo_ids start 500001;

create table promo_codes (
  cafe_id integer not null references cafes,
  promo_id bigint not null,
  -- Letters of ASCII only: whatever the database's locale, upper and lower case are then told to be the same.
  code text not null constraint promo_code_form check (code ~ '^[A-Za-z0-9_.-]{1,50}$'),
  purpose text not null check (purpose in ('topup', 'register', 'both')),
  -- Thousandths of a whole unit of money, of a coin, or of a percent.
  value_thousandths bigint not null constraint promo_brings_something check (value_thousandths > 0),
  unit text not null check (unit in ('currency', 'percent')),
  target text not null check (target in ('bonus', 'coin')),
  min_topup_minor bigint not null check (min_topup_minor >= 0),
  -- 0 = any number.
  max_uses integer not null check (max_uses >= 0),
  once_per_member boolean not null,
  -- Empty = every group.
  member_group_ids bigint[] not null,
  valid_from timestamptz,
  valid_to timestamptz,
  is_active boolean not null,
  -- Kept by claim_promo_code under the row's lock.
  uses integer not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- A removed code is unknown; its row stays for the uses that name it.
  removed_at timestamptz,
  primary key (cafe_id, promo_id),
  constraint promo_used_at_most_max_uses check (max_uses = 0 or uses <= max_uses),
  constraint promo_ends_after_it_begins check (valid_from < valid_to),
  constraint promo_percent_needs_a_top_up check (unit <> 'percent' or purpose = 'topup')
);
create unique index promo_code_once on promo_codes (cafe_id, lower(code)) where removed_at is null;

create table promo_uses (
  cafe_id integer not null,
  promo_use_id bigint generated always as identity,
  promo_id bigint not null,
  member_id bigint not null,
  member_account text not null,
  transfer_id bigint not null,
  used_at timestamptz not null,
  bonus_minor bigint not null,
  coins_hundredths bigint not null,
  -- As the code said when it was used.
  once_per_member boolean not null,
  primary key (cafe_id, promo_use_id),
  constraint promo_use_has_one_transfer unique (cafe_id, transfer_id),
  foreign key (cafe_id, promo_id) references promo_codes,
  foreign key (cafe_id, member_id) references members,
  foreign key (cafe_id, transfer_id) references transfers
);
create unique index promo_used_once_per_member on promo_uses (cafe_id, promo_id, member_id) where once_per_member;
create index promo_uses_by_code on promo_uses (cafe_id, promo_id, promo_use_id);
create index promo_uses_by_member on promo_uses (cafe_id, member_id, promo_id);

-- Why a code may not be used, or null; the first reason in the order of api-v2.md 2.9 counts. Members: none when it is
-- asked in general. Value: null when no amount is known yet. A code that has not begun or is not active is unknown, as is
-- one that fits no new account.
create function promo_refusal(p_now timestamptz, p_promo promo_codes, p_purpose text, p_members members[], p_value bigint)
returns text language plpgsql stable as $$
declare
  v_fits boolean;
begin
  if p_promo.promo_id is null or not p_promo.is_active or p_now < p_promo.valid_from then
    return 'promo.unknown';
  end if;
  -- Guests earn no bonus (billing.md 3.8), so that a code would be used up for nothing.
  v_fits := p_promo.purpose in (p_purpose, 'both') and not exists (
    select from unnest(p_members) m where m.member_group_id < 0
      or not (cardinality(p_promo.member_group_ids) = 0 or m.member_group_id = any (p_promo.member_group_ids)));
  if p_purpose = 'topup' and (p_value <= 0 or p_value < p_promo.min_topup_minor) then v_fits := false; end if;
  if not v_fits then return case p_purpose when 'topup' then 'promo.not_for_topup' else 'promo.unknown' end; end if;
  if p_now >= p_promo.valid_to then return 'promo.expired'; end if;
  if p_promo.max_uses > 0 and p_promo.uses + greatest(cardinality(p_members), 1) > p_promo.max_uses then
    return 'promo.used_up';
  end if;
  if p_promo.once_per_member and exists (
    select from promo_uses u join unnest(p_members) m on m.member_id = u.member_id
    where u.cafe_id = p_promo.cafe_id and u.promo_id = p_promo.promo_id) then
    return 'promo.already_used';
  end if;
  return null;
end $$;

-- What a code brings each member for a top-up of so many minor units: exact, rounded once and half up, to the minor unit
-- or to whole coins; the weekday's percent does not count (billing.md 4). Products, not quotients, so that nothing is cut.
create function promo_bonus(p_promo promo_codes, p_value bigint, p_exponent integer, out bonus bigint, out coins bigint)
language sql immutable as $$
  select
    case p_promo.target when 'bonus' then round(whole * ('1e' || p_exponent)::numeric) else 0 end::bigint,
    case p_promo.target when 'coin' then round(whole) * 100 else 0 end::bigint
  from (select p_promo.value_thousandths * case p_promo.unit when 'currency' then 0.001
    else coalesce(greatest(p_value, 0), 0) * 0.00001 * ('1e-' || p_exponent)::numeric end as whole) exact
$$;

create function find_promo_code(p_cafe integer, p_code text) returns promo_codes language sql stable as $$
  select * from promo_codes where cafe_id = p_cafe and lower(code) = lower(p_code) and removed_at is null
$$;

-- What a code would bring, using nothing up: {"promo_id", "bonus", "coins"} or {"refusal"}.
-- p_request: code, exponent (the currency's decimal places), purpose, member_ids, value (null = not known yet).
create function ask_promo_code(p_cafe integer, p_now timestamptz, p_request jsonb) returns jsonb language plpgsql stable as $$
declare
  v_ids bigint[] := array(select value::bigint from jsonb_array_elements_text(p_request -> 'member_ids'));
  v_members members[] := array(select m from members m
    where m.cafe_id = p_cafe and m.member_id = any (v_ids) and m.deleted_at is null);
  v_value bigint := (p_request ->> 'value')::bigint;
  v_promo promo_codes := find_promo_code(p_cafe, p_request ->> 'code');
  v_refusal text;
begin
  if cardinality(v_members) < cardinality(v_ids) then return '{"refusal": "member.not_found"}'; end if;
  v_refusal := promo_refusal(p_now, v_promo, p_request ->> 'purpose', v_members, v_value);
  if v_refusal is not null then return jsonb_build_object('refusal', v_refusal); end if;
  return jsonb_build_object('promo_id', v_promo.promo_id)
    || to_jsonb(promo_bonus(v_promo, v_value, (p_request ->> 'exponent')::integer));
end $$;

-- Takes one use of the code for each of the locked members, or answers {"refusal"}. The code's row is locked from here to
-- the end of the transaction: who comes second sees the uses of the first. The caller then notes each use.
-- p_promo: code, exponent, remove_used_up (setting delete_promocode_after_use).
create function claim_promo_code(p_cafe integer, p_now timestamptz, p_promo jsonb, p_purpose text, p_members members[], p_value bigint)
returns jsonb language plpgsql as $$
declare
  v_promo promo_codes;
  v_refusal text;
  v_uses integer;
begin
  select * into v_promo from promo_codes
    where cafe_id = p_cafe and lower(code) = lower(p_promo ->> 'code') and removed_at is null for update;
  v_refusal := promo_refusal(p_now, v_promo, p_purpose, p_members, p_value);
  if v_refusal is not null then return jsonb_build_object('refusal', v_refusal); end if;
  v_uses := v_promo.uses + cardinality(p_members);
  update promo_codes set uses = v_uses, removed_at = case
      when (p_promo ->> 'remove_used_up')::boolean and v_uses = max_uses then p_now end
    where cafe_id = p_cafe and promo_id = v_promo.promo_id;
  return jsonb_build_object('promo_id', v_promo.promo_id, 'code', v_promo.code, 'once_per_member', v_promo.once_per_member)
    || to_jsonb(promo_bonus(v_promo, p_value, (p_promo ->> 'exponent')::integer));
end $$;

-- Writes down that a member used a claimed code with a transfer. Its log row carries no sums, so that nothing counts twice:
-- they stand on the TOPUP row of the transfer. What the code gave is its own part of what was given.
create function note_promo_use(p_cafe integer, p_now timestamptz, p_request jsonb, p_claim jsonb, p_member members, p_transfer bigint)
returns void language plpgsql as $$
begin
  insert into promo_uses (cafe_id, promo_id, member_id, member_account, transfer_id, used_at, bonus_minor, coins_hundredths,
      once_per_member)
    values (p_cafe, (p_claim ->> 'promo_id')::bigint, p_member.member_id, p_member.account, p_transfer, p_now,
      greatest(least((p_claim ->> 'bonus')::bigint, (p_request ->> 'bonus')::bigint), 0),
      greatest(least((p_claim ->> 'coins')::bigint, (p_request ->> 'coins')::bigint), 0),
      (p_claim ->> 'once_per_member')::boolean);
  insert into billing_logs (cafe_id, at, event, member_id, member_account, staff_name, details, transfer_id, shift_id)
    values (p_cafe, p_now, 'PROMO_USE', p_member.member_id, p_member.account, p_request ->> 'actor_name',
      'Promo code ' || (p_claim ->> 'code'), p_transfer, (p_request ->> 'shift_id')::bigint);
end $$;

-- Gives a member just added what a code brings for registering: {"promo_id", "bonus", "coins"} or {"refusal"}.
-- p_request: member_id, promo (as above), bonus_hours, shift_id, actor_kind, actor_id, actor_name.
-- Locks the member's row, then the code's.
create function use_register_code(p_cafe integer, p_now timestamptz, p_request jsonb) returns jsonb language plpgsql as $$
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
    top_up_member(p_cafe, p_now, v_request, v_members[1]));
  perform announce(p_cafe, 'members.money', jsonb_build_object('member_ids', jsonb_build_array(p_request -> 'member_id')));
  return v_claim;
end $$;
