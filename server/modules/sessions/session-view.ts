import type { OwnedOffer } from "../offers/index.ts";
import type { PcSessionFacts } from "../pcs/index.ts";
import { paidBookingAt } from "./booked-rules.ts";
import { nextChange } from "./change-rules.ts";
import { leaveEnd } from "./leave-rules.ts";
import { lockedBy } from "./link-rules.ts";
import { epochSeconds, instantOf, instantOrNull } from "./read-session.ts";
import { openSpanOf, type SessionFacts, type SessionKind, type Source, type Span } from "./session-rules.ts";
import type { SessionRow } from "./session-store.ts";
import { settlementOf, type Settlement } from "./settle-rules.ts";
import { moneySeconds, playsFree, usableOffers } from "./source-rules.ts";
import { bookedInAll, countedUntil, usedSeconds } from "./span-rules.ts";
import {
  plannedEnd,
  secondsLeftInAll,
  secondsLeftOfSource,
  stepped,
  withoutSource,
} from "./timeline-rules.ts";

/** An offer as the PC lists it, its rest as of this instant. */
export interface OfferView {
  ownedOfferId: number;
  name: string;
  seconds: number;
  leftSeconds: number;
  expiresAt: number | null;
}

/** A running session as PCs, panels and lists see it at an instant. */
export interface SessionView {
  id: number;
  kind: SessionKind;
  pcId: number;
  pcName: string;
  startedAt: Date;
  /** Planned end over all sources; null = nothing ends it. */
  endsAt: Date | null;
  usedSeconds: number;
  /** Over all sources; null = nothing ends it. */
  leftSeconds: number | null;
  /** Of the source in use, free minutes before it included; null = nothing ends it. */
  sourceLeftSeconds: number | null;
  /** What balance and bonus would buy from now on, or have left. */
  moneyLeftSeconds: number | null;
  isPaused: boolean;
  /** Where staff may end it because its customer locked the PC without link; null = nobody asked. */
  leaveAt: Date | null;
  /** Up to when its PC lets somebody play without a link; null = not from now on, or nothing is known of it. */
  playsUntil: Date | null;
  priceName: string;
  /** The offer in use first, then the waiting ones in order of use. */
  offers: OfferView[];
  /** Null: no offer is in use. */
  offerInUse: OfferView | null;
  costFromBalanceMinor: number;
  costFromBonusMinor: number;
  /** What would be booked now, whoever pays: of a postpaid session what is due. */
  costMinor: number;
  /** The tax in it, or on top of it. */
  taxMinor: number;
  member: {
    id: number;
    account: string;
    groupId: number;
    groupName: string;
    groupDescription: string;
    discountRate: number;
    discountOffer: number;
    discountPcTime: number;
    balanceMinor: number;
    bonusMinor: number;
    coinsHundredths: number;
    pointsHundredths: number;
    loanMinor: number;
    birthdayOn: string | null;
    recentPlayed: unknown;
    oauthPlatform: string;
  };
}

export function viewOf(row: SessionRow, known: SessionFacts, now: Date): SessionView {
  const at = epochSeconds(now);
  const facts = lockedBy(known, at);
  const span = openSpanOf(facts);
  const settlement = span === undefined ? null : settlementOf(facts, span, at);
  const shown = shownSource(facts, at);
  const offers = offersOf(facts, shown, at);
  const { stands } = countedUntil(facts);
  return {
    id: row.session_id,
    kind: row.kind,
    pcId: row.pc_id,
    pcName: row.pc_name,
    startedAt: row.started_at,
    endsAt: stands ? null : instantOrNull(plannedEnd(facts)),
    usedSeconds: usedSeconds(facts, at),
    leftSeconds: secondsLeftInAll(facts, at),
    sourceLeftSeconds: shown.leftSeconds,
    moneyLeftSeconds: moneyLeft(facts, at),
    isPaused: stands,
    playsUntil: known.leasedUntil !== null && known.leasedUntil > at ? instantOf(known.leasedUntil) : null,
    leaveAt: instantOrNull(leaveEnd(facts, row.leave_asked_at, at)),
    priceName: shown.span?.terms?.priceName ?? facts.rules.terms?.priceName ?? "",
    offers,
    offerInUse: isOfferLike(shown.span) ? (offers[0] ?? null) : null,
    costFromBalanceMinor: settlement?.fromBalanceMinor ?? 0,
    costFromBonusMinor: settlement?.fromBonusMinor ?? 0,
    costMinor: costOf(facts, settlement),
    taxMinor: settlement?.booked?.taxMinor ?? 0,
    member: memberOf(row),
  };
}

/** Of a postpaid session all spans are still to be paid. */
function costOf(facts: SessionFacts, settlement: Settlement | null): number {
  const now = settlement?.booked?.totalMinor ?? 0;
  return facts.kind === "postpaid" ? bookedInAll(facts) + now : now;
}

/** While free minutes run, what comes after them is shown, their rest on top (billing.md 6.5). */
function shownSource(
  facts: SessionFacts,
  at: number,
): { span: Span | undefined; leftSeconds: number | null } {
  const span = openSpanOf(facts);
  const leftSeconds = secondsLeftOfSource(facts, at);
  if (span?.kind !== "free_minutes" || leftSeconds === null) return { span, leftSeconds };
  const change = nextChange(facts) ?? at + leftSeconds;
  const { facts: after, ended } = stepped(facts, change);
  if (ended) return { span, leftSeconds };
  const next = secondsLeftOfSource(after, change);
  return { span: openSpanOf(after), leftSeconds: next === null ? null : leftSeconds + next };
}

/** To the PC booked time is an offer bound to it (pc-protocol.md 3.3). */
const isOfferLike = (span: Span | undefined) => span?.kind === "offer" || span?.kind === "booking";

function offersOf(facts: SessionFacts, shown: { span: Span | undefined }, at: number): OfferView[] {
  return [...bookedOf(facts, shown, at), ...ownedOf(facts, shown, at)];
}

function bookedOf(facts: SessionFacts, { span }: { span: Span | undefined }, at: number): OfferView[] {
  const booked = span?.kind === "booking" ? paidBookingAt(facts, span.from) : undefined;
  if (booked === undefined) return [];
  const { bookingId, name, from, to } = booked;
  const leftSeconds = Math.max(0, to - at);
  return [{ ownedOfferId: bookingId, name, seconds: to - from, leftSeconds, expiresAt: to }];
}

function ownedOf(facts: SessionFacts, { span }: { span: Span | undefined }, at: number): OfferView[] {
  if (playsFree(facts.rules.terms)) return [];
  const offers = usableOffers(facts).filter(({ expiresAt }) => expiresAt === null || expiresAt > at);
  const inUse = span?.kind === "offer" ? span.ownedOfferId : null;
  const running = openSpanOf(facts);
  const view = (offer: OwnedOffer): OfferView => {
    const used =
      running?.ownedOfferId === offer.ownedOfferId ? settlementOf(facts, running, at).usedSeconds : 0;
    return {
      ownedOfferId: offer.ownedOfferId,
      name: offer.name,
      seconds: offer.seconds,
      leftSeconds: Math.max(0, offer.leftSeconds - used),
      expiresAt: offer.expiresAt,
    };
  };
  return [
    ...offers.filter(({ ownedOfferId }) => ownedOfferId === inUse),
    ...offers.filter(({ ownedOfferId }) => ownedOfferId !== inUse),
  ].map(view);
}

/** What balance and bonus have left, or would last from now on while another source runs. */
function moneyLeft(facts: SessionFacts, at: number): number | null {
  const span = openSpanOf(facts);
  if (span?.kind === "money") return secondsLeftOfSource(facts, at);
  const { terms } = facts.rules;
  if (terms === null || span === undefined) return 0;
  const after = withoutSource(facts, span, at, settlementOf(facts, span, at));
  const source: Source = { kind: "money", ownedOfferId: null, terms, usesBonus: true };
  return moneySeconds(after, source, at);
}

function memberOf(row: SessionRow): SessionView["member"] {
  return {
    id: row.member_id,
    account: row.account,
    groupId: row.member_group_id,
    groupName: row.group_name,
    groupDescription: row.group_description,
    discountRate: row.discount_rate,
    discountOffer: row.discount_offer,
    discountPcTime: row.discount_pc_time,
    balanceMinor: row.balance_minor,
    bonusMinor: row.bonus_minor,
    coinsHundredths: row.coins_hundredths,
    pointsHundredths: row.points_hundredths,
    loanMinor: row.loan_minor,
    birthdayOn: row.birthday_on,
    recentPlayed: row.recent_played,
    oauthPlatform: row.oauth_platform,
  };
}

/** The same for the rows of PC lists (api-v2.md 3.1). */
export function pcFactsOf(view: SessionView): PcSessionFacts {
  const { member } = view;
  return {
    sessionId: view.id,
    kind: view.kind,
    startedAt: view.startedAt,
    endsAt: view.endsAt,
    usedSeconds: view.usedSeconds,
    leftSeconds: view.leftSeconds,
    isPaused: view.isPaused,
    offerName: view.offerInUse?.name ?? null,
    priceName: view.priceName,
    memberId: member.id,
    account: member.account,
    balanceMinor: member.balanceMinor,
    bonusMinor: member.bonusMinor,
    group: {
      memberGroupId: member.groupId,
      name: member.groupName,
      description: member.groupDescription,
      discountRate: member.discountRate,
      discountOffer: member.discountOffer,
      discountPcTime: member.discountPcTime,
    },
    paidByMemberId: 0,
  };
}
