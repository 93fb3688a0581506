import { isInWeek } from "../offers/offers-rules.ts";
import type { OfferTerms } from "../offers/offers-rules.ts";

/** What is on sale and when; what an offer on sale becomes when it is bought (billing.md 8). Pure. */

export interface ProductRow {
  product_id: number;
  is_offer: boolean;
  /** Null: an offer, or of the default group. */
  product_group_id: number | null;
  name: string;
  description: string;
  price: string;
  cost: string;
  tax_id: number;
  coin_price: number;
  stock: number;
  /** At or below this the café is told. */
  low_stock: number;
  is_unlimited: boolean;
  is_active: boolean;
  enable_client: boolean;
  enable_code: boolean;
  is_promoted: boolean;
  enable_discount: boolean;
  adult_only: boolean;
  barcode: string;
  combo: unknown;
  show_weekdays: number[];
  show_from_minute: number;
  show_to_minute: number;
  pc_group_ids: number[];
  member_group_ids: number[];
  payment_methods: unknown;
  sort_place: number;
  updated_at: Date;
  minutes: number | null;
  priority: number;
  use_weekdays: number[];
  use_from_minute: number;
  use_to_minute: number;
  valid_from: Date | null;
  valid_to: Date | null;
  expired_type: number;
  expired_days: number;
  expired_hours: number;
}

export type Seller = "staff" | "member";

/**
 * Why this customer cannot buy the product now, in words; null when nothing speaks against it. Customers order products of their own
 * PC's group only; an offer's PC groups are those where its time runs.
 */
export function whyNotForSale(
  product: ProductRow,
  customer: { memberGroupId: number | null; seller: Seller; pcGroupId: number | null },
  zone: string,
  at: Date,
): string | null {
  const { name } = product;
  if (!product.is_active) return `${name} is not on sale.`;
  if (customer.seller === "member" && !product.enable_client) return `${name} is sold at the desk only.`;
  if (!fits(product.member_group_ids, customer.memberGroupId)) return `${name} is not for this member group.`;
  if (customer.seller === "member" && !product.is_offer && !fits(product.pc_group_ids, customer.pcGroupId))
    return `${name} is sold at other PCs only.`;
  const shown = {
    weekdays: product.show_weekdays,
    hours: { fromMinute: product.show_from_minute, toMinute: product.show_to_minute },
  };
  if (!isInWeek(shown, zone, Math.floor(at.getTime() / 1000))) return `${name} is not on sale at this time.`;
  if (product.valid_to !== null && product.valid_to <= at) return `${name} is no longer valid.`;
  return null;
}

/** No groups are all of them. */
const fits = (groupIds: readonly number[], id: number | null) =>
  groupIds.length === 0 || (id !== null && groupIds.includes(id));

/** Whether the product may be paid this way: its own list for members or guests, empty or without the kind = any way. */
export function mayBePaidBy(product: ProductRow, memberGroupId: number, word: string): boolean {
  const lists = product.payment_methods;
  if (typeof lists !== "object" || lists === null) return true;
  const list = (lists as Record<string, unknown>)[memberGroupId < 0 ? "guest" : "member"];
  return !Array.isArray(list) || list.length === 0 || list.includes(word);
}

/** The terms its buyer keeps. */
export function termsOfProduct(product: ProductRow): OfferTerms {
  return {
    validFrom: product.valid_from === null ? null : product.valid_from.getTime() / 1000,
    validTo: product.valid_to === null ? null : product.valid_to.getTime() / 1000,
    weekdays: product.use_weekdays,
    hours: { fromMinute: product.use_from_minute, toMinute: product.use_to_minute },
    pcGroupIds: product.pc_group_ids,
    memberGroupIds: product.member_group_ids,
    expiry: { kind: expiryKinds[product.expired_type] ?? "none", seconds: expirySeconds(product) },
  };
}

const expiryKinds: Readonly<Record<number, OfferTerms["expiry"]["kind"]>> = {
  1: "after_purchase",
  2: "after_first_use",
};

/** A day is 24 hours from the instant, whatever the clocks do. */
function expirySeconds(product: ProductRow): number {
  if (product.expired_type === 0) return 0;
  return (product.expired_days * 24 + product.expired_hours) * 3_600;
}
