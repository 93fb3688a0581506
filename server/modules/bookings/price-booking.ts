import type { Queries } from "../../kernel/db/database.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { fitsPlace, windowAt } from "../offers/index.ts";
import { chargeFor, chargeTermsFor, choosePrice, guestGroupIds, type NamedPrice } from "../pricing/index.ts";
import { quoteOffer, type OfferQuote } from "../shop/index.ts";
import type { BookedBy } from "./asked-rules.ts";
import type { Booker } from "./bookings-store.ts";
import type { Quote } from "./pay-rules.ts";
import type { BookingKind } from "./turn-rules.ts";

/** What somebody wants to book, whichever the PC: its time and, of an offer, what that costs. */
export interface Wanted {
  kind: BookingKind;
  from: number;
  to: number;
  offer: OfferQuote | null;
}

export interface Asking {
  kind: BookingKind;
  /** Epoch seconds. */
  from: number;
  minutes: number | undefined;
  productId: number | undefined;
  by: BookedBy;
  /** Null = a guest. */
  booker: Booker | null;
}

/** The time of an offer is that of the offer. Refuses `product.not_found`, `product.not_for_sale`. */
export async function readWanted(
  queries: Queries,
  scope: CafeScope,
  now: Date,
  asking: Asking & { bonusPays: boolean },
): Promise<Wanted> {
  const { kind, from, minutes = 0, booker } = asking;
  if (kind !== "offer") return { kind, from, to: from + minutes * 60, offer: null };
  const offer = await quoteOffer(queries, scope, now, {
    productId: asking.productId ?? 0,
    seller: asking.by === "member" ? "member" : "staff",
    customer: {
      memberGroupId: booker?.member_group_id ?? guestGroupIds.offer,
      discountOffer: booker?.discount_offer ?? 0,
    },
    bonusPays: asking.bonusPays,
  });
  return { kind, from, to: from + offer.seconds, offer };
}

/**
 * What it costs on PCs of a group (billing.md 6.4 from the first second, without free minutes). Refuses `pricing.no_price`,
 * `offer.not_valid_now` where or when the time of the offer does not run.
 */
export function quoteBooking(
  scope: CafeScope,
  prices: readonly NamedPrice[],
  { kind, from, to, offer }: Wanted,
  where: { pcGroupId: number; booker: Booker | null; bonusPays: boolean },
): Quote {
  const { booker, pcGroupId, bonusPays } = where;
  if (kind === "hold") return { costMinor: 0, taxMinor: 0, maxBonusMinor: 0, usesBalance: true };
  if (offer !== null) {
    refuseOutside(scope, offer, { from, to, pcGroupId, booker });
    const { moneyMinor: costMinor, taxMinor, maxBonusPercent } = offer;
    const maxBonusMinor = Math.floor((costMinor * maxBonusPercent) / 100);
    return { costMinor, taxMinor, maxBonusMinor, usesBalance: true };
  }
  // A guest who books pays ahead, as a prepaid guest does.
  const memberGroupId = booker?.member_group_id ?? guestGroupIds.prepaid;
  const price = choosePrice(prices, pcGroupId, memberGroupId);
  if (price === null) throw new Refusal("pricing.no_price", "No price fits this PC and this member group.");
  const group = { id: memberGroupId, discountPercent: String(booker?.discount_pc_time ?? 0) };
  const stretch = {
    terms: chargeTermsFor(scope, price, group),
    ...{ intervals: [{ from, to }], freeSeconds: 0, chargedBefore: { chargeMinor: 0, taxMinor: 0 } },
  };
  const { totalMinor: costMinor, taxMinor } = chargeFor({ stretch, fundsMinor: null });
  const usesBalance = scope.settings.flag("allow_balance_for_pc_time");
  return { costMinor, taxMinor, maxBonusMinor: bonusPays ? costMinor : 0, usesBalance };
}

function refuseOutside(
  { zone, settings }: CafeScope,
  { name, terms }: OfferQuote,
  asked: { from: number; to: number; pcGroupId: number; booker: Booker | null },
): void {
  const { from, to, pcGroupId, booker } = asked;
  const place = {
    ...{ pcGroupId, memberGroupId: booker?.member_group_id ?? guestGroupIds.offer },
    crossesPcGroups: settings.flag("allow_offer_cross_pc_group"),
  };
  const { isOpen, changesAt } = windowAt(terms, zone, from);
  if (fitsPlace(terms, place) && isOpen && (changesAt === null || changesAt >= to)) return;
  throw new Refusal(
    "offer.not_valid_now",
    `The time of ${name} does not run on this PC for all of that time.`,
  );
}
