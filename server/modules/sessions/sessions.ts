import { createHmac } from "node:crypto";
import type { Clock } from "../../kernel/clock.ts";
import type { Db, Queries } from "../../kernel/db/database.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import type { Log } from "../../kernel/log.ts";
import type { Cafes } from "../cafes/index.ts";
import type { PcSessionFacts } from "../pcs/index.ts";
import { endSession, type Ended } from "./end-session.ts";
import { endOfMoney } from "./session-cost.ts";
import { SessionClock } from "./session-clock.ts";
import * as store from "./session-store.ts";
import { pcFactsOf, viewOf, type SessionView } from "./session-view.ts";

export interface SessionsParts {
  db: Db;
  clock: Clock;
  log: Log;
  cafes: Cafes;
  /** Only this server knows it; what is derived from it needs not be stored. */
  serverSecret: string;
}

const nobody: Caller = { kind: "nobody" };

/** Running sessions: what others ask of them, and the clock that ends them. */
export class Sessions {
  readonly parts: SessionsParts;
  readonly clock: SessionClock;

  constructor(parts: SessionsParts) {
    this.parts = parts;
    this.clock = new SessionClock({
      clock: parts.clock,
      log: parts.log,
      nextEnd: async () => (await store.findNextEnd(parts.db))?.ends_at ?? null,
      endDue: () => this.#endDue(),
    });
  }

  async #endDue(): Promise<void> {
    const { db, clock, cafes } = this.parts;
    let failed: Error | undefined;
    for (const due of await store.listDue(db, clock.now())) {
      // One session that cannot be ended must not keep the others running.
      try {
        const scope = await cafes.scope(due.cafe_id);
        await db.transact((tx) =>
          endSession(tx, { scope, pcId: due.pc_id, now: clock.now(), by: "Auto", caller: nobody }),
        );
      } catch (error) {
        failed ??=
          error instanceof Error ? error : new Error("a session could not be ended", { cause: error });
      }
    }
    if (failed !== undefined) throw failed;
  }

  async viewOfPc(cafeId: number, pcId: number, now: Date): Promise<SessionView | null> {
    const row = await store.findRunningOfPc(this.parts.db, cafeId, pcId);
    return row === undefined ? null : viewOf(row, now, (await this.parts.cafes.scope(cafeId)).exponent);
  }

  async #views(rows: Promise<store.SessionRow[]>, cafeId: number): Promise<SessionView[]> {
    const { exponent } = await this.parts.cafes.scope(cafeId);
    const now = this.parts.clock.now();
    return (await rows).map((row) => viewOf(row, now, exponent));
  }

  /** Sessions by PC, as PC rows show them. */
  async factsOf(
    cafeId: number,
    inside: Queries = this.parts.db,
  ): Promise<ReadonlyMap<number, PcSessionFacts>> {
    const views = await this.#views(store.listRunning(inside, cafeId), cafeId);
    return new Map(views.map((view) => [view.pcId, pcFactsOf(view)]));
  }

  viewsOfMembers(
    cafeId: number,
    memberIds: readonly number[],
    inside: Queries = this.parts.db,
  ): Promise<SessionView[]> {
    return this.#views(store.listRunningOfMembers(inside, cafeId, memberIds), cafeId);
  }

  async runningPcIds(cafeId: number): Promise<ReadonlySet<number>> {
    return new Set((await store.listRunning(this.parts.db, cafeId)).map((row) => row.pc_id));
  }

  async pcIdsOfMembers(cafeId: number, memberIds: readonly number[]): Promise<number[]> {
    if (memberIds.length === 0) return [];
    return (await store.listRunningOfMembers(this.parts.db, cafeId, memberIds)).map((row) => row.pc_id);
  }

  /** Money moved: the session ends at another instant. */
  async recomputeEnd(cafeId: number, pcId: number): Promise<void> {
    await this.parts.db.transact(async (tx) => {
      const row = await store.lockRunningOfPc(tx, cafeId, pcId);
      if (row === undefined) return;
      const endsAt = endOfMoney(
        row.terms,
        { balanceMinor: row.balance_minor, lots: row.lots },
        row.started_at,
      );
      await store.setEndsAt(tx, cafeId, row.session_id, endsAt);
    });
    void this.clock.look();
  }

  /** The member's own wish at the PC. */
  async endByClient(cafeId: number, pcId: number): Promise<Ended | null> {
    const { db, clock, cafes } = this.parts;
    const scope = await cafes.scope(cafeId);
    return db.transact((tx) =>
      endSession(tx, { scope, pcId, now: clock.now(), by: "Client", caller: nobody }),
    );
  }

  /** The PC's system is ending: `auto_checkout_when_shutdown` decides whether a member's session does too (billing.md 7.5). */
  async endOnShutdown(cafeId: number, pcId: number): Promise<void> {
    const { settings } = await this.parts.cafes.scope(cafeId);
    if (settings.flag("auto_checkout_when_shutdown")) await this.endByClient(cafeId, pcId);
  }

  /** Stands for the member's password at this PC while this session runs; follows from the server's secret. */
  pcToken(cafeId: number, sessionId: number): string {
    return createHmac("sha256", this.parts.serverSecret)
      .update(`pc-token|${cafeId}|${sessionId}`)
      .digest("base64url");
  }
}
