import type { Tx } from "../../kernel/db/database.ts";
import { actorOf, type Caller } from "../../kernel/http/caller.ts";
import { endMemberTokens } from "../access/index.ts";
import type { CafeScope } from "../cafes/index.ts";
import { postCharge } from "../ledger/index.ts";
import { endOfMoney, runningCost, wholeSecond } from "./session-cost.ts";
import * as store from "./session-store.ts";

export interface Ended {
  sessionId: number;
  pcName: string;
  memberId: number;
  account: string;
  /** What was taken, tax included. */
  chargedMinor: number;
}

export interface EndRequest {
  scope: CafeScope;
  pcId: number;
  now: Date;
  by: "Cafe" | "Client" | "Auto";
  caller: Caller;
  comment?: string;
}

/**
 * Ends the session of a PC: one charge, one CHECKOUT row, one transaction. Null when none is running, so a second end
 * does nothing. By `Auto` it ends at the instant its money was used up, however late that is noticed; while there is
 * money again, it goes on with its new end (billing.md 6.4, 7.3).
 */
export async function endSession(tx: Tx, request: EndRequest): Promise<Ended | null> {
  const { scope, pcId, by } = request;
  const { cafeId } = scope;
  const row = await store.lockRunningOfPc(tx, cafeId, pcId);
  if (row === undefined) return null;
  const money = { balanceMinor: row.balance_minor, lots: row.lots };
  const moneyEnds = endOfMoney(row.terms, money, row.started_at);
  let endedAt = wholeSecond(request.now);
  if (moneyEnds !== null && moneyEnds <= endedAt) endedAt = moneyEnds;
  else if (by === "Auto") {
    await store.setEndsAt(tx, cafeId, row.session_id, moneyEnds);
    return null;
  }
  if (endedAt < row.started_at) endedAt = row.started_at;
  const cost = runningCost(row.terms, money, row.started_at, endedAt, scope.exponent);
  const { actorKind, actorId, actorName } = actorOf(request.caller);
  const charged = await postCharge(tx, cafeId, endedAt, {
    sessionId: row.session_id,
    memberId: row.member_id,
    chargeMinor: cost?.totalMinor ?? 0,
    taxMinor: cost?.taxMinor ?? 0,
    taxPercent: row.terms.charge?.tax?.percent ?? "0",
    bonusFirst: row.terms.bonusFirst,
    useBonus: true,
    useBalance: row.terms.useBalance,
    mayBorrowMinor: 0,
    bonusSince: row.started_at,
    usedSeconds: Math.round((endedAt.getTime() - row.started_at.getTime()) / 1000),
    pcName: row.pc_name,
    details: [`Checkout by ${by}`, cost?.words, request.comment].filter(Boolean).join("; "),
    actor: { actorKind, actorId, actorName },
    staffName: by === "Cafe" ? actorName : "",
    shiftId: null,
  });
  await store.closeSession(tx, {
    cafeId,
    sessionId: row.session_id,
    endedAt,
    endedBy: by,
    chargeMinor: charged.chargeMinor,
    taxMinor: charged.taxMinor,
  });
  await endMemberTokens(tx, cafeId, row.member_id, row.pc_name, request.now);
  await tx.announce(cafeId, "sessions.changed", { pc_ids: [pcId] });
  return {
    sessionId: row.session_id,
    pcName: row.pc_name,
    memberId: row.member_id,
    account: row.account,
    chargedMinor: charged.chargeMinor,
  };
}
