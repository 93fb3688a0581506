import type { House, HouseSettings } from "./house.ts";
import type { OverSession, Span } from "./over-sessions.ts";
import { holdFault, type KnownPause } from "./reckon-holds.ts";
import { bookingOf, isTaxOnTop, lengthOf, livedIn } from "./reckon-money.ts";
import { bonusHourFault, endFault, loanFault, sourceFault } from "./reckon-sources.ts";

/**
 * Reckons a session that is over from its instants alone, slowly and obviously: each second on one source, the right one, each
 * booking to the minor unit, each hold with its cause. Answers what is wrong in a sentence, or null.
 */
export function faultOf(session: OverSession, pauses: readonly KnownPause[], house: House): string | null {
  const fault =
    secondsFault(session) ??
    holdFault(session, pauses, house) ??
    freeFault(session, house.settings) ??
    bookingFault(session, house) ??
    sourceFault(session, house) ??
    bonusHourFault(session, house) ??
    loanFault(session, house) ??
    endFault(session, house) ??
    silenceFault(session, house);
  return fault === null
    ? null
    : `session ${session.id} (${session.kind}, ${session.started} to ${session.ended}): ${fault}`;
}

function secondsFault({ spans, started, ended, holds }: OverSession): string | null {
  let at = started;
  for (const span of spans) {
    if (span.from !== at) return `span ${span.no} begins at ${span.from}, the one before ended at ${at}`;
    const lived = lengthOf(livedIn(span, holds));
    if (span.used !== lived) return `span ${span.no} used ${span.used} s, its instants say ${lived}`;
    at = span.to;
  }
  return at === ended ? null : `its last span ended at ${at}`;
}

/** Free minutes come first, all of them, and again only what the last session within the hour left (billing.md 6.4.3). */
function freeFault(session: OverSession, { freeMinutes }: HouseSettings): string | null {
  const { spans, last, kind } = session;
  const isCounted = kind !== "free" && kind !== "guest";
  const all = isCounted ? freeMinutes * 60 : 0;
  const isSoon = last !== null && session.started - last.ended < 3_600;
  const given = isSoon ? Math.min(all, Math.max(0, last.freeSeconds - last.freeUsed)) : all;
  if (session.freeSeconds !== given)
    return `it began with ${session.freeSeconds} free seconds instead of ${given}`;
  const used = spans.reduce((sum, span) => sum + (span.source === "free_minutes" ? span.used : 0), 0);
  const paidFor = spans.find(({ source }) => source !== "free_minutes");
  if (used > given) return `it used ${used} of ${given} free seconds`;
  if (paidFor !== undefined && used < given) return `it was billed after ${used} of ${given} free seconds`;
  return spans.some(({ source, no }) => source === "free_minutes" && no > (paidFor?.no ?? Infinity))
    ? "free minutes came after another source"
    : null;
}

const isMoney = ({ source }: Span) => source === "money" || source === "loan" || source === "postpaid";

function bookingFault(session: OverSession, { zone, settings }: House): string | null {
  for (const span of session.spans.filter(isMoney)) {
    const booked = bookingOf(session, span, { ...settings, zone });
    const stored = { charge: span.charge, tax: span.tax };
    const sources = { fromBalance: span.fromBalance, fromBonus: span.fromBonus, fromLoan: span.fromLoan };
    // What a postpaid session owes is paid at its end, in one sum.
    const all = span.source === "postpaid" ? stored : { ...stored, ...sources };
    for (const [name, value] of Object.entries(all)) {
      const expected = booked[name as keyof typeof booked];
      if (value !== expected)
        return `span ${span.no} (${span.source}) booked ${name} ${value}, minute by minute it comes to ${expected}`;
    }
  }
  const paid = session.spans.reduce((sum, one) => sum + one.fromBalance + one.fromBonus + one.fromLoan, 0);
  return paid === session.chargeMinor ? null : `its spans paid ${paid}, it says ${session.chargeMinor}`;
}

/** A PC that fell silent: its session ended so many minutes after it was last heard of, or after it came there (billing.md 7.5). */
function silenceFault(session: OverSession, { notebook, settings, pcs }: House): string | null {
  const place = session.places.at(-1);
  const pc = pcs.find(({ name }) => name === place?.pcName);
  if (pc === undefined || !pc.hasLink) return session.wasSilent ? "a PC without agent fell silent" : null;
  const heard = Math.max(notebook.lastHeard(pc.name, session.ended) ?? 0, place?.from ?? session.started);
  const over = heard + settings.outageMinutes * 60;
  if (session.wasSilent)
    return session.ended === over ? null : `it ended of silence, which was over at ${over}`;
  return session.ended > over ? `its PC was silent since ${heard}, and it ran on` : null;
}

/** What a session took of its customer's own money: balance and debt, bonus apart. */
export function ownMoneyOf(session: OverSession, { zone, settings }: House): number {
  const bookings = session.spans.filter(isMoney).map((span) => {
    const booked = bookingOf(session, span, { ...settings, zone });
    if (span.source !== "postpaid") return booked.fromBalance + booked.fromLoan;
    return booked.charge + (span.terms !== null && isTaxOnTop(span.terms) ? booked.tax : 0);
  });
  return bookings.reduce((sum, own) => sum + own, 0);
}
