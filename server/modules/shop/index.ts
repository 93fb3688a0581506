/** The door of the module: what is on sale, and the orders it is sold by (billing.md 8, 10). */

/** Selling offers and paying them back: billing.md 5, 8, 10. Minor units; coins in hundredths. */
export { sellOffer, type OfferSale } from "./sell-offer.ts";
export { placeOrder, type OrderAsked, type PlacedOrder } from "./place-order.ts";
/** What an offer would cost, for those who sell its time in another form: bookings. */
export { quoteOffer, type OfferQuote } from "./quote-offer.ts";
export { refundOffer, type OfferRefund, type RefundedOffer } from "./refund-offer.ts";
export type { Payment } from "./sale-rules.ts";

/** Products and their groups; adding one (api-v2.md 2.10). */
export { addProduct } from "./change-product.ts";
export { addProductGroup } from "./change-product-group.ts";

/** The operations of products and orders. */
export { bindOrderRoutes } from "./order-routes.ts";
export { bindProductRoutes } from "./product-routes.ts";
export { bindStockRoutes } from "./stock-routes.ts";
export type { ShopLiveFacts, ShopParts } from "./shop-parts.ts";

/** Orders to be paid later, at the checkout of whoever ordered them (billing.md 7.3). */
export { allotCheckout } from "./checkout-rules.ts";
export {
  lockOpenOrders,
  openBillsOf,
  settleOpenOrders,
  type OpenBill,
  type OpenOrder,
} from "./settle-orders.ts";
export type { PaidPart, Way } from "./sale-rules.ts";

/** What `netcafe verify` asks of stock and orders. */
export { shopChecks } from "./shop-checks.ts";

/** How many orders wait for staff: a shift may have to wait for them. */
export { countWaiting } from "./order-store.ts";
