import { nextChange } from "./change-rules.ts";
import { openSpanOf, type SessionFacts } from "./session-rules.ts";
import { countedUntil } from "./span-rules.ts";

/**
 * A PC without link lets its customer play up to the end of the last lease it answered, and locks then. From that instant the
 * session stands still until the PC is back or staff decide (pc-protocol.md 6.5, billing.md 7.5).
 */

/** When the session begins to stand still because its PC locks; null = nothing foretells it, or it stands already. */
export function locksAt(facts: SessionFacts): number | null {
  if (facts.leasedUntil === null || openSpanOf(facts) === undefined) return null;
  const { at, stands } = countedUntil(facts);
  return stands ? null : Math.max(facts.leasedUntil, at);
}

/**
 * What happens next by itself. A source that ends in the second in which the PC locks ends first: so a session whose time is
 * over ends, and is not held (pc-protocol.md 6.5).
 */
export function nextEvent(facts: SessionFacts): { kind: "source" | "lock"; at: number } | null {
  const change = nextChange(facts);
  const lock = locksAt(facts);
  if (lock !== null && (change === null || lock < change)) return { kind: "lock", at: lock };
  return change === null ? null : { kind: "source", at: change };
}

/** The facts as they are at an instant, if the PC has locked by then. */
export function lockedBy(facts: SessionFacts, at: number): SessionFacts {
  const event = nextEvent(facts);
  return event?.kind === "lock" && event.at <= at ? standingFrom(facts, event.at) : facts;
}

export function standingFrom(facts: SessionFacts, from: number): SessionFacts {
  return { ...facts, holds: [...facts.holds, { from, to: null }] };
}
