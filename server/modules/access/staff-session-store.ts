import type { Queries, Tx } from "../../kernel/db/database.ts";
import { staffColumns, type StaffRow } from "./staff-store.ts";

/** SQL of staff sessions: what a sign-in gives. */

/** Sign-ins of one staff that may be open at once; the one unused longest makes room. */
const mostSessions = 100;

export interface StaffSessionRow extends StaffRow {
  staff_session_id: number;
  last_used_at: Date;
  session_ends_at: Date;
}

/** The session of a token, while it lasts and its account is open. */
export const findStaffSession = (db: Queries, tokenHash: Buffer, now: Date) =>
  db.row<StaffSessionRow>(
    `select ${staffColumns}, t.staff_session_id, t.last_used_at, t.expires_at as session_ends_at
     from staff_sessions t join staff s using (cafe_id, staff_id)
     where t.token_hash = $1 and t.expires_at > $2 and s.is_active and s.deleted_at is null
       and (s.expires_at is null or s.expires_at > $2)`,
    [tokenHash, now],
  );

export async function insertStaffSession(
  tx: Tx,
  session: {
    cafeId: number;
    staffId: number;
    tokenHash: Buffer;
    address: string;
    userAgent: string;
    now: Date;
    expiresAt: Date;
  },
): Promise<number> {
  const { cafeId, staffId, now } = session;
  await tx.run(
    "update staff set last_login_at = $3, last_address = $4 where cafe_id = $1 and staff_id = $2",
    [cafeId, staffId, now, session.address],
  );
  const row = await tx.row<{ staff_session_id: number }>(
    `insert into staff_sessions (cafe_id, staff_id, token_hash, address, last_address, user_agent, created_at, last_used_at, expires_at)
     values ($1, $2, $3, $4, $4, $5, $6, $6, $7) returning staff_session_id`,
    [cafeId, staffId, session.tokenHash, session.address, session.userAgent, now, session.expiresAt],
  );
  await tx.run(
    `delete from staff_sessions where cafe_id = $1 and staff_id = $2 and (expires_at <= $3 or staff_session_id in
       (select staff_session_id from staff_sessions where cafe_id = $1 and staff_id = $2
        order by last_used_at desc, staff_session_id desc offset ${mostSessions}))`,
    [cafeId, staffId, now],
  );
  return row?.staff_session_id ?? 0;
}

export const renewStaffSession = (
  tx: Tx,
  session: { cafeId: number; staffSessionId: number; address: string; now: Date; expiresAt: Date },
) =>
  tx.run(
    `update staff_sessions set last_used_at = $3, expires_at = $4, last_address = $5
     where cafe_id = $1 and staff_session_id = $2`,
    [session.cafeId, session.staffSessionId, session.now, session.expiresAt, session.address],
  );

export interface ListedSession {
  staff_session_id: number;
  address: string;
  last_address: string;
  user_agent: string;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
}

const listedColumns =
  "staff_session_id, address, last_address, user_agent, created_at, last_used_at, expires_at";

/** What is open, the one used last first. */
export const listStaffSessions = (db: Queries, cafeId: number, staffId: number, now: Date) =>
  db.rows<ListedSession>(
    `select ${listedColumns} from staff_sessions where cafe_id = $1 and staff_id = $2 and expires_at > $3
     order by last_used_at desc, staff_session_id desc`,
    [cafeId, staffId, now],
  );

/** Ends one session of a staff; which it was, or undefined when there was none. */
export const deleteStaffSession = (tx: Tx, cafeId: number, staffId: number, staffSessionId: number) =>
  tx.row<ListedSession>(
    `delete from staff_sessions where cafe_id = $1 and staff_id = $2 and staff_session_id = $3 returning ${listedColumns}`,
    [cafeId, staffId, staffSessionId],
  );

/** Ends all sessions of a staff but one (null = all); how many. */
export const deleteOtherStaffSessions = (tx: Tx, cafeId: number, staffId: number, keep: number | null) =>
  tx.run(
    "delete from staff_sessions where cafe_id = $1 and staff_id = $2 and staff_session_id is distinct from $3",
    [cafeId, staffId, keep],
  );
