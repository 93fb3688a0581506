import type { Clock } from "../../kernel/clock.ts";
import type { Log } from "../../kernel/log.ts";

export const lookEveryMs = 60_000;

/**
 * Knows the next instant at which something must happen to a session (a source ends, a window opens or closes, an expiry
 * comes) and acts then; nothing ticks in between. It looks again when told of a change, after a restart, and once a minute
 * in case another process changed something.
 */
export class SessionClock {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #nextDue: () => Promise<Date | null>;
  readonly #doDue: () => Promise<void>;
  #callOff: () => void = () => undefined;
  #looking: Promise<void> = Promise.resolve();
  /** The look that has not begun yet; whoever asks meanwhile is served by it. */
  #waiting: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: {
    clock: Clock;
    log: Log;
    nextDue: () => Promise<Date | null>;
    doDue: () => Promise<void>;
  }) {
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#nextDue = parts.nextDue;
    this.#doDue = parts.doDue;
  }

  /**
   * Does what is due and waits for the next instant. Two never act at once; however often it is asked meanwhile, one look
   * follows, which sees all that was there by then.
   */
  look(): Promise<void> {
    this.#waiting ??= this.#looking = this.#looking.then(() => {
      this.#waiting = undefined;
      return this.#look();
    });
    return this.#waiting;
  }

  /** Waits for the next instant without doing what is due before: that begins at once, and nobody waits for it. */
  async arm(): Promise<void> {
    const next = await this.#nextDue();
    this.#wakeAt(Math.min(next?.getTime() ?? Infinity, this.#clock.now().getTime() + lookEveryMs));
  }

  async #look(): Promise<void> {
    if (this.#stopped) return;
    this.#callOff();
    const now = this.#clock.now().getTime();
    let wake = now + lookEveryMs;
    try {
      await this.#doDue();
      const next = await this.#nextDue();
      if (next !== null) wake = Math.min(wake, Math.max(next.getTime(), now));
    } catch (error) {
      this.#log.warn(
        `what is due of sessions could not be done and is tried again: ${error instanceof Error ? error.message : String(error)}`,
      );
      wake = now + 1_000;
    }
    this.#wakeAt(wake);
  }

  #wakeAt(ms: number): void {
    if (!this.#stopped) this.#callOff = this.#clock.at(new Date(ms), () => void this.look());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#callOff();
    await this.#looking;
  }
}
