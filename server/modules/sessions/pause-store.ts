import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { Pause } from "./pause-rules.ts";

export interface PauseRow {
  pause_id: number;
  reason: string;
  pc_group_ids: number[];
  pc_names: string[];
  staff_name: string;
  started_at: Date;
  ended_at: Date | null;
}

const columns = "pause_id, reason, pc_group_ids, pc_names, staff_name, started_at, ended_at";

export async function insertPause(
  tx: Tx,
  pause: {
    cafeId: number;
    reason: string;
    pcGroupIds: readonly number[];
    pcNames: readonly string[];
    staffName: string;
    at: Date;
  },
): Promise<number> {
  const row = await tx.row<{ pause_id: number }>(
    `insert into pauses (cafe_id, pause_id, reason, pc_group_ids, pc_names, staff_name, started_at)
     values ($1, nextval('pause_ids'), $2, $3, $4, $5, $6) returning pause_id`,
    [pause.cafeId, pause.reason, pause.pcGroupIds, pause.pcNames, pause.staffName, pause.at],
  );
  return row?.pause_id ?? 0;
}

export async function countPauses(db: Queries, cafeId: number): Promise<number> {
  const row = await db.row<{ n: number }>(
    "select count(*) as n from pauses where cafe_id = $1 and removed_at is null",
    [cafeId],
  );
  return row?.n ?? 0;
}

export const listPauses = (db: Queries, cafeId: number, isRunning: boolean | undefined) =>
  db.rows<PauseRow>(
    `select ${columns} from pauses where cafe_id = $1 and removed_at is null
       and ($2::boolean is null or (ended_at is null) = $2) order by pause_id desc`,
    [cafeId, isRunning ?? null],
  );

export const findPause = (db: Queries, cafeId: number, pauseId: number) =>
  db.row<PauseRow>(
    `select ${columns} from pauses where cafe_id = $1 and pause_id = $2 and removed_at is null`,
    [cafeId, pauseId],
  );

export const setReason = (tx: Tx, cafeId: number, pauseId: number, reason: string) =>
  tx.run("update pauses set reason = $3 where cafe_id = $1 and pause_id = $2 and removed_at is null", [
    cafeId,
    pauseId,
    reason,
  ]);

/** Off the list; sessions that stood still go on naming it. */
export const markRemoved = (tx: Tx, cafeId: number, pauseId: number, at: Date) =>
  tx.run("update pauses set removed_at = $3 where cafe_id = $1 and pause_id = $2 and removed_at is null", [
    cafeId,
    pauseId,
    at,
  ]);

/**
 * Nobody begins a session at, or moves one to, any PC of the café until commit: they lock their PC's row (`lockFreePc`). PCs
 * before sessions, in the order in which names are locked. Pauses begin and end one after the other.
 */
export async function lockPlaces(tx: Tx, cafeId: number): Promise<void> {
  await tx.run("select pg_advisory_xact_lock(7110040, $1)", [cafeId]);
  await tx.rows('select 1 from pcs where cafe_id = $1 order by lower(name) collate "C" for key share', [
    cafeId,
  ]);
}

const asPauses = `coalesce((select jsonb_agg(jsonb_build_object('pauseId', pause_id, 'reason', reason, 'pcGroupIds', pc_group_ids,
    'pcNames', pc_names) order by pause_id) from pauses where cafe_id = $1 and ended_at is null), '[]')`;

/** Pauses that last. */
export const listOpenPauses = async (db: Queries, cafeId: number): Promise<Pause[]> =>
  (await db.row<{ pauses: Pause[] }>(`select ${asPauses} as pauses`, [cafeId]))?.pauses ?? [];

/** Whether a session runs at a PC, whether anything is booked there from now on, and the pauses that last, read in one statement. */
export const readPlace = (tx: Tx, cafeId: number, pcId: number, now: Date) =>
  tx.row<{ is_taken: boolean; is_booked: boolean; pauses: Pause[] }>(
    `select exists (select from sessions where cafe_id = $1 and pc_id = $2 and ended_at is null) as is_taken,
       exists (select from bookings where cafe_id = $1 and pc_id = $2 and ended_at is null and ends_at > $3) as is_booked,
       ${asPauses} as pauses`,
    [cafeId, pcId, now],
  );

export const endPauses = (tx: Tx, cafeId: number, pauseIds: readonly number[], at: Date) =>
  tx.run("update pauses set ended_at = greatest($3, started_at) where cafe_id = $1 and pause_id = any ($2)", [
    cafeId,
    pauseIds,
    at,
  ]);

/** Sessions that stand still by these pauses, in the order in which members are locked. */
export const listHeldBy = async (db: Queries, cafeId: number, pauseIds: readonly number[]) =>
  (
    await db.rows<{ session_id: number }>(
      `select h.session_id from session_holds h join sessions s using (cafe_id, session_id)
       where h.cafe_id = $1 and h.held_until is null and s.ended_at is null and h.pause_id = any ($2) order by s.member_id`,
      [cafeId, pauseIds],
    )
  ).map(({ session_id: sessionId }) => sessionId);
