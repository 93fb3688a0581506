import { postCharge } from "../ledger/index.ts";
import { instantOf } from "./read-session.ts";
import { openSpanOf, type SessionFacts } from "./session-rules.ts";
import * as store from "./session-store.ts";
import type { By, Running, SessionWork } from "./session-work.ts";
import { settlementInWords, type Settlement } from "./settle-rules.ts";
import { type DeskMoney, noMoney, settleAtDesk, type Settling } from "./settle-at-desk.ts";
import { detailsOf, settleSpan } from "./settle-span.ts";
import { markSpansPaid } from "./span-store.ts";
import { bookedInAll, usedSeconds } from "./span-rules.ts";
import { withoutSource } from "./timeline-rules.ts";

export interface EndRequest {
  /** Epoch seconds. */
  at: number;
  by: By;
  comment?: string;
  /** Null: no staff are there to take or give money. */
  desk?: Settling | null;
  /** A prepaid session whose time is over is charged all it has (billing.md 6.4.7). */
  isTimeOver?: boolean;
}

export interface Ended extends DeskMoney {
  sessionId: number;
  pcId: number;
  pcName: string;
  memberId: number;
  account: string;
  /** What the session took in all, tax in it. */
  chargedMinor: number;
}

/**
 * Ends a running session at an instant: settles its source, then what its kind asks for, closes it and its customer's
 * tokens (billing.md 7.3). Refuses `request.validation` when payments do not make up what is due.
 */
export async function endRunning(work: SessionWork, running: Running, request: EndRequest): Promise<Ended> {
  const { tx, scope } = work;
  const { row, facts } = running;
  const span = openSpanOf(facts);
  if (span === undefined) throw new Error("a session without a running span cannot end");
  const settlement = await settleSpan(work, running, request.at, {
    by: request.by,
    spendsAll: request.isTimeOver === true && row.kind === "prepaid",
    endsSession: true,
    ...(request.comment === undefined ? {} : { comment: request.comment }),
  });
  const after = withoutSource(facts, span, request.at, settlement);
  const money = await settleKind(work, running, after, settlement, request);
  await store.closeSession(tx, {
    cafeId: scope.cafeId,
    sessionId: row.session_id,
    endedAt: instantOf(request.at),
    endedBy: request.by.end,
    now: work.now,
  });
  return {
    sessionId: row.session_id,
    pcId: row.pc_id,
    pcName: row.pc_name,
    memberId: row.member_id,
    account: row.account,
    chargedMinor: bookedInAll(after),
    ...money,
  };
}

async function settleKind(
  work: SessionWork,
  running: Running,
  after: SessionFacts,
  settlement: Settlement,
  request: EndRequest,
): Promise<DeskMoney> {
  if (running.row.kind === "postpaid") return collect(work, running, after, settlement, request);
  const { desk, by } = request;
  return desk === undefined || desk === null ? noMoney : settleAtDesk(work, running, 0, by, desk);
}

/**
 * A postpaid session: staff take what is due of its time and its orders, else the time stays as the guest's debt and the orders stay open,
 * listed until paid (billing.md 7.3).
 */
async function collect(
  work: SessionWork,
  running: Running,
  after: SessionFacts,
  settlement: Settlement,
  request: EndRequest,
): Promise<DeskMoney> {
  const { tx, scope } = work;
  const { row, facts } = running;
  const due = bookedInAll(after);
  const { desk } = request;
  const isPaid = desk !== undefined && desk !== null;
  const money = isPaid ? await settleAtDesk(work, running, due, request.by, desk) : noMoney;
  const span = openSpanOf(facts);
  const words =
    span === undefined ? "" : settlementInWords(facts, span, request.at, settlement, scope.exponent);
  const taxMinor = after.spans.reduce((sum, { booked }) => sum + booked.taxMinor, 0);
  const charged = await postCharge(tx, scope.cafeId, instantOf(request.at), {
    sessionId: row.session_id,
    memberId: row.member_id,
    chargeMinor: due,
    taxMinor,
    taxPercent: span?.terms?.charge.tax?.percent ?? "0",
    bonusFirst: false,
    useBonus: false,
    useBalance: isPaid,
    mayBorrowMinor: isPaid ? 0 : due,
    bonusSince: instantOf(request.at),
    usedSeconds: usedSeconds(facts, request.at),
    pcName: row.pc_name,
    details: detailsOf(request, words),
    actor: request.by.actor,
    staffName: request.by.staffName,
    shiftId: null,
  });
  await markSpansPaid(tx, {
    cafeId: scope.cafeId,
    sessionId: row.session_id,
    balanceMinor: charged.fromBalanceMinor,
    loanMinor: charged.fromLoanMinor,
    transferId: charged.transferId,
  });
  return money;
}
