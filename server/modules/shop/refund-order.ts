import type { Tx } from "../../kernel/db/database.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { expireOffers } from "../offers/index.ts";
import { lockOrder, type LockedOrder, type OrderBook } from "./order-book.ts";
import { cancelled } from "./order-state-rules.ts";
import { decideBack, type LineToRefund, type OfferToRefund } from "./pay-back.ts";
import { refuseUsedOffer } from "./refund-offer.ts";
import type { SaleScope, ShopLiveFacts, Who } from "./shop-parts.ts";
import { listSoldOffers } from "./sold-offer-store.ts";
import type { ChangedStock } from "./stock-store.ts";
import { writeRefund } from "./write-refund.ts";

export interface OrderRefund {
  orderNo: number;
  /** Null: all that is left. */
  lines: readonly { productId: number; quantity: number }[] | null;
  /** Whether the goods go back into stock. */
  toStock: boolean;
  comment: string;
  who: Who;
  offerInUse: ShopLiveFacts["offerInUse"];
}

export interface RefundedOrder {
  refundOrderNo: number;
  refundMinor: number;
  coinsHundredths: number;
  stock: ChangedStock[];
}

/**
 * Pays lines of a paid order back, offers by their own rules (billing.md 8, 10). Refuses `order.not_found`, `order.not_open` when there is
 * nothing paid, `order.already_refunded` when less is left, `product.not_found` when it is not in the order, `offer.used_too_long`,
 * `member.in_session` when a session uses the offer. Announces `members.money`, `orders.changed`.
 */
export async function refundOrder(
  tx: Tx,
  scope: SaleScope,
  at: Date,
  asked: OrderRefund,
): Promise<RefundedOrder> {
  const book = await lockOrder(tx, scope.cafeId, asked.orderNo, at);
  refuseUnpaid(book);
  const lines = linesAsked(book, asked.lines);
  const goods = lines.filter(({ item }) => !item.is_offer);
  const offers = await offersBack(tx, scope, at, { book, lines, offerInUse: asked.offerInUse });
  const { who, comment } = asked;
  const event = goods.length === 0 ? "OFFER_REFUND" : "ORDER_REFUND";
  const back = decideBack(scope, at, { book, buyer: book.buyer, lines: goods, offers, who, comment, event });
  const written = await writeRefund(tx, scope, at, {
    ...{ book, back, who, comment, lines: goods },
    offers: offers.map(({ offer }) => offer),
    goods: asked.toStock ? goods : [],
  });
  return {
    refundOrderNo: written.orderNo,
    refundMinor: back.moneyMinor,
    coinsHundredths: back.movement.coinsHundredths,
    stock: written.stock,
  };
}

function refuseUnpaid({ head }: OrderBook): void {
  if (head.refund_of_order_no !== null)
    throw new Refusal("order.not_open", "This is a refund itself: it is not refunded.");
  if (head.status === cancelled) throw new Refusal("order.not_open", "This order is cancelled.");
  if (head.paid_at === null)
    throw new Refusal("order.not_open", "Nobody has paid this order: cancel it instead.");
}

/** The lines to refund. Refuses what is not in the order, or more of it than is left. */
function linesAsked(book: OrderBook, asked: OrderRefund["lines"]): LineToRefund[] {
  const left = book.items
    .map((item) => ({ item, quantity: item.quantity - item.refunded_quantity }))
    .filter(({ quantity }) => quantity > 0);
  if (left.length === 0) throw new Refusal("order.already_refunded", "This order was already refunded.");
  if (asked === null) return left;
  const sums = new Map<number, number>();
  for (const { productId, quantity } of asked) sums.set(productId, (sums.get(productId) ?? 0) + quantity);
  return [...sums].map(([productId, quantity]) => {
    const item = book.items.find((one) => one.product_id === productId);
    if (item === undefined) throw new Refusal("product.not_found", "Product not found in this order.");
    const rest = item.quantity - item.refunded_quantity;
    if (quantity > rest)
      throw new Refusal("order.already_refunded", `Of ${item.product_name} only ${rest} can still go back.`, {
        data: { product_id: productId, refundable: rest },
      });
    return { item, quantity };
  });
}

/** The owned offers behind lines of offers, the least used first. */
export async function offersBack(
  tx: Tx,
  { cafeId }: SaleScope,
  at: Date,
  asked: { book: LockedOrder; lines: readonly LineToRefund[]; offerInUse: ShopLiveFacts["offerInUse"] },
): Promise<OfferToRefund[]> {
  const { book, lines } = asked;
  const ofOffers = lines.filter(({ item }) => item.is_offer);
  const memberId = book.buyer?.member_id;
  if (ofOffers.length === 0 || memberId === undefined) return [];
  const inUse = (await asked.offerInUse(cafeId, memberId, tx))?.ownedOfferId;
  await expireOffers(tx, cafeId, memberId, at, inUse);
  const owned = await listSoldOffers(tx, cafeId, book.head.order_no);
  return ofOffers.flatMap(({ item, quantity }) => {
    const chosen = owned.filter((offer) => offer.order_item_no === item.item_no).slice(0, quantity);
    return chosen.map((offer) => {
      // What its session has used is booked when the session goes over to something else, which a refund cannot wait for.
      if (offer.owned_offer_id === inUse)
        throw new Refusal(
          "member.in_session",
          `${offer.name} is in use by a session: end the session first.`,
        );
      refuseUsedOffer(offer, 0);
      return { offer, inSessionSeconds: 0 };
    });
  });
}
