import type { Queries, Tx } from "../../kernel/db/database.ts";
import { notFound } from "../../kernel/refusal.ts";
import { type Buyer, lockBuyer } from "./buyer-store.ts";
import type { OfferToGive, OrderLine } from "./order-lines.ts";
import type { Method, OrderState, OrderStatus } from "./order-state-rules.ts";
import { paymentOfMethod } from "./payment-words.ts";
import type { PartBack } from "./refund-rules.ts";
import type { MoneyPayment } from "./sale-rules.ts";

/** One order with all that is known of it, and the locks under which it is changed. */

export interface OrderHeadRow {
  order_no: number;
  member_id: number | null;
  member_account: string;
  pc_name: string;
  staff_name: string;
  status: OrderStatus;
  payment_method: Method;
  comment: string;
  print_times: number;
  transfer_id: number | null;
  paid_at: Date | null;
  refund_of_order_no: number | null;
  points_hundredths: number;
  points_back_hundredths: number;
  created_at: Date;
}

export interface OrderItemRow {
  item_no: number;
  product_id: number;
  product_name: string;
  is_offer: boolean;
  quantity: number;
  cost_minor: number;
  money_minor: number;
  bonus_minor: number;
  tax_minor: number;
  card_fee_minor: number;
  coins_hundredths: number;
  refunded_quantity: number;
  goods_cost_minor: number;
  takes: { product_id: number; qty: number }[];
  offer: OfferToGive | null;
}

export interface OrderBook {
  head: OrderHeadRow;
  items: OrderItemRow[];
  /** What each way paid, in the order they were named. */
  parts: PartBack[];
}

const headColumns = `order_no, member_id, member_account, pc_name, staff_name, status, payment_method, comment, print_times, transfer_id,
  paid_at, refund_of_order_no, points_hundredths, points_back_hundredths, created_at`;

export const findOrderHead = (db: Queries, cafeId: number, orderNo: number) =>
  db.row<OrderHeadRow>(`select ${headColumns} from orders where cafe_id = $1 and order_no = $2`, [
    cafeId,
    orderNo,
  ]);

/** Refuses `order.not_found`. */
export async function readOrder(db: Queries, cafeId: number, orderNo: number): Promise<OrderBook> {
  const head = await findOrderHead(db, cafeId, orderNo);
  if (head === undefined) throw notFound("order.not_found", "Order");
  return bookOf(db, cafeId, head);
}

async function bookOf(db: Queries, cafeId: number, head: OrderHeadRow): Promise<OrderBook> {
  const items = await db.rows<OrderItemRow>(
    `select item_no, product_id, product_name, is_offer, quantity, cost_minor, money_minor, bonus_minor, tax_minor, card_fee_minor,
       coins_hundredths, refunded_quantity, goods_cost_minor, takes, offer
     from order_items where cafe_id = $1 and order_no = $2 order by item_no`,
    [cafeId, head.order_no],
  );
  const rows = await db.rows<{
    payment_method: Method;
    paid_minor: number;
    card_fee_minor: number;
    back_minor: number;
    card_fee_back_minor: number;
  }>(
    `select payment_method, paid_minor, card_fee_minor, back_minor, card_fee_back_minor from order_payments
     where cafe_id = $1 and order_no = $2 order by place`,
    [cafeId, head.order_no],
  );
  const parts = rows.map((row) => ({
    payment: paymentOfMethod(row.payment_method) as MoneyPayment,
    paidMinor: row.paid_minor,
    cardFeeMinor: row.card_fee_minor,
    backMinor: row.back_minor,
    cardFeeBackMinor: row.card_fee_back_minor,
  }));
  return { head, items, parts };
}

/** An order whose member's row and own row are locked. */
export interface LockedOrder extends OrderBook {
  /** Null: it is nobody's, or its account was removed. */
  buyer: Buyer | null;
}

/** Locks the member of an order, then the order, and reads both. Refuses `order.not_found`. */
export async function lockOrder(tx: Tx, cafeId: number, orderNo: number, at: Date): Promise<LockedOrder> {
  const found = await findOrderHead(tx, cafeId, orderNo);
  if (found === undefined) throw notFound("order.not_found", "Order");
  const buyer = found.member_id === null ? undefined : await lockBuyer(tx, cafeId, found.member_id, at);
  const [head] = await tx.rows<OrderHeadRow>(
    `select ${headColumns} from orders where cafe_id = $1 and order_no = $2 for update`,
    [cafeId, orderNo],
  );
  if (head === undefined) throw notFound("order.not_found", "Order");
  return { ...(await bookOf(tx, cafeId, head)), buyer: buyer ?? null };
}

export const stateOf = ({ head }: OrderBook): OrderState => ({
  status: head.status,
  isPaid: head.paid_at !== null,
  method: head.payment_method,
});

/** The lines of an order that nobody has paid, as they were priced when it was placed. */
export const openLines = ({ items }: OrderBook): OrderLine[] =>
  items.map((item) => ({
    quantity: item.quantity,
    costMinor: item.cost_minor,
    moneyMinor: item.money_minor,
    taxMinor: item.tax_minor,
    coinPrice: 0,
    takesBonus: item.is_offer,
    productId: item.product_id,
    name: item.product_name,
    offer: item.offer,
    takes: takesOf(item),
    goodsCostMinor: item.goods_cost_minor,
  }));

export const takesOf = (item: OrderItemRow) =>
  item.takes.map((part) => ({ productId: part.product_id, quantity: part.qty }));
