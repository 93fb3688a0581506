import type { Clock } from "../../kernel/clock.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Log } from "../../kernel/log.ts";
import type { Cafes } from "../cafes/index.ts";
import { foldCafe, isWorthFolding } from "./fold-sums.ts";

const secondsBetweenRounds = 60;

/**
 * Adds up, once a minute, what was written since (README, "Sums"). Each process may have one: who finds a café being folded leaves it to
 * the other. Reports are right without it, only slower; a round that fails is made good by the next.
 */
export class SumKeeper {
  readonly #parts: { db: Db; clock: Clock; log: Log; cafes: Cafes };
  #callOff: (() => void) | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: { db: Db; clock: Clock; log: Log; cafes: Cafes }) {
    this.#parts = parts;
  }

  start(): void {
    const { clock } = this.#parts;
    const next = new Date(clock.now().getTime() + secondsBetweenRounds * 1000);
    this.#callOff = clock.at(next, () => {
      this.start();
      void this.round();
    });
  }

  /** One round, after the one under way. */
  round(): Promise<void> {
    this.#running = this.#running.then(() => this.#fold());
    return this.#running;
  }

  /** Waits for the round under way; what is not folded by then, the next process folds. */
  async stop(): Promise<void> {
    this.#callOff?.();
    this.#callOff = undefined;
    await this.#running;
  }

  async #fold(): Promise<void> {
    const { db, cafes, log } = this.#parts;
    try {
      for (const { cafe_id: cafeId } of await db.rows<{ cafe_id: number }>(
        "select cafe_id from cafes order by cafe_id",
      )) {
        const { exponent, zone } = await cafes.scope(cafeId);
        const cafe = { cafeId, exponent, zone };
        if (await isWorthFolding(db, cafe)) await foldCafe(db, cafe);
      }
    } catch (error) {
      log.error({ err: error }, "the sums of reports could not be kept up; the next round tries again");
    }
  }
}
