-- Members, guests and their groups. Balances stand on the row and are moved by the ledger's entries alone (0004).

create table member_groups (
  cafe_id integer not null references cafes,
  member_group_id bigint not null,
  name text not null check (length(name) between 1 and 50),
  description text not null default '',
  point_min_hundredths bigint not null default 0,
  point_max_hundredths bigint not null default 0,
  discount_rate integer not null default 0 check (discount_rate between 0 and 100),
  discount_pc_time integer not null default 0 check (discount_pc_time between 0 and 100),
  discount_offer integer not null default 0 check (discount_offer between 0 and 100),
  bonus_cashback_percent numeric(5, 2) not null default 0,
  updated_at timestamptz not null,
  primary key (cafe_id, member_group_id)
);
create unique index member_groups_name_once on member_groups (cafe_id, lower(name));
create sequence member_group_ids start 300001;

create table members (
  cafe_id integer not null references cafes,
  member_id bigint not null,
  account text not null constraint members_account_form check (account ~ '^[A-Za-z0-9_.@-]{1,50}$'),
  password_hash text,
  member_group_id bigint not null,
  first_name text not null default '',
  last_name text not null default '',
  email text not null default '',
  phone text not null default '',
  id_card text not null default '',
  address text not null default '',
  comments text,
  birthday_on date,
  sex smallint not null default 0 check (sex in (0, 1, 2)),
  photo text not null default '',
  telegram_username text not null default '',
  oauth_platform text not null default 'account',
  is_active boolean not null default true,
  expires_at timestamptz,
  recent_played jsonb,
  balance_minor bigint not null default 0 constraint member_balance_never_below_zero check (balance_minor >= 0),
  bonus_minor bigint not null default 0 constraint member_bonus_never_below_zero check (bonus_minor >= 0),
  coins_hundredths bigint not null default 0 constraint member_coins_never_below_zero check (coins_hundredths >= 0),
  points_hundredths bigint not null default 0 constraint member_points_never_below_zero check (points_hundredths >= 0),
  -- What is owed, shown positive; the loan account's sum with the sign turned.
  loan_minor bigint not null default 0 constraint member_debt_never_below_zero check (loan_minor >= 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  -- Whole numbers stay below 2^53, so that every program reads them as they are (api-v2.md 1.11).
  constraint member_amounts_stay_exact check (greatest(balance_minor, bonus_minor, coins_hundredths, points_hundredths, loan_minor) <= 9007199254740991),
  primary key (cafe_id, member_id),
  foreign key (cafe_id, member_group_id) references member_groups
);
create unique index members_account_once on members (cafe_id, lower(account)) where deleted_at is null;
create index members_by_group on members (cafe_id, member_group_id);
create sequence member_ids start 100000000001;
