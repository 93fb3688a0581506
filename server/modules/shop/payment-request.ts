import { transferRequest } from "../ledger/index.ts";
import { minorPerPoint, type OrderLine, wordsOf } from "./order-lines.ts";
import type { Method, OrderStatus } from "./order-state-rules.ts";
import { paymentCodes } from "./payment-words.ts";
import { pointsFor } from "./refund-rules.ts";
import { moneyEntries, type Movement, sumsOf } from "./sale-books.ts";
import type { PaidSale } from "./sale-rules.ts";
import type { SaleScope, Who } from "./shop-parts.ts";

/** Whose order it is and where; nobody's has no member. */
export interface OrderHead {
  memberId: number | null;
  memberGroupId: number | null;
  account: string;
  pcName: string;
  comment: string;
}

export interface OrderPayment {
  head: OrderHead;
  lines: readonly OrderLine[];
  paid: PaidSale;
  status: OrderStatus;
  who: Who;
  /** ORDER when it is placed and paid in one, else what led to it. */
  event: "ORDER" | "ORDER_CONFIRM" | "MANUALCONFIRMQR";
  /** The session whose checkout paid it. */
  sessionId?: number | null;
}

/** A payment as `pay_order` reads it (0051). */
export function paymentRequest(scope: SaleScope, at: Date, asked: OrderPayment) {
  const { head, lines, paid, status, who, event, sessionId } = asked;
  const movement = movementOf(scope, head, lines, paid);
  const [first] = paid.parts;
  return {
    status,
    payment_method: methodOf(paid),
    member_id: head.memberId,
    tender: first?.payment ?? "coins",
    refund_within_seconds: scope.settings.int("refund_within_minutes") * 60,
    group_follows: movement.pointsHundredths > 0,
    points: movement.pointsHundredths,
    shift_id: who.shiftId,
    parts: paid.parts.map((part) => ({
      payment_method: paymentCodes[part.payment].method,
      paid: part.paidMinor,
      card_fee: part.cardFeeMinor,
    })),
    items: paid.lines.map((line, place) => ({
      item_no: place + 1,
      money: line.moneyMinor,
      bonus: line.bonusMinor,
      card_fee: line.cardFeeMinor,
      coins: line.coinsHundredths,
    })),
    offers: lines.flatMap((line, place) => offersOf(line, place, paid, at)),
    transfer: transferRequest({
      // An order of offers alone keeps the kind by which reports and statements know it.
      kind: lines.every((line) => line.offer !== null) ? "offer_sale" : "order",
      actor: who.actor,
      shiftId: who.shiftId,
      comment: head.comment,
      entries: moneyEntries(movement, 1),
      logs: [
        {
          event,
          memberId: head.memberId,
          memberAccount: head.account,
          pcName: head.pcName,
          staffName: who.staffName,
          ...sumsOf(movement, 1),
          details: wordsOf(lines, head.comment),
          sessionId: sessionId ?? null,
        },
      ],
    }),
  };
}

/** The method an order shows: of two ways the first. */
function methodOf(paid: PaidSale): Method {
  const [first] = paid.parts;
  return first === undefined ? paymentCodes.coins.method : paymentCodes[first.payment].method;
}

function movementOf(
  scope: SaleScope,
  head: OrderHead,
  lines: readonly OrderLine[],
  paid: PaidSale,
): Movement {
  const net = (isOffer: boolean) =>
    paid.lines.reduce(
      (sum, { moneyMinor, taxMinor, cardFeeMinor }, place) =>
        (lines[place]?.offer !== null) === isOffer ? sum + moneyMinor - taxMinor - cardFeeMinor : sum,
      0,
    );
  return {
    memberId: head.memberId,
    parts: paid.parts,
    bonusMinor: paid.bonusMinor,
    coinsHundredths: paid.coinsHundredths,
    taxMinor: paid.taxMinor,
    productsMinor: net(false),
    offersMinor: net(true),
    pointsHundredths: earnedPoints(scope, head, paid),
  };
}

/** Members earn points by tendered money; what the balance pays has earned when it was topped up (billing.md 9). */
function earnedPoints(scope: SaleScope, head: OrderHead, paid: PaidSale): number {
  if (head.memberId === null || head.memberGroupId === null || head.memberGroupId < 0) return 0;
  const tendered = paid.parts.reduce(
    (sum, part) => (part.payment === "balance" ? sum : sum + part.paidMinor),
    0,
  );
  return pointsFor(tendered, minorPerPoint(scope));
}

function offersOf(line: OrderLine, place: number, paid: PaidSale, at: Date) {
  const { offer } = line;
  if (offer === null) return [];
  const { kind, seconds } = offer.terms.expiry;
  const expires = kind === "after_purchase" ? new Date(at.getTime() + seconds * 1_000).toISOString() : null;
  return (paid.lines[place]?.pieces ?? []).map((piece) => ({
    product_id: line.productId,
    ...offer,
    expires_at: expires,
    item_no: place + 1,
    paid: piece.moneyMinor - piece.bonusMinor - piece.cardFeeMinor,
    paid_bonus: piece.bonusMinor,
    paid_coins: piece.coinsHundredths,
    tax: piece.taxMinor,
    card_fee: piece.cardFeeMinor,
  }));
}
