import type { Tx } from "../../kernel/db/database.ts";
import { durationText } from "../../kernel/local-time.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { expireOffers } from "../offers/index.ts";
import { lockBuyer } from "./buyer-store.ts";
import { lockOrder } from "./order-book.ts";
import { decideBack } from "./pay-back.ts";
import type { SaleScope, Who } from "./shop-parts.ts";
import { findSoldOffer, type SoldOfferRow } from "./sold-offer-store.ts";
import { writeRefund } from "./write-refund.ts";

export interface OfferRefund extends Who {
  ownedOfferId: number;
  comment: string;
  /**
   * Seconds that a running session has used of the offer and not yet booked; null = no session uses it. They stay on the
   * offer, and the session books them when it goes over to another source, which its module sees to after the refund.
   */
  usedInSessionSeconds: (tx: Tx, memberId: number) => Promise<number | null>;
}

export interface RefundedOffer {
  memberId: number;
  /** Of the sale, and of the refund. */
  orderNo: number;
  refundOrderNo: number;
  /** All that went back in money, bonus and card surcharge in it. */
  refundMinor: number;
  coinsHundredths: number;
}

/**
 * Pays an owned offer back, once, while less than `refund_within_minutes` (as it was when it was bought) is used of it: bonus as a new
 * lot, coins as coins, the rest by the ways its order was paid (billing.md 8, 10). Its seconds are taken back. Refuses
 * `member_offer.not_found`, `order.already_refunded`, `offer.used_too_long`. Announces `members.money`.
 */
export async function refundOffer(
  tx: Tx,
  scope: SaleScope,
  at: Date,
  asked: OfferRefund,
): Promise<RefundedOffer> {
  const { cafeId } = scope;
  const unlocked = await findSoldOffer(tx, cafeId, asked.ownedOfferId);
  if (unlocked === undefined) throw notFound("member_offer.not_found", "Member offer");
  const buyer = await lockBuyer(tx, cafeId, unlocked.member_id, at);
  if (buyer === undefined) throw notFound("member.not_found", "Member");
  const book = unlocked.order_no === null ? null : await lockOrder(tx, cafeId, unlocked.order_no, at);
  const inSession = await asked.usedInSessionSeconds(tx, buyer.member_id);
  await expireOffers(tx, cafeId, buyer.member_id, at, inSession === null ? undefined : asked.ownedOfferId);
  // Read again: what was true before the lock may be so no longer.
  const offer = (await findSoldOffer(tx, cafeId, asked.ownedOfferId)) ?? unlocked;
  refuseUsedOffer(offer, inSession ?? 0);
  const { actor, staffName, shiftId, comment } = asked;
  const who = { actor, staffName, shiftId };
  const back = decideBack(scope, at, {
    ...{ book, buyer, lines: [], who, comment, event: "OFFER_REFUND" },
    offers: [{ offer, inSessionSeconds: inSession ?? 0 }],
  });
  const { orderNo } = await writeRefund(tx, scope, at, {
    ...{ book, back, who, comment, goods: [], offers: [offer], lines: [] },
  });
  return {
    memberId: buyer.member_id,
    orderNo: offer.order_no ?? offer.sale_transfer_id,
    refundOrderNo: orderNo,
    refundMinor: back.moneyMinor,
    coinsHundredths: back.movement.coinsHundredths,
  };
}

/** Once, and while little of it is used (billing.md 8). */
export function refuseUsedOffer(offer: SoldOfferRow, inSession: number): void {
  if (offer.refunded_at !== null)
    throw new Refusal("order.already_refunded", `${offer.name} was already refunded.`);
  const used = offer.seconds - offer.left_seconds + inSession;
  if (offer.refund_within_seconds === 0)
    throw new Refusal("offer.used_too_long", `${offer.name} was sold without the right to a refund.`);
  if (used >= offer.refund_within_seconds) {
    const limit = durationText(offer.refund_within_seconds);
    throw new Refusal(
      "offer.used_too_long",
      `${durationText(used)} of ${offer.name} is used: it is refunded while less than ${limit} is.`,
    );
  }
}
