import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { DueSession } from "./session-store.ts";

/** Sessions whose PCs are not heard of, and what customers did there meanwhile (billing.md 7.5, pc-protocol.md 6.5). */

const silent = (which: string) => `select * from (
    select s.cafe_id, s.session_id,
      greatest(p.last_heard_at, s.started_at, s.placed_at, l.issued_at) + (st.value #>> '{}')::numeric * interval '1 minute' as over_at
    from sessions s
    join settings st on st.cafe_id = s.cafe_id and st.key = 'auto_checkout_power_outage_minutes'
    join pcs p on p.cafe_id = s.cafe_id and p.pc_id = s.pc_id
    left join pc_leases l on l.cafe_id = s.cafe_id and l.pc_id = s.pc_id and l.session_id = s.session_id
    where s.ended_at is null and p.last_heard_at is not null and (st.value #>> '{}')::numeric > 0 ${which}) silent
  where over_at <= $1`;

/**
 * Sessions at PCs that were not heard from for as long as the café waits (`auto_checkout_power_outage_minutes`). A lease that
 * the PC answered was heard of it, so that none lasts longer; a PC that was silent before the session came to it is waited for
 * from then on. PCs that never had a link, consoles among them, are silent by nature.
 */
export const listSilent = (db: Queries, now: Date) =>
  db.rows<DueSession>(`${silent("")} order by over_at, session_id limit 500`, [now]);

/** The instant at which the wait for a session's PC was over; null = it is not. */
export const findSilenceEnd = async (
  db: Queries,
  session: { cafeId: number; sessionId: number },
  now: Date,
): Promise<Date | null> =>
  (
    await db.row<{ over_at: Date }>(silent("and s.cafe_id = $2 and s.session_id = $3"), [
      now,
      session.cafeId,
      session.sessionId,
    ])
  )?.over_at ?? null;

/** The customer of a PC locked it without link; false when that session runs there no more. */
export const noteLeave = async (
  tx: Tx,
  leave: { cafeId: number; pcId: number; sessionId: number; at: Date },
): Promise<boolean> =>
  (await tx.run(
    `update sessions set leave_asked_at = date_trunc('second', $4::timestamptz)
     where cafe_id = $1 and session_id = $2 and pc_id = $3 and ended_at is null`,
    [leave.cafeId, leave.sessionId, leave.pcId, leave.at],
  )) > 0;

export interface SilentPc {
  pc_id: number;
  name: string;
  account: string;
  last_heard_at: Date;
}

/** PCs in session that had a link once and were last heard of by then. */
export const listSilentPcs = (db: Queries, cafeId: number, by: Date) =>
  db.rows<SilentPc>(
    `select s.pc_id, p.name, m.account, p.last_heard_at from sessions s
     join pcs p on p.cafe_id = s.cafe_id and p.pc_id = s.pc_id
     join members m on m.cafe_id = s.cafe_id and m.member_id = s.member_id
     where s.cafe_id = $1 and s.ended_at is null and p.last_heard_at <= $2 order by p.name collate "C"`,
    [cafeId, by],
  );
