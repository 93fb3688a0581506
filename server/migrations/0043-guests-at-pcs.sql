-- The lock screen of a PC has a token of its own: nobody's, good for few calls (api-v2.md 2.9).
alter table subject_tokens drop constraint subject_tokens_kind_check;
alter table subject_tokens add constraint subject_tokens_known_kind check (kind in ('member', 'pc', 'guest'));

-- Guests who asked at a PC for prepaid time and have not paid yet (pc-protocol.md 6.2). Once their money is there the session
-- starts, if the PC is still free; else the money stays on their account.
create table waiting_guests (
  cafe_id integer not null,
  member_id bigint not null,
  pc_id bigint not null,
  pc_name text not null,
  amount_minor bigint not null check (amount_minor > 0),
  asked_at timestamptz not null,
  done_at timestamptz,
  outcome text check (outcome in ('seated', 'kept', 'lapsed')),
  primary key (cafe_id, member_id),
  foreign key (cafe_id, member_id) references members,
  constraint waiting_guests_end_with_an_outcome check ((done_at is null) = (outcome is null))
);
create index waiting_guests_open on waiting_guests (cafe_id, member_id) where done_at is null;
