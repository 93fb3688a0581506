-- Sealing (billing.md 2): the rows of the ledger and of the log are sealed in batches, so that a row changed from outside
-- is found. How the batches are cut and why no row escapes them: server/modules/ledger/seal-rows.ts.

-- The number of the transaction that wrote a row. It tells which rows are complete: all transactions below
-- pg_snapshot_xmin are finished, so no row with a lower number can still appear, however late it commits.
alter table transfers add column written_no bigint not null default (pg_current_xact_id()::text::bigint + 0);
alter table billing_logs add column written_no bigint not null default (pg_current_xact_id()::text::bigint + 0);
create index transfers_by_write on transfers (cafe_id, written_no, transfer_id);
create index billing_logs_by_write on billing_logs (cafe_id, written_no, billing_log_id);

-- What is added to PostgreSQL's transaction numbers. Not 0 once the rows were carried into another PostgreSQL, whose own
-- numbers are lower than those the rows bear.
create table write_numbers (
  only_row boolean primary key default true check (only_row),
  number_offset bigint not null
);
insert into write_numbers values (true, 0);

create table seals (
  cafe_id integer not null references cafes,
  seal_no integer not null check (seal_no > 0),
  sealed_at timestamptz not null,
  -- Which columns are hashed, and how (seal-rows.ts).
  format smallint not null,
  -- The last rows of this batch; it begins after those of the seal before.
  last_transfer_no bigint not null,
  last_transfer_id bigint not null,
  last_log_no bigint not null,
  last_log_id bigint not null,
  -- Four bytes of each row's hash, so that a broken seal can name the row.
  transfer_marks bytea not null,
  entry_marks bytea not null,
  log_marks bytea not null,
  previous_hash bytea not null constraint seals_follow_a_hash check (length(previous_hash) = 32),
  hash bytea not null constraint seals_hash_is_sha256 check (length(hash) = 32),
  primary key (cafe_id, seal_no)
);
create trigger seals_append_only before update or delete or truncate on seals
  for each statement execute function ledger_is_append_only();

-- Lets new rows be numbered above every number that is there, and answers what was added for it (0: they already are).
-- Called as the tables' owner, after rows came in from elsewhere and at each start. Whoever is writing then gets the new
-- numbers too, because the tables are locked until its transaction is over or has not yet written.
create function raise_write_numbers() returns bigint language plpgsql as $$
declare
  v_highest bigint;
  v_offset bigint;
  v_lacking bigint;
  v_table text;
begin
  for attempt in 1..2 loop
    select coalesce(max(greatest(s.no, t.no, l.no)), 0) into v_highest from cafes c
      left join lateral (select greatest(last_transfer_no, last_log_no) as no from seals
        where cafe_id = c.cafe_id order by seal_no desc limit 1) s on true
      left join lateral (select max(written_no) as no from transfers where cafe_id = c.cafe_id) t on true
      left join lateral (select max(written_no) as no from billing_logs where cafe_id = c.cafe_id) l on true;
    select number_offset into v_offset from write_numbers;
    -- A row that was written here has a lower number than the next transaction will get.
    v_lacking := v_highest - (v_offset + greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
      pg_current_xact_id_if_assigned()::text::bigint + 1));
    if v_lacking < 0 then return 0; end if;
    -- Looked at once more under the lock: another process may have raised them meanwhile.
    if attempt = 1 then lock table transfers, billing_logs in access exclusive mode; end if;
  end loop;
  -- The lowest number still in use is that of the oldest transaction under way.
  v_lacking := v_highest + 1 - (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + v_offset);
  update write_numbers set number_offset = v_offset + v_lacking;
  foreach v_table in array array['transfers', 'billing_logs'] loop
    execute format('alter table %I alter column written_no set default (pg_current_xact_id()::text::bigint + %s)',
      v_table, v_offset + v_lacking);
  end loop;
  return v_lacking;
end $$;
