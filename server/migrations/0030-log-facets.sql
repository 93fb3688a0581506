-- Sums of the billing log by facet (server/modules/logs/README.md, "Pages"): what 0011 kept by event alone is kept for
-- each staff, each PC, members and guests too, so that these filters are not counted row by row either.

-- The facets a row belongs to: '' all rows, 's:' a staff, 'p:' a PC, 'k:' members or guests. Guests' accounts begin with
-- G_, a prefix no member has (api-v2.md 1.11).
create function log_facets(p_staff text, p_pc text, p_account text) returns text[] language sql immutable parallel safe as $$
  select array_remove(array['', 's:' || lower(nullif(p_staff, '')), 'p:' || lower(nullif(p_pc, '')),
    case when p_account = '' then null when upper(left(p_account, 2)) = 'G_' then 'k:guest' else 'k:member' end], null)
$$;

drop table billing_log_spans, billing_log_changes;

-- Hours of all rows, days and blocks of 32 days of every facet: the hours of many PCs would be as many as the rows.
create table billing_log_spans (
  cafe_id integer not null references cafes,
  facet text not null,
  span_seconds integer not null,
  starts_at timestamptz not null,
  event text not null,
  all_rows bigint not null,
  visible_rows bigint not null,
  cash_minor bigint not null,
  card_minor bigint not null,
  bonus_minor bigint not null,
  coins_hundredths bigint not null,
  spend_minor bigint not null,
  used_seconds bigint not null,
  primary key (cafe_id, facet, span_seconds, starts_at, event),
  constraint billing_log_spans_are_kept_lengths check (span_seconds in (86400, 2764800) or (span_seconds = 3600 and facet = ''))
);

create table billing_log_changes (
  cafe_id integer not null,
  change_id bigint generated always as identity,
  hour_at timestamptz not null,
  facets text[] not null,
  event text not null,
  all_rows bigint not null,
  visible_rows bigint not null,
  cash_minor bigint not null,
  card_minor bigint not null,
  bonus_minor bigint not null,
  coins_hundredths bigint not null,
  spend_minor bigint not null,
  used_seconds bigint not null,
  primary key (cafe_id, change_id)
);

-- Moves changes into the spans; how many. Who may fold, and why nobody waits for it: 0011.
create or replace function fold_billing_log_changes() returns integer language plpgsql as $$
declare
  v_folded integer;
begin
  if current_setting('transaction_isolation') <> 'read committed' or not pg_try_advisory_xact_lock(7110011) then
    return 0;
  end if;
  with taken as (
    delete from billing_log_changes where (cafe_id, change_id) in
      (select cafe_id, change_id from billing_log_changes order by cafe_id, change_id limit 20000)
    returning *
  ), folded as (
    insert into billing_log_spans
    select cafe_id, facet, span_seconds, date_bin(make_interval(secs => span_seconds), hour_at, timestamptz '1970-01-01 00:00+00'),
      event, sum(all_rows), sum(visible_rows), sum(cash_minor), sum(card_minor), sum(bonus_minor), sum(coins_hundredths),
      sum(spend_minor), sum(used_seconds)
    from taken cross join unnest(facets) facet cross join (values (3600), (86400), (2764800)) as spans(span_seconds)
    where span_seconds > 3600 or facet = ''
    group by 1, 2, 3, 4, 5
    on conflict (cafe_id, facet, span_seconds, starts_at, event) do update set
      all_rows = billing_log_spans.all_rows + excluded.all_rows,
      visible_rows = billing_log_spans.visible_rows + excluded.visible_rows,
      cash_minor = billing_log_spans.cash_minor + excluded.cash_minor,
      card_minor = billing_log_spans.card_minor + excluded.card_minor,
      bonus_minor = billing_log_spans.bonus_minor + excluded.bonus_minor,
      coins_hundredths = billing_log_spans.coins_hundredths + excluded.coins_hundredths,
      spend_minor = billing_log_spans.spend_minor + excluded.spend_minor,
      used_seconds = billing_log_spans.used_seconds + excluded.used_seconds
  )
  select count(*) into v_folded from taken;
  return v_folded;
end $$;

create or replace function billing_logs_added() returns trigger language plpgsql as $$
declare
  v_added bigint;
begin
  insert into billing_log_changes (cafe_id, hour_at, facets, event, all_rows, visible_rows, cash_minor, card_minor,
    bonus_minor, coins_hundredths, spend_minor, used_seconds)
  select cafe_id, date_bin('1 hour', at, timestamptz '1970-01-01 00:00+00'), log_facets(staff_name, pc_name, member_account),
    event, count(*), count(*) filter (where hidden_at is null), sum(cash_minor), sum(card_minor), sum(bonus_minor),
    sum(coins_hundredths), sum(spend_minor), sum(used_seconds)
  from added group by 1, 2, 3, 4;
  get diagnostics v_added = row_count;
  perform fold_when_due(v_added);
  return null;
end $$;

-- Hiding, answering and the like: what changed is added as a difference, and nothing where only a mark was set.
create or replace function billing_logs_changed() returns trigger language plpgsql as $$
declare
  v_added bigint;
begin
  insert into billing_log_changes (cafe_id, hour_at, facets, event, all_rows, visible_rows, cash_minor, card_minor,
    bonus_minor, coins_hundredths, spend_minor, used_seconds)
  select cafe_id, date_bin('1 hour', at, timestamptz '1970-01-01 00:00+00'), log_facets(staff_name, pc_name, member_account),
    event, sum(sign), coalesce(sum(sign) filter (where hidden_at is null), 0), sum(sign * cash_minor), sum(sign * card_minor),
    sum(sign * bonus_minor), sum(sign * coins_hundredths), sum(sign * spend_minor), sum(sign * used_seconds)
  from (select 1 as sign, n.* from after_change n union all select -1, o.* from before_change o) both_sides
  group by 1, 2, 3, 4
  having (sum(sign), coalesce(sum(sign) filter (where hidden_at is null), 0), sum(sign * cash_minor),
    sum(sign * card_minor), sum(sign * bonus_minor), sum(sign * coins_hundredths), sum(sign * spend_minor),
    sum(sign * used_seconds)) <> (0, 0, 0, 0, 0, 0, 0, 0);
  get diagnostics v_added = row_count;
  perform fold_when_due(v_added);
  return null;
end $$;

create or replace function billing_logs_removed() returns trigger language plpgsql as $$
begin
  insert into billing_log_changes (cafe_id, hour_at, facets, event, all_rows, visible_rows, cash_minor, card_minor,
    bonus_minor, coins_hundredths, spend_minor, used_seconds)
  select cafe_id, date_bin('1 hour', at, timestamptz '1970-01-01 00:00+00'), log_facets(staff_name, pc_name, member_account),
    event, -count(*), -count(*) filter (where hidden_at is null), -sum(cash_minor), -sum(card_minor), -sum(bonus_minor),
    -sum(coins_hundredths), -sum(spend_minor), -sum(used_seconds)
  from removed group by 1, 2, 3, 4;
  return null;
end $$;

-- Makes all sums anew from the rows, for whoever owns the tables: after a change of this file, or when `netcafe verify`
-- found them broken. Writers wait until it is done.
create function rebuild_billing_log_spans() returns void language plpgsql as $$
begin
  lock table billing_logs in share row exclusive mode;
  truncate billing_log_spans, billing_log_changes;
  insert into billing_log_spans
  with shortest as (
    select cafe_id, facet, date_bin(case when facet = '' then interval '1 hour' else interval '1 day' end, at,
      timestamptz '1970-01-01 00:00+00') as begins_at, event, count(*) as all_rows,
      count(*) filter (where hidden_at is null) as visible_rows, sum(cash_minor) as cash, sum(card_minor) as card,
      sum(bonus_minor) as bonus, sum(coins_hundredths) as coins, sum(spend_minor) as spend, sum(used_seconds) as used
    from billing_logs cross join unnest(log_facets(staff_name, pc_name, member_account)) facet group by 1, 2, 3, 4
  )
  select cafe_id, facet, span_seconds, date_bin(make_interval(secs => span_seconds), begins_at, timestamptz '1970-01-01 00:00+00'),
    event, sum(all_rows), sum(visible_rows), sum(cash), sum(card), sum(bonus), sum(coins), sum(spend), sum(used)
  from shortest cross join (values (3600), (86400), (2764800)) as spans(span_seconds)
  where span_seconds > 3600 or facet = ''
  group by 1, 2, 3, 4, 5;
end $$;
select rebuild_billing_log_spans();
