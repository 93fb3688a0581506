import type { Clock } from "../../kernel/clock.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Log } from "../../kernel/log.ts";
import { expireDueOffers, nextOfferExpiry } from "./expire-offers.ts";

/** An offer sold meanwhile, here or by another process, may expire before the one that is waited for. */
const lookEveryMs = 60_000;

/**
 * Takes out offers when they expire: waits for the next instant at which one does, and looks once a minute besides. It may come
 * late, the books read as if it had not; each process may have one, because the member's row is locked.
 */
export class OfferClock {
  readonly #parts: { db: Db; clock: Clock; log: Log };
  #callOff: () => void = () => undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: { db: Db; clock: Clock; log: Log }) {
    this.#parts = parts;
  }

  /** Takes out what is due and waits for what comes next. Calls line up. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#callOff();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { db, clock, log } = this.#parts;
    if (this.#stopped) return;
    this.#callOff();
    const now = clock.now();
    let wake = now.getTime() + lookEveryMs;
    try {
      await expireDueOffers(db, now);
      const next = await nextOfferExpiry(db);
      if (next !== null) wake = Math.min(wake, Math.max(next.getTime(), now.getTime()));
    } catch (error) {
      log.error({ err: error }, "expired offers could not be taken out; the next look tries again");
    }
    // Stopped while this look was under way: it arms nothing.
    if (!this.#isStopped()) this.#callOff = clock.at(new Date(wake), () => void this.look());
  }

  #isStopped(): boolean {
    return this.#stopped;
  }
}
