/** Time as an argument (design.md 2, rule 7): the real clock at the top, a turned one in tests. */
export interface Clock {
  now(): Date;
  /** Calls back at the instant, at once when it is past. Returns the means to call it off. */
  at(instant: Date, wake: () => void): () => void;
}

const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date(),
  at(instant, wake) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const wait = instant.getTime() - Date.now();
      timer = wait > longestTimerMs ? setTimeout(arm, longestTimerMs) : setTimeout(wake, Math.max(wait, 0));
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** A clock that stands still until a test turns it. */
export class TurnedClock implements Clock {
  #now: number;
  #waiting = new Set<{ at: number; wake: () => void }>();

  constructor(start: Date | string) {
    this.#now = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  at(instant: Date, wake: () => void): () => void {
    const entry = { at: instant.getTime(), wake };
    this.#waiting.add(entry);
    if (entry.at <= this.#now) queueMicrotask(() => this.#fire());
    return () => this.#waiting.delete(entry);
  }

  /** Moves on by so many seconds and wakes what has come due. */
  turn(seconds: number): void {
    this.#now += seconds * 1000;
    this.#fire();
  }

  #fire(): void {
    for (const entry of [...this.#waiting].sort((a, b) => a.at - b.at)) {
      if (entry.at > this.#now || !this.#waiting.delete(entry)) continue;
      entry.wake();
    }
  }
}
