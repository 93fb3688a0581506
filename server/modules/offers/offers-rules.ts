/** The door for rules of higher modules: what is pure of offers, without stores (billing.md 7.2, 8). Instants are epoch seconds. */
export type { OfferTerms, OwnedOffer } from "./owned-offer-rules.ts";
export {
  expiresAtAfterFirstUse,
  fitsPlace,
  inOrderOfUse,
  isInWeek,
  windowAt,
  type WindowState,
} from "./offer-rules.ts";
