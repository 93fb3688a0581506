import { localText } from "../../kernel/local-time.ts";
import { bringUpToDate, planned, reread } from "./advance-session.ts";
import { awaitAnswer } from "./lease-store.ts";
import { pauseAt, type Pause } from "./pause-rules.ts";
import { epochSeconds, instantOf } from "./read-session.ts";
import { writeSessionLog } from "./session-store.ts";
import type { By, Running, SessionWork } from "./session-work.ts";
import { beginHold, endHold, setHoldPause } from "./span-store.ts";

/** A PC with link knows within so long that its session goes on; one that does not stays covered (pc-protocol.md 6.5). */
const hearsWithinSeconds = 15;

/**
 * Holds a session or lets it go on, as the lasting pauses ask of the place where it is now (billing.md 7.5). The session is up
 * to date; whoever calls holds the place, so that no pause over it begins or ends meanwhile. Answers the session as it is
 * then; null when it ended at this instant.
 */
export async function followPauses(
  work: SessionWork,
  running: Running,
  lasting: readonly Pause[],
  by: By,
): Promise<Running | null> {
  const { row } = running;
  const open = row.holds.find(({ to }) => to === null);
  // A PC that locked without link holds it anyway; pauses are asked again when it is back.
  if (open?.reason === "link") return running;
  const place = { pcName: row.pc_name, pcGroupId: row.pc_group_id };
  const pause = pauseAt(lasting, place, open?.pauseId ?? null);
  if ((open?.pauseId ?? null) === (pause?.pauseId ?? null)) return running;
  const { tx, scope } = work;
  const session = { cafeId: scope.cafeId, sessionId: row.session_id };
  const at = epochSeconds(work.now);
  if (open !== undefined && pause !== null) {
    await setHoldPause(tx, { ...session, pauseId: pause.pauseId });
    return reread(work, row.session_id);
  }
  if (pause !== null) {
    await beginHold(tx, { ...session, from: at, reason: "pause", pauseId: pause.pauseId });
    await log(work, running, "PAUSE", pause.reason, by);
  } else {
    await endHold(tx, { ...session, to: at });
    await awaitAnswer(tx, { ...session, pcId: row.pc_id }, instantOf(at + hearsWithinSeconds));
    const since = localText(instantOf(open?.from ?? at), scope.zone);
    await log(work, running, "RESUME", `paused since ${since}`, by);
  }
  const again = await reread(work, row.session_id);
  return planned(work, again === null ? null : await bringUpToDate(work, again));
}

const log = (
  { tx, scope, now }: SessionWork,
  { row }: Running,
  event: "PAUSE" | "RESUME",
  details: string,
  by: By,
) =>
  writeSessionLog(tx, {
    ...{ cafeId: scope.cafeId, at: now, event, memberId: row.member_id, account: row.account },
    ...{ pcName: row.pc_name, staffName: by.staffName, details, sessionId: row.session_id },
  });
