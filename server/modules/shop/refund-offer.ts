import type { Tx } from "../../kernel/db/database.ts";
import { durationText } from "../../kernel/local-time.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { type Actor, type Entry, transferRequest } from "../ledger/index.ts";
import { expireOffers } from "../offers/index.ts";
import { lockBuyer } from "./product-store.ts";
import { moneyEntries, sumsOf } from "./sale-books.ts";
import { findSoldOffer, type SoldOfferRow } from "./sold-offer-store.ts";
import type { Paid, Payment } from "./sale-rules.ts";
import { paymentCodes, type SaleScope } from "./sell-offer.ts";

export interface OfferRefund {
  ownedOfferId: number;
  comment: string;
  actor: Actor;
  staffName: string;
  shiftId: number | null;
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
 * Pays an owned offer back, once, while less than `refund_within_minutes` (as it was when it was bought) is used of it:
 * bonus as a new lot, coins as coins, cash, card and QR by their tender, the rest to the balance (billing.md 8). Its seconds are
 * taken back. Refuses `member_offer.not_found`, `order.already_refunded`, `offer.used_too_long`. Announces `members.money`.
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
  const owner = await lockBuyer(tx, cafeId, unlocked.member_id, at);
  if (owner === undefined) throw notFound("member.not_found", "Member");
  const inSession = await asked.usedInSessionSeconds(tx, owner.member_id);
  await expireOffers(tx, cafeId, owner.member_id, at, inSession === null ? undefined : asked.ownedOfferId);
  // Read again: what was true before the lock may be so no longer.
  const offer = (await findSoldOffer(tx, cafeId, asked.ownedOfferId)) ?? unlocked;
  refuseRefund(offer, inSession ?? 0);
  const paid = paidFor(offer);
  const row = await tx.row<{ order_no: number }>("select book_offer_refund($1, $2, $3) as order_no", [
    cafeId,
    at,
    JSON.stringify(
      requestOf(scope, at, { asked, offer, paid, account: owner.account, inSession: inSession ?? 0 }),
    ),
  ]);
  return {
    memberId: owner.member_id,
    orderNo: offer.sale_transfer_id,
    refundOrderNo: row?.order_no ?? 0,
    refundMinor: paid.moneyMinor,
    coinsHundredths: paid.coinsHundredths,
  };
}

function refuseRefund(offer: SoldOfferRow, inSession: number): void {
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

function paidFor(offer: SoldOfferRow): Paid {
  return {
    moneyMinor: offer.paid_minor + offer.paid_bonus_minor + offer.card_fee_minor,
    bonusMinor: offer.paid_bonus_minor,
    taxMinor: offer.tax_minor,
    cardFeeMinor: offer.card_fee_minor,
    coinsHundredths: offer.paid_coins_hundredths,
  };
}

interface Decided {
  asked: OfferRefund;
  offer: SoldOfferRow;
  paid: Paid;
  account: string;
  inSession: number;
}

function requestOf({ settings }: SaleScope, at: Date, { asked, offer, paid, account, inSession }: Decided) {
  const memberId = offer.member_id;
  const ownedOfferId = asked.ownedOfferId;
  const payment: Payment = offer.tender === "none" ? "balance" : offer.tender;
  const takenBack = offer.left_seconds - inSession;
  const hours = settings.int("bonus_expiration_time");
  const lotExpiresAt = hours === 0 ? null : new Date(at.getTime() + hours * 3_600_000);
  const money = moneyEntries(memberId, payment, paid, -1).map((entry): Entry =>
    entry.account === "bonus" ? { ...entry, lotExpiresAt } : entry,
  );
  const item = {
    product_id: offer.product_id ?? 0,
    product_name: offer.name,
    is_offer: true,
    quantity: -1,
    cost: -paid.moneyMinor,
    money: -paid.moneyMinor,
    bonus: -paid.bonusMinor,
    tax: -paid.taxMinor,
    card_fee: -paid.cardFeeMinor,
    coins: -paid.coinsHundredths,
  };
  return {
    owned_offer_id: ownedOfferId,
    sale_order_no: offer.sale_transfer_id,
    item_no: offer.order_item_no,
    order: {
      member_id: memberId,
      member_account: account,
      pc_name: "",
      staff_name: asked.staffName,
      status: 2,
      payment_method: paymentCodes[payment].method,
      comment: asked.comment,
      shift_id: asked.shiftId,
      refund_of: offer.has_order ? offer.sale_transfer_id : null,
      items: [item],
    },
    transfer: transferRequest({
      kind: "offer_refund",
      actor: asked.actor,
      shiftId: asked.shiftId,
      comment: asked.comment,
      correctsTransferId: offer.sale_transfer_id,
      entries: [
        ...money,
        { account: "offer_seconds", memberId, ownedOfferId, amount: -takenBack },
        { account: "offer_seconds_given", amount: takenBack },
      ],
      logs: [
        {
          event: "OFFER_REFUND",
          memberId,
          memberAccount: account,
          staffName: asked.staffName,
          ...sumsOf(payment, paid, -1),
          details: (asked.comment === "" ? offer.name : `${offer.name}: ${asked.comment}`).slice(0, 1_000),
        },
      ],
    }),
  };
}
