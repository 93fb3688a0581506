-- Reading the billing log (api-v2.md 2.13): what is hidden and answered, and sums by span so that no page of a café with
-- millions of rows is counted row by row (server/modules/logs/README.md).

alter table billing_logs
  add column hidden_by text,
  add column reply text not null default '',
  add column reply_staff_name text not null default '',
  add column replied_at timestamptz;

create index billing_logs_by_event on billing_logs (cafe_id, event, at desc, billing_log_id desc);
create index billing_logs_by_account on billing_logs (cafe_id, lower(member_account), at desc, billing_log_id desc)
  where member_account <> '';
create index billing_logs_by_pc on billing_logs (cafe_id, lower(pc_name), at desc, billing_log_id desc)
  where pc_name <> '';

-- What was put right in feedback. The row itself stays as it was written, because rows of the log are sealed.
create table feedback_corrections (
  cafe_id integer not null,
  billing_log_id bigint not null,
  subject text not null,
  message text not null,
  member_id bigint,
  member_account text not null,
  pc_name text not null,
  corrected_at timestamptz not null,
  corrected_by text not null,
  primary key (cafe_id, billing_log_id),
  foreign key (cafe_id, billing_log_id) references billing_logs on delete cascade
);

-- Sums of the log by event and span: the hours and the days of UTC. Hidden rows count in all but visible_rows.
create table billing_log_spans (
  cafe_id integer not null references cafes,
  span_seconds integer not null check (span_seconds in (3600, 86400)),
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
  primary key (cafe_id, span_seconds, starts_at, event)
);

-- What is not yet folded into the spans. A writer only ever adds here, so that two tills never wait for one another as
-- they would on a shared row of sums; spans + changes are what a plain scan finds, in every snapshot.
create table billing_log_changes (
  cafe_id integer not null,
  change_id bigint generated always as identity,
  hour_at timestamptz not null,
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

-- Moves changes into the spans; how many. One folder at a time, who comes second goes on without waiting, so folding
-- can neither block nor deadlock a writer. Only READ COMMITTED sees what the folder before it did.
create function fold_billing_log_changes() returns integer language plpgsql as $$
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
    select cafe_id, span_seconds, date_bin(make_interval(secs => span_seconds), hour_at, timestamptz '1970-01-01 00:00+00'),
      event, sum(all_rows), sum(visible_rows), sum(cash_minor), sum(card_minor), sum(bonus_minor), sum(coins_hundredths),
      sum(spend_minor), sum(used_seconds)
    from taken cross join (values (3600), (86400)) as spans(span_seconds)
    group by 1, 2, 3, 4
    on conflict (cafe_id, span_seconds, starts_at, event) do update set
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

-- Every 256th change folds what there is, so that a reader never meets more than a few hundred changes.
create function fold_when_due(p_added bigint) returns void language plpgsql as $$
declare
  v_last bigint;
begin
  if p_added = 0 then return; end if;
  v_last := currval('billing_log_changes_change_id_seq');
  if v_last / 256 = (v_last - p_added) / 256 then return; end if;
  while fold_billing_log_changes() = 20000 loop end loop;
end $$;

create function billing_logs_added() returns trigger language plpgsql as $$
declare
  v_added bigint;
begin
  insert into billing_log_changes (cafe_id, hour_at, event, all_rows, visible_rows, cash_minor, card_minor, bonus_minor,
    coins_hundredths, spend_minor, used_seconds)
  select cafe_id, date_bin('1 hour', at, timestamptz '1970-01-01 00:00+00'), event, count(*),
    count(*) filter (where hidden_at is null), sum(cash_minor), sum(card_minor), sum(bonus_minor), sum(coins_hundredths),
    sum(spend_minor), sum(used_seconds)
  from added group by 1, 2, 3;
  get diagnostics v_added = row_count;
  perform fold_when_due(v_added);
  return null;
end $$;
create trigger billing_logs_added after insert on billing_logs referencing new table as added
  for each statement execute function billing_logs_added();

-- Hiding, answering and the like: what changed is added as a difference, and nothing where only a mark was set.
create function billing_logs_changed() returns trigger language plpgsql as $$
declare
  v_added bigint;
begin
  insert into billing_log_changes (cafe_id, hour_at, event, all_rows, visible_rows, cash_minor, card_minor, bonus_minor,
    coins_hundredths, spend_minor, used_seconds)
  select cafe_id, date_bin('1 hour', at, timestamptz '1970-01-01 00:00+00'), event, sum(sign),
    coalesce(sum(sign) filter (where hidden_at is null), 0), sum(sign * cash_minor), sum(sign * card_minor),
    sum(sign * bonus_minor), sum(sign * coins_hundredths), sum(sign * spend_minor), sum(sign * used_seconds)
  from (select 1 as sign, n.* from after_change n union all select -1, o.* from before_change o) both_sides
  group by 1, 2, 3
  having (sum(sign), coalesce(sum(sign) filter (where hidden_at is null), 0), sum(sign * cash_minor),
    sum(sign * card_minor), sum(sign * bonus_minor), sum(sign * coins_hundredths), sum(sign * spend_minor),
    sum(sign * used_seconds)) <> (0, 0, 0, 0, 0, 0, 0, 0);
  get diagnostics v_added = row_count;
  perform fold_when_due(v_added);
  return null;
end $$;
create trigger billing_logs_changed after update on billing_logs
  referencing new table as after_change old table as before_change
  for each statement execute function billing_logs_changed();

create function billing_logs_removed() returns trigger language plpgsql as $$
begin
  insert into billing_log_changes (cafe_id, hour_at, event, all_rows, visible_rows, cash_minor, card_minor, bonus_minor,
    coins_hundredths, spend_minor, used_seconds)
  select cafe_id, date_bin('1 hour', at, timestamptz '1970-01-01 00:00+00'), event, -count(*),
    -count(*) filter (where hidden_at is null), -sum(cash_minor), -sum(card_minor), -sum(bonus_minor),
    -sum(coins_hundredths), -sum(spend_minor), -sum(used_seconds)
  from removed group by 1, 2, 3;
  return null;
end $$;
create trigger billing_logs_removed after delete on billing_logs referencing old table as removed
  for each statement execute function billing_logs_removed();

create function billing_logs_emptied() returns trigger language plpgsql as $$
begin
  truncate billing_log_spans, billing_log_changes;
  return null;
end $$;
create trigger billing_logs_emptied after truncate on billing_logs
  for each statement execute function billing_logs_emptied();

-- Rows written before this file.
insert into billing_log_spans
select cafe_id, span_seconds, date_bin(make_interval(secs => span_seconds), at, timestamptz '1970-01-01 00:00+00'), event,
  count(*), count(*) filter (where hidden_at is null), sum(cash_minor), sum(card_minor), sum(bonus_minor),
  sum(coins_hundredths), sum(spend_minor), sum(used_seconds)
from billing_logs cross join (values (3600), (86400)) as spans(span_seconds)
group by 1, 2, 3, 4;
