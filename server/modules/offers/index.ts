/** The door of the module: offers as their owners have them (billing.md 8). */
export type { OfferTerms, OwnedOffer } from "./owned-offer.ts";
