import type { Clock } from "../clock.ts";

/** Fixed windows of a minute per scope (api-v2.md 1.8). Kept in memory: each process counts what it serves. */

const windowMs = 60_000;
/** Scopes kept at most; strangers' addresses must not fill the memory. */
const maxScopes = 100_000;

export interface RateVerdict {
  limited: boolean;
  limit: number;
  remaining: number;
  /** Unix seconds at which the window ends. */
  resetAt: number;
  retryAfterSeconds: number;
}

export class RateLimiter {
  readonly #clock: Clock;
  #windows = new Map<string, { count: number; endsMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one call. Refused calls do not prolong the window. */
  count(scope: string, limit: number): RateVerdict {
    const nowMs = this.#clock.now().getTime();
    let window = this.#windows.get(scope);
    if (window === undefined || window.endsMs <= nowMs) {
      if (this.#windows.size >= maxScopes) this.#sweep(nowMs);
      window = { count: 0, endsMs: nowMs + windowMs };
      this.#windows.set(scope, window);
    }
    const limited = window.count >= limit;
    if (!limited) window.count += 1;
    return {
      limited,
      limit,
      remaining: limit - window.count,
      resetAt: Math.ceil(window.endsMs / 1000),
      retryAfterSeconds: limited ? Math.max(1, Math.ceil((window.endsMs - nowMs) / 1000)) : 0,
    };
  }

  /** How a scope stands, without counting a call. */
  peek(scope: string, limit: number): RateVerdict {
    const nowMs = this.#clock.now().getTime();
    const kept = this.#windows.get(scope);
    const window = kept === undefined || kept.endsMs <= nowMs ? { count: 0, endsMs: nowMs + windowMs } : kept;
    return {
      limited: false,
      limit,
      remaining: limit - window.count,
      resetAt: Math.ceil(window.endsMs / 1000),
      retryAfterSeconds: 0,
    };
  }

  #sweep(nowMs: number): void {
    for (const [scope, window] of this.#windows) if (window.endsMs <= nowMs) this.#windows.delete(scope);
    if (this.#windows.size >= maxScopes) this.#windows.clear();
  }
}
