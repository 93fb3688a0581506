import type { Charge, Transfer } from "../ledger/index.ts";
import { transferOfUse, type OfferUse } from "../offers/index.ts";
import { durationText } from "../../kernel/local-time.ts";
import { instantOf } from "./read-session.ts";
import { openSpanOf, type SourceKind, type Span } from "./session-rules.ts";
import { settlementInWords, settlementOf, type Settlement } from "./settle-rules.ts";
import { endSpan, type Booking } from "./span-store.ts";
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
  await endSpan(tx, scope.cafeId, at, {
    sessionId: row.session_id,
    memberId: row.member_id,
    no: span.no,
    usedSeconds: settlement.usedSeconds,
    // Of a postpaid span what is due is only written down.
    charge: settlement.booked ?? { chargeMinor: 0, taxMinor: 0 },
    books: bookingOf(work, running, span, at, settlement, options),
  });
  return settlement;
}

function bookingOf(
  { scope }: SessionWork,
  running: Running,
  span: Span,
  at: number,
  settlement: Settlement,
  options: SettleOptions,
): Booking {
  switch (span.kind) {
    case "money":
    case "loan":
      return { settle: chargeOf(running, span, at, settlement, { ...options, exponent: scope.exponent }) };
    case "offer":
      return { transfer: transferOfUse(useOf(running, span, settlement, options)) };
    case "postpaid":
      return null;
    case "booking":
      return { transfer: rowOf(running, span, settlement, options) };
    case "free_minutes":
    case "free":
    case "off":
      return options.endsSession ? { transfer: rowOf(running, span, settlement, options) } : null;
  }
}

function chargeOf(
  { row, facts }: Running,
  span: Span,
  at: number,
  settlement: Settlement,
  options: SettleOptions & { exponent: number },
): Charge {
  const { booked } = settlement;
  const { rules, money } = facts;
  const words = settlementInWords(facts, span, at, settlement, options.exponent);
  return {
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
  };
}

function useOf(
  { row, facts }: Running,
  span: Span,
  { usedSeconds }: Settlement,
  options: SettleOptions,
): OfferUse {
  const offer = facts.offers.find(({ ownedOfferId }) => ownedOfferId === span.ownedOfferId);
  const seconds = Math.min(usedSeconds, offer?.leftSeconds ?? 0);
  const left = durationText((offer?.leftSeconds ?? 0) - seconds);
  return {
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
  };
}

/** No money moves, but the row of the end is written. */
function rowOf(
  { row, facts }: Running,
  span: Span,
  { usedSeconds }: Settlement,
  options: SettleOptions,
): Transfer {
  return {
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
        details: detailsOf(options, freeWords[span.kind] ?? ""),
        sessionId: row.session_id,
      },
    ],
  };
}

const freeWords: Partial<Record<SourceKind, string>> = {
  free_minutes: "free minutes",
  booking: "booked time",
};

/** Free minutes have no row of their own: they are told with the source that came after them. */
export function freeSecondsBefore(facts: Running["facts"], span: Span): number {
  const before = facts.spans.find(({ no }) => no === span.no - 1);
  if (before?.kind !== "free_minutes" || before.to === null) return 0;
  return secondsLived(before, facts.holds, before.to);
}

export function detailsOf({ by, comment }: { by: By; comment?: string }, words: string): string {
  return [`Checkout by ${by.end}`, words, comment ?? ""].filter(Boolean).join("; ");
}
