import { postCharge, postTransfer } from "../ledger/index.ts";
import { expireOffers, useOffer } from "../offers/index.ts";
import { durationText } from "../../kernel/local-time.ts";
import { instantOf } from "./read-session.ts";
import { openSpanOf, type Span } from "./session-rules.ts";
import { settlementInWords, settlementOf, type Settlement } from "./settle-rules.ts";
import { endSpan, type EndedSpan } from "./span-store.ts";
import type { By, Running, SessionWork } from "./session-work.ts";
import { secondsLived } from "./span-rules.ts";

interface SettleOptions {
  by: By;
  /** A prepaid session whose time is over is charged all it has (billing.md 6.4.7). */
  spendsAll?: boolean;
  comment?: string;
  /** The session ends with this span, so a row is written even where nothing was booked. */
  endsSession?: boolean;
}

/**
 * Ends the running span at an instant and books it: one charge or one use of an offer, one CHECKOUT row with the calculation in
 * words (billing.md 7.2). What had expired by then is taken out after it. A postpaid span is only written down: it is
 * paid at the end. Answers what was booked.
 */
export async function settleSpan(
  work: SessionWork,
  running: Running,
  at: number,
  options: SettleOptions,
): Promise<Settlement> {
  const { tx, scope } = work;
  const { row, facts } = running;
  const span = openSpanOf(facts);
  if (span === undefined) throw new Error("a session without a running span cannot be settled");
  const settlement = settlementOf(facts, span, at, options.spendsAll);
  const ended = await book(work, running, span, at, settlement, options);
  await endSpan(tx, { cafeId: scope.cafeId, sessionId: row.session_id, no: span.no }, at, ended);
  await expireOffers(tx, scope.cafeId, row.member_id, instantOf(at));
  return settlement;
}

async function book(
  work: SessionWork,
  running: Running,
  span: Span,
  at: number,
  settlement: Settlement,
  options: SettleOptions,
): Promise<EndedSpan> {
  const { usedSeconds, booked } = settlement;
  const nothing = {
    ...{ usedSeconds, chargeMinor: 0, taxMinor: 0, paidBalanceMinor: 0, paidBonusMinor: 0, paidLoanMinor: 0 },
    transferId: null,
  };
  switch (span.kind) {
    case "money":
    case "loan":
      return { ...nothing, ...(await bookMoney(work, running, span, at, settlement, options)) };
    case "offer":
      return { ...nothing, transferId: await bookOffer(work, running, span, at, settlement, options) };
    case "postpaid":
      return { ...nothing, chargeMinor: booked?.chargeMinor ?? 0, taxMinor: booked?.taxMinor ?? 0 };
    case "free_minutes":
    case "booking":
    case "free":
    case "off":
      if (options.endsSession) await writeRow(work, running, span, at, settlement, options);
      return nothing;
  }
}

async function bookMoney(
  { tx, scope }: SessionWork,
  { row, facts }: Running,
  span: Span,
  at: number,
  settlement: Settlement,
  options: SettleOptions,
): Promise<Partial<EndedSpan>> {
  const { booked } = settlement;
  const { rules, money } = facts;
  const words = settlementInWords(facts, span, at, settlement, scope.exponent);
  const charged = await postCharge(tx, scope.cafeId, instantOf(at), {
    sessionId: row.session_id,
    memberId: row.member_id,
    chargeMinor: booked?.totalMinor ?? 0,
    taxMinor: booked?.taxMinor ?? 0,
    taxPercent: span.terms?.charge.tax?.percent ?? "0",
    bonusFirst: rules.bonusFirst,
    useBonus: span.usesBonus,
    useBalance: rules.usesBalance,
    mayBorrowMinor: span.kind === "loan" ? Math.max(0, rules.mayOweMinor - money.loanMinor) : 0,
    bonusSince: instantOf(span.from),
    usedSeconds: settlement.usedSeconds + freeSecondsBefore(facts, span),
    pcName: row.pc_name,
    details: detailsOf(options, words),
    actor: options.by.actor,
    staffName: options.by.staffName,
    shiftId: null,
  });
  return {
    chargeMinor: booked?.chargeMinor ?? 0,
    taxMinor: charged.taxMinor,
    paidBalanceMinor: charged.fromBalanceMinor,
    paidBonusMinor: charged.fromBonusMinor,
    paidLoanMinor: charged.fromLoanMinor,
    transferId: charged.transferId,
  };
}

function bookOffer(
  { tx, scope }: SessionWork,
  { row, facts }: Running,
  span: Span,
  at: number,
  { usedSeconds }: Settlement,
  options: SettleOptions,
): Promise<number | null> {
  const offer = facts.offers.find(({ ownedOfferId }) => ownedOfferId === span.ownedOfferId);
  const seconds = Math.min(usedSeconds, offer?.leftSeconds ?? 0);
  const left = durationText((offer?.leftSeconds ?? 0) - seconds);
  return useOffer(tx, scope.cafeId, instantOf(at), {
    ownedOfferId: span.ownedOfferId ?? 0,
    memberId: row.member_id,
    memberAccount: row.account,
    seconds,
    sessionId: row.session_id,
    pcName: row.pc_name,
    details: detailsOf(options, `offer ${offer?.name ?? ""}: ${durationText(seconds)} used, ${left} left`),
    actor: options.by.actor,
    staffName: options.by.staffName,
    shiftId: null,
  });
}

async function writeRow(
  { tx, scope }: SessionWork,
  { row, facts }: Running,
  span: Span,
  at: number,
  { usedSeconds }: Settlement,
  options: SettleOptions,
): Promise<void> {
  await postTransfer(tx, scope.cafeId, instantOf(at), {
    kind: "session_charge",
    actor: options.by.actor,
    shiftId: null,
    entries: [],
    logs: [
      {
        event: "CHECKOUT",
        memberId: row.member_id,
        memberAccount: row.account,
        pcName: row.pc_name,
        staffName: options.by.staffName,
        usedSeconds: usedSeconds + freeSecondsBefore(facts, span),
        details: detailsOf(options, span.kind === "free_minutes" ? "free minutes" : ""),
        sessionId: row.session_id,
      },
    ],
  });
}

/** Free minutes have no row of their own: they are told with the source that came after them. */
export function freeSecondsBefore(facts: Running["facts"], span: Span): number {
  const before = facts.spans.find(({ no }) => no === span.no - 1);
  if (before?.kind !== "free_minutes" || before.to === null) return 0;
  return secondsLived(before, facts.holds, before.to);
}

export function detailsOf({ by, comment }: { by: By; comment?: string }, words: string): string {
  return [`Checkout by ${by.end}`, words, comment ?? ""].filter(Boolean).join("; ");
}
