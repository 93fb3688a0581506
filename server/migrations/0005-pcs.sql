-- PCs and consoles, their groups, rooms, switches, prices, and the credentials of the programs that run on them.

create table pc_groups (
  cafe_id integer not null references cafes,
  pc_group_id bigint not null,
  name text not null check (length(name) between 1 and 50),
  description text not null default '',
  color text not null default '',
  level integer not null default 0,
  primary key (cafe_id, pc_group_id)
);
create unique index pc_groups_name_once on pc_groups (cafe_id, lower(name));
create sequence pc_group_ids start 200001;

create table rooms (
  cafe_id integer not null references cafes,
  room_id bigint not null,
  name text not null check (length(name) between 1 and 50),
  height integer not null default 600,
  width integer not null default 1000,
  frame_x integer not null default 0,
  frame_y integer not null default 0,
  frame_width integer not null default 1000,
  frame_height integer not null default 600,
  sort_order integer not null default 0,
  color text not null default '',
  is_bookable boolean not null default true,
  primary key (cafe_id, room_id)
);
create unique index rooms_name_once on rooms (cafe_id, lower(name));
create sequence room_ids start 1;

create table pcs (
  cafe_id integer not null references cafes,
  pc_id bigint generated always as identity,
  name text not null check (length(name) between 1 and 15),
  console_type smallint not null default 0 check (console_type between 0 and 8),
  pc_group_id bigint not null,
  room_id bigint,
  ip text not null default '',
  mac text not null default '',
  comment text not null default '',
  box_position text not null default 'absolute',
  box_top integer not null default 0,
  box_left integer not null default 0,
  is_enabled boolean not null default true,
  turn_off_monitor_seconds integer not null default 0 check (turn_off_monitor_seconds >= 0),
  agent_version text not null default '',
  -- Rises with each state the PC is sent (pc-protocol.md 2.4).
  state_no bigint not null default 0,
  last_heard_at timestamptz,
  primary key (cafe_id, pc_id),
  foreign key (cafe_id, pc_group_id) references pc_groups,
  foreign key (cafe_id, room_id) references rooms
);
create unique index pcs_name_once on pcs (cafe_id, lower(name));
create index pcs_by_group on pcs (cafe_id, pc_group_id);
create index pcs_by_room on pcs (cafe_id, room_id);

create table hardware (
  cafe_id integer not null references cafes,
  hardware_id bigint generated always as identity,
  name text not null check (length(name) between 1 and 50),
  driver text not null check (driver in ('ewelink', 'http', 'none')),
  mac text not null default '',
  address text not null default '',
  secret text not null default '',
  pc_name text not null default '',
  is_automatic boolean not null default false,
  state text not null default 'unknown' check (state in ('on', 'off', 'unknown')),
  updated_at timestamptz not null,
  primary key (cafe_id, hardware_id)
);
create unique index hardware_name_once on hardware (cafe_id, lower(name));

create table prices (
  cafe_id integer not null references cafes,
  price_id bigint not null,
  name text not null check (length(name) between 1 and 50),
  price_type text not null check (price_type in ('fixed', 'dynamic')),
  rates_per_hour_minor bigint[] not null constraint prices_have_one_to_four_rates check (cardinality(rates_per_hour_minor) between 1 and 4),
  grid jsonb,
  dynamic_rows jsonb not null default '[]',
  pc_group_ids bigint[] not null default '{}',
  member_group_ids bigint[] not null default '{}',
  rounding_minor bigint not null default 0,
  is_taxed boolean not null default true,
  sort_order integer not null default 0,
  color text not null default '',
  is_active boolean not null default true,
  version integer not null default 1,
  primary key (cafe_id, price_id)
);
create sequence price_ids start 1;

-- A program that enrolled: the public half of its key, bound to one café and one name (pc-protocol.md 2.1).
create table pc_credentials (
  cafe_id integer not null references cafes,
  credential_id text not null,
  role text not null check (role in ('client', 'boot', 'server')),
  pc_id bigint,
  pc_name text not null,
  public_key bytea not null,
  agent_version text not null default '',
  enrolled_at timestamptz not null,
  last_seen_at timestamptz,
  cancelled_at timestamptz,
  primary key (cafe_id, credential_id),
  constraint pc_credentials_id_once unique (credential_id),
  foreign key (cafe_id, pc_id) references pcs on delete set null (pc_id)
);
create unique index pc_credentials_one_per_pc on pc_credentials (cafe_id, role, lower(pc_name)) where cancelled_at is null;

create table pair_codes (
  cafe_id integer not null references cafes,
  pair_code_hash bytea not null constraint pair_codes_once unique,
  role text not null check (role in ('client', 'boot', 'server')),
  pc_name text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  wrong_tries smallint not null default 0,
  primary key (cafe_id, pair_code_hash)
);

-- Keys of this server towards PCs: signs server lists and leases.
create table server_keys (
  kid text primary key,
  private_key text not null,
  public_key text not null,
  created_at timestamptz not null
);

create table boot_pcs (
  cafe_id integer not null references cafes,
  boot_pc_id bigint not null,
  name text not null check (length(name) between 1 and 15),
  mac text not null,
  ip text not null default '',
  mask text not null default '',
  gateway text not null default '',
  dns1 text not null default '',
  dns2 text not null default '',
  comment text not null default '',
  boot_mode text not null default 'network' check (boot_mode in ('network', 'local', 'forbidden', 'menu')),
  boot_firmware text not null default 'uefi' check (boot_firmware in ('bios', 'uefi', 'snponly')),
  image_ids bigint[] not null default '{}',
  has_game_disk boolean not null default false,
  keeps_changes boolean not null default false,
  is_super_client boolean not null default false,
  is_enabled boolean not null default true,
  writeback_mb integer not null default 20480 check (writeback_mb >= 0),
  resolution text not null default '',
  primary key (cafe_id, boot_pc_id)
);
create sequence boot_pc_ids start 1;
create unique index boot_pcs_name_once on boot_pcs (cafe_id, lower(name));
create unique index boot_pcs_mac_once on boot_pcs (cafe_id, mac);

-- What was waiting for a PC without link: messages, kept until answered, a day at most (pc-protocol.md 2.4).
create table queued_frames (
  cafe_id integer not null,
  queued_frame_id bigint generated always as identity,
  pc_id bigint not null,
  frame jsonb not null,
  created_at timestamptz not null,
  primary key (cafe_id, queued_frame_id),
  foreign key (cafe_id, pc_id) references pcs on delete cascade
);
create index queued_frames_by_pc on queued_frames (cafe_id, pc_id);

-- How far the journal of each PC's program is known, so that a hole in its numbers is seen (pc-protocol.md 3.6).
create table pc_journals (
  cafe_id integer not null,
  credential_id text not null,
  last_n bigint not null,
  last_wall_ms bigint not null,
  primary key (cafe_id, credential_id),
  foreign key (cafe_id, credential_id) references pc_credentials on delete cascade
);
