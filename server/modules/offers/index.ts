/** The door of the module: offers on sale, offers as their owners have them, and their orders (billing.md 8). */
export * from "./offers-rules.ts";

/** What is left, and booking what was used. */
export { listOwnedOffers, startUse, useOffer, type OfferUse } from "./use-offer.ts";

/** What is lost when an offer's time is over. */
export { expireDueOffers, expireOffers, nextOfferExpiry } from "./expire-offers.ts";
export { OfferClock } from "./offer-clock.ts";

/** Selling offers and paying them back: billing.md 5, 8, 10. Minor units; coins in hundredths. */
export { sellOffer, type OfferSale, type SoldOffers } from "./sell-offer.ts";
/** What is left goes to another account. */
export { moveOffers } from "./move-offers.ts";
export { refundOffer, type OfferRefund, type RefundedOffer } from "./refund-offer.ts";
export type { Payment } from "./sale-rules.ts";

/** Products and their groups; adding one (api-v2.md 2.10). */
export { addProduct } from "./change-product.ts";

/** The operations of offers, products and orders. */
export { bindOrderRoutes } from "./order-routes.ts";
export { bindProductRoutes } from "./product-routes.ts";
export type { OfferLiveFacts, OfferParts } from "./offer-parts.ts";
