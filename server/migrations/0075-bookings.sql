-- Bookings: PCs kept for somebody from an instant to another (billing.md 11). Whose turn a PC is follows from these rows alone.
create table bookings (
  cafe_id integer not null references cafes,
  -- From the numbers of owned offers: to programs a booking is an owned offer bound to a PC (api-v2.md 3.11).
  booking_id bigint not null,
  -- By number only: the PC may be gone; its name of then stays.
  pc_id bigint not null,
  pc_name text not null,
  kind text not null check (kind in ('hold', 'time', 'offer')),
  -- Null: booked for a guest, who comes with the password.
  member_id bigint,
  member_account text not null default '',
  is_guest boolean not null,
  -- Who last showed the password at the PC: it is theirs too.
  player_id bigint,
  product_id bigint,
  -- Of the offer that was booked; '' = none.
  offer_name text not null default '',
  comment text not null default '',
  password text not null check (password ~ '^\d{4}$'),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- Behind all it overlaps; 0 = it was the first.
  place smallint not null check (place >= 0),
  ended_at timestamptz,
  ended_how text check (ended_how in ('cancelled', 'unused', 'never_came')),
  used_at timestamptz,
  -- As the café had set them when it was booked; 0 = held to its end.
  grace_seconds integer not null check (grace_seconds >= 0),
  queue_hold_seconds integer not null check (queue_hold_seconds >= 0),
  -- What was paid, tax and bonus in it; what of it is tax, and bonus.
  cost_minor bigint not null check (cost_minor >= 0),
  tax_minor bigint not null,
  bonus_minor bigint not null check (bonus_minor >= 0),
  tender text not null check (tender in ('balance', 'cash', 'card', 'none')),
  -- When all of it went back.
  paid_back_at timestamptz,
  staff_name text not null default '',
  created_at timestamptz not null,
  -- When something of it must be done or told next; null = never again.
  next_at timestamptz,
  primary key (cafe_id, booking_id),
  foreign key (cafe_id, member_id) references members,
  constraint bookings_last_some_time check (starts_at < ends_at),
  constraint bookings_last_a_week_at_most check (ends_at <= starts_at + interval '7 days'),
  constraint bookings_of_guests_have_no_member check (is_guest = (member_id is null)),
  constraint bookings_holds_cost_nothing check (kind <> 'hold' or cost_minor = 0),
  constraint bookings_of_offers_name_the_offer check ((kind = 'offer') = (product_id is not null)),
  constraint bookings_end_in_some_way check ((ended_at is null) = (ended_how is null)),
  constraint bookings_bonus_and_tax_within_cost check (bonus_minor <= cost_minor and tax_minor between 0 and cost_minor),
  -- Ranges of one number each, so that no extension is needed to compare numbers in a gist index.
  constraint bookings_never_overlap exclude using gist (
    int8range(cafe_id::bigint, cafe_id::bigint, '[]') with &&, int8range(pc_id, pc_id, '[]') with &&,
    int8range(place::bigint, place::bigint, '[]') with &&, tstzrange(starts_at, ends_at) with &&) where (ended_at is null)
);
create index bookings_of_pc on bookings (cafe_id, pc_id, ends_at);
create index bookings_of_member on bookings (cafe_id, member_id, starts_at) where member_id is not null;
create index bookings_with_something_next on bookings (next_at) where next_at is not null;

-- Each movement of a booking's money.
create table booking_transfers (
  cafe_id integer not null,
  booking_id bigint not null,
  transfer_id bigint not null,
  primary key (cafe_id, transfer_id),
  foreign key (cafe_id, booking_id) references bookings,
  foreign key (cafe_id, transfer_id) references transfers
);
create index booking_transfers_of_booking on booking_transfers (cafe_id, booking_id);
