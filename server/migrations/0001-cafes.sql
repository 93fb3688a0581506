-- Cafés, the servers they live on, their settings and pictures.

create table server_groups (
  group_code text primary key check (group_code ~ '^[A-Za-z0-9-]{1,20}$'),
  created_at timestamptz not null
);

create table servers (
  server_code text primary key check (server_code ~ '^[A-Za-z0-9-]{1,20}$'),
  group_code text not null references server_groups,
  base_url text not null,
  created_at timestamptz not null
);

create table cafes (
  cafe_id integer primary key,
  license_name text not null constraint cafes_license_name_once unique
    constraint license_name_is_twelve_digits check (license_name ~ '^[0-9]{12}$'),
  server_code text not null references servers,
  name text not null check (length(name) between 1 and 100),
  currency_code text not null check (currency_code ~ '^[A-Z]{3}$'),
  country_code text not null default '' check (country_code ~ '^([A-Z]{2})?$'),
  info jsonb not null default '{}',
  created_at timestamptz not null
);
create sequence cafe_ids start 10001;

create table settings (
  cafe_id integer not null references cafes,
  key text not null,
  value jsonb not null,
  updated_at timestamptz not null,
  primary key (cafe_id, key)
);

create table images (
  cafe_id integer not null references cafes,
  name text not null,
  media_type text not null,
  bytes bytea not null constraint images_at_most_2_mb check (length(bytes) <= 2 * 1024 * 1024),
  etag text not null,
  updated_at timestamptz not null,
  primary key (cafe_id, name)
);

-- Cafés that share a company: the main café and the ones linked to it.
create table subcafes (
  cafe_id integer not null references cafes,
  child_cafe_id integer not null references cafes,
  share text[] not null default '{}',
  comment text not null default '',
  created_at timestamptz not null,
  primary key (cafe_id, child_cafe_id),
  constraint subcafes_have_one_parent unique (child_cafe_id),
  constraint subcafes_not_itself check (cafe_id <> child_cafe_id)
);

-- What must be told to sockets, webhooks and other processes; written in the transaction of its cause, deleted when told.
create table outbox (
  cafe_id integer not null references cafes,
  outbox_id bigint generated always as identity,
  topic text not null,
  payload jsonb not null,
  created_at timestamptz not null default now(),
  primary key (cafe_id, outbox_id)
);

-- Writes an announcement. Who delivers it is woken after the commit: a NOTIFY inside the transaction would line up all
-- commits of the database behind one lock.
create function announce(p_cafe integer, p_topic text, p_payload jsonb) returns void language sql as $$
  insert into outbox (cafe_id, topic, payload) values (p_cafe, p_topic, p_payload);
$$;

-- One row for each Idempotency-Key: the hash of what was asked and, once known, what was answered (api-v2.md 1.7).
create table idempotency_keys (
  cafe_id integer not null references cafes,
  caller text not null,
  path text not null,
  key text not null,
  request_hash bytea not null,
  outcome jsonb,
  created_at timestamptz not null,
  primary key (cafe_id, caller, path, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
