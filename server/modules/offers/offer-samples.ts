import type { OfferTerms, OwnedOffer } from "./owned-offer-rules.ts";

/** Offers for tests, with what a test is about put over them. */

export function termsOf(about: Partial<OfferTerms> = {}): OfferTerms {
  return {
    validFrom: null,
    validTo: null,
    weekdays: [],
    hours: { fromMinute: 0, toMinute: 1440 },
    pcGroupIds: [],
    memberGroupIds: [],
    expiry: { kind: "none", seconds: 0 },
    ...about,
  };
}

export function ownedOfferOf(about: Partial<OwnedOffer> = {}): OwnedOffer {
  return {
    ownedOfferId: 501,
    memberId: 1,
    productId: 12,
    name: "3 hours",
    priority: 0,
    seconds: 10_800,
    leftSeconds: 10_800,
    terms: termsOf(),
    boughtAt: 0,
    firstUsedAt: null,
    expiresAt: null,
    ...about,
  };
}

/** Epoch seconds of an instant in UTC. */
export const epoch = (text: string) => Date.parse(`${text}Z`) / 1000;
