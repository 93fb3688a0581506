import type { Db } from "../../kernel/db/database.ts";
import type { Log } from "../../kernel/log.ts";
import { addRefusals, addUses, type RefusalRow } from "./access-store.ts";

const flushEveryMs = 1_000;
/** Refusals of one café written a second at most; the count is always whole. */
const refusalsKept = 20;

type Uses = Map<string, { cafeId: number; keyId: number; uses: number; at: Date; address: string }>;
type Refusals = Map<number, { count: number; last: RefusalRow[] }>;

/** Counts uses and refusals in memory and writes them once a second, so that counting costs a call nothing. */
export class UsageCounters {
  readonly #db: Db;
  readonly #log: Log;
  #uses: Uses = new Map();
  #refusals: Refusals = new Map();
  #timer: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Db, log: Log) {
    this.#db = db;
    this.#log = log;
    this.#timer = setInterval(() => void this.flush(), flushEveryMs);
    this.#timer.unref();
  }

  noteUse(cafeId: number, keyId: number, at: Date, address: string): void {
    const before = this.#uses.get(`${cafeId}:${keyId}`);
    if (before) Object.assign(before, { uses: before.uses + 1, at, address });
    else this.#uses.set(`${cafeId}:${keyId}`, { cafeId, keyId, uses: 1, at, address });
  }

  noteRefusal(cafeId: number, refusal: RefusalRow): void {
    const noted = this.#refusals.get(cafeId) ?? { count: 0, last: [] };
    if (noted.count === 0 && this.#refusals.size >= 10_000) return;
    noted.count += 1;
    noted.last.push(refusal);
    if (noted.last.length > refusalsKept) noted.last.shift();
    this.#refusals.set(cafeId, noted);
  }

  /** Writes what was counted so far; what cannot be written is kept for the next time. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const uses = this.#uses;
    const refusals = this.#refusals;
    if (uses.size === 0 && refusals.size === 0) return;
    this.#uses = new Map();
    this.#refusals = new Map();
    try {
      await this.#db.transact(async (tx) => {
        for (const use of uses.values())
          await addUses(tx, use.cafeId, use.keyId, use.uses, use.at, use.address);
        for (const [cafeId, noted] of refusals) await addRefusals(tx, cafeId, noted.count, noted.last);
      });
    } catch (error) {
      this.#log.warn({ err: error }, "the counters of API calls could not be written and are tried again");
      this.#takeBack(uses, refusals);
    }
  }

  /** What was counted meanwhile is newer. */
  #takeBack(uses: Uses, refusals: Refusals): void {
    for (const [name, use] of uses) {
      const newer = this.#uses.get(name);
      this.#uses.set(name, newer ? { ...newer, uses: newer.uses + use.uses } : use);
    }
    for (const [cafeId, noted] of refusals) {
      const newer = this.#refusals.get(cafeId) ?? { count: 0, last: [] };
      this.#refusals.set(cafeId, {
        count: newer.count + noted.count,
        last: [...noted.last, ...newer.last].slice(-refusalsKept),
      });
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}
