import type { House } from "./house.ts";
import { wallClock } from "./local-calendar.ts";
import type { MembersOffer, OverSession, Span } from "./over-sessions.ts";
import { bookingOf, fundsOf, isCovered } from "./reckon-money.ts";

/**
 * Which source must have paid, asked minute by minute of what the member owned, apart from the rules that chose it (billing.md
 * 7.2, 8). Answers what is wrong in a sentence, or null.
 */

type Known = Pick<House, "zone" | "settings" | "pcs">;

/** Whether the time of an offer may run at an instant by its valid dates, weekdays and hours. */
export function isWindowOpen({ terms }: MembersOffer, at: number, zone: string): boolean {
  if (terms.validFrom !== null && at < terms.validFrom) return false;
  if (terms.validTo !== null && at >= terms.validTo) return false;
  const { day, minute } = wallClock(at, zone);
  const begins = (weekday: number) => terms.weekdays.length === 0 || terms.weekdays.includes(weekday + 1);
  const { fromMinute: from, toMinute: to } = terms.hours;
  if (from === to) return begins(day);
  if (from < to) return begins(day) && from <= minute && minute < to;
  return (minute >= from && begins(day)) || (minute < to && begins((day + 6) % 7));
}

/** The instant from which on it is lost, as it was known then. */
function expiryAt(offer: MembersOffer, at: number): number {
  if (offer.expiresAt === null) return Infinity;
  const isKnown = offer.terms.expiry.kind !== "after_first_use" || (offer.firstUsedAt ?? Infinity) <= at;
  return isKnown ? offer.expiresAt : Infinity;
}

function isUsable(offer: MembersOffer, at: number, pcGroupId: number, zone: string): boolean {
  if (at < offer.boughtAt || at >= (offer.refundedAt ?? Infinity) || at >= expiryAt(offer, at)) return false;
  if (offer.terms.pcGroupIds.length > 0 && !offer.terms.pcGroupIds.includes(pcGroupId)) return false;
  const left = offer.seconds - offer.taken.reduce((sum, use) => sum + (use.at <= at ? use.seconds : 0), 0);
  return left > 0 && isWindowOpen(offer, at, zone);
}

/** Higher priority first, then what expires first, then the lower number. */
const inOrder = (at: number) => (a: MembersOffer, b: MembersOffer) => {
  const [first, second] = [expiryAt(a, at), expiryAt(b, at)];
  return b.priority - a.priority || (first === second ? 0 : first - second) || a.id - b.id;
};

/** The offer that pays at an instant; null = none may. */
function offerThatPays(session: OverSession, at: number, known: Known): number | null {
  const place = session.places.findLast(({ from }) => from <= at)?.pcName;
  const group = known.pcs.find(({ name }) => name === place)?.groupId ?? 0;
  const usable = session.offers.filter((offer) => isUsable(offer, at, group, known.zone));
  return usable.sort(inOrder(at))[0]?.id ?? null;
}

const mayUseOffers = ({ kind }: OverSession) => kind === "member" || kind === "prepaid" || kind === "offer";

/** A span of money while an offer might have paid, or of an offer that might not. */
export function sourceFault(session: OverSession, known: Known): string | null {
  if (!mayUseOffers(session)) return null;
  for (const span of session.spans) {
    if (!["offer", "money", "loan"].includes(span.source)) continue;
    const expected = span.source === "offer" ? span.offerId : null;
    for (let at = span.from; at < span.to; at += 60 - (at % 60)) {
      const pays = offerThatPays(session, at, known);
      if (pays !== expected)
        return `at ${at} ${span.source} ${expected ?? ""} paid, the offer ${pays ?? "none"} should`;
    }
  }
  return null;
}

/** Bonus pays in its hours and not outside them. */
export function bonusHourFault(session: OverSession, { zone, settings }: Known): string | null {
  const { bonusHours } = settings;
  if (bonusHours.length === 0) return null;
  for (const span of session.spans) {
    if (span.source !== "money" && span.source !== "loan") continue;
    // Outside the hours of somebody who has no bonus it does not matter.
    if (span.before.bonus === 0) continue;
    for (let at = span.from; at < span.to; at += 60 - (at % 60)) {
      const { day, minute } = wallClock(at, zone);
      const mayPay = bonusHours[day]?.[Math.floor(minute / 60)] === 1;
      if (mayPay !== span.usesBonus)
        return `at ${at} bonus ${span.usesBonus ? "paid" : "did not pay"} against the café's hours`;
    }
  }
  return null;
}

/** A session that ended by itself ended at the last second that somebody paid, and not before. */
export function endFault(session: OverSession, known: Known): string | null {
  const last = session.spans.at(-1);
  if (session.endedBy !== "Auto" || session.wasSilent || last === undefined) return null;
  switch (last.source) {
    case "money":
    case "loan":
      return usedUpFault(session, last, fundsInAll(last, known), known);
    case "postpaid":
      return usedUpFault(session, last, postpaidRoom(session, last, known), known);
    case "offer":
    case "free_minutes":
      return offerThatPays(session, session.ended, known) === null
        ? null
        : "it ended by itself although an offer might have paid";
    case "free":
    case "off":
    case "booking":
      return "it ended by itself although nothing ends it";
  }
}

function fundsInAll(span: Span, { settings }: Known): number {
  const { balance, bonus, loan } = fundsOf(span, settings.mayOweMinor);
  return balance + bonus + loan;
}

function postpaidRoom(session: OverSession, span: Span, { settings }: Known): number {
  const before = session.spans.filter(({ no }) => no < span.no);
  const due = before.reduce((sum, { charge, tax, terms }) => {
    const isOnTop = terms !== null && terms.price.taxed && terms.tax !== null && !terms.tax.included;
    return sum + charge + (isOnTop ? tax : 0);
  }, 0);
  return settings.postpaidMostMinor - due;
}

function usedUpFault(session: OverSession, span: Span, fundsMinor: number, known: Known): string | null {
  const house = { zone: known.zone, fundsMinor };
  if (!isCovered(session, span, { ...house, secondsMore: 0 })) return `it ran on after its money was used up`;
  if (!isCovered(session, span, { ...house, secondsMore: 1 })) return null;
  // What ends at a border of bonus had money that could not be spent beyond it.
  const isBorder = span.to % 1_800 === 0 && known.settings.bonusHours.length > 0;
  const { bonus } = fundsOf(span, 0);
  if (bonus > 0 && (isBorder || session.lotEnds.includes(span.to))) return null;
  return `it ended by itself although its money lasted on`;
}

/** Money gave way to the loan only when it was used up. */
export function loanFault(session: OverSession, known: Known): string | null {
  for (const [place, span] of session.spans.entries()) {
    const next = session.spans[place + 1];
    if (span.source !== "money" || next?.source !== "loan" || next.stretch !== span.stretch) continue;
    // Bonus that expired in that second is what was left.
    if (session.lotEnds.includes(span.to)) continue;
    const booked = bookingOf(session, span, { ...known.settings, zone: known.zone });
    const left = fundsInAll(span, known);
    if (isCovered(session, span, { zone: known.zone, fundsMinor: left, secondsMore: 1 }))
      return `it went on loan at ${next.from} with ${left - booked.fromBalance - booked.fromBonus} left`;
  }
  return null;
}
