import type { OfferTerms, OwnedOffer } from "../offers/index.ts";
import type { ChargeTerms, Price, Tier } from "../pricing/index.ts";
import type { Booked, MoneyTerms, SessionFacts, SessionKind, SessionRules } from "./session-rules.ts";

/** Sessions for tests: two decimals, flat 4.00 an hour, UTC, bonus before balance, as billing.md 13 begins. */

export const epoch = (text: string): number => Date.parse(`${text}Z`) / 1000;

export function moneyTermsOf(
  ratePerHourMinor = 400,
  more: Partial<ChargeTerms> = {},
  price: Partial<Price> = {},
): MoneyTerms {
  return {
    priceName: "Default",
    charge: {
      price: {
        ...{ id: 1, version: 1, order: 0, isActive: true, type: "fixed" as const, taxed: true },
        ratesPerHourMinor: [ratePerHourMinor, null, null, null],
        grid: Array.from({ length: 7 }, () => Array.from({ length: 24 }, (): Tier => 1)),
        ...{ dynamicRows: [], roundingMinor: 0, pcGroupIds: [], memberGroupIds: [] },
        ...price,
      },
      ...{ zone: "UTC", discountPercent: "0", tax: null, minimumMinor: 0 },
      ...more,
    },
  };
}

export interface SampleSession {
  kind?: SessionKind;
  at: number;
  balanceMinor?: number;
  loanMinor?: number;
  lots?: SessionFacts["money"]["lots"];
  offers?: readonly OwnedOffer[];
  freeSeconds?: number;
  leasedUntil?: number;
  bookings?: SessionFacts["bookings"];
  rules?: Partial<SessionRules>;
}

/** A session that has not begun. */
export function sessionOf(sample: SampleSession): SessionFacts {
  return {
    kind: sample.kind ?? "member",
    startedAt: sample.at,
    freeSeconds: sample.freeSeconds ?? 0,
    spans: [],
    holds: [],
    leasedUntil: sample.leasedUntil ?? null,
    place: { pcGroupId: 200001, memberGroupId: 0 },
    money: {
      balanceMinor: sample.balanceMinor ?? 0,
      loanMinor: sample.loanMinor ?? 0,
      lots: sample.lots ?? [],
    },
    offers: sample.offers ?? [],
    bookings: sample.bookings ?? [],
    rules: {
      ...{ zone: "UTC", bonusFirst: true, usesBalance: true, mayOweMinor: 0, bonusHours: [] },
      ...{ postpaidMostMinor: 0, crossesPcGroups: false, terms: moneyTermsOf() },
      ...sample.rules,
    },
  };
}

/** Booked time of the customer's own, paid for. */
export function bookedOf(from: number, to: number, more: Partial<Booked> = {}): Booked {
  return { bookingId: from, name: "Booking", from, to, isOwn: true, pays: true, ...more };
}

export function offerOf(
  ownedOfferId: number,
  seconds: number,
  more: Partial<OwnedOffer> = {},
  terms: Partial<OfferTerms> = {},
): OwnedOffer {
  return {
    ...{ ownedOfferId, memberId: 1, productId: 1, name: `offer ${ownedOfferId}`, priority: 0 },
    ...{ seconds, leftSeconds: seconds, boughtAt: 0, firstUsedAt: null, expiresAt: null },
    terms: {
      ...{ validFrom: null, validTo: null, weekdays: [], hours: { fromMinute: 0, toMinute: 0 } },
      ...{ pcGroupIds: [], memberGroupIds: [], expiry: { kind: "none" as const, seconds: 0 } },
      ...terms,
    },
    ...more,
  };
}
