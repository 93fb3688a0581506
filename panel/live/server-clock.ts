/** For how long the best reading of the server's clock is trusted, ms: two clocks drift apart. */
const trustedMs = 10 * 60_000;

/**
 * The server's clock as this page knows it: its distance to the page's own steady clock (`performance.now()`), so that a wrong
 * or changed clock of the machine shows no wrong time. Each word of the server was under way for a while, so the reading
 * that is furthest ahead is the truest.
 */
export class ServerClock {
  #distanceMs: number | null = null;
  #heardAtMs = 0;

  /** The server said it was `serverMs` (ms since 1970), heard at `steadyMs`. */
  hear(serverMs: number, steadyMs: number): void {
    const distance = serverMs - steadyMs;
    const isStale = steadyMs - this.#heardAtMs > trustedMs;
    if (this.#distanceMs !== null && distance <= this.#distanceMs && !isStale) return;
    this.#distanceMs = distance;
    this.#heardAtMs = steadyMs;
  }

  /** After the machine slept its steady clock may have stood: what was known is worth nothing. */
  forget(): void {
    this.#distanceMs = null;
  }

  /** The server's ms since 1970; before anything was heard, what the machine says. */
  nowMs(steadyMs: number): number {
    return steadyMs + (this.#distanceMs ?? Date.now() - steadyMs);
  }
}

/** The clock of the one server this page talks to. */
export const serverClock = new ServerClock();

export const serverNowMs = (): number => serverClock.nowMs(performance.now());
