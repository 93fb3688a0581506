import { Refusal } from "../../kernel/refusal.ts";
import { postCharge, type Tender } from "../ledger/index.ts";
import { keepChange, payBack, payIn, type Guest, type Tendered } from "./guest-money.ts";
import { instantOf } from "./read-session.ts";
import { openSpanOf, type SessionFacts } from "./session-rules.ts";
import * as store from "./session-store.ts";
import type { By, Running, SessionWork } from "./session-work.ts";
import { settlementInWords, type Settlement } from "./settle-rules.ts";
import { detailsOf, settleSpan } from "./settle-span.ts";
import { markSpansPaid } from "./span-store.ts";
import { bookedInAll, usedSeconds } from "./span-rules.ts";
import { withoutSource } from "./timeline-rules.ts";

/** How a session that staff end is settled at the desk. */
export interface Settling {
  /** How the due of a postpaid session is paid; one without an amount pays all. */
  payments: readonly { tender: Tender; amountMinor: number | null }[];
  /** What is paid back goes this way; null = by the tender it came by. */
  refundTender: Tender | null;
  /** Refuses a tender that is not taken here from whoever asks. */
  refuseTaking: (tender: Tender) => void;
}

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

export interface Ended {
  sessionId: number;
  pcId: number;
  pcName: string;
  memberId: number;
  account: string;
  /** What the session took in all, tax in it. */
  chargedMinor: number;
  /** Taken and given at the desk. */
  paidMinor: number;
  refundedMinor: number;
  orderNo: number | null;
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

type Money = Pick<Ended, "paidMinor" | "refundedMinor" | "orderNo">;
const nothing: Money = { paidMinor: 0, refundedMinor: 0, orderNo: null };

async function settleKind(
  work: SessionWork,
  running: Running,
  after: SessionFacts,
  settlement: Settlement,
  request: EndRequest,
): Promise<Money> {
  switch (running.row.kind) {
    case "postpaid":
      return collect(work, running, after, settlement, request);
    case "prepaid":
    case "offer":
      return request.desk === undefined || request.desk === null
        ? nothing
        : giveChange(work, running, request.by, request.desk.refundTender);
    case "member":
    case "free":
    case "guest":
      return nothing;
  }
}

const guestOf = ({ row }: Running): Guest => ({
  memberId: row.member_id,
  account: row.account,
  pcName: row.pc_name,
  sessionId: row.session_id,
});

/** The rest of what a guest paid goes back or stays with the café, as is set (billing.md 7.3). */
async function giveChange(
  work: SessionWork,
  running: Running,
  by: By,
  tender: Tender | null,
): Promise<Money> {
  const { tx, scope } = work;
  const rest = (await store.findMoney(tx, scope.cafeId, running.row.member_id))?.balance_minor ?? 0;
  if (rest === 0) return nothing;
  if (scope.settings.text("prepaid_session_change_method") === "keep") {
    await keepChange(work, guestOf(running), rest, by);
    return nothing;
  }
  await payBack(work, guestOf(running), rest, by, tender);
  return { ...nothing, refundedMinor: rest };
}

/** A postpaid session: staff take what is due, else it stays as the guest's debt, listed until paid (billing.md 7.3). */
async function collect(
  work: SessionWork,
  running: Running,
  after: SessionFacts,
  settlement: Settlement,
  request: EndRequest,
): Promise<Money> {
  const { tx, scope } = work;
  const { row, facts } = running;
  const due = bookedInAll(after);
  const { desk } = request;
  const isPaid = desk !== undefined && desk !== null;
  const orderNo = isPaid && due > 0 ? await takeDue(work, guestOf(running), due, desk, request.by) : null;
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
  return { ...nothing, paidMinor: isPaid ? due : 0, orderNo };
}

function takeDue(
  work: SessionWork,
  guest: Guest,
  due: number,
  desk: Settling,
  by: By,
): Promise<number | null> {
  const parts = partsOf(desk.payments, due);
  for (const { tender } of parts) desk.refuseTaking(tender);
  return payIn(work, guest, parts, by, "Postpaid session");
}

/** The tenders that make up a sum; the one without an amount pays the rest. */
export function partsOf(
  payments: readonly { tender: Tender; amountMinor: number | null }[],
  due: number,
): Tendered[] {
  const named = payments.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
  const parts = (payments.length === 0 ? [{ tender: "cash" as const, amountMinor: null }] : payments)
    .map(({ tender, amountMinor }) => ({ tender, amountMinor: amountMinor ?? due - named }))
    .filter(({ amountMinor }) => amountMinor !== 0);
  const sum = parts.reduce((total, { amountMinor }) => total + amountMinor, 0);
  if (sum === due && parts.every(({ amountMinor }) => amountMinor > 0)) return joined(parts);
  throw new Refusal("request.validation", "The payments do not make up what is due.", {
    data: { fields: { payments: ["The payments do not make up what is due."] } },
  });
}

function joined(parts: readonly Tendered[]): Tendered[] {
  const sums = new Map<Tender, number>();
  for (const { tender, amountMinor } of parts) sums.set(tender, (sums.get(tender) ?? 0) + amountMinor);
  return [...sums].map(([tender, amountMinor]) => ({ tender, amountMinor }));
}
