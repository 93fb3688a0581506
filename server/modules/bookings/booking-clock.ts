import type { Clock } from "../../kernel/clock.ts";
import type { Log } from "../../kernel/log.ts";
import type { BookingParts } from "./booking-parts.ts";
import * as store from "./bookings-store.ts";
import { carryOutLapses, planMoments } from "./carry-out.ts";

/** Another process may have booked meanwhile. */
const lookEveryMs = 60_000;

interface ClockParts extends BookingParts {
  clock: Clock;
  log: Log;
  /** Sessions do first what was due: whether somebody came is read from them. */
  sessionsFirst: () => Promise<void>;
}

/**
 * Knows the next instant at which something happens to a booking: it is near, begins, lapses, is over. It carries out what lapsed and
 * tells the PC. Each process may have one, because the PC's row is locked; late or after a restart each thing still happens at its
 * own instant.
 */
export class BookingClock {
  readonly #parts: ClockParts;
  #callOff: () => void = () => undefined;
  #looking: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: ClockParts) {
    this.#parts = parts;
  }

  /** Does what is due and waits for what comes next. Two never act at once; one look follows, however often it is asked meanwhile. */
  look(): Promise<void> {
    this.#waiting ??= this.#looking = this.#looking.then(() => {
      this.#waiting = undefined;
      return this.#look();
    });
    return this.#waiting;
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
      await this.#doDue(now);
      const next = await store.findNextMoment(db);
      if (next !== null) wake = Math.min(wake, Math.max(next.getTime(), now.getTime()));
    } catch (error) {
      log.error({ err: error }, "what is due of bookings could not be done; the next look tries again");
      wake = now.getTime() + 1_000;
    }
    if (!this.#isStopped()) this.#callOff = clock.at(new Date(wake), () => void this.look());
  }

  async #doDue(now: Date): Promise<void> {
    const { db, cafes, live, sessionsFirst } = this.#parts;
    const due = await store.listDuePcs(db, now);
    if (due.length === 0) return;
    await sessionsFirst();
    for (const { cafe_id: cafeId, pc_id: pcId } of due) {
      const scope = await cafes.scope(cafeId);
      await db.transact(async (tx) => {
        await store.lockPcOfBooking(tx, cafeId, pcId);
        const work = { tx, scope, now, live };
        await planMoments(work, await carryOutLapses(work, pcId));
        await tx.announce(cafeId, "bookings.changed", { pc_ids: [pcId] });
      });
    }
  }

  // Stopped while this look was under way: it arms nothing.
  #isStopped(): boolean {
    return this.#stopped;
  }
}
