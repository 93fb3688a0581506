import type { Queries } from "../../kernel/db/database.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import type { OfferTerms } from "../offers/index.ts";
import { priceLine } from "./line-rules.ts";
import { saleTermsOf } from "./order-lines.ts";
import { type Seller, termsOfProduct, whyNotForSale } from "./product-rules.ts";
import { findProducts } from "./product-store.ts";
import type { SaleScope } from "./shop-parts.ts";

export interface OfferQuote {
  productId: number;
  name: string;
  seconds: number;
  terms: OfferTerms;
  /** To pay, tax in it. */
  moneyMinor: number;
  taxMinor: number;
  /** Percent of it that bonus may pay. */
  maxBonusPercent: number;
}

/**
 * What one piece of an offer would cost this customer now (billing.md 8). Refuses `product.not_found`, and with
 * `product.not_for_sale` what is no offer or not for them.
 */
export async function quoteOffer(
  queries: Queries,
  scope: SaleScope,
  at: Date,
  asked: {
    productId: number;
    seller: Seller;
    customer: { memberGroupId: number | null; discountOffer: number };
    bonusPays: boolean;
  },
): Promise<OfferQuote> {
  const [product] = await findProducts(queries, scope.cafeId, [asked.productId]);
  if (product === undefined) throw notFound("product.not_found", "Product");
  const { memberGroupId, discountOffer } = asked.customer;
  const why = product.is_offer
    ? whyNotForSale(product, { memberGroupId, seller: asked.seller, pcGroupId: null }, scope.zone, at)
    : `${product.name} is no offer.`;
  if (why !== null) throw new Refusal("product.not_for_sale", why);
  const terms = saleTermsOf(scope, asked.bonusPays);
  const line = priceLine(
    {
      quantity: 1,
      price: product.price,
      coinPrice: product.coin_price,
      discountPercent: product.enable_discount ? discountOffer : 0,
      taxPercent: product.tax_id === 0 ? "0" : scope.settings.text(`tax${product.tax_id}_percentage`),
      takesBonus: true,
    },
    terms,
  );
  return {
    productId: product.product_id,
    name: product.name,
    seconds: (product.minutes ?? 0) * 60,
    terms: termsOfProduct(product),
    ...{ moneyMinor: line.moneyMinor, taxMinor: line.taxMinor, maxBonusPercent: terms.maxBonusPercent },
  };
}
