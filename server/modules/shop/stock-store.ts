import type { Queries, Tx } from "../../kernel/db/database.ts";
import { likePattern, type PageRequest } from "../../kernel/http/paging.ts";

/** All SQL of stock. */

export interface StockRow {
  product_id: number;
  name: string;
  stock: number;
  cost: string;
  is_unlimited: boolean;
}

const columns = "product_id, name, stock, cost::text, is_unlimited";

/** Locks what is counted of these, by rising id: until the transaction ends nobody else takes of it. */
export const lockStock = (tx: Tx, cafeId: number, productIds: readonly number[]) =>
  tx.rows<StockRow>(
    `select ${columns} from products where cafe_id = $1 and product_id = any ($2) and not is_unlimited
     order by product_id for update`,
    [cafeId, productIds],
  );

/** What is there of these products; null = not counted. */
export async function findStock(
  db: Queries,
  cafeId: number,
  productIds: readonly number[],
): Promise<Map<number, number | null>> {
  if (productIds.length === 0) return new Map();
  const rows = await db.rows<StockRow>(
    `select ${columns} from products where cafe_id = $1 and product_id = any ($2)`,
    [cafeId, productIds],
  );
  return new Map(rows.map((row) => [row.product_id, row.is_unlimited ? null : row.stock]));
}

export interface StockChange {
  productId: number;
  change: number;
  /** Of one piece, for the row; null = what the product is held to cost. */
  cost?: string | null;
  /** What the product costs from now on; null = as before. */
  newCost?: string | null;
}

export interface StockAbout {
  reason: "restock" | "sale" | "refund" | "correction";
  orderNo?: number | null;
  staffName: string;
  comment: string;
  changes: readonly StockChange[];
}

export interface ChangedStock {
  product_id: number;
  name: string;
  before: number;
  after: number;
  low_stock: number;
}

/** As `change_stock` reads it, for SQL functions that change stock among other things. */
export const stockRequest = ({ reason, orderNo, staffName, comment, changes }: StockAbout) => ({
  ...{ reason, order_no: orderNo ?? null, staff_name: staffName, comment },
  changes: changes.map(({ productId, change, cost, newCost }) => ({
    ...{ product_id: productId, change, cost: cost ?? null, new_cost: newCost ?? null },
  })),
});

/** Changes stock with its rows; products that are gone or not counted are passed over. */
export async function changeStock(
  tx: Tx,
  cafeId: number,
  at: Date,
  about: StockAbout,
): Promise<ChangedStock[]> {
  const row = await tx.row<{ changed: ChangedStock[] }>("select change_stock($1, $2, $3) as changed", [
    ...[cafeId, at, JSON.stringify(stockRequest(about))],
  ]);
  return row?.changed ?? [];
}

export interface StockLogRow {
  stock_change_id: number;
  product_id: number;
  product_name: string;
  change: number;
  stock_after: number;
  cost: string;
  reason: string;
  order_no: number | null;
  staff_name: string;
  comment: string;
  at: Date;
}

/** The newest first, unless asked otherwise. */
export async function listStockLog(
  db: Queries,
  cafeId: number,
  asked: {
    productId: number | null;
    from: Date | null;
    to: Date | null;
    text: string | undefined;
    ascending: boolean;
    page: PageRequest;
  },
): Promise<{ rows: StockLogRow[]; total: number }> {
  const filter = `cafe_id = $1 and ($2::bigint is null or product_id = $2) and ($3::timestamptz is null or at >= $3)
    and ($4::timestamptz is null or at < $4)
    and ($5::text is null or concat_ws(E'\\n', product_name, comment, staff_name, order_no) ilike $5)`;
  const values = [
    ...[cafeId, asked.productId, asked.from, asked.to],
    asked.text === undefined || asked.text === "" ? null : likePattern(asked.text),
  ];
  const way = asked.ascending ? "asc" : "desc";
  const [rows, count] = await Promise.all([
    db.rows<StockLogRow>(
      `select stock_change_id, product_id, product_name, change, stock_after, cost::text, reason, order_no, staff_name, comment, at
       from stock_changes where ${filter} order by stock_change_id ${way} limit $6 offset $7`,
      [...values, asked.page.limit, asked.page.offset],
    ),
    db.row<{ n: number }>(`select count(*)::integer as n from stock_changes where ${filter}`, values),
  ]);
  return { rows, total: count?.n ?? 0 };
}
