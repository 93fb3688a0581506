import { durationText, localText } from "../../kernel/local-time.ts";
import { lockPcByName } from "../pcs/index.ts";
import { bringUpToDate, lockSession, planned, reread } from "./advance-session.ts";
import { followPauses } from "./follow-pauses.ts";
import { findLease, forgetLease, takeOverLease } from "./lease-store.ts";
import { listOpenPauses } from "./pause-store.ts";
import { epochSeconds, instantOf } from "./read-session.ts";
import { writeSessionLog } from "./session-store.ts";
import { byItself, type By, type Running, type SessionWork } from "./session-work.ts";
import { endHold } from "./span-store.ts";

/**
 * A PC logged in, or answered: what its lease foretold is done as of its instant, and a session that was held because the PC
 * had locked goes on from now, or waits for the pause over its PC (pc-protocol.md 6.5).
 */
export async function comeBack(work: SessionWork, pcName: string): Promise<void> {
  const { tx, scope, now } = work;
  const { cafeId } = scope;
  const pc = await lockPcByName(tx, cafeId, pcName);
  const lease = pc === undefined ? undefined : await findLease(tx, cafeId, pc.pc_id);
  if (pc === undefined || lease === undefined) return;
  const locked = await lockSession(work, lease.session_id);
  const running = locked === null ? null : await bringUpToDate(work, locked);
  if (running === null || running.row.pc_id !== pc.pc_id) return;
  // A lease that has run out counts no more; until the next one is answered nothing holds the session.
  if (lease.until <= now) await forgetLease(tx, { cafeId, pcId: pc.pc_id, sessionId: lease.session_id });
  if (!isHeldByLink(running)) return;
  const free = await endLinkHold(work, running, byItself);
  if (free !== null) await followPauses(work, free, await listOpenPauses(tx, cafeId), byItself);
}

export interface Overrun {
  pcName: string;
  seconds: number;
}

/**
 * A PC logged in whose session ended, or was moved, while it was without link: it may have let its customer play on up to the end
 * of its lease. That is billed to nobody, and told once (pc-protocol.md 6.5). Null when it was told in time.
 */
export async function takeOverrun(work: SessionWork, pcId: number): Promise<Overrun | null> {
  const { tx, scope, now } = work;
  const over = await takeOverLease(tx, scope.cafeId, pcId);
  if (over === undefined) return null;
  const until = Math.min(over.until.getTime(), now.getTime());
  const seconds = Math.floor((until - over.over_at.getTime()) / 1000);
  const wasTold = over.last_heard_at !== null && over.last_heard_at > over.over_at;
  if (seconds <= 0 || wasTold) return null;
  await writeSessionLog(tx, {
    ...{ cafeId: scope.cafeId, at: now, event: "ALERT", memberId: over.member_id, account: over.account },
    ...{ pcName: over.pc_name, staffName: "", sessionId: over.session_id },
    details: `without link the PC may have been played on for ${durationText(seconds)} after its session; billed to nobody`,
  });
  return { pcName: over.pc_name, seconds };
}

export const isHeldByLink = ({ row }: Running): boolean =>
  row.holds.some(({ to, reason }) => to === null && reason === "link");

/** Lets a session go on that was held because its PC had locked. What follows of pauses is the caller's. */
export async function endLinkHold(work: SessionWork, running: Running, by: By): Promise<Running | null> {
  const { tx, scope, now } = work;
  const { row } = running;
  const since = row.holds.find(({ to }) => to === null)?.from ?? epochSeconds(now);
  await endHold(tx, { cafeId: scope.cafeId, sessionId: row.session_id, to: epochSeconds(now) });
  await writeSessionLog(tx, {
    ...{ cafeId: scope.cafeId, at: now, event: "RESUME", memberId: row.member_id, account: row.account },
    ...{ pcName: row.pc_name, staffName: by.staffName, sessionId: row.session_id },
    details: `the PC had locked without link since ${localText(instantOf(since), scope.zone)}`,
  });
  await tx.announce(scope.cafeId, "sessions.changed", { pc_ids: [row.pc_id] });
  const again = await reread(work, row.session_id);
  return again === null ? null : planned(work, await bringUpToDate(work, again));
}
