import { notFound, Refusal } from "../../kernel/refusal.ts";
import { bringUpToDate, lockSession } from "./advance-session.ts";
import { followPauses } from "./follow-pauses.ts";
import { covers, type Pause } from "./pause-rules.ts";
import * as store from "./pause-store.ts";
import { listRunning } from "./session-store.ts";
import type { By, Running, SessionWork } from "./session-work.ts";

export const mostPauses = 100;

export interface PauseAsked {
  reason: string;
  pcGroupIds: readonly number[];
  /** Both empty: all PCs. */
  pcNames: readonly string[];
}

/**
 * Pauses the sessions of some PCs: their time and cost stand still from now on; those that do already stay as they are
 * (billing.md 7.5). Answers the names of the PCs.
 */
export async function pauseSessions(
  work: SessionWork,
  asked: PauseAsked,
  by: By,
): Promise<{ pauseId: number; paused: string[] }> {
  const { tx, scope, now } = work;
  const { cafeId } = scope;
  await store.lockPlaces(tx, cafeId);
  if ((await store.countPauses(tx, cafeId)) >= mostPauses)
    throw new Refusal("limit.max_records", `A café may have at most ${mostPauses} pauses on its list.`);
  const pauseId = await store.insertPause(tx, { cafeId, ...asked, staffName: by.staffName, at: now });
  const pause: Pause = { pauseId, ...asked };
  const rows = (await listRunning(tx, cafeId)).filter((row) =>
    covers(pause, { pcName: row.pc_name, pcGroupId: row.pc_group_id }),
  );
  const paused: Running[] = [];
  for (const row of rows.sort((a, b) => a.member_id - b.member_id)) {
    const locked = await lockSession(work, row.session_id);
    const running = locked === null ? null : await bringUpToDate(work, locked);
    if (running === null || isHeld(running)) continue;
    const held = await followPauses(work, running, [pause], by);
    if (held !== null) paused.push(held);
  }
  await tell(work, paused);
  return { pauseId, paused: paused.map(({ row }) => row.pc_name) };
}

/**
 * Ends one pause or all. The sessions it held go on, unless another pause covers their PCs. Answers the names of those that
 * go on. Refuses `pause.not_found`.
 */
export async function resumeSessions(work: SessionWork, pauseId: number | null, by: By): Promise<string[]> {
  const { tx, scope, now } = work;
  const { cafeId } = scope;
  await store.lockPlaces(tx, cafeId);
  const lasting = await store.listOpenPauses(tx, cafeId);
  const over = lasting.filter((pause) => pauseId === null || pause.pauseId === pauseId);
  if (pauseId !== null && over.length === 0) throw notFound("pause.not_found", "Pause");
  const ids = over.map((pause) => pause.pauseId);
  const rest = lasting.filter((pause) => !over.includes(pause));
  const resumed: Running[] = [];
  for (const sessionId of await store.listHeldBy(tx, cafeId, ids)) {
    const locked = await lockSession(work, sessionId);
    const running = locked === null ? null : await bringUpToDate(work, locked);
    // It may have been moved, and follow another pause by now.
    if (running === null || !isHeldBy(running, ids)) continue;
    const after = await followPauses(work, running, rest, by);
    if (after === null || !isHeld(after)) resumed.push(running);
  }
  await store.endPauses(tx, cafeId, ids, now);
  await tell(work, resumed);
  return resumed.map(({ row }) => row.pc_name);
}

const isHeld = ({ row }: Running) => row.holds.some(({ to }) => to === null);

const isHeldBy = ({ row }: Running, pauseIds: readonly number[]) =>
  row.holds.some(({ to, pauseId }) => to === null && pauseId !== null && pauseIds.includes(pauseId));

const tell = ({ tx, scope }: SessionWork, changed: readonly Running[]) =>
  tx.announce(scope.cafeId, "sessions.changed", { pc_ids: changed.map(({ row }) => row.pc_id) });
