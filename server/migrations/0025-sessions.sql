-- Sessions of every kind (billing.md 7). A session is a row of spans: each second between its start and its end belongs to
-- exactly one span, each span to one source. What was used and what is left follows from these instants.

alter table sessions drop constraint sessions_kind_check;
alter table sessions add constraint sessions_known_kind
  check (kind in ('member', 'prepaid', 'postpaid', 'offer', 'free', 'guest'));
alter table sessions
  -- Free minutes it began with (billing.md 6.4.3).
  add column free_seconds integer not null default 0 check (free_seconds >= 0),
  -- Floor of the whole session (billing.md 6.4.4); 0 for members' own.
  add column minimum_minor bigint not null default 0 check (minimum_minor >= 0),
  -- The next instant at which something must happen; null = nothing but what people do. ends_at is the planned end.
  add column next_at timestamptz,
  -- Rises with each change, so that what was worked out from an older state is noticed.
  add column version integer not null default 1,
  add column comment text not null default '';
drop index sessions_due;
create index sessions_due on sessions (next_at) where ended_at is null and next_at is not null;
create index sessions_by_start on sessions (cafe_id, started_at desc, session_id desc);

create table session_spans (
  cafe_id integer not null,
  session_id bigint not null,
  span_no integer not null check (span_no > 0),
  source text not null check (source in ('free_minutes', 'booking', 'offer', 'money', 'loan', 'postpaid', 'free', 'off')),
  owned_offer_id bigint,
  started_at timestamptz not null,
  ended_at timestamptz,
  -- Spans that money pays at the same terms are one stretch and share its number (billing.md 6.4.8); terms are price
  -- version, discount, tax, minimum. Null where no money is asked.
  stretch_no integer,
  terms jsonb,
  price_name text not null default '',
  -- Whether bonus may pay here (bonus_available_time).
  uses_bonus boolean not null default true,
  -- Written at its end: seconds without holds, and what was booked for it, tax in it.
  used_seconds bigint not null default 0,
  charge_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  paid_balance_minor bigint not null default 0,
  paid_bonus_minor bigint not null default 0,
  paid_loan_minor bigint not null default 0,
  transfer_id bigint,
  primary key (cafe_id, session_id, span_no),
  foreign key (cafe_id, session_id) references sessions,
  foreign key (cafe_id, owned_offer_id) references owned_offers,
  foreign key (cafe_id, transfer_id) references transfers,
  constraint spans_end_after_start check (ended_at is null or ended_at >= started_at),
  constraint spans_of_offers_name_the_offer check ((source = 'offer') = (owned_offer_id is not null)),
  constraint spans_of_money_have_terms
    check ((source in ('money', 'loan', 'postpaid')) = (terms is not null and stretch_no is not null))
);
create unique index session_spans_one_open on session_spans (cafe_id, session_id) where ended_at is null;
create index session_spans_by_offer on session_spans (cafe_id, owned_offer_id) where owned_offer_id is not null;

-- Sessions from before had one source all along: what they took is what their CHECKOUT row's transfer moved.
insert into session_spans (cafe_id, session_id, span_no, source, started_at, ended_at, stretch_no, terms, price_name, used_seconds,
    charge_minor, tax_minor, paid_balance_minor, paid_bonus_minor, paid_loan_minor, transfer_id)
  select s.cafe_id, s.session_id, 1, case when s.terms -> 'charge' = 'null' then 'off' else 'money' end, s.started_at, s.ended_at,
    case when s.terms -> 'charge' <> 'null' then 1 end, nullif(s.terms -> 'charge', 'null'), coalesce(s.terms ->> 'priceName', ''),
    coalesce(extract(epoch from s.ended_at - s.started_at), 0)::bigint, s.charge_minor, s.tax_minor, coalesce(paid.balance, 0),
    coalesce(paid.bonus, 0), coalesce(paid.loan, 0), paid.transfer_id
  from sessions s
  left join lateral (
    select e.transfer_id, -sum(e.amount) filter (where e.account = 'balance') as balance,
      -sum(e.amount) filter (where e.account = 'bonus') as bonus, -sum(e.amount) filter (where e.account = 'loan') as loan
    from billing_logs l join entries e on e.cafe_id = l.cafe_id and e.transfer_id = l.transfer_id
    where l.cafe_id = s.cafe_id and l.session_id = s.session_id and l.event = 'CHECKOUT' group by e.transfer_id) paid on true;
update sessions set next_at = ends_at where ended_at is null;
alter table sessions drop column terms;

-- Pauses that staff start; time and cost of the PCs they cover stand still (billing.md 7.5).
create table pauses (
  cafe_id integer not null references cafes,
  pause_id bigint not null,
  reason text not null default '',
  -- Both empty: all PCs.
  pc_group_ids bigint[] not null default '{}',
  pc_names text[] not null default '{}',
  staff_name text not null default '',
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (cafe_id, pause_id),
  constraint pauses_end_after_start check (ended_at is null or ended_at >= started_at)
);
create sequence pause_ids start 1;

-- The time in which one session stood still: in a pause, or because its PC locked without link (billing.md 7.5).
create table session_holds (
  cafe_id integer not null,
  session_id bigint not null,
  held_from timestamptz not null,
  held_until timestamptz,
  reason text not null check (reason in ('pause', 'link')),
  pause_id bigint,
  primary key (cafe_id, session_id, held_from),
  foreign key (cafe_id, session_id) references sessions,
  foreign key (cafe_id, pause_id) references pauses,
  constraint holds_end_after_start check (held_until is null or held_until >= held_from)
);
create unique index session_holds_one_open on session_holds (cafe_id, session_id) where held_until is null;
