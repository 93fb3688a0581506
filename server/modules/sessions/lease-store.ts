import type { Db, Queries, Tx } from "../../kernel/db/database.ts";
import { instantOf } from "./read-session.ts";

/** The last lease each PC has answered (pc-protocol.md 6.5). */

export interface AnsweredLease {
  cafeId: number;
  pcId: number;
  pcName: string;
  sessionId: number;
  issuedAt: Date;
  /** Up to when the PC lets its customer play by it. */
  until: Date;
  /** False: the session stood still when it was issued. */
  plays: boolean;
}

/**
 * Writes down leases of sessions that still run at their PCs. Answers those whose row said that its end had come: their
 * sessions may be held although their PCs are there.
 */
export async function keepLeases(db: Db, leases: readonly AnsweredLease[]): Promise<AnsweredLease[]> {
  const column = <T>(of: (lease: AnsweredLease) => T) => leases.map(of);
  const place = [column(({ cafeId }) => cafeId), column(({ pcId }) => pcId)];
  return db.transact(async (tx) => {
    const over = await tx.rows<{ cafe_id: number; pc_id: number }>(
      `with known as materialized (
         select l.cafe_id, l.pc_id, l.watched from pc_leases l
         join unnest($1::int[], $2::bigint[]) as a (cafe_id, pc_id) using (cafe_id, pc_id)
         order by l.cafe_id, l.pc_id for update of l)
       select cafe_id, pc_id from known where not watched`,
      place,
    );
    await tx.run(
      `insert into pc_leases (cafe_id, pc_id, session_id, issued_at, until, plays)
       select a.* from unnest($1::int[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::boolean[])
           as a (cafe_id, pc_id, session_id, issued_at, until, plays)
         join sessions s on s.cafe_id = a.cafe_id and s.session_id = a.session_id and s.pc_id = a.pc_id and s.ended_at is null
       order by a.cafe_id, a.pc_id
       on conflict (cafe_id, pc_id) do update set session_id = excluded.session_id, issued_at = excluded.issued_at,
         until = excluded.until, plays = excluded.plays, watched = true, left_at = null`,
      [
        ...place,
        column(({ sessionId }) => sessionId),
        column(({ issuedAt }) => issuedAt),
        column(({ until }) => until),
        column(({ plays }) => plays),
      ],
    );
    return leases.filter(({ cafeId, pcId }) =>
      over.some((row) => row.cafe_id === cafeId && row.pc_id === pcId),
    );
  });
}

export interface PcLease {
  session_id: number;
  until: Date;
  watched: boolean;
  /** When its session ended or left this PC; null = it runs there. */
  over_at: Date | null;
}

export const findLease = (db: Queries, cafeId: number, pcId: number) =>
  db.row<PcLease>(
    `select l.session_id, l.until, l.watched, coalesce(l.left_at, s.ended_at) as over_at
     from pc_leases l join sessions s using (cafe_id, session_id) where l.cafe_id = $1 and l.pc_id = $2`,
    [cafeId, pcId],
  );

interface LeaseOf {
  cafeId: number;
  pcId: number;
  sessionId: number;
}

/**
 * Takes the end of a lease as come. False when the PC has answered another one meanwhile, so that it does not lock: this
 * waits for whoever writes that down.
 */
export const takeLeaseEnd = async (tx: Tx, lease: LeaseOf & { until: number }): Promise<boolean> =>
  (await tx.run(
    `update pc_leases set watched = false
     where cafe_id = $1 and pc_id = $2 and session_id = $3 and until <= $4 and left_at is null`,
    [lease.cafeId, lease.pcId, lease.sessionId, instantOf(lease.until)],
  )) > 0;

/** PCs whose lease has run out. */
export const listLeaseEnds = (db: Queries, now: Date) =>
  db.rows<{ cafe_id: number; pc_id: number; session_id: number }>(
    "select cafe_id, pc_id, session_id from pc_leases where watched and until <= $1 order by until limit 500",
    [now],
  );

/** Its end has been seen to, whatever it led to. */
export const stopWatching = (tx: Tx, lease: LeaseOf, now: Date) =>
  tx.run(
    "update pc_leases set watched = false where cafe_id = $1 and pc_id = $2 and session_id = $3 and until <= $4",
    [lease.cafeId, lease.pcId, lease.sessionId, now],
  );

/** The session is at another PC from now on. */
export const leaveLease = (tx: Tx, lease: LeaseOf, now: Date) =>
  tx.run(
    `update pc_leases set left_at = $4, watched = false
     where cafe_id = $1 and pc_id = $2 and session_id = $3 and left_at is null`,
    [lease.cafeId, lease.pcId, lease.sessionId, now],
  );

/**
 * A session goes on that stood still when its PC was given the last lease: the PC has so long to hear of it, or it stays
 * covered and the session is held.
 */
export const awaitAnswer = (tx: Tx, lease: LeaseOf, until: Date) =>
  tx.run(
    `update pc_leases set until = greatest(issued_at, $4), plays = true, watched = true
     where cafe_id = $1 and pc_id = $2 and session_id = $3 and not plays and left_at is null`,
    [lease.cafeId, lease.pcId, lease.sessionId, until],
  );

/** No lease of this session counts at the PC any more. */
export const forgetLease = (tx: Tx, lease: LeaseOf) =>
  tx.run("delete from pc_leases where cafe_id = $1 and pc_id = $2 and session_id = $3", [
    lease.cafeId,
    lease.pcId,
    lease.sessionId,
  ]);

/** Takes away the lease of a PC whose session has ended or left it; undefined when there is none. */
export const takeOverLease = (tx: Tx, cafeId: number, pcId: number) =>
  tx.row<{
    session_id: number;
    member_id: number;
    account: string;
    pc_name: string;
    until: Date;
    over_at: Date;
    last_heard_at: Date | null;
  }>(
    `delete from pc_leases l using sessions s, members m, pcs p
     where l.cafe_id = $1 and l.pc_id = $2 and s.cafe_id = l.cafe_id and s.session_id = l.session_id
       and m.cafe_id = s.cafe_id and m.member_id = s.member_id and p.cafe_id = l.cafe_id and p.pc_id = l.pc_id
       and coalesce(l.left_at, s.ended_at) is not null
     returning l.session_id, s.member_id, m.account, p.name as pc_name, l.until, coalesce(l.left_at, s.ended_at) as over_at,
       p.last_heard_at`,
    [cafeId, pcId],
  );
