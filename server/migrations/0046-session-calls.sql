-- What a session's steps write, each step as one call (design.md 2, rule 4): of the time a start or a checkout took, most went
-- into statements one after the other.

-- Nobody else moves this member's money or starts a session for them. What has expired goes, and the clock of the rest starts
-- anew, because a session begins (billing.md 5, 8).
create function ready_customer(p_cafe integer, p_member bigint, p_now timestamptz) returns void language plpgsql as $$
begin
  perform from members where cafe_id = p_cafe and member_id = p_member for update;
  perform restart_bonus_clock(p_cafe, p_member, p_now);
  perform expire_owned_offers(p_cafe, p_member, p_now, null);
end $$;

-- A session with its first span, its row in the log and what is told of it; its number.
-- p_session: pc_id, pc_name, member_id, account, kind, started_at, ends_at, next_at, free_seconds, minimum, comment,
--   source, owned_offer_id, stretch_no, terms, price_name, uses_bonus, staff_name, details.
create function open_session(p_cafe integer, p_now timestamptz, p_session jsonb) returns bigint language plpgsql as $$
declare
  v_session bigint := nextval('session_ids');
  s record;
begin
  select * into s from jsonb_to_record(p_session) as (pc_id bigint, pc_name text, member_id bigint, account text, kind text,
    started_at timestamptz, ends_at timestamptz, next_at timestamptz, free_seconds integer, minimum bigint, comment text,
    source text, owned_offer_id bigint, stretch_no integer, terms jsonb, price_name text, uses_bonus boolean, staff_name text,
    details text);
  insert into sessions (cafe_id, session_id, pc_id, pc_name, member_id, kind, started_at, ends_at, next_at, free_seconds,
      minimum_minor, comment)
    values (p_cafe, v_session, s.pc_id, s.pc_name, s.member_id, s.kind, s.started_at, s.ends_at, s.next_at, s.free_seconds,
      s.minimum, s.comment);
  insert into session_spans (cafe_id, session_id, span_no, source, owned_offer_id, started_at, stretch_no, terms, price_name,
      uses_bonus)
    values (p_cafe, v_session, 1, s.source, s.owned_offer_id, s.started_at, s.stretch_no, s.terms, s.price_name, s.uses_bonus);
  insert into billing_logs (cafe_id, at, event, member_id, member_account, pc_name, staff_name, details, session_id)
    values (p_cafe, p_now, 'SESSION_START', s.member_id, s.account, s.pc_name, s.staff_name, s.details, v_session);
  perform announce(p_cafe, 'sessions.changed', jsonb_build_object('pc_ids', jsonb_build_array(s.pc_id)));
  return v_session;
end $$;

-- Locks a session that runs: its member's row first, then its own, as everybody does.
create function lock_running_session(p_cafe integer, p_session bigint) returns void language plpgsql as $$
begin
  perform from members m where m.cafe_id = p_cafe and m.member_id =
    (select member_id from sessions where cafe_id = p_cafe and session_id = p_session and ended_at is null) for update;
  perform from sessions where cafe_id = p_cafe and session_id = p_session and ended_at is null for update;
end $$;

-- Books the running span of a session at an instant and ends it; then what had expired of the member's offers is taken out.
-- p_span: session_id, member_id, span_no, used_seconds, charge, tax (as they are written down where nothing is taken), and what
--   is booked: settle (as settle_session_charge reads it) or transfer (as post_transfer does), or neither.
-- Answers what settle_session_charge did; null when it was not asked.
create function settle_span(p_cafe integer, p_at timestamptz, p_span jsonb) returns jsonb language plpgsql as $$
declare
  v_settled jsonb;
  v_transfer bigint;
begin
  if jsonb_typeof(p_span -> 'settle') = 'object' then
    v_settled := settle_session_charge(p_cafe, p_at, p_span -> 'settle');
    if v_settled ? 'refusal' then return v_settled; end if;
    v_transfer := (v_settled ->> 'transfer_id')::bigint;
  elsif jsonb_typeof(p_span -> 'transfer') = 'object' then
    v_transfer := post_transfer(p_cafe, p_at, p_span -> 'transfer');
  end if;
  update session_spans set ended_at = p_at, used_seconds = (p_span ->> 'used_seconds')::bigint,
      charge_minor = (p_span ->> 'charge')::bigint, tax_minor = coalesce((v_settled ->> 'tax')::bigint, (p_span ->> 'tax')::bigint),
      paid_balance_minor = coalesce((v_settled ->> 'from_balance')::bigint, 0),
      paid_bonus_minor = coalesce((v_settled ->> 'from_bonus')::bigint, 0),
      paid_loan_minor = coalesce((v_settled ->> 'from_loan')::bigint, 0), transfer_id = v_transfer
    where cafe_id = p_cafe and session_id = (p_span ->> 'session_id')::bigint and span_no = (p_span ->> 'span_no')::integer
      and ended_at is null;
  perform expire_owned_offers(p_cafe, (p_span ->> 'member_id')::bigint, p_at, null);
  return v_settled;
end $$;

-- Ends a member's tokens, those of one PC or all; a token lasts no longer than what it was for.
create function end_member_tokens(p_cafe integer, p_member bigint, p_pc_name text, p_now timestamptz) returns void language sql as $$
  update subject_tokens set ended_at = p_now where cafe_id = p_cafe and member_id = p_member and kind = 'member' and ended_at is null
    and (p_pc_name is null or pc_name = p_pc_name);
$$;

-- Closes a session whose last span was settled, ends the tokens its member got for that PC, and tells it.
create function close_session(p_cafe integer, p_session bigint, p_ended_at timestamptz, p_ended_by text, p_now timestamptz)
  returns void language plpgsql as $$
declare
  s record;
begin
  update sessions set ended_at = p_ended_at, ended_by = p_ended_by, next_at = null, ends_at = p_ended_at, version = version + 1,
      charge_minor = sums.charge, tax_minor = sums.tax
    from (select coalesce(sum(paid_balance_minor + paid_bonus_minor + paid_loan_minor), 0) as charge,
        coalesce(sum(tax_minor), 0) as tax from session_spans where cafe_id = p_cafe and session_id = p_session) sums
    where cafe_id = p_cafe and session_id = p_session and ended_at is null
    returning sessions.member_id, sessions.pc_id, sessions.pc_name into s;
  if not found then return; end if;
  perform end_member_tokens(p_cafe, s.member_id, s.pc_name, p_now);
  perform announce(p_cafe, 'sessions.changed', jsonb_build_object('pc_ids', jsonb_build_array(s.pc_id)));
end $$;
