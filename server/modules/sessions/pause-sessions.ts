import { notFound, Refusal } from "../../kernel/refusal.ts";
import { localText } from "../../kernel/local-time.ts";
import { bringUpToDate, lockSession, planned, reread } from "./advance-session.ts";
import * as store from "./pause-store.ts";
import { epochSeconds } from "./read-session.ts";
import { listRunning, writeSessionLog } from "./session-store.ts";
import type { By, SessionWork } from "./session-work.ts";
import { endHold, insertHold } from "./span-store.ts";

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
  if ((await store.countPauses(tx, cafeId)) >= mostPauses)
    throw new Refusal("limit.max_records", `A café may have at most ${mostPauses} pauses on its list.`);
  const pauseId = await store.insertPause(tx, { cafeId, ...asked, staffName: by.staffName, at: now });
  const names = new Set(asked.pcNames.map((name) => name.toLowerCase()));
  const isAll = names.size === 0 && asked.pcGroupIds.length === 0;
  const rows = (await listRunning(tx, cafeId)).filter(
    (row) => isAll || names.has(row.pc_name.toLowerCase()) || asked.pcGroupIds.includes(row.pc_group_id),
  );
  const paused: string[] = [];
  const pcIds: number[] = [];
  for (const row of rows.sort((a, b) => a.member_id - b.member_id)) {
    const locked = await lockSession(work, row.session_id);
    const running = locked === null ? null : await bringUpToDate(work, locked);
    if (running === null || running.facts.holds.some(({ to }) => to === null)) continue;
    const from = epochSeconds(now);
    await insertHold(tx, { cafeId, sessionId: row.session_id, from, reason: "pause", pauseId });
    await planned(work, await reread(work, row.session_id));
    await writeSessionLog(tx, {
      ...{
        cafeId,
        at: now,
        event: "PAUSE",
        memberId: row.member_id,
        account: row.account,
        pcName: row.pc_name,
      },
      ...{ staffName: by.staffName, details: asked.reason, sessionId: row.session_id },
    });
    paused.push(row.pc_name);
    pcIds.push(row.pc_id);
  }
  await tx.announce(cafeId, "sessions.changed", { pc_ids: pcIds });
  return { pauseId, paused };
}

/** Lets the sessions of one pause, or of all, go on. Refuses `pause.not_found`. */
export async function resumeSessions(work: SessionWork, pauseId: number | null, by: By): Promise<string[]> {
  const { tx, scope, now } = work;
  const { cafeId } = scope;
  const open = await store.listOpenPauses(tx, cafeId, pauseId);
  if (pauseId !== null && open.length === 0) throw notFound("pause.not_found", "Pause");
  const resumed: string[] = [];
  const pcIds: number[] = [];
  for (const held of await store.listHeldBy(
    tx,
    cafeId,
    open.map((pause) => pause.pause_id),
  )) {
    const running = await lockSession(work, held.session_id);
    if (running === null) continue;
    await endHold(tx, { cafeId, sessionId: held.session_id, to: epochSeconds(now) });
    const again = await reread(work, held.session_id);
    const upToDate = again === null ? null : await bringUpToDate(work, again);
    await planned(work, upToDate);
    await writeSessionLog(tx, {
      ...{ cafeId, at: now, event: "RESUME", memberId: running.row.member_id, account: running.row.account },
      ...{ pcName: running.row.pc_name, staffName: by.staffName, sessionId: held.session_id },
      details: `paused since ${localText(held.held_from, scope.zone)}`,
    });
    resumed.push(running.row.pc_name);
    pcIds.push(running.row.pc_id);
  }
  await store.endPauses(
    tx,
    cafeId,
    open.map((pause) => pause.pause_id),
    now,
  );
  await tx.announce(cafeId, "sessions.changed", { pc_ids: pcIds });
  return resumed;
}
