import { startUse } from "../offers/index.ts";
import { findSilenceEnd } from "./absent-store.ts";
import { isReservedAt } from "./booked-rules.ts";
import { nextChange } from "./change-rules.ts";
import { endRunning } from "./end-session.ts";
import { epochSeconds, factsOfRows, instantOf, instantOrNull } from "./read-session.ts";
import { openSpanOf, type SessionFacts, type Source, type Span } from "./session-rules.ts";
import { takeLeaseEnd } from "./lease-store.ts";
import { nextEvent } from "./link-rules.ts";
import { keepsSource } from "./plan-rules.ts";
import * as store from "./session-store.ts";
import { byItself, type Running, type SessionWork } from "./session-work.ts";
import { settlementOf } from "./settle-rules.ts";
import { settleSpan } from "./settle-span.ts";
import { lasts, sourceAt } from "./source-rules.ts";
import { beginHold, insertSpan } from "./span-store.ts";
import { stretchNoFor } from "./span-rules.ts";
import { plannedEnd, withoutSource } from "./timeline-rules.ts";

/** Locks a running session and reads it; null when it has ended. Locks the member's row, then the session's. */
export async function lockSession(work: SessionWork, sessionId: number): Promise<Running | null> {
  const row = await store.lockRunning(work.tx, work.scope.cafeId, sessionId);
  return row === undefined ? null : readAgain(work, row);
}

async function readAgain(work: SessionWork, row: store.SessionRow): Promise<Running> {
  const [facts] = await factsOfRows({ queries: work.tx, scope: work.scope, prices: work.prices }, [row]);
  return { row, facts: facts as SessionFacts };
}

/** The same after something of it was booked. */
export async function reread(work: SessionWork, sessionId: number): Promise<Running | null> {
  const row = await store.findRunning(work.tx, work.scope.cafeId, sessionId);
  return row === undefined ? null : readAgain(work, row);
}

/**
 * Does what should have happened by now, each thing at its own instant: a source used up, a window that opened, an expiry,
 * a PC that locked, one that was silent for too long. The books read as if it had been on time (billing.md 7.2). Null when the
 * session ended meanwhile.
 */
export async function bringUpToDate(work: SessionWork, session: Running): Promise<Running | null> {
  const silentAt = await silenceEnd(work, session);
  if (silentAt === null) return carryOut(work, session);
  const then = { ...work, now: silentAt };
  const left = await carryOut(then, session);
  if (left !== null)
    await endRunning(then, left, {
      ...{ at: epochSeconds(silentAt), by: byItself, comment: "the PC was not heard from" },
    });
  return null;
}

/** When the café stopped waiting for the session's PC (billing.md 7.5); null = it is there, or is waited for. */
async function silenceEnd({ tx, scope, now }: SessionWork, { row }: Running): Promise<Date | null> {
  if (scope.settings.int("auto_checkout_power_outage_minutes") === 0) return null;
  return findSilenceEnd(tx, { cafeId: scope.cafeId, sessionId: row.session_id }, now);
}

async function carryOut(work: SessionWork, session: Running): Promise<Running | null> {
  const until = epochSeconds(work.now);
  let running: Running | null = session;
  while (running !== null) {
    const event = nextEvent(running.facts);
    if (event === null || event.at > until) return running;
    running =
      event.kind === "lock"
        ? await standStill(work, running, event.at)
        : await changeSource(work, running, event.at);
  }
  return null;
}

/** The PC locked without link: the session is held from then on, unless the PC has answered meanwhile. */
async function standStill(work: SessionWork, { row }: Running, at: number): Promise<Running | null> {
  const { tx, scope } = work;
  const session = { cafeId: scope.cafeId, sessionId: row.session_id };
  if (await takeLeaseEnd(tx, { ...session, pcId: row.pc_id, until: at })) {
    await beginHold(tx, { ...session, from: at, reason: "link", pauseId: null });
    await store.writeSessionLog(tx, {
      ...{
        cafeId: scope.cafeId,
        at: instantOf(at),
        event: "PAUSE",
        memberId: row.member_id,
        account: row.account,
      },
      ...{ pcName: row.pc_name, staffName: "", sessionId: row.session_id },
      details: "the PC is without link and has locked",
    });
    await tx.announce(scope.cafeId, "sessions.changed", { pc_ids: [row.pc_id] });
  }
  return reread(work, row.session_id);
}

/** Books the running source up to an instant and goes over to the next, or ends the session where there is none. */
export const changeSource = (work: SessionWork, running: Running, at: number): Promise<Running | null> =>
  goOver(work, running, at, (after) => sourceAt(after, at));

async function goOver(
  work: SessionWork,
  running: Running,
  at: number,
  nextOf: (after: SessionFacts, before: Span) => Source | null,
): Promise<Running | null> {
  const { row, facts } = running;
  const span = openSpanOf(facts);
  if (span === undefined) return null;
  const after = withoutSource(facts, span, at, settlementOf(facts, span, at));
  const next = nextOf(after, span);
  if (next === null) {
    // Where somebody else's booked time begins, what the guest has left stays the guest's.
    const isTimeOver = span.kind === "money" && !isReservedAt(after, at);
    await endRunning(work, running, { at, by: byItself, isTimeOver });
    return null;
  }
  await settleSpan(work, running, at, { by: byItself });
  await beginSpan(work, { ...running, facts: after }, next, at);
  await work.tx.announce(work.scope.cafeId, "sessions.changed", { pc_ids: [row.pc_id] });
  return reread(work, row.session_id);
}

/** Begins a span; the one before it, if any, has ended. */
export async function beginSpan(
  work: SessionWork,
  { row, facts }: { row: Pick<store.SessionRow, "session_id">; facts: SessionFacts },
  source: Source,
  at: number,
): Promise<void> {
  const { tx, scope } = work;
  if (source.ownedOfferId !== null) await startUse(tx, scope.cafeId, source.ownedOfferId, instantOf(at));
  await insertSpan(tx, {
    cafeId: scope.cafeId,
    sessionId: row.session_id,
    no: facts.spans.length + 1,
    source,
    from: at,
    stretchNo: source.terms === null ? null : stretchNoFor(facts, source.terms),
  });
}

/**
 * Something changed that the session did not foresee: money, an offer, a setting. It goes over to a better source if there
 * is one now, ends if there is none left, and is planned anew. The session is up to date.
 */
export async function chooseAnew(work: SessionWork, running: Running): Promise<Running | null> {
  const at = epochSeconds(work.now);
  return planned(work, keepsSource(running.facts, at) ? running : await changeSource(work, running, at));
}

/** Writes down what comes next, for the clock and for lists. */
export async function planned(work: SessionWork, running: Running | null): Promise<Running | null> {
  if (running === null) return null;
  const { row, facts } = running;
  await store.setPlan(work.tx, {
    cafeId: work.scope.cafeId,
    sessionId: row.session_id,
    endsAt: instantOrNull(plannedEnd(facts)),
    nextAt: instantOrNull(nextChange(facts)),
  });
  return running;
}

/**
 * Books what a session on loan has used, so that money that comes in pays it back first (billing.md 3.6). Its source goes on, and
 * at the price it has (6.6).
 */
export async function bookSoFar(work: SessionWork, running: Running): Promise<Running | null> {
  const at = epochSeconds(work.now);
  return goOver(work, running, at, (after, { kind, ownedOfferId, terms, usesBonus }) => {
    const same = { kind, ownedOfferId, terms, usesBonus };
    return lasts(after, same, at) ? same : sourceAt(after, at);
  });
}
