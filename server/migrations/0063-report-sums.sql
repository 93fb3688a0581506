-- What reports are made of, added up by business day and month (server/modules/reports/README.md, "Sums"). Facts stay in the
-- ledger; these rows can be thrown away and made anew at any time.

create table report_sums (
  cafe_id integer not null references cafes,
  -- 1 day, 2 month, 3 month of all staff and groups together (for what is told by member, PC or product).
  span smallint not null check (span in (1, 2, 3)),
  line text not null,
  -- When the day or month began in the zone of report_states.
  starts_at timestamptz not null,
  subject text not null,
  side smallint not null check (side in (-1, 1)),
  staff text not null,
  member_group_id bigint not null,
  pc_group_id bigint not null,
  number bigint not null,
  amount bigint not null,
  tax bigint not null,
  bonus bigint not null,
  cost bigint not null,
  primary key (cafe_id, span, line, starts_at, subject, side, staff, member_group_id, pc_group_id)
);

-- How far each café's sums reach: all transfers up to this place in the order they were written, and the zone whose days they are
-- (with the edition of its rules). Another zone makes them anew.
create table report_states (
  cafe_id integer primary key references cafes,
  zone text not null,
  last_no bigint not null default 0,
  last_id bigint not null default 0
);

create index members_by_creation on members (cafe_id, created_at) where member_group_id >= 0;
