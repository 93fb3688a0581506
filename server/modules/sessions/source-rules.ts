import { fitsPlace, windowAt, type OwnedOffer } from "../offers/offers-rules.ts";
import { secondsLeft, type Fund } from "../pricing/pricing-rules.ts";
import { isReservedAt, paidBookingAt } from "./booked-rules.ts";
import { isBonusHour } from "./bonus-hours-rules.ts";
import type { MoneyTerms, SessionFacts, Source } from "./session-rules.ts";
import { bookedInAll, freeSecondsLeft, stretchNoFor, stretchOf } from "./span-rules.ts";

/** Which source pays next (billing.md 7.2). */

const plain = (kind: Source["kind"]): Source => ({ kind, ownedOfferId: null, terms: null, usesBonus: false });

/**
 * The source that pays from an instant on, everything before it being booked; null = none, the session ends there. The
 * order: booked time, free minutes, offers that are valid now, bonus and balance, loan. In somebody else's booked time nothing pays.
 */
export function sourceAt(facts: SessionFacts, at: number): Source | null {
  const { kind, rules } = facts;
  if (isReservedAt(facts, at)) return null;
  if (kind === "guest") return plain("off");
  if (kind === "free") return plain("free");
  if (kind !== "postpaid" && paidBookingAt(facts, at) !== undefined) return plain("booking");
  if (freeSecondsLeft(facts, at) > 0) return plain("free_minutes");
  if (kind === "postpaid") return postpaidAt(facts, at);
  const offer = playsFree(rules.terms)
    ? undefined
    : usableOffers(facts).find((one) => isValid(one, facts, at));
  if (offer !== undefined) return { ...plain("offer"), ownedOfferId: offer.ownedOfferId };
  if (rules.terms === null) return null;
  const usesBonus = isBonusHour(rules.bonusHours, rules.zone, at);
  const money: Source = { kind: "money", ownedOfferId: null, terms: rules.terms, usesBonus };
  if (lasts(facts, money, at)) return money;
  const loan: Source = { ...money, kind: "loan" };
  return rules.usesBalance && lasts(facts, loan, at) ? loan : null;
}

/** Whether a session may start: free minutes alone start none (billing.md 6.5). */
export function hasSource(facts: SessionFacts, at: number): boolean {
  return sourceAt({ ...facts, freeSeconds: 0 }, at) !== null;
}

function postpaidAt(facts: SessionFacts, at: number): Source | null {
  const { terms } = facts.rules;
  if (terms === null) return null;
  const source: Source = { kind: "postpaid", ownedOfferId: null, terms, usesBonus: false };
  return lasts(facts, source, at) ? source : null;
}

/** A discount of 100 %: played for nothing, so no offer is used (billing.md 6.4.2, 6.5). */
export function playsFree(terms: MoneyTerms | null): boolean {
  return terms !== null && Number(terms.charge.discountPercent) >= 100;
}

/** Offers whose time may ever run on this PC for this customer, in order of use. */
export function usableOffers({ offers, place, rules }: SessionFacts): OwnedOffer[] {
  return offers.filter(
    (offer) =>
      offer.leftSeconds > 0 && fitsPlace(offer.terms, { ...place, crossesPcGroups: rules.crossesPcGroups }),
  );
}

function isValid(offer: OwnedOffer, { rules }: SessionFacts, at: number): boolean {
  if (at < offer.boughtAt || (offer.expiresAt !== null && offer.expiresAt <= at)) return false;
  return windowAt(offer.terms, rules.zone, at).isOpen;
}

/**
 * What a source of money may take, in the order it is spent. Lots that had expired when the span began are gone; one that
 * expires later counts until then (billing.md 5). Null = nothing limits it.
 */
export function fundsOf(facts: SessionFacts, source: Source, from: number): Fund[] | null {
  const { money, rules } = facts;
  if (source.kind === "postpaid") {
    if (rules.postpaidMostMinor === 0) return null;
    // Below zero where rounding took a minor unit more than was left: it is not to be played out.
    return [{ amountMinor: rules.postpaidMostMinor - bookedInAll(facts), expiresAt: null }];
  }
  const lots = source.usesBonus
    ? money.lots.filter(({ expiresAt }) => expiresAt === null || expiresAt > from)
    : [];
  const balance = { amountMinor: rules.usesBalance ? money.balanceMinor : 0, expiresAt: null };
  const own = rules.bonusFirst ? [...lots, balance] : [balance, ...lots];
  if (source.kind !== "loan") return own;
  return [...own, { amountMinor: Math.max(0, rules.mayOweMinor - money.loanMinor), expiresAt: null }];
}

/** How long a source of money would last from an instant on, everything before being booked; null = no end. */
export function moneySeconds(facts: SessionFacts, source: Source, from: number): number | null {
  if (source.terms === null) return 0;
  const stretch = stretchOf(facts, stretchNoFor(facts, source.terms), from) ?? {
    ...{ terms: source.terms.charge, intervals: [], freeSeconds: 0 },
    chargedBefore: { chargeMinor: 0, taxMinor: 0 },
  };
  const funds = fundsOf(facts, source, from);
  return funds === null ? null : secondsLeft({ stretch, now: from, funds });
}

/** Whether a source of money pays at least the next second. */
export function lasts(facts: SessionFacts, source: Source, at: number): boolean {
  const seconds = moneySeconds(facts, source, at);
  return seconds === null || seconds >= 1;
}
