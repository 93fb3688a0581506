/** The door of the module: offers as their owners have them (billing.md 8). */
export * from "./offers-rules.ts";

/** What is left, and booking what was used. */
export { listOwnedOffers, startUse, transferOfUse, useOffer, type OfferUse } from "./use-offer.ts";

/** What is lost when an offer's time is over. */
export { expireDueOffers, expireOffers, nextOfferExpiry } from "./expire-offers.ts";
export { OfferClock } from "./offer-clock.ts";

/** What is left goes to another account. */
export { moveOffers } from "./move-offers.ts";

/** The operations that list owned offers. */
export { bindOfferRoutes, type OfferParts } from "./offer-routes.ts";
