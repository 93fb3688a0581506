import { randomBytes } from "node:crypto";
import type { Timing } from "../pc/link/timing.ts";
import type { Clock } from "../server/kernel/clock.ts";

/**
 * The time of a story: it runs as the machine's does and can be moved on. The server takes it as its clock and the simulated
 * PCs as theirs, so that all three agree on what time it is.
 */
export class MovedClock implements Clock {
  readonly #startedMs = performance.now();
  #nowMs: number;
  #waiting = new Map<{ at: number; wake: () => void }, NodeJS.Timeout>();

  constructor(start: string) {
    this.#nowMs = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.#nowMs + Math.round(performance.now() - this.#startedMs));
  }

  at(instant: Date, wake: () => void): () => void {
    const entry = { at: instant.getTime(), wake };
    this.#arm(entry);
    return () => this.#callOff(entry);
  }

  /** Goes on by so many seconds; what has come due by then is woken. */
  move(seconds: number): void {
    this.#nowMs += seconds * 1000;
    for (const [entry, timer] of [...this.#waiting]) {
      clearTimeout(timer);
      this.#arm(entry);
    }
  }

  #arm(entry: { at: number; wake: () => void }): void {
    const waitMs = Math.min(Math.max(entry.at - this.now().getTime(), 0), 2 ** 31 - 1);
    const timer = setTimeout(() => {
      this.#waiting.delete(entry);
      if (this.now().getTime() < entry.at) this.#arm(entry);
      else entry.wake();
    }, waitMs);
    this.#waiting.set(entry, timer);
  }

  #callOff(entry: { at: number; wake: () => void }): void {
    clearTimeout(this.#waiting.get(entry));
    this.#waiting.delete(entry);
  }
}

/** The same time for a PC. Its pulse and its tries keep the machine's pace: a story does not wait for them. */
export const timingOf = (clock: MovedClock): Timing => ({
  monoMs: () => clock.now().getTime(),
  wallMs: () => clock.now().getTime(),
  after(ms, wake) {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
  random: () => randomBytes(4).readUInt32BE() / 2 ** 32,
});
