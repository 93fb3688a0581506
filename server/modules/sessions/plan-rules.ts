import { nextChange } from "./change-rules.ts";
import { openSpanOf, type SessionFacts, type Source, type Span } from "./session-rules.ts";
import { settlementOf } from "./settle-rules.ts";
import { fundsOf, sourceAt } from "./source-rules.ts";
import { plannedEnd, withoutSource } from "./timeline-rules.ts";

/** What was foretold of a session when it was last touched. Epoch seconds; null = nothing. */
export interface Plan {
  readonly endsAt: number | null;
  readonly nextAt: number | null;
}

/**
 * Whether the running source is still the one that would be chosen now, at the price it runs at (billing.md 6.6). Free minutes
 * run to their end.
 */
export function keepsSource(facts: SessionFacts, at: number): boolean {
  const span = openSpanOf(facts);
  if (span === undefined || span.kind === "free_minutes") return true;
  const after = withoutSource(facts, span, at, settlementOf(facts, span, at));
  const rules = { ...after.rules, terms: span.terms ?? after.rules.terms };
  const next = sourceAt({ ...after, rules }, at);
  return next !== null && (isSame(next, span) || isPaidAhead(after, span, next, at));
}

const isSame = (next: Source, span: Span): boolean =>
  next.kind === span.kind && next.ownedOfferId === span.ownedOfferId && next.usesBonus === span.usesBonus;

/** Rounding charged the loan for seconds to come: no money pays them. */
const isPaidAhead = (facts: SessionFacts, span: Span, next: Source, at: number): boolean =>
  span.kind === "loan" &&
  next.kind === "money" &&
  (fundsOf(facts, next, at) ?? []).every(({ amountMinor }) => amountMinor === 0);

/** Whether all that was foretold still holds and nothing is due: then money that moved changes nothing of the session. */
export function holdsPlan(facts: SessionFacts, plan: Plan, at: number): boolean {
  const change = nextChange(facts);
  if (change !== plan.nextAt || plannedEnd(facts) !== plan.endsAt) return false;
  return (change === null || change > at) && keepsSource(facts, at);
}
