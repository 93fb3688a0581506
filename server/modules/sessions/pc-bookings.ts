import type { Queries, Tx } from "../../kernel/db/database.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { carryOutLapses, coversAt, listTurns, type Attendance, type BookedTurn } from "../bookings/index.ts";
import type { Booked } from "./session-rules.ts";
import type { SessionWork } from "./session-work.ts";

/** What sessions ask of the bookings of their PCs, and bookings of the sessions there (billing.md 11). */

/** As the rules want it, for one customer; null = one who has not come yet. */
export function bookedFor(turns: readonly BookedTurn[], memberId: number | null): Booked[] {
  return turns.map(({ bookingId, name, from, to, kind, ownerIds }) => ({
    ...{ bookingId, name, from, to, pays: kind !== "hold" },
    isOwn: memberId !== null && ownerIds.includes(memberId),
  }));
}

/** Whose turn a PC is from now on; what had lapsed there is done. The PC's row is locked. */
export async function turnsNow(
  { tx, scope, now }: SessionWork,
  pcId: number,
): Promise<readonly BookedTurn[]> {
  await carryOutLapses({ tx, scope, now, live: attendance }, pcId);
  return (await listTurns(tx, scope.cafeId, [pcId], now)).get(pcId) ?? [];
}

/** Refuses `pc.reserved` where the PC is somebody else's now. */
export function refuseReserved(turns: readonly BookedTurn[], memberId: number, at: number): void {
  const turn = coversAt(turns, at);
  if (turn === undefined || turn.ownerIds.includes(memberId)) return;
  throw new Refusal("pc.reserved", "This PC is booked now.");
}

/** What bookings ask of sessions, within their transactions. */
export const attendance = {
  async wasThere(tx: Tx, cafeId: number, { pcId, memberIds, from, until }: Attendance): Promise<boolean> {
    const row = await tx.row<{ was: boolean }>(
      `select exists (select from sessions where cafe_id = $1 and pc_id = $2 and member_id = any ($3)
         and started_at < $5 and coalesce(ended_at, 'infinity') > $4) as was`,
      [cafeId, pcId, memberIds, from, until],
    );
    return row?.was ?? false;
  },

  /** Looked at by the clock as soon as it looks: the bookings of their PC changed. */
  async touchSessions(tx: Tx, cafeId: number, pcIds: readonly number[], now: Date): Promise<void> {
    await tx.run(
      `update sessions set next_at = least(next_at, $3) where cafe_id = $1 and pc_id = any ($2) and ended_at is null
         and next_at is distinct from least(next_at, $3)`,
      [cafeId, pcIds, now],
    );
  },

  async busyPcs(cafeId: number, pcIds: readonly number[], queries: Queries): Promise<ReadonlySet<number>> {
    const rows = await queries.rows<{ pc_id: number }>(
      "select pc_id from sessions where cafe_id = $1 and pc_id = any ($2) and ended_at is null",
      [cafeId, pcIds],
    );
    return new Set(rows.map(({ pc_id: pcId }) => pcId));
  },
};
