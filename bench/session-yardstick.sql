-- The rows that a session's steps write, each step as one call: what the database alone can do. What they leave behind
-- satisfies `netcafe verify`. Everybody pays 36.00 an hour, so a second costs one minor unit.

create function bench_start(p_cafe integer, p_member bigint, p_pc bigint, p_pc_name text, p_now timestamptz, p_terms jsonb)
  returns bigint language plpgsql as $$
declare
  v_at timestamptz := date_trunc('second', p_now);
  v_session bigint := nextval('session_ids');
  m members;
begin
  select * into m from members where cafe_id = p_cafe and member_id = p_member for update;
  insert into sessions (cafe_id, session_id, pc_id, pc_name, member_id, kind, started_at, ends_at, next_at)
    values (p_cafe, v_session, p_pc, p_pc_name, p_member, 'member', v_at,
      v_at + make_interval(secs => m.balance_minor), v_at + make_interval(secs => m.balance_minor));
  insert into session_spans (cafe_id, session_id, span_no, source, started_at, stretch_no, terms, price_name)
    values (p_cafe, v_session, 1, 'money', v_at, 1, p_terms, 'Default');
  insert into billing_logs (cafe_id, at, event, member_id, member_account, pc_name, staff_name, details, session_id)
    values (p_cafe, p_now, 'SESSION_START', p_member, m.account, p_pc_name, 'API', 'Default', v_session);
  perform announce(p_cafe, 'sessions.changed', jsonb_build_object('pc_ids', jsonb_build_array(p_pc)));
  return v_session;
end $$;

-- Books the running span of a member's session and ends it; its session and number.
create function bench_settle(p_cafe integer, p_member bigint, p_at timestamptz,
  out session_id bigint, out pc_id bigint, out pc_name text, out span_no integer) language plpgsql as $$
declare
  v_span session_spans;
  v_seconds bigint;
  v_charged jsonb;
begin
  perform from members where cafe_id = p_cafe and member_id = p_member for update;
  select s.session_id, s.pc_id, s.pc_name into session_id, pc_id, pc_name from sessions s
    where s.cafe_id = p_cafe and s.member_id = p_member and s.ended_at is null for update;
  select * into v_span from session_spans s
    where s.cafe_id = p_cafe and s.session_id = bench_settle.session_id and s.ended_at is null;
  v_seconds := extract(epoch from p_at - v_span.started_at);
  span_no := v_span.span_no;
  v_charged := settle_session_charge(p_cafe, p_at, jsonb_build_object('session_id', bench_settle.session_id, 'member_id', p_member,
    'charge', v_seconds, 'tax', 0, 'tax_percent', '0', 'bonus_first', true, 'use_bonus', true, 'use_balance', true,
    'may_borrow', 0, 'bonus_since', v_span.started_at, 'used_seconds', v_seconds, 'pc_name', bench_settle.pc_name,
    'details', 'Checkout by Cafe; 36.00 an hour', 'actor_kind', 'key', 'actor_id', 1, 'actor_name', 'API', 'staff_name', 'API'));
  update session_spans s set ended_at = p_at, used_seconds = v_seconds, charge_minor = v_seconds,
      paid_balance_minor = (v_charged ->> 'from_balance')::bigint, transfer_id = (v_charged ->> 'transfer_id')::bigint
    where s.cafe_id = p_cafe and s.session_id = bench_settle.session_id and s.span_no = v_span.span_no;
end $$;

create function bench_move(p_cafe integer, p_member bigint, p_pc bigint, p_pc_name text, p_now timestamptz, p_terms jsonb)
  returns void language plpgsql as $$
declare
  v_at timestamptz := date_trunc('second', p_now);
  v_session record;
begin
  select * into v_session from bench_settle(p_cafe, p_member, v_at);
  update sessions set pc_id = p_pc, pc_name = p_pc_name, version = version + 1, next_at = ends_at
    where cafe_id = p_cafe and session_id = v_session.session_id;
  insert into session_spans (cafe_id, session_id, span_no, source, started_at, stretch_no, terms, price_name)
    values (p_cafe, v_session.session_id, v_session.span_no + 1, 'money', v_at, 1, p_terms, 'Default');
  insert into billing_logs (cafe_id, at, event, member_id, member_account, pc_name, staff_name, details, session_id)
    select p_cafe, p_now, 'SESSION_MOVE', p_member, account, p_pc_name, 'API', v_session.pc_name || ' → ' || p_pc_name,
      v_session.session_id from members where cafe_id = p_cafe and member_id = p_member;
  perform announce(p_cafe, 'sessions.changed', jsonb_build_object('pc_ids', jsonb_build_array(v_session.pc_id, p_pc)));
end $$;

create function bench_checkout(p_cafe integer, p_member bigint, p_now timestamptz) returns void language plpgsql as $$
declare
  v_at timestamptz := date_trunc('second', p_now);
  v_session record;
begin
  select * into v_session from bench_settle(p_cafe, p_member, v_at);
  update sessions s set ended_at = v_at, ended_by = 'Cafe', next_at = null, ends_at = v_at, version = version + 1,
      charge_minor = (select sum(paid_balance_minor) from session_spans sp
        where sp.cafe_id = p_cafe and sp.session_id = s.session_id)
    where cafe_id = p_cafe and session_id = v_session.session_id;
  perform announce(p_cafe, 'sessions.changed', jsonb_build_object('pc_ids', jsonb_build_array(v_session.pc_id)));
end $$;
