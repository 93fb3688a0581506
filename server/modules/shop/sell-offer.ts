import type { Tx } from "../../kernel/db/database.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { type Actor, type LogLine, transferRequest } from "../ledger/index.ts";
import { mayBePaidBy, type ProductRow, type Seller, termsOfProduct, whyNotForSale } from "./product-rules.ts";
import { type Buyer, findProducts, lockBuyer } from "./product-store.ts";
import { moneyEntries, sumsOf } from "./sale-books.ts";
import { priceLine, type PriceTerms } from "./line-rules.ts";
import { type PaidSale, paySale, type Payment, type SaleTerms } from "./sale-rules.ts";

export interface OfferSale {
  memberId: number;
  lines: readonly { productId: number; quantity: number }[];
  payment: Payment;
  /** What the member's running session would take if it ended now (billing.md 7.4); asked once its row is locked. */
  runningCost: (tx: Tx) => Promise<{ bonusMinor: number; balanceMinor: number }>;
  /** Whether bonus pays at this instant (`bonus_available_time`). */
  bonusPays: boolean;
  /** Staff sell more than what members may buy by themselves. */
  seller: Seller;
  actor: Actor;
  /** As the log shows it; empty when no staff sold it. */
  staffName: string;
  shiftId: number | null;
  pcName: string;
  comment: string;
}

/** What a sale needs to know of its café. */
export type SaleScope = Pick<CafeScope, "cafeId" | "exponent" | "zone" | "settings">;

export interface SoldOffers {
  orderNo: number;
  /** One for each piece, in the order of the lines. */
  ownedOfferIds: number[];
  /** All that was paid in money; bonus, tax and card surcharge are in it. */
  totalMinor: number;
  bonusMinor: number;
  taxMinor: number;
  cardFeeMinor: number;
  coinsHundredths: number;
}

/** Pieces of one sale, so that a slip of the finger does not sell thousands. */
const mostPieces = 100;

/** The wire's number and word of a payment (api-v2.md 4.1, 3.7 product_group_payment_method). */
export const paymentCodes: Readonly<
  Record<Payment, { method: number; word: string; setting: string | null }>
> = {
  cash: { method: 0, word: "cash", setting: "payment_method_cash_in_client" },
  balance: { method: 1, word: "balance", setting: "payment_method_balance" },
  card: { method: 2, word: "credit_card", setting: "payment_method_credit_card" },
  coins: { method: 3, word: "coin", setting: null },
  qr: { method: 4, word: "qr", setting: "payment_method_qr" },
};

/**
 * Sells offers to a member or guest: locks its row, decides who pays what, and writes order, transfer and owned offers in one
 * call (billing.md 5, 8, 10). Refuses `member.not_found`, `product.not_found`, `product.not_for_sale`,
 * `order.payment_not_allowed`, `ledger.insufficient_balance`, `ledger.insufficient_coins`, a quantity out of bounds.
 * Announces `members.money`.
 */
export async function sellOffer(tx: Tx, scope: SaleScope, at: Date, sale: OfferSale): Promise<SoldOffers> {
  refuseQuantities(sale.lines);
  const buyer = await lockBuyer(tx, scope.cafeId, sale.memberId, at);
  if (buyer === undefined) throw notFound("member.not_found", "Member");
  const products = await productsOf(tx, scope, at, sale, buyer);
  const running = await sale.runningCost(tx);
  const funds = {
    balanceMinor: Math.max(0, buyer.balance_minor - running.balanceMinor),
    bonusMinor: Math.max(0, buyer.bonus_minor - running.bonusMinor),
    coinsHundredths: buyer.coins_hundredths,
  };
  const lines = sale.lines.map(({ quantity }, place) => {
    const product = products[place] as ProductRow;
    return {
      quantity,
      price: product.price,
      coinPrice: product.coin_price,
      discountPercent: product.enable_discount ? buyer.discount_offer : 0,
      taxPercent: product.tax_id === 0 ? "0" : scope.settings.text(`tax${product.tax_id}_percentage`),
      takesBonus: true,
    };
  });
  const terms = saleTermsOf(scope, sale.bonusPays);
  const paid = paySale(
    lines.map((line) => priceLine(line, terms)),
    terms,
    [{ payment: sale.payment, amountMinor: null }],
    funds,
  );
  if (paid === "payments") throw new Error("one way without an amount pays all");
  if (typeof paid === "string") throw new Refusal(paid, sentences[paid]);
  const row = await tx.row<{ answer: { order_no: number; owned_offer_ids: number[] } }>(
    "select book_offer_sale($1, $2, $3) as answer",
    [scope.cafeId, at, JSON.stringify(requestOf(scope, at, { sale, buyer, products, paid }))],
  );
  if (row === undefined) throw new Error("a sale answered nothing");
  const { order_no: orderNo, owned_offer_ids: ownedOfferIds } = row.answer;
  const { moneyMinor: totalMinor, bonusMinor, taxMinor, cardFeeMinor, coinsHundredths } = paid;
  return { orderNo, ownedOfferIds, totalMinor, bonusMinor, taxMinor, cardFeeMinor, coinsHundredths };
}

const sentences = {
  "ledger.insufficient_balance": "Insufficient balance.",
  "ledger.insufficient_coins": "Insufficient coins.",
  "order.payment_not_allowed": "This offer has no price in coins.",
} as const;

function saleTermsOf({ exponent, settings }: SaleScope, bonusPays: boolean): PriceTerms & SaleTerms {
  const mayBonus = bonusPays && settings.flag("bonus_buy_offer");
  return {
    exponent,
    taxIncluded: settings.flag("tax_included_in_price"),
    cardRatePercent: settings.text("credit_card_price_rate"),
    maxBonusPercent: mayBonus ? settings.int("max_bonus_percentage") : 0,
  };
}

function refuseQuantities(lines: OfferSale["lines"]): void {
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0);
  if (lines.length > 0 && lines.every((line) => line.quantity > 0) && pieces <= mostPieces) return;
  throw invalidField("qty", `The qty must be between 1 and ${mostPieces} in all.`);
}

/** The product of each line; refuses what cannot be sold to this buyer now. */
async function productsOf(
  tx: Tx,
  { cafeId, zone, settings }: SaleScope,
  at: Date,
  sale: OfferSale,
  buyer: Buyer,
): Promise<ProductRow[]> {
  const { lines, seller, payment } = sale;
  const found = await findProducts(tx, cafeId, [...new Set(lines.map((line) => line.productId))]);
  const byId = new Map(found.map((product) => [product.product_id, product]));
  const { word, setting } = paymentCodes[payment];
  const isOff = seller === "member" && setting !== null && !settings.flag(setting);
  return lines.map(({ productId }) => {
    const product = byId.get(productId);
    if (product === undefined) throw notFound("product.not_found", "Product");
    if (!product.is_offer)
      throw new Refusal("product.not_for_sale", `${product.name} is no offer: only offers are sold here.`);
    const why = whyNotForSale(product, { memberGroupId: buyer.member_group_id, seller }, zone, at);
    if (why !== null) throw new Refusal("product.not_for_sale", why);
    if (isOff || !mayBePaidBy(product, buyer.member_group_id, word))
      throw new Refusal(
        "order.payment_not_allowed",
        `${product.name} cannot be paid by ${word.replace("_", " ")}.`,
      );
    return product;
  });
}

interface Decided {
  sale: OfferSale;
  buyer: Buyer;
  products: readonly ProductRow[];
  paid: PaidSale;
}

function requestOf(scope: SaleScope, at: Date, { sale, buyer, products, paid }: Decided) {
  const { actor, shiftId } = sale;
  const items = paid.lines.map((line, place) => ({
    product_id: products[place]?.product_id,
    product_name: products[place]?.name,
    is_offer: true,
    quantity: line.pieces.length,
    cost: line.costMinor,
    money: line.moneyMinor,
    bonus: line.bonusMinor,
    tax: line.taxMinor,
    card_fee: line.cardFeeMinor,
    coins: line.coinsHundredths,
  }));
  const offers = paid.lines.flatMap((line, place) => {
    const product = products[place] as ProductRow;
    const terms = termsOfProduct(product);
    const expires = terms.expiry.kind === "after_purchase" ? terms.expiry.seconds : null;
    return line.pieces.map((piece) => ({
      product_id: product.product_id,
      name: product.name,
      priority: product.priority,
      seconds: (product.minutes ?? 0) * 60,
      terms,
      expires_at: expires === null ? null : new Date(at.getTime() + expires * 1_000).toISOString(),
      item_no: place + 1,
      paid: piece.moneyMinor - piece.bonusMinor - piece.cardFeeMinor,
      paid_bonus: piece.bonusMinor,
      paid_coins: piece.coinsHundredths,
      tax: piece.taxMinor,
      card_fee: piece.cardFeeMinor,
    }));
  });
  return {
    member_id: buyer.member_id,
    tender: sale.payment,
    refund_within_seconds: scope.settings.int("refund_within_minutes") * 60,
    offers,
    order: {
      member_id: buyer.member_id,
      member_account: buyer.account,
      pc_name: sale.pcName,
      staff_name: sale.staffName,
      status: 2,
      payment_method: paymentCodes[sale.payment].method,
      comment: sale.comment,
      shift_id: shiftId,
      items,
    },
    transfer: transferRequest({
      kind: "offer_sale",
      actor,
      shiftId,
      comment: sale.comment,
      entries: moneyEntries(buyer.member_id, sale.payment, paid, 1),
      logs: [logOf(sale, buyer, paid, items)],
    }),
  };
}

function logOf(
  sale: OfferSale,
  buyer: Buyer,
  paid: PaidSale,
  items: readonly { quantity: number; product_name: string | undefined }[],
): LogLine {
  const names = items.map((item) => `${item.quantity} × ${item.product_name ?? ""}`).join(", ");
  return {
    event: "ORDER",
    memberId: buyer.member_id,
    memberAccount: buyer.account,
    pcName: sale.pcName,
    staffName: sale.staffName,
    ...sumsOf(sale.payment, paid, 1),
    details: (sale.comment === "" ? names : `${names}: ${sale.comment}`).slice(0, 1_000),
  };
}
