import {
  secondsOf,
  totalOf,
  type Charge,
  type ChargeTerms,
  type Interval,
  type Stretch,
} from "../pricing/pricing-rules.ts";
import { openSpanOf, type Hold, type SessionFacts, type Span } from "./session-rules.ts";

/** Which seconds of a session were lived, on which source, and what was booked for them (billing.md 6.4.8, 7.2). */

const nothing: Charge = { chargeMinor: 0, taxMinor: 0 };

/** The seconds of a span up to an instant, without those in which the session stood still. */
export function livedOf(span: Span, holds: readonly Hold[], until: number): Interval[] {
  let pieces: Interval[] = [{ from: span.from, to: Math.min(span.to ?? until, until) }];
  for (const hold of holds) {
    const to = hold.to ?? Infinity;
    pieces = pieces.flatMap((piece) => [
      { from: piece.from, to: Math.min(piece.to, hold.from) },
      { from: Math.max(piece.from, to), to: piece.to },
    ]);
    pieces = pieces.filter((piece) => piece.from < piece.to);
  }
  return pieces.filter((piece) => piece.from < piece.to);
}

export function secondsLived(span: Span, holds: readonly Hold[], until: number): number {
  return secondsOf(livedOf(span, holds, until));
}

/** Seconds of the whole session up to an instant, without holds. */
export function usedSeconds(facts: SessionFacts, until: number): number {
  return facts.spans.reduce((sum, span) => sum + secondsLived(span, facts.holds, until), 0);
}

/** Free minutes that are left; they are gone once a source was touched (billing.md 6.4.3). */
export function freeSecondsLeft(facts: SessionFacts, at: number): number {
  if (facts.spans.some((span) => span.kind !== "free_minutes")) return 0;
  return Math.max(0, facts.freeSeconds - usedSeconds(facts, at));
}

/**
 * All seconds up to an instant that money paid at one price version, and what was booked for them. Free minutes have spans
 * of their own, so a stretch has none.
 */
export function stretchOf(facts: SessionFacts, stretchNo: number, until: number): Stretch | null {
  const spans = facts.spans.filter((span) => span.stretchNo === stretchNo);
  const terms = spans[0]?.terms;
  if (terms === undefined || terms === null) return null;
  return {
    terms: terms.charge,
    intervals: spans.flatMap((span) => livedOf(span, facts.holds, until)),
    freeSeconds: 0,
    chargedBefore: sumOf(spans),
  };
}

/** The stretches of the session beside one: the minimum counts over all of them (billing.md 6.4.4). */
export function otherStretches(facts: SessionFacts, stretchNo: number, until: number): Stretch[] {
  const numbers = new Set(facts.spans.flatMap((span) => (span.stretchNo === null ? [] : [span.stretchNo])));
  numbers.delete(stretchNo);
  return [...numbers].flatMap((no) => stretchOf(facts, no, until) ?? []);
}

/** The stretch that money at these terms goes on with: the same terms, the same stretch. */
export function stretchNoFor(facts: SessionFacts, terms: NonNullable<Span["terms"]>): number {
  const known = facts.spans.find((span) => span.terms !== null && isSame(span.terms.charge, terms.charge));
  if (known?.stretchNo !== undefined && known.stretchNo !== null) return known.stretchNo;
  return 1 + facts.spans.reduce((most, span) => Math.max(most, span.stretchNo ?? 0), 0);
}

/** A version of a price never changes, so that its number stands for it. */
function isSame(one: ChargeTerms, other: ChargeTerms): boolean {
  return (
    one.price.id === other.price.id &&
    one.price.version === other.price.version &&
    one.zone === other.zone &&
    one.discountPercent === other.discountPercent &&
    one.minimumMinor === other.minimumMinor &&
    one.tax?.percent === other.tax?.percent &&
    one.tax?.included === other.tax?.included
  );
}

function sumOf(spans: readonly Span[]): Charge {
  return spans.reduce(
    (sum, { booked }) => ({
      chargeMinor: sum.chargeMinor + booked.chargeMinor,
      taxMinor: sum.taxMinor + booked.taxMinor,
    }),
    nothing,
  );
}

/** What was booked for the session so far, tax in it. */
export function bookedInAll({ spans }: SessionFacts): number {
  return spans.reduce(
    (sum, { terms, booked }) => sum + (terms === null ? 0 : totalOf(terms.charge, booked)),
    0,
  );
}

/**
 * Until when the running span's seconds are settled history: its start, the end of its last hold, or the begin of the hold
 * that lasts. From there on what is left can be counted without looking at the clock.
 */
export function countedUntil(facts: SessionFacts): { at: number; stands: boolean } {
  const from = openSpanOf(facts)?.from ?? facts.startedAt;
  const lasting = facts.holds.find((hold) => hold.to === null);
  if (lasting !== undefined) return { at: Math.max(from, lasting.from), stands: true };
  return { at: facts.holds.reduce((at, hold) => Math.max(at, hold.to ?? at), from), stands: false };
}
