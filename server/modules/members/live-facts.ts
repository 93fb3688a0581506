import type { Queries } from "../../kernel/db/database.ts";
import type { CafeScope } from "../cafes/index.ts";
import type { MemberRow } from "./member-store.ts";

/** What only higher levels know of a member at this moment; handed in, because no module calls upward. */
export interface LiveFacts {
  /**
   * The members among these that are in a session: at which PC, and what they would be charged if it ended now
   * (billing.md 7.4). With `queries`, read through them: inside a transaction that holds the members' rows.
   */
  pcOf(
    cafeId: number,
    memberIds: readonly number[],
    queries?: Queries,
  ): Promise<ReadonlyMap<number, { pcName: string; runningCostMinor: number }>>;
  /**
   * What sessions of these members must have booked before their money moves: all that was due by now, and what runs on
   * loan (billing.md 3.6). A transaction of its own, before theirs. Answers what the sessions that run on would be charged
   * if they ended now, by member (billing.md 7.4).
   */
  beforeMoney(cafeId: number, memberIds: readonly number[], now: Date): Promise<ReadonlyMap<number, number>>;
  /** Seconds the account could still play from money; null or infinite = without end. */
  playSeconds(scope: CafeScope, member: MemberRow): Promise<number | null>;
}
