import { createHmac } from "node:crypto";
import type { Clock } from "../../kernel/clock.ts";
import type { Db, Queries } from "../../kernel/db/database.ts";
import type { Log } from "../../kernel/log.ts";
import type { Cafes } from "../cafes/index.ts";
import { keepRecentPlayed } from "../members/index.ts";
import type { PcSessionFacts } from "../pcs/index.ts";
import type { NamedPrice } from "../pricing/index.ts";
import { bringUpToDate, bookSoFar, chooseAnew, lockSession, planned } from "./advance-session.ts";
import { endRunning, type Ended, type EndRequest } from "./end-session.ts";
import { endsWithPc, refuseEndByClient } from "./end-rules.ts";
import { eachOfThem } from "./in-lanes.ts";
import { comeBack, takeOverrun, type Overrun } from "./come-back.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { findLease, forgetLease, listLeaseEnds, stopWatching, type AnsweredLease } from "./lease-store.ts";
import { holdsPlan } from "./plan-rules.ts";
import { epochSeconds, factsOfRows, planOf } from "./read-session.ts";
import { leaveEnd } from "./leave-rules.ts";
import { cutHolds } from "./span-store.ts";
import { seatPaidGuests } from "./seat-guests.ts";
import { hasWaiting } from "./waiting-store.ts";
import { lookEveryMs, SessionClock } from "./session-clock.ts";
import * as absent from "./absent-store.ts";
import * as store from "./session-store.ts";
import { pcFactsOf, viewOf, type SessionView } from "./session-view.ts";
import { byItself, type Running, type SessionWork } from "./session-work.ts";

export interface SessionsParts {
  db: Db;
  clock: Clock;
  log: Log;
  cafes: Cafes;
  pricesOf: (cafeId: number) => Promise<readonly NamedPrice[]>;
  /** Only this server knows it; what is derived from it needs not be stored. */
  serverSecret: string;
}

/** A PC that fell silent is noticed so late at most, beside the look once a minute. */
const silenceEveryMs = 10_000;
/** Who paid at a PC is seated as the money is told of; one that was missed is found so often. */
const waitingEveryMs = 60_000;

/** Running sessions: what others ask of them, and the clock that carries out what was foreseen. */
export class Sessions {
  readonly parts: SessionsParts;
  readonly clock: SessionClock;
  readonly #leases: LeaseKeeper;
  #askedForSilentMs = -Infinity;
  #askedForWaitingMs = -Infinity;

  constructor(parts: SessionsParts) {
    this.parts = parts;
    this.clock = new SessionClock({
      clock: parts.clock,
      log: parts.log,
      nextDue: async () => (await store.findNextDue(parts.db))?.next_at ?? null,
      doDue: () => this.#doDue(),
    });
    this.#leases = new LeaseKeeper({
      ...{ db: parts.db, log: parts.log },
      // An end that comes before the clock looks anyway is one to wait for.
      kept: (leases) => {
        const soon = parts.clock.now().getTime() + lookEveryMs;
        if (leases.some(({ until }) => until.getTime() < soon)) void this.clock.look();
      },
      back: async (lease) => {
        await this.comeBack(lease);
      },
    });
  }

  /** Waits until what PCs answered is written down, and acts no more. */
  async stop(): Promise<void> {
    await this.#leases.written();
    await this.clock.stop();
  }

  /**
   * Settings and prices of a café, asked for before a transaction begins: inside it a second connection would be needed,
   * and transactions that hold all of them would wait for each other.
   */
  async ready(cafeId: number): Promise<Omit<SessionWork, "tx" | "now">> {
    const { cafes, pricesOf } = this.parts;
    return { scope: await cafes.scope(cafeId), prices: await pricesOf(cafeId) };
  }

  /** Locks a running session, does what was due and then what is asked; null when it has ended by then. */
  async change<T>(
    work: SessionWork,
    sessionId: number,
    act: (running: Running) => Promise<T>,
  ): Promise<T | null> {
    const locked = await lockSession(work, sessionId);
    const running = locked === null ? null : await bringUpToDate(work, locked);
    return running === null ? null : act(running);
  }

  async #doDue(): Promise<void> {
    const { db, clock } = this.parts;
    const now = clock.now();
    const dueNow = await store.listDue(db, now);
    const endsNow = await listLeaseEnds(db, now);
    const due = [...dueNow, ...(await this.#listSilent(now))].map((one) => () => this.#goOn(one, now));
    const failed = await eachOfThem(due);
    const locked = endsNow.map((end) => () => this.#seeToLeaseEnd(end, now));
    const failedToo = await eachOfThem(locked);
    const first = failed ?? failedToo;
    if (first !== undefined) throw first;
    if (now.getTime() - this.#askedForWaitingMs < waitingEveryMs) return;
    this.#askedForWaitingMs = now.getTime();
    await this.#seatPaid();
  }

  #seatPaid(): Promise<void> {
    const { db, clock } = this.parts;
    return seatPaidGuests({ db, clock, ready: (cafeId) => this.ready(cafeId) });
  }

  /** Money of these members came in: guests among them who wait for it at a PC begin there (pc-protocol.md 6.2). */
  async seatGuests(cafeId: number, memberIds: readonly number[]): Promise<void> {
    if (await hasWaiting(this.parts.db, cafeId, memberIds)) await this.#seatPaid();
  }

  /** The lease of a PC without link has run out: its session, if it runs there, is held as of that instant. */
  async #seeToLeaseEnd(end: store.DueSession & { pc_id: number }, now: Date): Promise<void> {
    const ready = await this.ready(end.cafe_id);
    await this.parts.db.transact(async (tx) => {
      const work = { ...ready, tx, now };
      await this.change(work, end.session_id, (running) => planned(work, running));
      await stopWatching(tx, { cafeId: end.cafe_id, pcId: end.pc_id, sessionId: end.session_id }, now);
    });
  }

  /** A PC answered a lease: up to its end the PC may play without a link, from then on its session would be held. */
  noteLease(lease: AnsweredLease): Promise<void> {
    return this.#leases.note(lease);
  }

  /** A PC was told that this session is over there: no lease of it counts any more. */
  async forgetLease(lease: { cafeId: number; pcId: number; sessionId: number }): Promise<void> {
    await this.parts.db.transact((tx) => forgetLease(tx, lease));
  }

  /**
   * A PC logged in: a session that was held because it had locked goes on. Answers how long it may have let somebody play
   * after its session; null = not at all (pc-protocol.md 6.5).
   */
  async comeBack(place: { cafeId: number; pcId: number; pcName: string }): Promise<Overrun | null> {
    const { cafeId, pcId, pcName } = place;
    const { db, clock } = this.parts;
    const lease = await findLease(db, cafeId, pcId);
    if (lease === undefined) return null;
    const ready = await this.ready(cafeId);
    const now = clock.now();
    if (lease.over_at !== null) return db.transact((tx) => takeOverrun({ ...ready, tx, now }, pcId));
    await db.transact((tx) => comeBack({ ...ready, tx, now }, pcName));
    void this.clock.look();
    return null;
  }

  /** The page of a PC counted to the end: what is due of its session by the server's clock is done (pc-protocol.md 3.4). */
  async catchUp(cafeId: number, pcId: number): Promise<void> {
    const [running] = await store.listIdsOfPcs(this.parts.db, cafeId, [pcId]);
    if (running !== undefined)
      await this.#goOn({ cafe_id: cafeId, session_id: running.session_id }, this.parts.clock.now());
  }

  /** A question about every running session, so asked now and then; whoever acts on one of them asks of that one. */
  async #listSilent(now: Date): Promise<store.DueSession[]> {
    if (now.getTime() - this.#askedForSilentMs < silenceEveryMs) return [];
    this.#askedForSilentMs = now.getTime();
    return absent.listSilent(this.parts.db, now);
  }

  async #goOn(due: store.DueSession, now: Date): Promise<void> {
    const { db } = this.parts;
    const ready = await this.ready(due.cafe_id);
    await db.transact(async (tx) => {
      const work = { ...ready, tx, now };
      await this.change(work, due.session_id, (running) => planned(work, running));
    });
  }

  async #viewsOf(
    cafeId: number,
    rows: readonly store.SessionRow[],
    queries: Queries,
    now = this.parts.clock.now(),
  ): Promise<SessionView[]> {
    if (rows.length === 0) return [];
    const facts = await factsOfRows({ queries, ...(await this.ready(cafeId)) }, rows);
    return rows.flatMap((row, index) => {
      const known = facts[index];
      return known === undefined ? [] : [viewOf(row, known, now)];
    });
  }

  async viewOfPc(cafeId: number, pcId: number): Promise<SessionView | null> {
    const row = await store.findRunningOfPc(this.parts.db, cafeId, pcId);
    const [view] = row === undefined ? [] : await this.#viewsOf(cafeId, [row], this.parts.db);
    return view ?? null;
  }

  /** The same as of the instant at which its customer asked to leave without link, or as it is now where nobody did. */
  async viewAtLeave(cafeId: number, pcId: number): Promise<SessionView | null> {
    const now = await this.viewOfPc(cafeId, pcId);
    if (now?.leaveAt === null || now === null) return now;
    const row = await store.findRunningOfPc(this.parts.db, cafeId, pcId);
    if (row?.session_id !== now.id) return now;
    const [view] = await this.#viewsOf(cafeId, [row], this.parts.db, now.leaveAt);
    return view === undefined ? now : { ...view, leaveAt: now.leaveAt };
  }

  /** Sessions by PC, as PC rows show them at an instant. */
  async factsOf(
    cafeId: number,
    inside: Queries = this.parts.db,
    now?: Date,
  ): Promise<ReadonlyMap<number, PcSessionFacts>> {
    const views = await this.#viewsOf(cafeId, await store.listRunning(inside, cafeId), inside, now);
    return new Map(views.map((view) => [view.pcId, pcFactsOf(view)]));
  }

  async viewsOfMembers(
    cafeId: number,
    memberIds: readonly number[],
    inside: Queries = this.parts.db,
  ): Promise<SessionView[]> {
    return this.#viewsOf(cafeId, await store.listRunningOfMembers(inside, cafeId, memberIds), inside);
  }

  /** All that run in a café, by PC: one question, however many they are. */
  async viewsOfPcs(cafeId: number): Promise<ReadonlyMap<number, SessionView>> {
    const { db } = this.parts;
    const views = await this.#viewsOf(cafeId, await store.listRunning(db, cafeId), db);
    return new Map(views.map((view) => [view.pcId, view]));
  }

  /** PCs in session that were last heard of by then; those that never had a link are silent by nature. */
  silentPcs(cafeId: number, by: Date): Promise<absent.SilentPc[]> {
    return absent.listSilentPcs(this.parts.db, cafeId, by);
  }

  async pcIdsOfMembers(cafeId: number, memberIds: readonly number[]): Promise<number[]> {
    if (memberIds.length === 0) return [];
    return store.listPcIdsOfMembers(this.parts.db, cafeId, memberIds);
  }

  /**
   * Before money of members moves: what is due is done, and a session on loan is booked, because its source is about to
   * change (billing.md 3.6). Answers the sessions that run on. Most members are in none, which costs one short query.
   */
  async settleBeforeMoney(cafeId: number, memberIds: readonly number[], now: Date): Promise<SessionView[]> {
    const { db } = this.parts;
    const running = await store.listStandingOfMembers(db, cafeId, memberIds);
    if (running.length === 0) return [];
    for (const row of running) {
      const isOnLoan = row.source === "loan";
      if (!isOnLoan && (row.next_at === null || row.next_at > now)) continue;
      const ready = await this.ready(cafeId);
      await db.transact(async (tx) => {
        const work = { ...ready, tx, now };
        await this.change(work, row.session_id, async (session) =>
          planned(work, isOnLoan ? await bookSoFar(work, session) : session),
        );
      });
    }
    return this.viewsOfMembers(cafeId, memberIds);
  }

  /**
   * Money or offers of members moved: their sessions go over to what pays now, and end at another instant. One whose plan was
   * made after that, such as one that began with the money, is only looked at.
   */
  async recompute(cafeId: number, memberIds: readonly number[]): Promise<void> {
    await this.#recompute(cafeId, await store.listRunningOfMembers(this.parts.db, cafeId, memberIds));
  }

  /** Bookings of these PCs changed: the sessions there end at another instant, or go over to booked time. */
  async recomputeAt(cafeId: number, pcIds: readonly number[]): Promise<void> {
    await this.#recompute(cafeId, await store.listRunningOfPcs(this.parts.db, cafeId, pcIds));
  }

  async #recompute(cafeId: number, rows: readonly store.SessionRow[]): Promise<void> {
    const { db, clock } = this.parts;
    if (rows.length === 0) return;
    const ready = await this.ready(cafeId);
    const facts = await factsOfRows({ queries: db, ...ready }, rows);
    const at = epochSeconds(clock.now());
    const outdated = rows.filter((row, index) => {
      const known = facts[index];
      return known === undefined || !holdsPlan(known, planOf(row), at);
    });
    for (const { session_id: sessionId } of outdated) {
      await db.transact(async (tx) => {
        const work = { ...ready, tx, now: clock.now() };
        await this.change(work, sessionId, (running) => chooseAnew(work, running));
      });
    }
    if (outdated.length > 0) void this.clock.look();
  }

  /**
   * Ends the session of a PC inside a transaction; null when none runs. `atLeave`: at the instant its customer asked to leave
   * without link, where that is known; `endedAt`: at an instant gone by. Neither goes back before what is booked.
   */
  async endOfPc(
    work: SessionWork,
    pcId: number,
    request: Omit<EndRequest, "at"> & { atLeave?: boolean; endedAt?: Date },
  ): Promise<Ended | null> {
    const [found] = await store.listIdsOfPcs(work.tx, work.scope.cafeId, [pcId]);
    if (found === undefined) return null;
    const now = epochSeconds(work.now);
    return this.change(work, found.session_id, async (running) => {
      const { row, facts } = running;
      const gone = request.endedAt === undefined ? null : epochSeconds(request.endedAt);
      const left = leaveEnd(facts, request.atLeave === true ? row.leave_asked_at : gone, now);
      if (left !== null)
        await cutHolds(work.tx, { cafeId: work.scope.cafeId, sessionId: row.session_id, at: left });
      return endRunning(work, running, { ...request, at: left ?? now });
    });
  }

  /**
   * The customer's own wish at the PC. Refuses `session.kind_refused` where staff must settle it: postpaid and free sessions,
   * and guests' without `allow_prepaid_checkout` (pc-protocol.md 3.4).
   */
  async endByClient(
    cafeId: number,
    pcId: number,
    recentPlayed: readonly { pkg_id: number }[] | null = null,
  ): Promise<Ended | null> {
    const { db, clock } = this.parts;
    const view = await this.viewOfPc(cafeId, pcId);
    if (view === null) return null;
    const ready = await this.ready(cafeId);
    refuseEndByClient(view.kind, ready.scope);
    return db.transact(async (tx) => {
      if (view.kind === "member" && recentPlayed !== null)
        await keepRecentPlayed(tx, cafeId, view.member.id, recentPlayed);
      return this.endOfPc({ ...ready, tx, now: clock.now() }, pcId, { by: { ...byItself, end: "Client" } });
    });
  }

  /**
   * The PC's system is ending; what becomes of its session is settled by the table of billing.md 7.5. `told`: it could not say so
   * then, and says it now; the session ended when the PC was last heard of (pc-protocol.md 6.4).
   */
  async endOnShutdown(
    cafeId: number,
    pcId: number,
    told: { sessionId: number; heardAt: Date } | null = null,
  ): Promise<void> {
    const view = await this.viewOfPc(cafeId, pcId);
    if (view === null || (told !== null && told.sessionId !== view.id)) return;
    const ready = await this.ready(cafeId);
    if (!endsWithPc(view.kind, ready.scope)) return;
    const { db, clock } = this.parts;
    const by = { ...byItself, end: "Client" } as const;
    await db.transact((tx) =>
      this.endOfPc({ ...ready, tx, now: clock.now() }, pcId, {
        ...{ by, ...(told !== null && { endedAt: told.heardAt }) },
      }),
    );
  }

  /** Stands for the member's password at this PC while this session runs; follows from the server's secret. */
  pcToken(cafeId: number, sessionId: number): string {
    return createHmac("sha256", this.parts.serverSecret)
      .update(`pc-token|${cafeId}|${sessionId}`)
      .digest("base64url");
  }
}
