import { coversAt } from "../bookings/bookings-rules.ts";
import type { Booked, SessionFacts, Span } from "./session-rules.ts";

/** What bookings of a session's PC mean for it (billing.md 7.2, 11). */

/** The booking that pays for this customer here and now. Holds keep the PC, they pay nothing. */
export function paidBookingAt({ bookings }: SessionFacts, at: number): Booked | undefined {
  return coversAt(
    bookings.filter(({ isOwn, pays }) => isOwn && pays),
    at,
  );
}

/** Whether the PC is somebody else's: nobody but the booker may be there from the start of their time. */
export function isReservedAt({ bookings }: Pick<SessionFacts, "bookings">, at: number): boolean {
  return (
    coversAt(
      bookings.filter(({ isOwn }) => !isOwn),
      at,
    ) !== undefined
  );
}

/**
 * Instants of bookings that end the running source whatever is left of it: somebody else's time begins, own time begins or
 * is over. They stay where they are while the session stands still (billing.md 7.5).
 */
export function bookedBorders(facts: SessionFacts, span: Span): number[] {
  const others = facts.bookings
    .filter(({ isOwn, to }) => !isOwn && to > span.from)
    .map(({ from }) => Math.max(from, span.from));
  if (span.kind === "booking") return [...others, paidBookingAt(facts, span.from)?.to ?? span.from];
  const own = facts.bookings.filter(({ isOwn, pays, from }) => isOwn && pays && from > span.from);
  return [...others, ...own.map(({ from }) => from)];
}
