import type { Db } from "../../kernel/db/database.ts";
import type { Log } from "../../kernel/log.ts";
import { keepLeases, type AnsweredLease } from "./lease-store.ts";

/**
 * Writes down the leases that PCs answer. Those that come while it writes are written together, the newest of each PC: a
 * hall of PCs costs few commits.
 */
export class LeaseKeeper {
  readonly #db: Db;
  readonly #log: Log;
  readonly #kept: (leases: readonly AnsweredLease[]) => void;
  readonly #back: (lease: AnsweredLease) => Promise<void>;
  #waiting = new Map<string, AnsweredLease>();
  #writing: Promise<void> | undefined;

  /** `back` is called for a PC that answered although its lease's end was taken as come. */
  constructor(parts: {
    db: Db;
    log: Log;
    kept: (leases: readonly AnsweredLease[]) => void;
    back: (lease: AnsweredLease) => Promise<void>;
  }) {
    this.#db = parts.db;
    this.#log = parts.log;
    this.#kept = parts.kept;
    this.#back = parts.back;
  }

  /** Resolves when it is written. */
  note(lease: AnsweredLease): Promise<void> {
    this.#waiting.set(`${lease.cafeId}:${lease.pcId}`, lease);
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting.size > 0) {
      const leases = [...this.#waiting.values()];
      this.#waiting.clear();
      try {
        const held = await keepLeases(this.#db, leases);
        this.#kept(leases);
        for (const lease of held) await this.#back(lease);
      } catch (error) {
        // The next lease of each PC comes within a minute and says the same.
        this.#log.warn({ err: error }, "answered leases could not be written down");
      }
    }
  }

  /** Waits until all that was noted is written. */
  async written(): Promise<void> {
    await this.#writing;
  }
}
