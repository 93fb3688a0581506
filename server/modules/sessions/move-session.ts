import { Refusal } from "../../kernel/refusal.ts";
import { beginSpan, planned, reread } from "./advance-session.ts";
import { endLinkHold, isHeldByLink } from "./come-back.ts";
import { followPauses } from "./follow-pauses.ts";
import { leaveLease } from "./lease-store.ts";
import { epochSeconds } from "./read-session.ts";
import { refuseReserved } from "./pc-bookings.ts";
import { openSpanOf } from "./session-rules.ts";
import * as store from "./session-store.ts";
import { settleSpan } from "./settle-span.ts";
import type { FreePc } from "./start-session.ts";
import type { By, Running, SessionWork } from "./session-work.ts";
import { sourceAt } from "./source-rules.ts";

/**
 * Moves a session to a free PC. In the same PC group nothing is settled; in another the source is, and the session goes on
 * at the price there (billing.md 7.6). It stands still where a pause lasts, and goes on where none does. The caller has
 * locked the new PC by `lockFreePc` before the session. Refuses `pc.reserved`, `session.group_mismatch` where nothing pays there, and
 * moves to or from consoles.
 */
export async function moveSession(work: SessionWork, from: Running, to: FreePc, by: By): Promise<void> {
  const { tx, scope, now } = work;
  const { row } = from;
  const { cafeId } = scope;
  refuseReserved(to.turns, row.member_id, epochSeconds(now));
  // What its old PC does without a link is no matter of the session any more.
  await leaveLease(tx, { cafeId, pcId: row.pc_id, sessionId: row.session_id }, now);
  const running = isHeldByLink(from) ? await endLinkHold(work, from, by) : from;
  if (running === null) return;
  const isSameGroup = row.pc_group_id === to.pc_group_id;
  const span = openSpanOf(running.facts);
  const at = epochSeconds(now);
  if (!isSameGroup && span !== undefined && span.kind !== "free_minutes")
    await settleSpan(work, running, at, { by });
  await store.setPlace(tx, {
    ...{ cafeId, sessionId: row.session_id, pcId: to.pc_id, pcName: to.name, at: now },
  });
  const moved = await reread(work, row.session_id);
  if (moved === null) throw new Error("a session was lost while it moved");
  if (!isSameGroup && span !== undefined && span.kind !== "free_minutes") {
    const next = sourceAt(moved.facts, at);
    if (next === null)
      throw new Refusal("session.group_mismatch", "No price of that PC's group fits this customer.");
    await beginSpan(work, moved, next, at);
  }
  const there = await planned(work, await reread(work, row.session_id));
  if (there !== null) await followPauses(work, there, to.pauses, by);
  await store.writeSessionLog(tx, {
    ...{
      cafeId,
      at: now,
      event: "SESSION_MOVE",
      memberId: row.member_id,
      account: row.account,
      pcName: to.name,
    },
    ...{ staffName: by.staffName, details: `${row.pc_name} → ${to.name}`, sessionId: row.session_id },
  });
  await tx.announce(cafeId, "sessions.changed", { pc_ids: [row.pc_id, to.pc_id] });
}
