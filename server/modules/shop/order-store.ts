import type { Queries, Tx } from "../../kernel/db/database.ts";
import { likePattern, type PageRequest } from "../../kernel/http/paging.ts";

/** All SQL of orders that are listed, and of their small changes. */

export interface OrderRow {
  order_no: number;
  item_no: number;
  member_id: number | null;
  member_account: string;
  pc_name: string;
  staff_name: string;
  status: number;
  payment_method: number;
  comment: string;
  print_times: number;
  refund_of_order_no: number | null;
  created_at: Date;
  product_id: number;
  product_name: string;
  is_offer: boolean;
  quantity: number;
  cost_minor: number;
  money_minor: number;
  bonus_minor: number;
  tax_minor: number;
  coins_hundredths: number;
  refunded_quantity: number;
  paid_at: Date | null;
}

export interface OrderSearch {
  memberId?: number | undefined;
  from?: Date | null | undefined;
  to?: Date | null | undefined;
  status?: number | undefined;
  paymentMethod?: number | undefined;
  pcName?: string | undefined;
  memberAccount?: string | undefined;
  staffName?: string | undefined;
  /** Only what waits for staff. */
  waiting?: boolean | undefined;
  isUnpaid?: boolean | undefined;
  text?: string | undefined;
  sortName?: string | undefined;
  ascending?: boolean | undefined;
  page: PageRequest;
}

const columns = `o.order_no, i.item_no, o.member_id, o.member_account, o.pc_name, o.staff_name, o.status, o.payment_method, o.comment,
  o.print_times, o.refund_of_order_no, o.created_at, i.product_id, i.product_name, i.is_offer, i.quantity, i.cost_minor, i.money_minor,
  i.bonus_minor, i.tax_minor, i.coins_hundredths, i.refunded_quantity, o.paid_at`;
const source = "from orders o join order_items i using (cafe_id, order_no)";
const filter = `o.cafe_id = $1
  and ($2::bigint is null or o.member_id = $2)
  and ($3::timestamptz is null or o.created_at >= $3) and ($4::timestamptz is null or o.created_at < $4)
  and ($5::smallint is null or o.status = $5)
  and ($6::smallint is null or o.payment_method = $6 or exists (select from order_payments p
    where p.cafe_id = o.cafe_id and p.order_no = o.order_no and p.payment_method = $6))
  and ($7::text is null or lower(o.pc_name) = lower($7)) and ($8::text is null or lower(o.member_account) = lower($8))
  and ($9::text is null or lower(o.staff_name) = lower($9))
  and ($10::text is null or concat_ws(E'\\n', o.order_no, i.product_name, o.pc_name, o.member_account, o.staff_name, o.comment) ilike $10)
  and (not $11 or o.status in (1, 4, 5))
  and ($12::boolean is null or (o.paid_at is null and o.status <> 3) = $12)`;

const sortable: Readonly<Record<string, string>> = {
  order_no: "o.order_no",
  product_name: "lower(i.product_name)",
  order_item_qty: "i.quantity",
  order_money: "i.money_minor",
  order_create_time: "o.created_at",
  order_create_time_local: "o.created_at",
  member_account: "lower(o.member_account)",
  order_pc: "lower(o.pc_name)",
};

/** One row for each item, the newest order first unless another column is asked. */
export async function listOrderItems(db: Queries, cafeId: number, search: OrderSearch) {
  const column = sortable[search.sortName ?? ""] ?? "o.created_at";
  const order = `${column} ${search.ascending ? "asc" : "desc"}, o.order_no desc, i.item_no`;
  const values = [
    ...[cafeId, search.memberId ?? null, search.from ?? null, search.to ?? null, search.status ?? null],
    ...[
      search.paymentMethod ?? null,
      search.pcName || null,
      search.memberAccount || null,
      search.staffName || null,
    ],
    search.text ? likePattern(search.text) : null,
    search.waiting ?? false,
    search.isUnpaid ?? null,
  ];
  const [rows, count] = await Promise.all([
    db.rows<OrderRow>(`select ${columns} ${source} where ${filter} order by ${order} limit $13 offset $14`, [
      ...values,
      search.page.limit,
      search.page.offset,
    ]),
    db.row<{ n: number }>(`select count(*)::integer as n ${source} where ${filter}`, values),
  ]);
  return { rows, total: count?.n ?? 0 };
}

/** How many orders wait for staff. */
export async function countWaiting(db: Queries, cafeId: number): Promise<number> {
  const row = await db.row<{ n: number }>(
    "select count(*)::integer as n from orders where cafe_id = $1 and status in (1, 4, 5)",
    [cafeId],
  );
  return row?.n ?? 0;
}

/** The order is locked. */
export const setOrderStatus = (tx: Tx, cafeId: number, orderNo: number, status: number, at: Date) =>
  tx.run("update orders set status = $3, updated_at = $4 where cafe_id = $1 and order_no = $2", [
    ...[cafeId, orderNo, status, at],
  ]);

export const setOrderComment = (tx: Tx, cafeId: number, orderNo: number, comment: string, at: Date) =>
  tx.run("update orders set comment = $3, updated_at = $4 where cafe_id = $1 and order_no = $2", [
    ...[cafeId, orderNo, comment, at],
  ]);

/** Counts one more printing; how many there were, or undefined without the order. */
export const notePrinted = async (tx: Tx, cafeId: number, orderNo: number) =>
  (
    await tx.row<{ print_times: number }>(
      "update orders set print_times = print_times + 1 where cafe_id = $1 and order_no = $2 returning print_times",
      [cafeId, orderNo],
    )
  )?.print_times;

// To be paid later: not what waits for cash, card or QR, which staff take when they hand it over.
const open = "o.paid_at is null and o.status <> 3 and o.payment_method = -2";

/** The oldest first. */
export const listOpenOrderNos = async (db: Queries, cafeId: number, memberId: number): Promise<number[]> =>
  (
    await db.rows<{ order_no: number }>(
      `select o.order_no from orders o where o.cafe_id = $1 and o.member_id = $2 and ${open} order by o.order_no`,
      [cafeId, memberId],
    )
  ).map((row) => row.order_no);

export const listOpenItems = (db: Queries, cafeId: number, memberIds: readonly number[]) =>
  db.rows<OrderRow>(
    `select ${columns} ${source} where o.cafe_id = $1 and o.member_id = any ($2) and ${open} order by o.order_no, i.item_no`,
    [cafeId, memberIds],
  );

/** All of a member since an instant, refunds with it; the oldest first. */
export const listItemsSince = (db: Queries, cafeId: number, memberId: number, since: Date) =>
  db.rows<OrderRow>(
    `select ${columns} ${source} where o.cafe_id = $1 and o.member_id = $2 and o.created_at >= $3 order by o.order_no, i.item_no limit 500`,
    [cafeId, memberId, since],
  );
