-- Codes that members get by e-mail for a new password (api-v2.md 2.1 memberForgotPassword). Only the hash is kept; the newest
-- counts, the others are kept a day, to hold the most a day.
create table member_reset_codes (
  cafe_id integer not null,
  member_id bigint not null,
  code_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  tries_left smallint not null constraint member_reset_code_tries check (tries_left >= 0),
  used_at timestamptz,
  primary key (cafe_id, member_id, created_at),
  foreign key (cafe_id, member_id) references members (cafe_id, member_id)
);
