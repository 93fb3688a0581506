-- Prepaid time that waits for its guest: a code of four digits, good once at a free PC of one PC group (pc-protocol.md 6.2).
create table access_codes (
  cafe_id integer not null references cafes,
  access_code_id bigint not null,
  code text not null check (code ~ '^[0-9]{4}$'),
  member_id bigint not null,
  -- The PC it was sold at, and the group whose price it was sold for.
  pc_name text not null,
  pc_group_id bigint not null,
  -- Minutes told at the sale.
  minutes integer,
  staff_name text not null default '',
  sold_at timestamptz not null,
  used_at timestamptz,
  session_id bigint,
  cancelled_at timestamptz,
  primary key (cafe_id, access_code_id),
  foreign key (cafe_id, member_id) references members,
  foreign key (cafe_id, session_id) references sessions,
  constraint access_codes_end_once check (used_at is null or cancelled_at is null),
  constraint access_codes_used_by_a_session check ((used_at is null) = (session_id is null))
);
create sequence access_code_ids start 1;
create unique index access_codes_one_open on access_codes (cafe_id, code) where used_at is null and cancelled_at is null;
create index access_codes_by_session on access_codes (cafe_id, session_id) where session_id is not null;

-- Wrong codes at each PC: five in a row close code entry there for five minutes.
create table pc_code_entries (
  cafe_id integer not null,
  pc_id bigint not null,
  wrong integer not null default 0 check (wrong >= 0),
  last_wrong_at timestamptz,
  closed_until timestamptz,
  primary key (cafe_id, pc_id),
  foreign key (cafe_id, pc_id) references pcs on delete cascade
);
