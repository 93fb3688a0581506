import { windowAt, type OwnedOffer } from "../offers/offers-rules.ts";
import { bookedBorders } from "./booked-rules.ts";
import { nextBonusBorder } from "./bonus-hours-rules.ts";
import { openSpanOf, type SessionFacts, type Span } from "./session-rules.ts";
import { moneySeconds, playsFree, usableOffers } from "./source-rules.ts";
import { countedUntil, freeSecondsLeft, secondsLived } from "./span-rules.ts";

/**
 * The instant at which the running source ends by itself: used up, its window closes, its expiry comes, a better one opens
 * (billing.md 7.2). It follows from the facts alone, whenever it is asked; null = nothing ends it.
 */
export function nextChange(facts: SessionFacts): number | null {
  const span = openSpanOf(facts);
  if (span === undefined) return null;
  return earliest([usedUpAt(facts, span), ...bordersOf(facts, span), ...bookedBorders(facts, span)]);
}

function earliest(instants: readonly (number | null)[]): number | null {
  const known = instants.filter((instant) => instant !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** When the source is used up; while the session stands still only what was used up before counts. */
function usedUpAt(facts: SessionFacts, span: Span): number | null {
  const { at, stands } = countedUntil(facts);
  const left = secondsLeftOf(facts, span, at);
  if (left === null) return null;
  return stands && left > 0 ? null : at + Math.max(0, left);
}

/** Seconds the running span's source lasts beyond an instant; null = nothing uses it up. */
function secondsLeftOf(facts: SessionFacts, span: Span, at: number): number | null {
  switch (span.kind) {
    case "free_minutes":
      return freeSecondsLeft(facts, at);
    case "offer":
      return (offerOf(facts, span)?.leftSeconds ?? 0) - secondsLived(span, facts.holds, at);
    case "money":
    case "loan":
    case "postpaid":
      return moneySeconds(facts, span, at);
    case "booking":
    case "free":
    case "off":
      return null;
  }
}

function offerOf(facts: SessionFacts, span: Span): OwnedOffer | undefined {
  return facts.offers.find(({ ownedOfferId }) => ownedOfferId === span.ownedOfferId);
}

/** Instants after the span's begin that end it whatever is left of it. */
function bordersOf(facts: SessionFacts, span: Span): (number | null)[] {
  switch (span.kind) {
    case "offer": {
      const offer = offerOf(facts, span);
      if (offer === undefined) return [];
      const closes = windowAt(offer.terms, facts.rules.zone, span.from).changesAt;
      return [closes, offer.expiresAt, ...openings(facts, span, betterThan(facts, offer))];
    }
    case "money":
    case "loan":
      return [...openings(facts, span, usableOffers(facts)), ...bonusBorders(facts, span)];
    case "free_minutes":
    case "postpaid":
    case "booking":
    case "free":
    case "off":
      return [];
  }
}

function betterThan(facts: SessionFacts, offer: OwnedOffer): OwnedOffer[] {
  const usable = usableOffers(facts);
  const place = usable.findIndex(({ ownedOfferId }) => ownedOfferId === offer.ownedOfferId);
  return place < 0 ? [] : usable.slice(0, place);
}

/** When waiting offers may begin: bought, and in their windows. Whoever plays for nothing uses none. */
function openings(facts: SessionFacts, span: Span, waiting: readonly OwnedOffer[]): number[] {
  if (playsFree(facts.rules.terms)) return [];
  return waiting.flatMap(({ terms, expiresAt, boughtAt }) => {
    const since = Math.max(span.from, boughtAt);
    const { isOpen, changesAt } = windowAt(terms, facts.rules.zone, since);
    const opens = isOpen ? since : changesAt;
    if (opens === null || opens <= span.from) return [];
    return expiresAt !== null && expiresAt <= opens ? [] : [opens];
  });
}

/**
 * Where bonus begins or ceases to pay, and where a lot that pays here expires: what was used up to then is booked first
 * (billing.md 5).
 */
function bonusBorders(facts: SessionFacts, span: Span): (number | null)[] {
  const { lots } = facts.money;
  const open = lots.filter(
    ({ amountMinor, expiresAt }) => amountMinor > 0 && (expiresAt === null || expiresAt > span.from),
  );
  if (open.length === 0) return [];
  const expiries = span.usesBonus ? open.map(({ expiresAt }) => expiresAt) : [];
  return [nextBonusBorder(facts.rules.bonusHours, facts.rules.zone, span.from), ...expiries];
}
