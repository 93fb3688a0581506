import type { Db, Queries, Tx } from "../../kernel/db/database.ts";
import type { Cafes, CafeScope } from "../cafes/index.ts";
import type { Actor } from "../ledger/index.ts";

/** What a sale needs to know of its café. */
export type SaleScope = Pick<CafeScope, "cafeId" | "exponent" | "zone" | "settings">;

/** What a running session would take if it ended now (billing.md 7.4). */
export interface RunningCost {
  bonusMinor: number;
  balanceMinor: number;
}

/** A running session as the bill of its customer shows it. */
export interface SessionBill {
  startedAt: Date;
  /** What it would be charged if it ended now, whoever pays, and the tax of that. */
  costMinor: number;
  taxMinor: number;
  fromBalanceMinor: number;
  pricePerHourMinor: number;
}

/** What only higher levels know of a member at this moment; handed in, because no module calls upward. */
export interface ShopLiveFacts {
  /**
   * Books what the member's session must have booked before its money moves, and answers what it would take if it ended now
   * (billing.md 3.6, 7.4). The member's row is locked.
   */
  runningCost(cafeId: number, memberId: number, tx: Tx, now: Date): Promise<RunningCost>;
  /** The same for what members spend themselves: a PC out of contact keeps what its lease may use (billing.md 7.4). */
  reservedCost(cafeId: number, memberId: number, tx: Tx, now: Date): Promise<RunningCost>;
  /** The offer that its running session uses, with what is left of it at this moment; null = none. */
  offerInUse(
    cafeId: number,
    memberId: number,
    queries: Queries,
  ): Promise<{ ownedOfferId: number; leftSeconds: number } | null>;
  /** Who plays at a PC; null = nobody. */
  memberAtPc(cafeId: number, pcId: number, queries: Queries): Promise<number | null>;
  /** The group of the PC where the member plays; null = in no session. */
  pcGroupOfMember(cafeId: number, memberId: number, queries: Queries): Promise<number | null>;
  /** The member's running session as its bill shows it; null = in none. */
  billOf(scope: CafeScope, memberId: number, queries: Queries): Promise<SessionBill | null>;
  /** Whether bonus pays at this instant (`bonus_available_time`). */
  bonusPays(scope: SaleScope, at: Date): boolean;
}

/** What the routes of the shop are given by the composition. */
export interface ShopParts {
  db: Db;
  cafes: Cafes;
  live: ShopLiveFacts;
  /** A text that only this server can make for another: what a code to pay by was given for. */
  sign: (text: string) => string;
}

/** Who sells, takes money or gives it back, as ledger and log tell it. */
export interface Who {
  actor: Actor;
  /** Empty when no staff did it. */
  staffName: string;
  shiftId: number | null;
}
