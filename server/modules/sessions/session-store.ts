import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { Fund } from "../pricing/index.ts";
import type { Hold, HoldReason, SessionKind, Source, SourceKind } from "./session-rules.ts";
import { storedTerms, type StoredTerms } from "./stored-terms.ts";

/** A span as it is stored, instants in epoch seconds. */
export interface SpanRow {
  no: number;
  source: SourceKind;
  owned_offer_id: number | null;
  from: number;
  to: number | null;
  stretch_no: number | null;
  terms: StoredTerms | null;
  price_name: string;
  uses_bonus: boolean;
  charge_minor: number;
  tax_minor: number;
}

/** A hold as it is stored. */
export interface HoldRow extends Hold {
  readonly reason: HoldReason;
  /** The pause that holds it; null = none does. */
  readonly pauseId: number | null;
}

/** A running session with all that its rules ask for. */
export interface SessionRow {
  session_id: number;
  pc_id: number;
  pc_name: string;
  pc_group_id: number;
  kind: SessionKind;
  started_at: Date;
  ends_at: Date | null;
  next_at: Date | null;
  free_seconds: number;
  minimum_minor: number;
  spans: SpanRow[];
  holds: HoldRow[];
  leased_until: number | null;
  /** Epoch seconds. */
  leave_asked_at: number | null;
  member_id: number;
  account: string;
  member_group_id: number;
  group_name: string;
  group_description: string;
  discount_rate: number;
  discount_offer: number;
  discount_pc_time: number;
  bonus_cashback_percent: string;
  balance_minor: number;
  bonus_minor: number;
  coins_hundredths: number;
  points_hundredths: number;
  loan_minor: number;
  /** Open bonus lots in the order they are spent. */
  lots: Fund[];
  owns_offers: boolean;
  /** Whether anybody booked its PC since it began, or has. */
  has_bookings: boolean;
  birthday_on: string | null;
  recent_played: unknown;
  oauth_platform: string;
}

/** Sessions know whole seconds: a lot that expires within one holds to its end (billing.md 1). */
const lotsOf = `coalesce((select json_agg(json_build_object('amountMinor', l.left_minor,
      'expiresAt', ceil(extract(epoch from l.expires_at))::bigint) order by l.expires_at nulls last, l.granted_at, l.bonus_lot_id)
    from bonus_lots l where l.cafe_id = m.cafe_id and l.member_id = m.member_id and l.left_minor > 0), '[]') as lots`;

/** Most own none, so that offers need not be asked for. */
const ownsOffers = `exists (select from owned_offers o where o.cafe_id = m.cafe_id and o.member_id = m.member_id
    and o.left_seconds > 0 and o.refunded_at is null) as owns_offers`;

// Lists inside a row are json, not jsonb: they are written once and sent, which costs a third of it.
const select = `select s.session_id, s.pc_id, p.name as pc_name, p.pc_group_id, s.kind, s.started_at, s.ends_at, s.next_at,
    s.free_seconds, s.minimum_minor,
    (select json_agg(json_build_object('no', sp.span_no, 'source', sp.source, 'owned_offer_id', sp.owned_offer_id,
        'from', extract(epoch from sp.started_at)::bigint, 'to', extract(epoch from sp.ended_at)::bigint,
        'stretch_no', sp.stretch_no, 'terms', sp.terms, 'price_name', sp.price_name, 'uses_bonus', sp.uses_bonus,
        'charge_minor', sp.charge_minor, 'tax_minor', sp.tax_minor) order by sp.span_no)
      from session_spans sp where sp.cafe_id = s.cafe_id and sp.session_id = s.session_id) as spans,
    coalesce((select json_agg(json_build_object('from', extract(epoch from h.held_from)::bigint,
        'to', extract(epoch from h.held_until)::bigint, 'reason', h.reason, 'pauseId', h.pause_id) order by h.held_from)
      from session_holds h where h.cafe_id = s.cafe_id and h.session_id = s.session_id), '[]') as holds,
    extract(epoch from s.leave_asked_at)::bigint as leave_asked_at,
    (select case when l.plays then extract(epoch from l.until)::bigint end from pc_leases l
      where l.cafe_id = s.cafe_id and l.pc_id = s.pc_id and l.session_id = s.session_id and l.left_at is null) as leased_until,
    m.member_id, m.account, m.member_group_id, g.name as group_name, g.description as group_description, g.discount_rate,
    g.discount_offer, g.discount_pc_time, g.bonus_cashback_percent, m.balance_minor, m.bonus_minor, m.coins_hundredths,
    m.points_hundredths, m.loan_minor, ${lotsOf}, ${ownsOffers},
    exists (select from bookings b where b.cafe_id = s.cafe_id and b.pc_id = s.pc_id and b.ends_at > s.started_at) as has_bookings,
    m.birthday_on, m.recent_played, m.oauth_platform
  from sessions s
  join pcs p on p.cafe_id = s.cafe_id and p.pc_id = s.pc_id
  join members m on m.cafe_id = s.cafe_id and m.member_id = s.member_id
  join member_groups g on g.cafe_id = m.cafe_id and g.member_group_id = m.member_group_id
  where s.ended_at is null and s.cafe_id = $1`;

export const listRunning = (db: Queries, cafeId: number) => db.rows<SessionRow>(select, [cafeId]);

export const findRunningOfPc = (db: Queries, cafeId: number, pcId: number) =>
  db.row<SessionRow>(`${select} and s.pc_id = $2`, [cafeId, pcId]);

export const findRunning = (db: Queries, cafeId: number, sessionId: number) =>
  db.row<SessionRow>(`${select} and s.session_id = $2`, [cafeId, sessionId]);

export const listRunningOfPcs = (db: Queries, cafeId: number, pcIds: readonly number[]) =>
  db.rows<SessionRow>(`${select} and s.pc_id = any ($2)`, [cafeId, pcIds]);

export const listRunningOfMembers = (db: Queries, cafeId: number, memberIds: readonly number[]) =>
  db.rows<SessionRow>(`${select} and s.member_id = any ($2)`, [cafeId, memberIds]);

/** Takes a running session for this transaction: whoever changes it first, changes it alone. Locks member, then session. */
export async function lockRunning(
  tx: Tx,
  cafeId: number,
  sessionId: number,
): Promise<SessionRow | undefined> {
  await tx.run("select lock_running_session($1, $2)", [cafeId, sessionId]);
  return findRunning(tx, cafeId, sessionId);
}

/** What must be known of members' running sessions before their money moves. */
export const listStandingOfMembers = (db: Queries, cafeId: number, memberIds: readonly number[]) =>
  db.rows<{ session_id: number; next_at: Date | null; source: SourceKind }>(
    `select s.session_id, s.next_at, sp.source from sessions s
     join session_spans sp on sp.cafe_id = s.cafe_id and sp.session_id = s.session_id and sp.ended_at is null
     where s.cafe_id = $1 and s.member_id = any ($2) and s.ended_at is null order by s.member_id`,
    [cafeId, memberIds],
  );

export const listPcIdsOfMembers = async (
  db: Queries,
  cafeId: number,
  memberIds: readonly number[],
): Promise<number[]> =>
  (
    await db.rows<{ pc_id: number }>(
      "select pc_id from sessions where cafe_id = $1 and member_id = any ($2) and ended_at is null",
      [cafeId, memberIds],
    )
  ).map(({ pc_id: pcId }) => pcId);

/** Sessions that run at PCs, by PC. */
export const listIdsOfPcs = (db: Queries, cafeId: number, pcIds: readonly number[]) =>
  db.rows<{ session_id: number; pc_id: number; member_id: number }>(
    "select session_id, pc_id, member_id from sessions where cafe_id = $1 and pc_id = any ($2) and ended_at is null order by member_id",
    [cafeId, pcIds],
  );

export interface NewSession {
  pcId: number;
  pcName: string;
  memberId: number;
  account: string;
  kind: SessionKind;
  startedAt: Date;
  endsAt: Date | null;
  nextAt: Date | null;
  freeSeconds: number;
  minimumMinor: number;
  comment: string;
  source: Source;
  /** As the log shows them. */
  staffName: string;
  details: string;
}

/** A session with its first span and its row in the log, and it is told; its number. One call. */
export async function openSession(tx: Tx, cafeId: number, now: Date, session: NewSession): Promise<number> {
  const { source } = session;
  const request = {
    pc_id: session.pcId,
    pc_name: session.pcName,
    member_id: session.memberId,
    account: session.account,
    kind: session.kind,
    started_at: session.startedAt,
    ends_at: session.endsAt,
    next_at: session.nextAt,
    free_seconds: session.freeSeconds,
    minimum: session.minimumMinor,
    comment: session.comment,
    source: source.kind,
    owned_offer_id: source.ownedOfferId,
    stretch_no: source.terms === null ? null : 1,
    terms: source.terms === null ? null : storedTerms(source.terms.charge),
    price_name: source.terms?.priceName ?? "",
    uses_bonus: source.usesBonus,
    staff_name: session.staffName,
    details: session.details,
  };
  const row = await tx.row<{ id: number }>("select open_session($1, $2, $3) as id", [
    cafeId,
    now,
    JSON.stringify(request),
  ]);
  return row?.id ?? 0;
}

/** What comes next for a running session, worked out anew. */
export const setPlan = (
  tx: Tx,
  plan: { cafeId: number; sessionId: number; endsAt: Date | null; nextAt: Date | null },
) =>
  tx.run(
    `update sessions set ends_at = $3, next_at = $4, version = version + 1
     where cafe_id = $1 and session_id = $2 and ended_at is null`,
    [plan.cafeId, plan.sessionId, plan.endsAt, plan.nextAt],
  );

/** The last span was settled. The tokens that the member got for that PC end with it, and it is told. */
export const closeSession = (
  tx: Tx,
  closed: {
    cafeId: number;
    sessionId: number;
    endedAt: Date;
    endedBy: "Cafe" | "Auto" | "Client";
    now: Date;
  },
) =>
  tx.run("select close_session($1, $2, $3, $4, $5)", [
    closed.cafeId,
    closed.sessionId,
    closed.endedAt,
    closed.endedBy,
    closed.now,
  ]);

/** The session goes on at another PC. */
export const setPlace = (
  tx: Tx,
  place: { cafeId: number; sessionId: number; pcId: number; pcName: string; at: Date },
) =>
  tx.run(
    `update sessions set pc_id = $3, pc_name = $4, placed_at = $5, version = version + 1
     where cafe_id = $1 and session_id = $2 and ended_at is null`,
    [place.cafeId, place.sessionId, place.pcId, place.pcName, place.at],
  );

export interface DueSession {
  cafe_id: number;
  session_id: number;
}

export const listDue = (db: Queries, now: Date) =>
  db.rows<DueSession>(
    "select cafe_id, session_id from sessions where ended_at is null and next_at <= $1 order by next_at, session_id limit 500",
    [now],
  );

/** The next instant at which something must happen to a session: a change of its source, or its PC locks. */
export const findNextDue = (db: Queries) =>
  db.row<{ next_at: Date | null }>(
    `select least(
       (select next_at from sessions where ended_at is null and next_at is not null order by next_at limit 1),
       (select until from pc_leases where watched order by until limit 1)) as next_at`,
  );

/** Free minutes of a member's last session that may still count (billing.md 6.4.3). */
export const findLastEnded = (db: Queries, cafeId: number, memberId: number) =>
  db.row<{ ended_at: Date; free_seconds: number; free_used: number }>(
    `select s.ended_at, s.free_seconds, coalesce((select sum(used_seconds) from session_spans sp
       where sp.cafe_id = s.cafe_id and sp.session_id = s.session_id and sp.source = 'free_minutes'), 0)::bigint as free_used
     from sessions s where s.cafe_id = $1 and s.member_id = $2 and s.ended_at is not null
     order by s.started_at desc, s.session_id desc limit 1`,
    [cafeId, memberId],
  );

/** Who wants to play, with what decides whether they may. */
export interface CustomerRow {
  member_id: number;
  account: string;
  password_hash: string | null;
  photo: string;
  is_active: boolean;
  expires_at: Date | null;
  member_group_id: number;
  discount_rate: number;
  discount_offer: number;
  discount_pc_time: number;
  balance_minor: number;
  loan_minor: number;
  lots: Fund[];
  owns_offers: boolean;
  is_playing: boolean;
}

const customerColumns = `m.member_id, m.account, m.password_hash, m.photo, m.is_active, m.expires_at, m.member_group_id,
  g.discount_rate, g.discount_offer, g.discount_pc_time, m.balance_minor, m.loan_minor, ${lotsOf}, ${ownsOffers},
  exists (select from sessions s where s.cafe_id = m.cafe_id and s.member_id = m.member_id and s.ended_at is null) as is_playing
  from members m join member_groups g on g.cafe_id = m.cafe_id and g.member_group_id = m.member_group_id
  where m.cafe_id = $1 and m.deleted_at is null`;

export const findCustomerByAccount = (db: Queries, cafeId: number, account: string) =>
  db.row<CustomerRow>(`select ${customerColumns} and lower(m.account) = lower($2)`, [cafeId, account]);

export const findCustomer = (db: Queries, cafeId: number, memberId: number) =>
  db.row<CustomerRow>(`select ${customerColumns} and m.member_id = $2`, [cafeId, memberId]);

/**
 * Nobody else moves this member's money or starts a session for them until the transaction ends. What has expired goes, and the
 * clock of the rest starts anew, because a session begins (billing.md 5, 8).
 */
export const readyCustomer = (tx: Tx, cafeId: number, memberId: number, now: Date) =>
  tx.run("select ready_customer($1, $2, $3)", [cafeId, memberId, now]);

export const writeSessionLog = (
  tx: Tx,
  row: {
    cafeId: number;
    at: Date;
    event: string;
    memberId: number;
    account: string;
    pcName: string;
    staffName: string;
    details: string;
    sessionId: number | null;
  },
) =>
  tx.run(
    `insert into billing_logs (cafe_id, at, event, member_id, member_account, pc_name, staff_name, details, session_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      row.cafeId,
      row.at,
      row.event,
      row.memberId,
      row.account,
      row.pcName,
      row.staffName,
      row.details,
      row.sessionId,
    ],
  );

export const findMoney = (db: Queries, cafeId: number, memberId: number) =>
  db.row<{
    member_group_id: number;
    balance_minor: number;
    bonus_minor: number;
    coins_hundredths: number;
    loan_minor: number;
  }>(
    `select member_group_id, balance_minor, bonus_minor, coins_hundredths, loan_minor from members
     where cafe_id = $1 and member_id = $2 and deleted_at is null`,
    [cafeId, memberId],
  );
