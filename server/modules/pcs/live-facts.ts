import type { Queries } from "../../kernel/db/database.ts";
import type { PcBookingFacts, PcSessionFacts } from "./pc-rules.ts";

/** What only other modules know of PCs: links, sessions, prices. Given from above, because pcs calls nobody upward. */
export interface LiveFacts {
  /** Whether the PC was heard from within wss_ping_timeout (pc-protocol.md 2.3). */
  isConnected(cafeId: number, pcId: number): boolean;
  /**
   * Running sessions by PC, their times as of `now`; `inside` a transaction, so that no second connection is needed while
   * one is held.
   */
  sessionsOf(cafeId: number, inside?: Queries, now?: Date): Promise<ReadonlyMap<number, PcSessionFacts>>;
  /** Bookings by PC: the next, or the one that lasts; as of `now`. PCs with nothing booked are left out. */
  bookingsOf(cafeId: number, inside?: Queries, now?: Date): Promise<ReadonlyMap<number, PcBookingFacts>>;
  /** Name of the price a free PC of a group shows (api-v2.md 6 #5), "" where there is none. */
  priceNamesOf(cafeId: number): Promise<(pcGroupId: number) => string>;
}
