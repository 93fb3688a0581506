import { nextChange } from "./change-rules.ts";
import { openSpanOf, type SessionFacts } from "./session-rules.ts";
import { settlementOf } from "./settle-rules.ts";
import { sourceAt } from "./source-rules.ts";
import { plannedEnd, withoutSource } from "./timeline-rules.ts";

/** What was foretold of a session when it was last touched. Epoch seconds; null = nothing. */
export interface Plan {
  readonly endsAt: number | null;
  readonly nextAt: number | null;
}

/** Whether the running source is still the one that would be chosen now. Free minutes run to their end. */
export function keepsSource(facts: SessionFacts, at: number): boolean {
  const span = openSpanOf(facts);
  if (span === undefined || span.kind === "free_minutes") return true;
  const next = sourceAt(withoutSource(facts, span, at, settlementOf(facts, span, at)), at);
  return (
    next !== null &&
    next.kind === span.kind &&
    next.ownedOfferId === span.ownedOfferId &&
    next.usesBonus === span.usesBonus
  );
}

/** Whether all that was foretold still holds and nothing is due: then money that moved changes nothing of the session. */
export function holdsPlan(facts: SessionFacts, plan: Plan, at: number): boolean {
  const change = nextChange(facts);
  if (change !== plan.nextAt || plannedEnd(facts) !== plan.endsAt) return false;
  return (change === null || change > at) && keepsSource(facts, at);
}
