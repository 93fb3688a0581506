-- Sessions: instants are the facts; what was used and what is left follows from them (design.md 2, rule 2).

create table sessions (
  cafe_id integer not null references cafes,
  session_id bigint not null,
  pc_id bigint not null,
  pc_name text not null,
  member_id bigint not null,
  kind text not null check (kind in ('member', 'guest')),
  started_at timestamptz not null,
  -- The price version and terms the session runs on (billing.md 6.6).
  terms jsonb not null,
  -- When its money is used up; null = no end. Worked out anew whenever money or terms move.
  ends_at timestamptz,
  ended_at timestamptz,
  ended_by text not null default '' check (ended_by in ('', 'Cafe', 'Auto', 'Client')),
  charge_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  primary key (cafe_id, session_id),
  foreign key (cafe_id, member_id) references members,
  constraint sessions_end_after_start check (ended_at is null or ended_at >= started_at)
);
create unique index sessions_one_per_pc on sessions (cafe_id, pc_id) where ended_at is null;
create unique index sessions_one_per_member on sessions (cafe_id, member_id) where ended_at is null;
create index sessions_due on sessions (ends_at) where ended_at is null and ends_at is not null;
create index sessions_by_member on sessions (cafe_id, member_id, started_at desc);
create sequence session_ids start 9001;
