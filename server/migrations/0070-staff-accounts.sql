-- Staff accounts as the Admin keeps them: an end, an address for mails, a second factor; and where each sign-in came from
-- (api-v2.md 2.1, 2.15, 3.19; server/modules/access/README.md).

alter table staff
  add column email text not null default '',
  -- First instant at which the account is shut; null = never.
  add column expires_at timestamptz,
  -- Since when a sign-in also takes a code; null = it does not.
  add column two_factor_since timestamptz;

alter table staff_sessions
  add column user_agent text not null default '',
  add column last_address text not null default '';
update staff_sessions set last_address = address;

-- The secret that staff and their phone share, as it is, because codes are made of it. While `two_factor_since` is null it waits
-- for its first code.
create table staff_factors (
  cafe_id integer not null,
  staff_id bigint not null,
  secret bytea not null constraint staff_factors_secret_is_whole check (length(secret) = 20),
  made_at timestamptz not null,
  -- The half minute of the last code taken: none is taken twice, nor an older one.
  last_step bigint not null default 0,
  primary key (cafe_id, staff_id),
  foreign key (cafe_id, staff_id) references staff
);

-- Codes of the printed sheet, each good once in place of the phone's.
create table recovery_codes (
  cafe_id integer not null,
  staff_id bigint not null,
  code_hash bytea not null,
  made_at timestamptz not null,
  used_at timestamptz,
  primary key (cafe_id, staff_id, code_hash),
  foreign key (cafe_id, staff_id) references staff_factors on delete cascade
);

create index password_resets_by_staff on password_resets (cafe_id, staff_id, password_reset_id desc);
