-- Shifts: the time one staff answers for a drawer (billing.md 12; server/modules/shifts/README.md). Whose shift a movement
-- belongs to is found here, in one place, whatever posts it.

create table shifts (
  cafe_id integer not null references cafes,
  shift_id bigint not null check (shift_id > 0),
  staff_id bigint not null,
  -- As it was at the start, whatever becomes of the account.
  staff_name text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  float_minor bigint not null check (float_minor >= 0),
  comment text not null default '',
  -- Written when it ends: what was counted, what should have been there, why they differ, and what it took by each tender,
  -- expenses off. No movement joins a shift that is over, so these stay true.
  counted_minor bigint check (counted_minor >= 0),
  expected_minor bigint,
  cash_minor bigint,
  card_minor bigint,
  qr_minor bigint,
  moved_minor bigint,
  reason text not null default '',
  ended_by text not null default '',
  -- Nothing was moved on it and the Admin took it off the lists.
  removed_at timestamptz,
  primary key (cafe_id, shift_id),
  foreign key (cafe_id, staff_id) references staff,
  constraint shifts_end_with_a_count check ((ended_at is null) = (num_nonnulls(counted_minor, expected_minor, cash_minor, card_minor,
    qr_minor, moved_minor) = 0) and num_nulls(counted_minor, expected_minor, cash_minor, card_minor, qr_minor, moved_minor) in (0, 6)),
  constraint shifts_end_after_start check (ended_at >= started_at),
  constraint shifts_that_differ_say_why check (counted_minor = expected_minor or reason <> '')
);
create unique index shifts_one_open_per_staff on shifts (cafe_id, staff_id) where ended_at is null;
create index shifts_by_start on shifts (cafe_id, started_at desc, shift_id desc);
create sequence shift_ids start 71;

create index transfers_by_shift on transfers (cafe_id, shift_id) where shift_id is not null;
alter table transfers add constraint transfers_of_a_shift_that_is_there foreign key (cafe_id, shift_id) references shifts;

-- What was missing or too much when a drawer was counted: too little is negative, as an expense is.
alter table entries drop constraint entries_known_account;
alter table entries add constraint entries_known_account check (account in (
  'balance', 'bonus', 'coins', 'points', 'loan', 'offer_seconds',
  'cash', 'card', 'qr',
  'sales_time', 'sales_offers', 'sales_products', 'sales_bookings', 'sales_other', 'tax', 'rounding', 'card_fees',
  'bonus_given', 'bonus_expired', 'coins_given', 'coins_used', 'points_given', 'offer_seconds_given', 'offer_seconds_used',
  'expenses', 'opening_float', 'drawer_difference'));

-- A refusal that only the database can find: its text, and its name of the contract as the constraint's (kernel/db).
create function refuse(p_error text, p_message text) returns void language plpgsql as $$
begin
  raise exception '%', p_message using errcode = 'NC001', constraint = p_error;
end $$;

-- Whether this staff may move nothing without a shift: setting shift_required, from which the Admin is free (api-v2.md 2.15).
create function staff_needs_shift(p_cafe integer, p_staff bigint) returns boolean language sql stable as $$
  select exists (select from staff where cafe_id = p_cafe and staff_id = p_staff and role <> 'admin')
    and coalesce((select value #>> '{}' from settings where cafe_id = p_cafe and key = 'shift_required'), '1') = '1'
$$;

-- The shift of a movement is that of who made it. The row is held until commit, so that a shift which is being counted at the
-- same time waits for this movement, or this movement finds it ended (FOR UPDATE of whoever ends it conflicts with KEY SHARE).
create function transfers_join_a_shift() returns trigger language plpgsql as $$
begin
  if new.shift_id is not null then
    perform from shifts where cafe_id = new.cafe_id and shift_id = new.shift_id and ended_at is null for key share;
    if not found then perform refuse('shift.not_open', 'This shift is not open.'); end if;
    return new;
  end if;
  select shift_id into new.shift_id from shifts
    where cafe_id = new.cafe_id and staff_id = new.actor_id and ended_at is null for key share;
  if new.shift_id is null and staff_needs_shift(new.cafe_id, new.actor_id) then
    perform refuse('shift.required', 'Start a shift first.');
  end if;
  return new;
end $$;
create trigger transfers_join_a_shift before insert on transfers for each row
  when (new.actor_kind = 'staff' or new.shift_id is not null) execute function transfers_join_a_shift();

-- A log row stands on the shift of its transfer.
create function billing_logs_join_a_shift() returns trigger language plpgsql as $$
begin
  new.shift_id := (select shift_id from transfers where cafe_id = new.cafe_id and transfer_id = new.transfer_id);
  return new;
end $$;
create trigger billing_logs_join_a_shift before insert on billing_logs for each row
  when (new.transfer_id is not null) execute function billing_logs_join_a_shift();

-- Money taken for the house. Its number is that of its transfer; corrections and the taking back name that transfer.
create table expenses (
  cafe_id integer not null references cafes,
  expense_id bigint not null,
  amount_minor bigint not null check (amount_minor > 0),
  details text not null,
  tender text not null check (tender in ('cash', 'card', 'qr')),
  staff_name text not null,
  shift_id bigint,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (cafe_id, expense_id),
  foreign key (cafe_id, expense_id) references transfers,
  foreign key (cafe_id, shift_id) references shifts
);
create index expenses_by_time on expenses (cafe_id, created_at desc, expense_id desc);

-- What an open or ended shift moved, from the entries alone: float and the café's own cash that was put in or taken out, and what
-- came in and went out by each tender otherwise. Signs as they are shown: what is in the drawer is positive.
create function shift_sums(p_cafe integer, p_shift bigint, out floated bigint, out moved bigint, out cash bigint, out card bigint,
  out qr bigint, out cash_in bigint, out cash_out bigint) language sql stable as $$
  select coalesce(-sum(cash) filter (where kind = 'shift_float'), 0)::bigint,
    coalesce(-sum(cash) filter (where kind = 'shift_cash'), 0)::bigint,
    coalesce(-sum(cash) filter (where not own), 0)::bigint, coalesce(-sum(card), 0)::bigint, coalesce(-sum(qr), 0)::bigint,
    coalesce(-sum(cash) filter (where not own and cash < 0), 0)::bigint,
    coalesce(sum(cash) filter (where not own and cash > 0), 0)::bigint
  from (
    select t.kind, t.kind in ('shift_float', 'shift_cash', 'shift_end') as own,
      sum(e.amount) filter (where e.account = 'cash') as cash, sum(e.amount) filter (where e.account = 'card') as card,
      sum(e.amount) filter (where e.account = 'qr') as qr
    from transfers t join entries e on e.cafe_id = t.cafe_id and e.transfer_id = t.transfer_id
    where t.cafe_id = p_cafe and t.shift_id = p_shift and e.account in ('cash', 'card', 'qr')
    group by t.transfer_id, t.kind
  ) sums
$$;
