import type { OfferTerms } from "../offers/offers-rules.ts";
import type { PriceTerms, PricedLine } from "./line-rules.ts";
import type { PaidLine } from "./sale-rules.ts";
import type { SetPart } from "./stock-rules.ts";
import type { SaleScope } from "./shop-parts.ts";
import type { SaleTerms } from "./sale-rules.ts";

/** What the owner of an offer gets when it is paid. */
export interface OfferToGive {
  name: string;
  priority: number;
  seconds: number;
  terms: OfferTerms;
}

/** A line of an order, as it is decided when the order is placed. */
export interface OrderLine extends PricedLine {
  productId: number;
  name: string;
  /** Null: no offer. */
  offer: OfferToGive | null;
  /** What one piece takes out of stock. */
  takes: readonly SetPart[];
  goodsCostMinor: number;
}

/** What the café's settings say of prices and payments now. */
export function saleTermsOf({ exponent, settings }: SaleScope, bonusPays: boolean): PriceTerms & SaleTerms {
  const mayBonus = bonusPays && settings.flag("bonus_buy_offer");
  return {
    exponent,
    taxIncluded: settings.flag("tax_included_in_price"),
    cardRatePercent: settings.text("credit_card_price_rate"),
    maxBonusPercent: mayBonus ? settings.int("max_bonus_percentage") : 0,
  };
}

/** Minor units of tendered money that earn one point; 0 = the shop earns none (billing.md 9). */
export function minorPerPoint({ exponent, settings }: SaleScope): number {
  return settings.flag("point_enable") && settings.flag("shop_earn_point") ? 10 ** exponent : 0;
}

/** The items of an order as they are written; `paid` null: what is to be paid, by nobody yet. */
export function itemsOf(lines: readonly OrderLine[], paid: readonly PaidLine[] | null) {
  return lines.map((line, place) => {
    const by = paid?.[place];
    return {
      product_id: line.productId,
      product_name: line.name,
      is_offer: line.offer !== null,
      quantity: line.quantity,
      cost: line.costMinor,
      money: by?.moneyMinor ?? line.moneyMinor,
      bonus: by?.bonusMinor ?? 0,
      tax: by?.taxMinor ?? line.taxMinor,
      card_fee: by?.cardFeeMinor ?? 0,
      coins: by?.coinsHundredths ?? 0,
      goods_cost: line.goodsCostMinor,
      takes: line.takes.map((part) => ({ product_id: part.productId, qty: part.quantity })),
      offer: paid === null ? line.offer : null,
    };
  });
}

/** What stands in the log: "2 × Cola, 1 × Chips: comment". */
export function wordsOf(lines: readonly { quantity: number; name: string }[], comment: string): string {
  const names = lines.map((line) => `${line.quantity} × ${line.name}`).join(", ");
  return (comment === "" ? names : `${names}: ${comment}`).slice(0, 1_000);
}
