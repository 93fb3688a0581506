import type { Tx } from "../../kernel/db/database.ts";
import {
  chargedOf,
  chargeRequest,
  transferRequest,
  type Charge,
  type ChargeAnswer,
  type Transfer,
} from "../ledger/index.ts";
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

/** What the end of a span books: a charge, another transfer, or nothing. */
export type Booking = { settle: Charge } | { transfer: Transfer } | null;

export interface EndedSpan {
  sessionId: number;
  memberId: number;
  no: number;
  usedSeconds: number;
  charge: { chargeMinor: number; taxMinor: number };
  books: Booking;
}

/** Books a span and ends it, and takes out what had expired of the member's offers: one call. */
export async function endSpan(tx: Tx, cafeId: number, at: number, ended: EndedSpan): Promise<void> {
  const { books } = ended;
  const request = {
    session_id: ended.sessionId,
    member_id: ended.memberId,
    span_no: ended.no,
    used_seconds: ended.usedSeconds,
    charge: ended.charge.chargeMinor,
    tax: ended.charge.taxMinor,
    settle: books !== null && "settle" in books ? chargeRequest(books.settle) : null,
    transfer: books !== null && "transfer" in books ? transferRequest(books.transfer) : null,
  };
  const row = await tx.row<{ answer: ChargeAnswer | null }>("select settle_span($1, $2, $3) as answer", [
    cafeId,
    instantOf(at),
    JSON.stringify(request),
  ]);
  if (row?.answer) chargedOf(row.answer);
}

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

/** A session that ends at an instant gone by stood still no later than that. */
export const cutHolds = async (tx: Tx, session: { cafeId: number; sessionId: number; at: number }) => {
  const values = [session.cafeId, session.sessionId, instantOf(session.at)];
  await tx.run(
    "delete from session_holds where cafe_id = $1 and session_id = $2 and held_from >= $3",
    values,
  );
  await tx.run(
    "update session_holds set held_until = $3 where cafe_id = $1 and session_id = $2 and held_until > $3",
    values,
  );
};
