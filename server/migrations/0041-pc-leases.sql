-- The last lease each PC has answered (pc-protocol.md 6.5): up to when it lets its customer play without a link, by its
-- session. From then on the session is held until the PC is back. Rows go when the PC is told that the session is over.
create table pc_leases (
  cafe_id integer not null,
  pc_id bigint not null,
  session_id bigint not null,
  issued_at timestamptz not null,
  until timestamptz not null,
  -- False: the session stood still when it was issued, so that by it nobody plays.
  plays boolean not null default true,
  -- Its end is still to come, and would hold the session.
  watched boolean not null default true,
  -- When the session was moved away from this PC; null = it was not.
  left_at timestamptz,
  primary key (cafe_id, pc_id),
  foreign key (cafe_id, pc_id) references pcs on delete cascade,
  foreign key (cafe_id, session_id) references sessions,
  constraint pc_leases_end_after_issue check (until >= issued_at)
);
create index pc_leases_watched on pc_leases (until) where watched;
