/** An offer as its owner has it (billing.md 8). Instants are epoch seconds. Pure. */

/** When and where the time of an offer runs, frozen when it was bought. */
export interface OfferTerms {
  /** Half open; null = without such a border. */
  readonly validFrom: number | null;
  readonly validTo: number | null;
  /** The weekdays on which a window begins, 1 = Monday to 7 = Sunday; empty = all. */
  readonly weekdays: readonly number[];
  /** Minutes of the café's day; an end at or before the begin lies on the next day, equal ones are the whole day. */
  readonly hours: { readonly fromMinute: number; readonly toMinute: number };
  /** Empty = all. */
  readonly pcGroupIds: readonly number[];
  readonly memberGroupIds: readonly number[];
  readonly expiry: { readonly kind: "none" | "after_purchase" | "after_first_use"; readonly seconds: number };
}

export interface OwnedOffer {
  readonly ownedOfferId: number;
  readonly memberId: number;
  readonly productId: number | null;
  readonly name: string;
  readonly priority: number;
  /** Bought, and what is left of it as it is booked. */
  readonly seconds: number;
  readonly leftSeconds: number;
  readonly terms: OfferTerms;
  /** No second before it is paid by the offer. */
  readonly boughtAt: number;
  readonly firstUsedAt: number | null;
  readonly expiresAt: number | null;
}
