import type { Clock } from "../../kernel/clock.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Log } from "../../kernel/log.ts";
import { expireBonus, listExpiredBonus, nextBonusExpiry, type BonusHolder } from "../ledger/index.ts";
import type { LiveFacts } from "./live-facts.ts";
import { holdMemberRow } from "./member-store.ts";

/** No lot lives less than an hour, so none given meanwhile is missed. */
const lookEveryMs = 60_000;
const atOnce = 500;

/**
 * Takes bonus out of members' accounts at the second it expires, so that what is shown is what is there (billing.md 5). What
 * expired while no process ran is taken at the start, at its own instant. Members in a session are left to it: what it has
 * used by then is booked first, and only the rest expires.
 */
export class BonusClock {
  readonly #parts: { db: Db; clock: Clock; log: Log; live: LiveFacts };
  #callOff: () => void = () => undefined;
  #looking: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: { db: Db; clock: Clock; log: Log; live: LiveFacts }) {
    this.#parts = parts;
  }

  /** Takes out what is due and waits for the next expiry. Calls line up, so two never act at once. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    if (this.#isStopped) return;
    this.#callOff();
    const { db, clock, log } = this.#parts;
    const now = clock.now();
    let wakeMs = now.getTime() + lookEveryMs;
    try {
      await this.#expireDue(now);
      const next = await nextBonusExpiry(db, now);
      if (next !== null) wakeMs = Math.min(wakeMs, next.getTime());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn(`bonus that has expired could not be taken out and is tried again: ${reason}`);
    }
    this.#wakeAt(new Date(wakeMs));
  }

  #wakeAt(instant: Date): void {
    if (!this.#isStopped) this.#callOff = this.#parts.clock.at(instant, () => void this.look());
  }

  async #expireDue(now: Date): Promise<void> {
    let last: BonusHolder = { cafe_id: 0, member_id: 0 };
    for (let isMore = true; isMore && !this.#isStopped;) {
      const due = await listExpiredBonus(this.#parts.db, now, last, atOnce);
      for (const holder of due) await this.#expire(holder, now);
      last = due.at(-1) ?? last;
      isMore = due.length === atOnce;
    }
  }

  #expire({ cafe_id: cafeId, member_id: memberId }: BonusHolder, now: Date): Promise<void> {
    const { db, live } = this.#parts;
    return db.transact(async (tx) => {
      await holdMemberRow(tx, cafeId, memberId);
      // A session starts only with the member's row locked, so none begins meanwhile.
      if ((await live.pcOf(cafeId, [memberId], tx)).has(memberId)) return;
      await expireBonus(tx, cafeId, memberId, now);
      await tx.announce(cafeId, "members.money", { member_ids: [memberId] });
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#callOff();
    await this.#looking;
  }
}
