import { openSpanOf, type SessionFacts } from "./session-rules.ts";

/**
 * Where staff may end a session whose customer locked the PC without link: at that instant, but not before what is booked
 * already, and not later than now (pc-protocol.md 6.5). Null = nobody asked. Epoch seconds.
 */
export function leaveEnd(facts: SessionFacts, askedAt: number | null, now: number): number | null {
  const span = openSpanOf(facts);
  if (askedAt === null || span === undefined) return null;
  return Math.min(Math.max(askedAt, span.from), now);
}
