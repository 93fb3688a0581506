import * as operations from "../../../contract/operations/stock.ts";
import type { Api } from "../../kernel/http/api.ts";
import { pageRequest, pagingInfo } from "../../kernel/http/paging.ts";
import { localText } from "../../kernel/local-time.ts";
import { rangeOf } from "./order-range.ts";
import { productIdOf } from "./product-wire.ts";
import { restockProduct } from "./restock-product.ts";
import type { ShopParts } from "./shop-parts.ts";
import { listStockLog, type StockLogRow } from "./stock-store.ts";

/** Binds stock (api-v2.md 2.10, 3.27). */
export function bindStockRoutes(api: Api, { db, cafes }: ShopParts): void {
  api.bind(operations.restock, async (call) => {
    const { product_id: id, qty, cost, comment } = call.input;
    const productId = productIdOf(id);
    const left = await restockProduct(call, { productId, quantity: qty, cost, comment: comment ?? "" });
    return { product_id: productId, product_qty: left };
  });
  api.bind(operations.stockLogs, async ({ cafeId, input }) => {
    const { zone } = await cafes.scope(cafeId);
    const page = pageRequest(input);
    const { rows, total } = await listStockLog(db, cafeId, {
      ...rangeOf(input, zone),
      productId: input.product_id === undefined ? null : productIdOf(input.product_id),
      text: input.search_text,
      ascending: input.sort?.toLowerCase() === "asc",
      page,
    });
    return { items: rows.map((row) => stockLogOf(zone, row)), paging_info: pagingInfo(page, total) };
  });
}

function stockLogOf(zone: string, row: StockLogRow) {
  return {
    stock_log_id: row.stock_change_id,
    product_id: row.product_id,
    product_name: row.product_name,
    stock_change: row.change,
    stock_after: row.stock_after,
    stock_cost: row.cost,
    stock_reason: row.reason,
    order_no: row.order_no === null ? "" : String(row.order_no),
    staff_name: row.staff_name,
    comment: row.comment,
    date_local: localText(row.at, zone),
  };
}
