import type { Db, Queries } from "../../kernel/db/database.ts";
import type { Cafes, CafeScope } from "../cafes/index.ts";

/** What only higher levels know of a member at this moment; handed in, because no module calls upward. */
export interface ShopLiveFacts {
  /** What the member's running session would take if it ended now (billing.md 7.4). */
  runningCost(
    cafeId: number,
    memberId: number,
    queries: Queries,
  ): Promise<{ bonusMinor: number; balanceMinor: number }>;
  /** The offer that its running session uses, with what is left of it at this moment; null = none. */
  offerInUse(
    cafeId: number,
    memberId: number,
    queries: Queries,
  ): Promise<{ ownedOfferId: number; leftSeconds: number } | null>;
  /** Whether bonus pays at this instant (`bonus_available_time`). */
  bonusPays(scope: CafeScope, at: Date): boolean;
}

/** What the routes of the shop are given by the composition. */
export interface ShopParts {
  db: Db;
  cafes: Cafes;
  live: ShopLiveFacts;
}
