import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { SessionTerms } from "./session-cost.ts";

export interface SessionRow {
  session_id: number;
  pc_id: number;
  pc_name: string;
  kind: "member" | "guest";
  started_at: Date;
  ends_at: Date | null;
  terms: SessionTerms;
  member_id: number;
  account: string;
  member_group_id: number;
  group_name: string;
  group_description: string;
  discount_rate: number;
  discount_offer: number;
  discount_pc_time: number;
  balance_minor: number;
  bonus_minor: number;
  coins_hundredths: number;
  points_hundredths: number;
  loan_minor: number;
  /** Open bonus lots in the order they are spent. */
  lots: { amountMinor: number; expiresAt: number | null }[];
  birthday_on: string | null;
  recent_played: unknown;
  oauth_platform: string;
}

const select = `select s.session_id, s.pc_id, p.name as pc_name, s.kind, s.started_at, s.ends_at, s.terms, m.member_id, m.account,
    m.member_group_id, g.name as group_name, g.description as group_description, g.discount_rate, g.discount_offer,
    g.discount_pc_time, m.balance_minor, m.bonus_minor, m.coins_hundredths, m.points_hundredths, m.loan_minor,
    coalesce((select jsonb_agg(jsonb_build_object('amountMinor', l.left_minor, 'expiresAt', extract(epoch from l.expires_at)::bigint)
        order by l.expires_at nulls last, l.granted_at, l.bonus_lot_id)
      from bonus_lots l where l.cafe_id = m.cafe_id and l.member_id = m.member_id and l.left_minor > 0), '[]') as lots,
    m.birthday_on, m.recent_played, m.oauth_platform
  from sessions s
  join pcs p on p.cafe_id = s.cafe_id and p.pc_id = s.pc_id
  join members m on m.cafe_id = s.cafe_id and m.member_id = s.member_id
  join member_groups g on g.cafe_id = m.cafe_id and g.member_group_id = m.member_group_id
  where s.ended_at is null and s.cafe_id = $1`;

export const listRunning = (db: Queries, cafeId: number) => db.rows<SessionRow>(select, [cafeId]);

export const findRunningOfPc = (db: Queries, cafeId: number, pcId: number) =>
  db.row<SessionRow>(`${select} and s.pc_id = $2`, [cafeId, pcId]);

export const listRunningOfMembers = (db: Queries, cafeId: number, memberIds: readonly number[]) =>
  db.rows<SessionRow>(`${select} and s.member_id = any ($2)`, [cafeId, memberIds]);

/** Takes the running session of a PC for this transaction: whoever ends it first, ends it alone. Locks member, then session. */
export async function lockRunningOfPc(tx: Tx, cafeId: number, pcId: number): Promise<SessionRow | undefined> {
  await tx.rows(
    `select 1 from members m where m.cafe_id = $1 and m.member_id =
       (select member_id from sessions where cafe_id = $1 and pc_id = $2 and ended_at is null) for update`,
    [cafeId, pcId],
  );
  await tx.rows("select 1 from sessions where cafe_id = $1 and pc_id = $2 and ended_at is null for update", [
    cafeId,
    pcId,
  ]);
  return findRunningOfPc(tx, cafeId, pcId);
}

export interface NewSession {
  cafeId: number;
  pcId: number;
  pcName: string;
  memberId: number;
  kind: "member" | "guest";
  startedAt: Date;
  endsAt: Date | null;
  terms: SessionTerms;
}

export async function insertSession(tx: Tx, session: NewSession): Promise<number> {
  const row = await tx.row<{ session_id: number }>(
    `insert into sessions (cafe_id, session_id, pc_id, pc_name, member_id, kind, started_at, ends_at, terms)
     values ($1, nextval('session_ids'), $2, $3, $4, $5, $6, $7, $8) returning session_id`,
    [
      session.cafeId,
      session.pcId,
      session.pcName,
      session.memberId,
      session.kind,
      session.startedAt,
      session.endsAt,
      JSON.stringify(session.terms),
    ],
  );
  return row?.session_id ?? 0;
}

export const setEndsAt = (tx: Tx, cafeId: number, sessionId: number, endsAt: Date | null) =>
  tx.run("update sessions set ends_at = $3 where cafe_id = $1 and session_id = $2 and ended_at is null", [
    cafeId,
    sessionId,
    endsAt,
  ]);

export const closeSession = (
  tx: Tx,
  closed: {
    cafeId: number;
    sessionId: number;
    endedAt: Date;
    endedBy: "Cafe" | "Auto" | "Client";
    chargeMinor: number;
    taxMinor: number;
  },
) =>
  tx.run(
    `update sessions set ended_at = $3, ended_by = $4, charge_minor = $5, tax_minor = $6
     where cafe_id = $1 and session_id = $2 and ended_at is null`,
    [closed.cafeId, closed.sessionId, closed.endedAt, closed.endedBy, closed.chargeMinor, closed.taxMinor],
  );

export interface DueSession {
  cafe_id: number;
  pc_id: number;
  ends_at: Date;
}

export const listDue = (db: Queries, now: Date) =>
  db.rows<DueSession>(
    "select cafe_id, pc_id, ends_at from sessions where ended_at is null and ends_at <= $1 order by ends_at limit 500",
    [now],
  );

export const findNextEnd = (db: Queries) =>
  db.row<{ ends_at: Date }>(
    "select ends_at from sessions where ended_at is null and ends_at is not null order by ends_at limit 1",
  );

/** Free minutes of a member's earlier sessions that may still count (billing.md 6.4.3): the newest end and its terms. */
export const findLastEnded = (db: Queries, cafeId: number, memberId: number) =>
  db.row<{ started_at: Date; ended_at: Date; terms: SessionTerms }>(
    `select started_at, ended_at, terms from sessions where cafe_id = $1 and member_id = $2 and ended_at is not null
     order by started_at desc limit 1`,
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
  lots: { amountMinor: number; expiresAt: number | null }[];
}

const customerColumns = `m.member_id, m.account, m.password_hash, m.photo, m.is_active, m.expires_at, m.member_group_id,
  g.discount_rate, g.discount_offer, g.discount_pc_time, m.balance_minor,
  coalesce((select jsonb_agg(jsonb_build_object('amountMinor', l.left_minor, 'expiresAt', extract(epoch from l.expires_at)::bigint)
      order by l.expires_at nulls last, l.granted_at, l.bonus_lot_id)
    from bonus_lots l where l.cafe_id = m.cafe_id and l.member_id = m.member_id and l.left_minor > 0), '[]') as lots
  from members m join member_groups g on g.cafe_id = m.cafe_id and g.member_group_id = m.member_group_id
  where m.cafe_id = $1 and m.deleted_at is null`;

export const findCustomerByAccount = (db: Queries, cafeId: number, account: string) =>
  db.row<CustomerRow>(`select ${customerColumns} and lower(m.account) = lower($2)`, [cafeId, account]);

export const findCustomer = (db: Queries, cafeId: number, memberId: number) =>
  db.row<CustomerRow>(`select ${customerColumns} and m.member_id = $2`, [cafeId, memberId]);

/** Nobody else moves this member's money or starts a session for them until the transaction ends. */
export const lockCustomer = (tx: Tx, cafeId: number, memberId: number) =>
  tx.rows("select 1 from members where cafe_id = $1 and member_id = $2 for update", [cafeId, memberId]);

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
    sessionId: number;
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
