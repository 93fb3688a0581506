import type { Queries } from "../../kernel/db/database.ts";
import { likePattern, type PageRequest } from "../../kernel/http/paging.ts";

/** All SQL of orders that are read. */

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
  text?: string | undefined;
  sortName?: string | undefined;
  ascending?: boolean | undefined;
  page: PageRequest;
}

const source = "from orders o join order_items i using (cafe_id, order_no)";
const filter = `o.cafe_id = $1
  and ($2::bigint is null or o.member_id = $2)
  and ($3::timestamptz is null or o.created_at >= $3) and ($4::timestamptz is null or o.created_at < $4)
  and ($5::smallint is null or o.status = $5) and ($6::smallint is null or o.payment_method = $6)
  and ($7::text is null or lower(o.pc_name) = lower($7)) and ($8::text is null or lower(o.member_account) = lower($8))
  and ($9::text is null or lower(o.staff_name) = lower($9))
  and ($10::text is null or concat_ws(E'\\n', o.order_no, i.product_name, o.pc_name, o.member_account, o.staff_name, o.comment) ilike $10)`;

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
  ];
  const [rows, count] = await Promise.all([
    db.rows<OrderRow>(
      `select o.order_no, i.item_no, o.member_id, o.member_account, o.pc_name, o.staff_name, o.status, o.payment_method, o.comment,
         o.print_times, o.refund_of_order_no, o.created_at, i.product_id, i.product_name, i.is_offer, i.quantity, i.cost_minor,
         i.money_minor, i.bonus_minor, i.tax_minor, i.coins_hundredths
       ${source} where ${filter} order by ${order} limit $11 offset $12`,
      [...values, search.page.limit, search.page.offset],
    ),
    db.row<{ n: number }>(`select count(*)::integer as n ${source} where ${filter}`, values),
  ]);
  return { rows, total: count?.n ?? 0 };
}

export async function memberExists(db: Queries, cafeId: number, memberId: number): Promise<boolean> {
  const row = await db.row<{ found: boolean }>(
    "select exists (select from members where cafe_id = $1 and member_id = $2) as found",
    [cafeId, memberId],
  );
  return row?.found ?? false;
}

export const findMemberGroupId = async (db: Queries, cafeId: number, memberId: number) =>
  (
    await db.row<{ member_group_id: number }>(
      "select member_group_id from members where cafe_id = $1 and member_id = $2 and deleted_at is null",
      [cafeId, memberId],
    )
  )?.member_group_id;
