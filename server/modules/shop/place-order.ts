import type { Tx } from "../../kernel/db/database.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { transferRequest } from "../ledger/index.ts";
import { type Buyer, lockBuyer } from "./buyer-store.ts";
import { chooseProducts, type Chosen } from "./choose-products.ts";
import { priceLine } from "./line-rules.ts";
import { itemsOf, type OrderLine, saleTermsOf, wordsOf } from "./order-lines.ts";
import { type Method, type OrderStatus, payLater } from "./order-state-rules.ts";
import { paymentRequest, type OrderHead } from "./payment-request.ts";
import { type Seller, termsOfProduct } from "./product-rules.ts";
import { type PaidSale, paySale, type SaleRefusal, type Way } from "./sale-rules.ts";
import { tellLowStock } from "./shop-log.ts";
import type { RunningCost, SaleScope, Who } from "./shop-parts.ts";
import { goodsCost, inAll } from "./stock-rules.ts";
import { type ChangedStock, stockRequest } from "./stock-store.ts";

export interface OrderAsked {
  /** Null: sold to nobody in particular. */
  memberId: number | null;
  lines: readonly { productId: number; quantity: number }[];
  /** Paid now, by one way or two; or by a method that is not yet paid. */
  payment: { ways: readonly Way[] } | { open: Method };
  /** What it begins as, by whether there is something to hand over. */
  status: (hasGoods: boolean) => OrderStatus;
  seller: Seller;
  who: Who;
  pcName: string;
  /** Of the PC it was ordered at; null = at none. */
  pcGroupId: number | null;
  comment: string;
  /** Of the member's running session; asked once its row is locked. */
  runningCost: (tx: Tx) => Promise<RunningCost>;
  /** Whether bonus pays at this instant (`bonus_available_time`). */
  bonusPays: boolean;
  /** Whether panels are told of a new order. */
  tells: boolean;
}

export interface PlacedOrder {
  orderNo: number;
  status: OrderStatus;
  memberId: number | null;
  /** One for each piece of an offer, in the order of the lines. */
  ownedOfferIds: number[];
  /** To pay or paid in money; bonus, tax and card surcharge are in it. */
  totalMinor: number;
  bonusMinor: number;
  taxMinor: number;
  cardFeeMinor: number;
  coinsHundredths: number;
  stock: ChangedStock[];
}

/** Pieces of one order, so that a slip of the finger does not sell thousands. */
const mostPieces = 1_000;

/**
 * Places an order: locks the member, then the stock by rising product id, decides what it costs and who pays it, takes its pieces out
 * of stock and writes all of it in one call (billing.md 10). Refuses `member.not_found`, `product.not_found`,
 * `product.not_for_sale`, `product.out_of_stock`, `order.payment_not_allowed`, `ledger.insufficient_balance`,
 * `ledger.insufficient_coins`, ways that do not make up the sum, a quantity out of bounds. Announces `members.money`,
 * `orders.changed`.
 */
export async function placeOrder(
  tx: Tx,
  scope: SaleScope,
  at: Date,
  asked: OrderAsked,
): Promise<PlacedOrder> {
  const lines = mergedLines(asked.lines);
  const buyer = await buyerOf(tx, scope.cafeId, asked.memberId, at);
  const running = await runningCostOf(tx, asked, buyer);
  // What was due of the session is booked by now, so what the buyer holds is read again.
  const holder = running === null ? buyer : await buyerOf(tx, scope.cafeId, asked.memberId, at);
  const chosen = await chooseProducts(tx, scope, at, { ...asked, lines, buyer: holder });
  const terms = saleTermsOf(scope, asked.bonusPays);
  const priced = chosen.map((one) => lineOf(scope, one, holder));
  const funds = fundsOf(holder, running);
  const paid = "ways" in asked.payment ? paySale(priced, terms, asked.payment.ways, funds) : null;
  if (typeof paid === "string") throw saleRefusal(paid);
  const status = asked.status(priced.some((line) => line.offer === null));
  const request = requestOf(scope, at, { asked, buyer: holder, lines: priced, paid, status });
  const row = await tx.row<{ answer: PlacedRow }>("select place_order($1, $2, $3) as answer", [
    ...[scope.cafeId, at, JSON.stringify(request)],
  ]);
  if (row === undefined) throw new Error("an order answered nothing");
  const { order_no: orderNo, owned_offer_ids: ownedOfferIds, stock } = row.answer;
  await tellLowStock(tx, scope.cafeId, at, stock);
  return { orderNo, status, memberId: asked.memberId, ownedOfferIds, stock, ...totalsOf(priced, paid) };
}

interface PlacedRow {
  order_no: number;
  owned_offer_ids: number[];
  stock: ChangedStock[];
}

/** A product named twice is one line, so that each can be refunded by its name. */
export function mergedLines(lines: OrderAsked["lines"]): { productId: number; quantity: number }[] {
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0);
  if (lines.length === 0 || lines.some((line) => line.quantity < 1) || pieces > mostPieces)
    throw invalidField("qty", `The qty must be at least 1, and at most ${mostPieces} in all.`);
  const sums = new Map<number, number>();
  for (const { productId, quantity } of lines) sums.set(productId, (sums.get(productId) ?? 0) + quantity);
  return [...sums].map(([productId, quantity]) => ({ productId, quantity }));
}

export async function buyerOf(
  tx: Tx,
  cafeId: number,
  memberId: number | null,
  at: Date,
): Promise<Buyer | null> {
  if (memberId === null) return null;
  const buyer = await lockBuyer(tx, cafeId, memberId, at);
  if (buyer === undefined) throw notFound("member.not_found", "Member");
  return buyer;
}

/** Only what a balance pays needs to know what the session has cost. */
async function runningCostOf(
  tx: Tx,
  { payment, runningCost }: OrderAsked,
  buyer: Buyer | null,
): Promise<RunningCost | null> {
  const fromAccount = "ways" in payment && payment.ways.some((way) => way.payment === "balance");
  return buyer !== null && fromAccount ? runningCost(tx) : null;
}

/** What is left of what the buyer holds after the running cost. */
export function fundsOf(buyer: Buyer | null, running: RunningCost | null) {
  return {
    balanceMinor: Math.max(0, (buyer?.balance_minor ?? 0) - (running?.balanceMinor ?? 0)),
    bonusMinor: Math.max(0, (buyer?.bonus_minor ?? 0) - (running?.bonusMinor ?? 0)),
    coinsHundredths: buyer?.coins_hundredths ?? 0,
  };
}

const sentences: Readonly<Record<Exclude<SaleRefusal, "payments">, string>> = {
  "ledger.insufficient_balance": "Insufficient balance.",
  "ledger.insufficient_coins": "Insufficient coins.",
  "order.payment_not_allowed": "Coins pay only what has a price in coins, and nothing besides.",
};

export function saleRefusal(refused: SaleRefusal): Refusal {
  if (refused === "payments")
    return invalidField("order_payments", "The order_payments must make up what is to pay, each above 0.");
  return new Refusal(refused, sentences[refused]);
}

export function lineOf(
  scope: SaleScope,
  { product, quantity, takes, cost }: Chosen,
  buyer: Buyer | null,
): OrderLine {
  const { settings, exponent } = scope;
  const discount = product.is_offer ? buyer?.discount_offer : buyer?.discount_rate;
  const line = {
    quantity,
    price: product.price,
    coinPrice: product.coin_price,
    discountPercent: product.enable_discount ? (discount ?? 0) : 0,
    taxPercent: product.tax_id === 0 ? "0" : settings.text(`tax${product.tax_id}_percentage`),
    takesBonus: product.is_offer,
  };
  return {
    ...priceLine(line, saleTermsOf(scope, false)),
    productId: product.product_id,
    name: product.name,
    offer: product.is_offer
      ? {
          name: product.name,
          priority: product.priority,
          seconds: (product.minutes ?? 0) * 60,
          terms: termsOfProduct(product),
        }
      : null,
    takes,
    goodsCostMinor: goodsCost(cost, quantity, exponent),
  };
}

interface Decided {
  asked: OrderAsked;
  buyer: Buyer | null;
  lines: readonly OrderLine[];
  paid: PaidSale | null;
  status: OrderStatus;
}

function requestOf(scope: SaleScope, at: Date, { asked, buyer, lines, paid, status }: Decided) {
  const { who, pcName, comment } = asked;
  const head: OrderHead = {
    memberId: buyer?.member_id ?? null,
    memberGroupId: buyer?.member_group_id ?? null,
    account: buyer?.account ?? "",
    pcName,
    comment,
  };
  const payment =
    paid === null ? null : paymentRequest(scope, at, { head, lines, paid, status, who, event: "ORDER" });
  const taken = inAll(lines.map((line) => ({ pieces: line.quantity, each: line.takes })));
  const changes = taken.map(({ productId, quantity }) => ({ productId, change: -quantity }));
  return {
    order: {
      member_id: head.memberId,
      member_account: head.account,
      pc_name: pcName,
      staff_name: who.staffName,
      status,
      payment_method: payment?.payment_method ?? ("open" in asked.payment ? asked.payment.open : payLater),
      comment,
      shift_id: who.shiftId,
      items: itemsOf(lines, paid?.lines ?? null),
    },
    stock: stockRequest({ reason: "sale", staffName: who.staffName, comment: "", changes }),
    payment,
    unpaid: transferRequest({
      kind: "order",
      actor: who.actor,
      shiftId: who.shiftId,
      entries: [],
      logs: [
        {
          event: "ORDER",
          ...{ memberId: head.memberId, memberAccount: head.account, pcName, staffName: who.staffName },
          details: wordsOf(lines, comment),
        },
      ],
    }),
    notice: asked.tells ? { pc_name: pcName, text: noticeOf(lines, head) } : null,
  };
}

const noticeOf = (lines: readonly OrderLine[], { account, pcName }: OrderHead) =>
  `${[pcName, account].filter(Boolean).join(" · ")}: ${wordsOf(lines, "")}`.slice(0, 300);

function totalsOf(lines: readonly OrderLine[], paid: PaidSale | null) {
  const sum = (part: (line: OrderLine) => number) => lines.reduce((total, line) => total + part(line), 0);
  return {
    totalMinor: paid?.moneyMinor ?? sum((line) => line.moneyMinor),
    bonusMinor: paid?.bonusMinor ?? 0,
    taxMinor: paid?.taxMinor ?? sum((line) => line.taxMinor),
    cardFeeMinor: paid?.cardFeeMinor ?? 0,
    coinsHundredths: paid?.coinsHundredths ?? 0,
  };
}
