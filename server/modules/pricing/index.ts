/** What PC time costs and how long money lasts (billing.md 6): the rules, and prices as they are kept and served. */
export * from "./pricing-rules.ts";

/**
 * Prices as they are stored; minor units of the café's currency. Callers keep the list by café and drop it when a price
 * changes. `addFirstPrice` is the price a new café starts with.
 */
export { addFirstPrice, addPrice, listPrices, type NamedPrice, type NewPrice } from "./price-store.ts";

/** The terms of a price for a member group by the café's settings as they are now: billing.md 6.4. */
export { chargeTermsFor, minimumMinorFor, pcTimeTax } from "./price-terms.ts";

/** Serves prices, calculate/amount and calculate/time: api-v2.md 2.9, 2.10. */
export { bindPriceRoutes, type PriceRouteParts } from "./price-routes.ts";
export { bindCalculateRoutes, type CalculateParts } from "./calculate-routes.ts";
export type { MemberGroupFacts, PcGroupFacts, PriceFacts } from "./price-facts.ts";
