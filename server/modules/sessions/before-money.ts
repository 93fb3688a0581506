import type { Queries } from "../../kernel/db/database.ts";
import { bookSoFar, planned } from "./advance-session.ts";
import { epochSeconds, factsOfRows } from "./read-session.ts";
import * as store from "./session-store.ts";
import type { SessionView } from "./session-view.ts";
import type { SessionWork } from "./session-work.ts";
import type { Sessions } from "./sessions.ts";
import { spentBy } from "./timeline-rules.ts";

/** What who moves the money of a member asks of its session, inside the transaction that moves it. */

/**
 * What is due by now is booked, and what runs on loan, because its source is about to change (billing.md 3.6); the view says what the
 * session would take if it ended now (7.4). Null = in no session. The member's row is locked.
 */
export async function countBeforeMoney(
  sessions: Sessions,
  work: SessionWork,
  memberId: number,
): Promise<SessionView | null> {
  const { cafeId } = work.scope;
  const [row] = await store.listStandingOfMembers(work.tx, cafeId, [memberId]);
  if (row === undefined) return null;
  const isOnLoan = row.source === "loan";
  if (isOnLoan || (row.next_at !== null && row.next_at <= work.now))
    await sessions.change(work, row.session_id, async (session) =>
      planned(work, isOnLoan ? await bookSoFar(work, session) : session),
    );
  const [view] = await sessions.viewsOfMembers(cafeId, [memberId], work.tx);
  return view ?? null;
}

/**
 * What a session keeps of its member's money before the member spends it elsewhere: what it would take now, and while its PC is out of
 * contact what the PC may use up to the end of its lease (billing.md 7.4). Staff may go below that.
 */
export async function reservedOf(
  sessions: Sessions,
  work: SessionWork,
  memberId: number,
  isConnected: (pcId: number) => boolean,
): Promise<{ bonusMinor: number; balanceMinor: number }> {
  const view = await countBeforeMoney(sessions, work, memberId);
  if (view === null) return { bonusMinor: 0, balanceMinor: 0 };
  const now = { bonusMinor: view.costFromBonusMinor, balanceMinor: view.costFromBalanceMinor };
  if (view.playsUntil === null || isConnected(view.pcId)) return now;
  const rows = await store.listRunningOfMembers(work.tx, work.scope.cafeId, [memberId]);
  const [facts] = await factsOfRows({ queries: work.tx, scope: work.scope, prices: work.prices }, rows);
  return facts === undefined ? now : spentBy(facts, epochSeconds(view.playsUntil));
}

/** Who plays at a PC; null = nobody. */
export async function memberAtPc(db: Queries, cafeId: number, pcId: number): Promise<number | null> {
  return (await store.findRunningOfPc(db, cafeId, pcId))?.member_id ?? null;
}

/** The group of the PC where a member plays; null = at none. */
export async function pcGroupOfMember(db: Queries, cafeId: number, memberId: number): Promise<number | null> {
  return (await store.listRunningOfMembers(db, cafeId, [memberId]))[0]?.pc_group_id ?? null;
}
