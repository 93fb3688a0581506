import { assert } from "../../kernel/assert.ts";
import { notFound } from "../../kernel/refusal.ts";
import { type Entry, transferRequest, type LogLine } from "../ledger/index.ts";
import type { Buyer } from "./buyer-store.ts";
import { splitBy } from "./exact-rules.ts";
import { type OrderBook, type OrderItemRow, takesOf } from "./order-book.ts";
import { wordsOf } from "./order-lines.ts";
import { paymentCodes } from "./payment-words.ts";
import { type Back, lineBack, type LineBack, type PartBack, partsBack, pointsBack } from "./refund-rules.ts";
import { moneyEntries, type Movement, sumsOf } from "./sale-books.ts";
import type { SaleScope, Who } from "./shop-parts.ts";
import type { SoldOfferRow } from "./sold-offer-store.ts";
import { inAll } from "./stock-rules.ts";

/** What goes back of an order, decided; the caller writes it as a refund or as the end of the order. */

export interface LineToRefund {
  item: OrderItemRow;
  quantity: number;
}

/** An offer that is taken back, with the seconds that its session has used and not yet booked. */
export interface OfferToRefund {
  offer: SoldOfferRow;
  inSessionSeconds: number;
}

export interface BackAsked {
  /** Null: an offer that came without an order. */
  book: OrderBook | null;
  buyer: Buyer | null;
  lines: readonly LineToRefund[];
  offers: readonly OfferToRefund[];
  /** What the log names, where that is more than what money goes back for. */
  named?: readonly LineToRefund[];
  who: Who;
  comment: string;
  event: "ORDER_REFUND" | "ORDER_CANCEL" | "OFFER_REFUND";
}

export interface DecidedBack {
  movement: Movement;
  parts: Back[];
  pointsBackHundredths: number;
  /** All in money, bonus and surcharge in it. */
  moneyMinor: number;
  items: BackItem[];
  transfer: ReturnType<typeof transferRequest>;
}

/** A line of the refund, positive. */
interface BackItem extends LineBack {
  itemNo: number | null;
  productId: number;
  name: string;
  isOffer: boolean;
  bonusMinor: number;
  cardFeeMinor: number;
}

/** Decides what goes back by which way. Refuses `member.not_found` when the account is gone that it would go to. */
export function decideBack(scope: SaleScope, at: Date, asked: BackAsked): DecidedBack {
  const bare = [...asked.lines.map(backOfLine), ...asked.offers.map(backOfOffer)];
  const own = bare.reduce((sum, item) => sum + item.moneyMinor - item.bonusMinor, 0);
  const ways = waysOf(asked);
  const parts = partsBack(ways, own);
  assert(parts !== null, "no more goes back than was paid and is still there");
  const fees = splitBy(
    parts.reduce((sum, part) => sum + part.cardFeeBackMinor, 0),
    bare.map((item) => item.moneyMinor),
  );
  const items = bare.map((item, place) => {
    const cardFeeMinor = fees[place] ?? 0;
    return { ...item, cardFeeMinor, moneyMinor: item.moneyMinor + cardFeeMinor };
  });
  const wanted = pointsToTake(scope, asked, ways, parts);
  const movement = movementOf(asked, items, parts, Math.min(wanted, asked.buyer?.points_hundredths ?? 0));
  refuseGoneAccount(asked, movement);
  return {
    movement,
    parts,
    pointsBackHundredths: wanted,
    moneyMinor: items.reduce((sum, item) => sum + item.moneyMinor, 0),
    items,
    transfer: transferOf(scope, at, asked, movement, items),
  };
}

function backOfLine({ item, quantity }: LineToRefund): BackItem {
  const line = {
    quantity: item.quantity,
    refundedQuantity: item.refunded_quantity,
    moneyMinor: item.money_minor - item.card_fee_minor,
    taxMinor: item.tax_minor,
    coinsHundredths: item.coins_hundredths,
  };
  return {
    ...lineBack(line, quantity),
    ...{ itemNo: item.item_no, productId: item.product_id, name: item.product_name, isOffer: false },
    ...{ bonusMinor: 0, cardFeeMinor: 0 },
  };
}

function backOfOffer({ offer }: OfferToRefund): BackItem {
  return {
    quantity: 1,
    moneyMinor: offer.paid_minor + offer.paid_bonus_minor,
    taxMinor: offer.tax_minor,
    coinsHundredths: offer.paid_coins_hundredths,
    bonusMinor: offer.paid_bonus_minor,
    cardFeeMinor: 0,
    ...{ itemNo: offer.order_item_no, productId: offer.product_id ?? 0, name: offer.name, isOffer: true },
  };
}

/** What paid it; an offer that came without an order knows its own tender alone. */
function waysOf({ book, offers }: BackAsked): PartBack[] {
  if (book !== null) return book.parts;
  return offers.map(({ offer }) => ({
    payment: offer.tender === "none" || offer.tender === "coins" ? ("balance" as const) : offer.tender,
    paidMinor: offer.paid_minor,
    cardFeeMinor: offer.card_fee_minor,
    ...{ backMinor: 0, cardFeeBackMinor: 0 },
  }));
}

function pointsToTake(
  { exponent }: SaleScope,
  { book }: BackAsked,
  ways: readonly PartBack[],
  back: readonly Back[],
): number {
  if (book === null) return 0;
  const stays = ways.reduce((sum, part, place) => {
    const now = back.find((one) => one.place === place)?.backMinor ?? 0;
    return part.payment === "balance" ? sum : sum + part.paidMinor - part.backMinor - now;
  }, 0);
  const { points_hundredths: earnedHundredths, points_back_hundredths: takenHundredths } = book.head;
  return pointsBack({ earnedHundredths, takenHundredths }, stays, 10 ** exponent);
}

function movementOf(
  { buyer, book, offers }: BackAsked,
  items: readonly BackItem[],
  parts: readonly Back[],
  pointsHundredths: number,
): Movement {
  const sum = (part: (item: BackItem) => number) => items.reduce((total, item) => total + part(item), 0);
  const net = (isOffer: boolean) =>
    sum((item) => (item.isOffer === isOffer ? item.moneyMinor - item.taxMinor - item.cardFeeMinor : 0));
  return {
    memberId: buyer?.member_id ?? book?.head.member_id ?? offers[0]?.offer.member_id ?? null,
    parts: parts.map((part) => ({
      payment: part.payment,
      paidMinor: part.backMinor,
      cardFeeMinor: part.cardFeeBackMinor,
    })),
    bonusMinor: sum((item) => item.bonusMinor),
    coinsHundredths: sum((item) => item.coinsHundredths),
    taxMinor: sum((item) => item.taxMinor),
    productsMinor: net(false),
    offersMinor: net(true),
    pointsHundredths,
  };
}

/** Money by a tender goes back over the counter; what goes to an account needs one. */
function refuseGoneAccount({ buyer, offers }: BackAsked, moved: Movement): void {
  const toAccount =
    offers.length > 0 ||
    moved.bonusMinor + moved.coinsHundredths > 0 ||
    moved.parts.some((part) => part.payment === "balance" && part.paidMinor > 0);
  if (toAccount && buyer === null) throw notFound("member.not_found", "Member");
}

function transferOf(
  { settings }: SaleScope,
  at: Date,
  asked: BackAsked,
  movement: Movement,
  items: readonly BackItem[],
) {
  const { book, buyer, offers, who, comment, event } = asked;
  const hours = settings.int("bonus_expiration_time");
  const lotExpiresAt = hours === 0 ? null : new Date(at.getTime() + hours * 3_600_000);
  const corrects = book === null ? offers[0]?.offer.sale_transfer_id : book.head.transfer_id;
  const named = asked.named?.map(({ item, quantity }) => ({ quantity, name: item.product_name }));
  const log: LogLine = {
    event,
    memberId: movement.memberId,
    memberAccount: buyer?.account ?? book?.head.member_account ?? "",
    pcName: book?.head.pc_name ?? "",
    staffName: who.staffName,
    ...sumsOf(movement, -1),
    details: wordsOf(named ?? items, comment),
  };
  return transferRequest({
    kind: event === "OFFER_REFUND" ? "offer_refund" : event.toLowerCase(),
    actor: who.actor,
    shiftId: who.shiftId,
    comment,
    correctsTransferId: corrects ?? null,
    entries: [...moneyEntries(movement, -1, lotExpiresAt), ...secondsBack(offers)],
    logs: [log],
  });
}

/** What a running session has used and not yet booked stays on the offer for it. */
function secondsBack(offers: readonly OfferToRefund[]): Entry[] {
  return offers.flatMap(({ offer, inSessionSeconds }): Entry[] => {
    const amount = offer.left_seconds - inSessionSeconds;
    const { member_id: memberId, owned_offer_id: ownedOfferId } = offer;
    return [
      { account: "offer_seconds", memberId, ownedOfferId, amount: -amount },
      { account: "offer_seconds_given", amount },
    ];
  });
}

/** What `refund_order` and `cancel_order` read alike. */
export const backParts = ({ parts, pointsBackHundredths, movement, transfer }: DecidedBack) => ({
  transfer,
  parts: parts.map((part) => ({
    ...{ place: part.place, back: part.backMinor, card_fee_back: part.cardFeeBackMinor },
  })),
  points_back: pointsBackHundredths,
  group_follows: movement.pointsHundredths > 0,
  member_id: movement.memberId,
});

/** The pieces of lines on their way back into stock. */
export const stockBack = (lines: readonly LineToRefund[]) =>
  inAll(lines.map(({ item, quantity }) => ({ pieces: quantity, each: takesOf(item) }))).map(
    ({ productId, quantity }) => ({ productId, change: quantity }),
  );

/** The items of the order that tells of a refund: negative. */
export const refundItems = ({ items }: DecidedBack) =>
  items.map((item) => ({
    product_id: item.productId,
    product_name: item.name,
    is_offer: item.isOffer,
    quantity: -item.quantity,
    cost: -item.moneyMinor,
    money: -item.moneyMinor,
    bonus: -item.bonusMinor,
    tax: -item.taxMinor,
    card_fee: -item.cardFeeMinor,
    coins: -item.coinsHundredths,
  }));

export const methodBack = ({ movement }: DecidedBack, book: OrderBook | null): number => {
  const [part] = movement.parts;
  if (part !== undefined) return paymentCodes[part.payment].method;
  return book?.head.payment_method ?? paymentCodes.balance.method;
};
