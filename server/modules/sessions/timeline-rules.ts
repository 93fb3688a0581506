import { expiresAtAfterFirstUse, inOrderOfUse, type OwnedOffer } from "../offers/offers-rules.ts";
import type { Fund } from "../pricing/pricing-rules.ts";
import { nextChange } from "./change-rules.ts";
import { openSpanOf, type SessionFacts, type Source, type Span } from "./session-rules.ts";
import { settlementOf, type Settlement } from "./settle-rules.ts";
import { sourceAt } from "./source-rules.ts";
import { countedUntil, stretchNoFor } from "./span-rules.ts";

/**
 * A session's future, played forward from its facts: each change at its instant, as it would be booked. What is carried out
 * when the instants come and what is foretold now are the same rules.
 */

/** Changes looked ahead; the end of a session with more of them is not before the last one looked at. */
const mostChanges = 60;

/** The facts once a source pays from an instant on. */
export function withSource(facts: SessionFacts, source: Source, at: number): SessionFacts {
  const span: Span = {
    ...source,
    no: facts.spans.length + 1,
    from: at,
    to: null,
    stretchNo: source.terms === null ? null : stretchNoFor(facts, source.terms),
    booked: { chargeMinor: 0, taxMinor: 0 },
  };
  const offers =
    source.ownedOfferId === null
      ? facts.offers
      : facts.offers.map((offer) => (offer.ownedOfferId === source.ownedOfferId ? inUse(offer, at) : offer));
  return { ...facts, spans: [...facts.spans, span], offers: inOrderOfUse(offers) };
}

function inUse(offer: OwnedOffer, at: number): OwnedOffer {
  if (offer.firstUsedAt !== null) return offer;
  return { ...offer, firstUsedAt: at, expiresAt: expiresAtAfterFirstUse(offer, at) };
}

/** The facts once the running span was ended and booked at an instant, and what had expired by then is gone. */
export function withoutSource(
  facts: SessionFacts,
  span: Span,
  at: number,
  settlement: Settlement,
): SessionFacts {
  const { booked } = settlement;
  const ended: Span = {
    ...span,
    to: at,
    booked: booked === null ? span.booked : { chargeMinor: booked.chargeMinor, taxMinor: booked.taxMinor },
  };
  const { money } = facts;
  return {
    ...facts,
    spans: [...facts.spans.slice(0, -1), ended],
    money: {
      balanceMinor: money.balanceMinor - settlement.fromBalanceMinor,
      loanMinor: money.loanMinor + settlement.fromLoanMinor,
      lots: spent(money.lots, settlement.fromBonusMinor).filter(
        ({ expiresAt }) => expiresAt === null || expiresAt > at,
      ),
    },
    offers: facts.offers
      .map((offer) =>
        offer.ownedOfferId === span.ownedOfferId
          ? { ...offer, leftSeconds: offer.leftSeconds - Math.min(offer.leftSeconds, settlement.usedSeconds) }
          : offer,
      )
      .filter(({ leftSeconds, expiresAt }) => leftSeconds > 0 && (expiresAt === null || expiresAt > at)),
  };
}

function spent(lots: readonly Fund[], amountMinor: number): Fund[] {
  let left = amountMinor;
  return lots.flatMap((lot) => {
    const taken = Math.min(left, lot.amountMinor);
    left -= taken;
    return taken === lot.amountMinor ? [] : [{ ...lot, amountMinor: lot.amountMinor - taken }];
  });
}

/** One step of the future: the running source ends by itself and the next one begins, or none does. */
export function stepped(facts: SessionFacts, at: number): { facts: SessionFacts; ended: boolean } {
  const span = openSpanOf(facts);
  if (span === undefined) return { facts, ended: true };
  const after = withoutSource(facts, span, at, settlementOf(facts, span, at));
  const next = sourceAt(after, at);
  return next === null ? { facts: after, ended: true } : { facts: withSource(after, next, at), ended: false };
}

/**
 * The instant at which the session ends if nobody does anything; null = nothing ends it. One that stands still has no end
 * of its own, but the one it would have if it went on from here: what is left is the same.
 */
export function plannedEnd(facts: SessionFacts): number | null {
  let here = goingOn(facts);
  for (let changes = 0; changes < mostChanges; changes += 1) {
    const at = nextChange(here);
    if (at === null) return null;
    const next = stepped(here, at);
    if (next.ended) return at;
    here = next.facts;
  }
  return openSpanOf(here)?.from ?? null;
}

/** What the session would take of bonus and balance by a later instant, if nobody does anything. Epoch seconds. */
export function spentBy(facts: SessionFacts, until: number): { bonusMinor: number; balanceMinor: number } {
  const spent = { bonusMinor: 0, balanceMinor: 0 };
  let here = facts;
  for (let changes = 0; changes < mostChanges; changes += 1) {
    const span = openSpanOf(here);
    if (span === undefined) break;
    const at = nextChange(here);
    const isLast = at === null || at >= until;
    const { fromBonusMinor, fromBalanceMinor } = settlementOf(here, span, isLast ? until : at);
    spent.bonusMinor += fromBonusMinor;
    spent.balanceMinor += fromBalanceMinor;
    const next = isLast ? null : stepped(here, at);
    if (next === null || next.ended) break;
    here = next.facts;
  }
  return spent;
}

/** Seconds that are left over all sources from an instant on; null = no end. Below 0 = over. */
export function secondsLeftInAll(facts: SessionFacts, now: number): number | null {
  const end = plannedEnd(facts);
  if (end === null) return null;
  const { at, stands } = countedUntil(facts);
  return end - (stands ? at : now);
}

/** Seconds until the running source ends; null = nothing ends it. */
export function secondsLeftOfSource(facts: SessionFacts, now: number): number | null {
  const { at, stands } = countedUntil(facts);
  const change = nextChange(goingOn(facts));
  return change === null ? null : change - (stands ? at : now);
}

/** A session that stands still, as if it went on from the instant it stopped at. */
function goingOn(facts: SessionFacts): SessionFacts {
  const { at, stands } = countedUntil(facts);
  if (!stands) return facts;
  return { ...facts, holds: facts.holds.map((hold) => (hold.to === null ? { ...hold, to: at } : hold)) };
}
