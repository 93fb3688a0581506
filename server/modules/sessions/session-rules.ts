import type { OwnedOffer } from "../offers/offers-rules.ts";
import type { Charge, ChargeTerms, Fund } from "../pricing/pricing-rules.ts";
import type { BonusHours } from "./bonus-hours-rules.ts";

/**
 * What is known of one session: the instants that happened, and what its customer holds as it is booked. All that a
 * session costs and how long it lasts follows from these by pure rules (billing.md 7). Instants are whole epoch seconds,
 * amounts minor units.
 */

export type SessionKind = "member" | "prepaid" | "postpaid" | "offer" | "free" | "guest";

export type SourceKind =
  "free_minutes" | "booking" | "offer" | "money" | "loan" | "postpaid" | "free" | "off";

/** What pays: at most one at a time (billing.md 7.2). */
export interface Source {
  readonly kind: SourceKind;
  readonly ownedOfferId: number | null;
  /** Null where no money is asked. */
  readonly terms: MoneyTerms | null;
  /** Whether bonus may pay here. */
  readonly usesBonus: boolean;
}

export interface MoneyTerms {
  readonly charge: ChargeTerms;
  readonly priceName: string;
}

/** A piece of a session on one source, between two bookings. */
export interface Span extends Source {
  readonly no: number;
  readonly from: number;
  /** Null = it is the one that runs. */
  readonly to: number | null;
  /** Spans of one stretch share it (billing.md 6.4.8); null where no money is asked. */
  readonly stretchNo: number | null;
  /** What was booked for it at its end. */
  readonly booked: Charge;
}

/** Why a session stands still: staff paused its PC, or its PC locked without link (billing.md 7.5). */
export type HoldReason = "pause" | "link";

/** A time in which the session stood still; null = it still does. */
export interface Hold {
  readonly from: number;
  readonly to: number | null;
}

export interface CustomerMoney {
  readonly balanceMinor: number;
  readonly loanMinor: number;
  /** Open bonus lots in the order they are spent. */
  readonly lots: readonly Fund[];
}

/** What the café has set, and the price that holds here and now. */
export interface SessionRules {
  readonly zone: string;
  readonly bonusFirst: boolean;
  /** Whether the balance pays PC time (`allow_balance_for_pc_time`). */
  readonly usesBalance: boolean;
  /** How high the debt may rise (`allow_auto_loan`); 0 = no loan. */
  readonly mayOweMinor: number;
  readonly bonusHours: BonusHours;
  /** What a postpaid session may come to; 0 = no limit. */
  readonly postpaidMostMinor: number;
  readonly crossesPcGroups: boolean;
  /** What money would pay from now on; null = no price fits. */
  readonly terms: MoneyTerms | null;
}

/** A time in which a booking has the session's PC (billing.md 11). */
export interface Booked {
  readonly bookingId: number;
  /** As the PC shows it among the offers. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Whether this customer booked it, or came with its password. */
  readonly isOwn: boolean;
  /** Whether it was paid for; a hold only keeps the PC. */
  readonly pays: boolean;
}

export interface SessionFacts {
  readonly kind: SessionKind;
  readonly startedAt: number;
  /** Free minutes it began with. */
  readonly freeSeconds: number;
  /** In order; the last one runs. Empty before the start. */
  readonly spans: readonly Span[];
  readonly holds: readonly Hold[];
  /** Up to when its PC plays without a link, by the last lease it answered; null = nothing is known of one. */
  readonly leasedUntil: number | null;
  readonly place: { readonly pcGroupId: number; readonly memberGroupId: number };
  readonly money: CustomerMoney;
  /** With time left, in order of use. */
  readonly offers: readonly OwnedOffer[];
  /** Of its PC, by their begin; no two overlap. */
  readonly bookings: readonly Booked[];
  readonly rules: SessionRules;
}

/** The span that runs; undefined before the start. */
export function openSpanOf(facts: SessionFacts): Span | undefined {
  const last = facts.spans.at(-1);
  return last?.to === null ? last : undefined;
}
