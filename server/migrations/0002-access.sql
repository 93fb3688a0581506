-- Who may enter: staff, their sessions, the API key, what was refused.

create table staff (
  cafe_id integer not null references cafes,
  staff_id bigint not null,
  name text not null check (length(name) between 1 and 50),
  role text not null check (role in ('admin', 'manager', 'staff')),
  is_active boolean not null default true,
  rights text[] not null default '{}',
  address_list text not null default '',
  password_hash text not null,
  last_login_at timestamptz,
  last_address text not null default '',
  created_at timestamptz not null,
  deleted_at timestamptz,
  primary key (cafe_id, staff_id)
);
create unique index staff_name_once on staff (cafe_id, lower(name)) where deleted_at is null;
create unique index staff_one_admin on staff (cafe_id) where role = 'admin' and deleted_at is null;
create sequence staff_ids start 1001;

create table staff_sessions (
  cafe_id integer not null,
  staff_session_id bigint generated always as identity,
  staff_id bigint not null,
  token_hash bytea not null constraint staff_sessions_token_once unique,
  address text not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (cafe_id, staff_session_id),
  foreign key (cafe_id, staff_id) references staff
);
create index staff_sessions_by_staff on staff_sessions (cafe_id, staff_id);

-- kind key: the café's one key, good from the address list. kind docs: fifteen minutes, good from one browser address.
create table api_keys (
  cafe_id integer not null references cafes,
  api_key_id bigint generated always as identity,
  kind text not null check (kind in ('key', 'docs')),
  token_hash bytea not null constraint api_keys_token_once unique,
  bound_address text,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  last_used_from text,
  uses bigint not null default 0,
  primary key (cafe_id, api_key_id),
  constraint docs_keys_are_bound check ((kind = 'docs') = (bound_address is not null))
);
create unique index api_keys_one_per_cafe on api_keys (cafe_id) where kind = 'key' and revoked_at is null;

create table key_refusals (
  cafe_id integer not null references cafes,
  key_refusal_id bigint generated always as identity,
  at timestamptz not null,
  address text not null,
  reason text not null,
  path text not null,
  primary key (cafe_id, key_refusal_id)
);

create table key_refusal_counts (
  cafe_id integer primary key references cafes,
  refusals bigint not null
);

create table sign_in_failures (
  cafe_id integer not null references cafes,
  sign_in_failure_id bigint generated always as identity,
  account text not null,
  address text not null,
  at timestamptz not null,
  primary key (cafe_id, sign_in_failure_id)
);
create index sign_in_failures_recent on sign_in_failures (cafe_id, account, address, at);

create table password_resets (
  cafe_id integer not null,
  password_reset_id bigint generated always as identity,
  staff_id bigint not null,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (cafe_id, password_reset_id),
  foreign key (cafe_id, staff_id) references staff
);

-- Tokens of members and of PC agents; a member's token made at a PC is good there only and ends with the session.
create table subject_tokens (
  cafe_id integer not null references cafes,
  token_hash bytea not null constraint subject_tokens_once unique,
  kind text not null check (kind in ('member', 'pc')),
  member_id bigint,
  credential_id text,
  pc_name text,
  session_id bigint,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (cafe_id, token_hash)
);
create index subject_tokens_by_member on subject_tokens (cafe_id, member_id) where kind = 'member' and ended_at is null;

-- The addresses programs may call from (api-v2.md 1.2); no row or an empty list: no key can be made or used.
create table api_access (
  cafe_id integer primary key references cafes,
  address_list text not null,
  updated_at timestamptz not null
);
