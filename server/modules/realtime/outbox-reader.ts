import type { Db } from "../../kernel/db/database.ts";
import type { Log } from "../../kernel/log.ts";

export interface Announcement {
  cafeId: number;
  topic: string;
  payload: Record<string, unknown>;
}

interface OutboxRow {
  cafe_id: number;
  topic: string;
  payload: Record<string, unknown>;
}

const batch = 500;
/** Rows left by a process that died are found by looking, notices or not. */
const lookEveryMs = 5_000;
/** Other processes are woken at most this often: a notice costs a commit of its own. */
const noticeEveryMs = 50;
const channel = "netcafe_outbox";

/** Takes announcements out of the outbox as they are committed and hands them on (design.md 2, rules 4 and 5). */
export class OutboxReader {
  readonly #db: Db;
  readonly #log: Log;
  readonly #deliver: (announcements: Announcement[]) => Promise<void>;
  #reading: Promise<void> | undefined;
  #again = false;
  #stopListening: (() => Promise<void>) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #noticeTimer: NodeJS.Timeout | undefined;

  constructor(parts: { db: Db; log: Log; deliver: (announcements: Announcement[]) => Promise<void> }) {
    this.#db = parts.db;
    this.#log = parts.log;
    this.#deliver = parts.deliver;
  }

  async start(): Promise<void> {
    this.#db.onCommit(() => {
      this.wake();
      this.#wakeOthers();
    });
    this.#stopListening = await this.#db.listen(channel, {
      heard: () => this.wake(),
      lost: () => undefined,
      back: () => this.wake(),
    });
    this.#timer = setInterval(() => this.wake(), lookEveryMs);
    this.#timer.unref();
    this.wake();
  }

  /** Reads until nothing is left; calls in the meantime make it look once more. */
  wake(): void {
    this.#again = true;
    this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined));
  }

  /** Waits until all that is committed by now was handed on, and what that led to. */
  async caughtUp(): Promise<void> {
    this.wake();
    while (this.#reading !== undefined) await this.#reading;
  }

  /** Tells the other processes of the group, gathered: they may hold the sockets of the café concerned. */
  #wakeOthers(): void {
    this.#noticeTimer ??= setTimeout(() => {
      this.#noticeTimer = undefined;
      // A notice that cannot be sent is made up for by the next look.
      this.#db.rows("select pg_notify($1, '')", [channel]).catch(() => undefined);
    }, noticeEveryMs);
  }

  async #readAll(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        while ((await this.#readBatch()) === batch);
      } catch (error) {
        this.#log.warn(
          `announcements could not be delivered and are tried again: ${error instanceof Error ? error.message : String(error)}`,
        );
        return;
      }
    }
  }

  /** One statement, so that reading is no commit that wakes the reader again. */
  async #readBatch(): Promise<number> {
    const rows = await this.#db.rows<OutboxRow>(
      `delete from outbox o using (
         select cafe_id, outbox_id from outbox order by outbox_id limit ${batch} for update skip locked) due
       where o.cafe_id = due.cafe_id and o.outbox_id = due.outbox_id
       returning o.cafe_id, o.topic, o.payload`,
    );
    if (rows.length > 0)
      await this.#deliver(rows.map(({ cafe_id, topic, payload }) => ({ cafeId: cafe_id, topic, payload })));
    return rows.length;
  }

  async stop(): Promise<void> {
    this.#db.onCommit(() => undefined);
    clearInterval(this.#timer);
    clearTimeout(this.#noticeTimer);
    await this.#stopListening?.();
    await this.#reading;
  }
}
