import type { Clock } from "../../kernel/clock.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Log } from "../../kernel/log.ts";
import { sealBooks } from "./seal-batch.ts";

const secondsBetweenRounds = 60;

/**
 * Seals the books once a minute and at the end (billing.md 2). Each process may have one: who finds a café being sealed
 * leaves it to the other. A round that fails is told of and made good by the next.
 */
export class Sealer {
  readonly #parts: { db: Db; clock: Clock; log: Log };
  #callOff: (() => void) | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: { db: Db; clock: Clock; log: Log }) {
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
    this.#running = this.#running.then(() => this.#seal());
    return this.#running;
  }

  /** Ends with a last round, so that a server at rest leaves nothing unsealed. */
  stop(): Promise<void> {
    this.#callOff?.();
    this.#callOff = undefined;
    return this.round();
  }

  async #seal(): Promise<void> {
    try {
      await sealBooks(this.#parts.db, this.#parts.clock.now());
    } catch (error) {
      this.#parts.log.error({ err: error }, "the books could not be sealed; the next round tries again");
    }
  }
}
