import type { Operation } from "../../../contract/kit/operation.ts";
import { scopeOf, type Caller } from "./caller.ts";

export { RateLimiter, type RateVerdict } from "./rate-limit.ts";

/** Calls a minute of one address that show no valid token; a whole café may share it. */
export const callsOfStrangers = 300;

/**
 * Calls a minute of each scope (api-v2.md 1.8), for known callers times the installation's `factor`. Strangers keep
 * their limit: it is what slows down who guesses.
 */
export function rateOf(
  caller: Caller,
  address: string,
  operation: Operation | undefined,
  factor = 1,
): { scope: string; limit: number } {
  const { scope, limit } = plainRateOf(caller, address, operation);
  return { scope, limit: caller.kind === "nobody" ? limit : limit * factor };
}

function plainRateOf(
  caller: Caller,
  address: string,
  operation: Operation | undefined,
): { scope: string; limit: number } {
  const scope = scopeOf(caller, address);
  if (operation?.rate === "image") return { scope: `image:${scope}`, limit: 2_000 };
  if (operation?.rate === "refresh-bonus" && caller.kind === "key")
    return { scope: `refresh-bonus:${scope}`, limit: 100 };
  switch (caller.kind) {
    case "key":
    case "member":
      return { scope, limit: 200 };
    case "staff":
    case "pc":
      return { scope, limit: 600 };
    // Somebody at a lock screen, who may make accounts: so many a minute are enough for two hands.
    case "guest":
      return { scope, limit: 30 };
    case "nobody":
      return { scope, limit: callsOfStrangers };
  }
}
