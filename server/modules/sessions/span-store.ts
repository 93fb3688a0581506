import type { Tx } from "../../kernel/db/database.ts";
import type { HoldReason, Source } from "./session-rules.ts";
import { storedTerms } from "./stored-terms.ts";

const instantOf = (seconds: number) => new Date(seconds * 1000);

interface Place {
  cafeId: number;
  sessionId: number;
  no: number;
}

export const insertSpan = (
  tx: Tx,
  span: Place & { source: Source; from: number; stretchNo: number | null },
) =>
  tx.run(
    `insert into session_spans (cafe_id, session_id, span_no, source, owned_offer_id, started_at, stretch_no, terms, price_name, uses_bonus)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      span.cafeId,
      span.sessionId,
      span.no,
      span.source.kind,
      span.source.ownedOfferId,
      instantOf(span.from),
      span.stretchNo,
      span.source.terms === null ? null : JSON.stringify(storedTerms(span.source.terms.charge)),
      span.source.terms?.priceName ?? "",
      span.source.usesBonus,
    ],
  );

export interface EndedSpan {
  usedSeconds: number;
  chargeMinor: number;
  taxMinor: number;
  paidBalanceMinor: number;
  paidBonusMinor: number;
  paidLoanMinor: number;
  transferId: number | null;
}

/** What of a span is history once it ended. */
export const endSpan = (tx: Tx, place: Place, to: number, ended: EndedSpan) =>
  tx.run(
    `update session_spans set ended_at = $4, used_seconds = $5, charge_minor = $6, tax_minor = $7, paid_balance_minor = $8,
       paid_bonus_minor = $9, paid_loan_minor = $10, transfer_id = $11
     where cafe_id = $1 and session_id = $2 and span_no = $3 and ended_at is null`,
    [
      place.cafeId,
      place.sessionId,
      place.no,
      instantOf(to),
      ended.usedSeconds,
      ended.chargeMinor,
      ended.taxMinor,
      ended.paidBalanceMinor,
      ended.paidBonusMinor,
      ended.paidLoanMinor,
      ended.transferId,
    ],
  );

/** What of a postpaid session was owed for its spans is paid now. */
export const markSpansPaid = (
  tx: Tx,
  paid: {
    cafeId: number;
    sessionId: number;
    balanceMinor: number;
    loanMinor: number;
    transferId: number | null;
  },
) =>
  tx.run(
    `update session_spans set paid_balance_minor = $3, paid_loan_minor = $4, transfer_id = $5
     where cafe_id = $1 and session_id = $2 and span_no = (select max(span_no) from session_spans
       where cafe_id = $1 and session_id = $2)`,
    [paid.cafeId, paid.sessionId, paid.balanceMinor, paid.loanMinor, paid.transferId],
  );

/** A hold that ended in the second in which it began never was: the next one takes its place. */
export const beginHold = (
  tx: Tx,
  hold: { cafeId: number; sessionId: number; from: number; reason: HoldReason; pauseId: number | null },
) =>
  tx.run(
    `insert into session_holds (cafe_id, session_id, held_from, reason, pause_id) values ($1, $2, $3, $4, $5)
     on conflict (cafe_id, session_id, held_from) do update
       set held_until = null, reason = excluded.reason, pause_id = excluded.pause_id`,
    [hold.cafeId, hold.sessionId, instantOf(hold.from), hold.reason, hold.pauseId],
  );

/** The open hold goes on by another pause. */
export const setHoldPause = (tx: Tx, hold: { cafeId: number; sessionId: number; pauseId: number }) =>
  tx.run(
    "update session_holds set pause_id = $3 where cafe_id = $1 and session_id = $2 and held_until is null",
    [hold.cafeId, hold.sessionId, hold.pauseId],
  );

export const endHold = (tx: Tx, hold: { cafeId: number; sessionId: number; to: number }) =>
  tx.run(
    `update session_holds set held_until = greatest($3, held_from) where cafe_id = $1 and session_id = $2 and held_until is null`,
    [hold.cafeId, hold.sessionId, instantOf(hold.to)],
  );
