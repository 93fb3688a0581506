import { pageRequest, pagingInfo } from "../../kernel/http/paging.ts";
import type { CafeScope } from "../cafes/index.ts";
import { listOrderItems, type OrderSearch } from "./order-store.ts";
import { orderOf } from "./order-wire.ts";
import type { ShopParts } from "./shop-parts.ts";

interface PageInput {
  page?: string | undefined;
  limit?: string | undefined;
  sort?: string | undefined;
  sort_name?: string | undefined;
  search_text?: string | undefined;
}

/** A page of the lines of orders. */
export async function orderPage(
  { db }: Pick<ShopParts, "db">,
  scope: CafeScope,
  input: PageInput,
  search: Omit<OrderSearch, "page">,
) {
  const page = pageRequest(input);
  const { rows, total } = await listOrderItems(db, scope.cafeId, {
    ...search,
    page,
    text: input.search_text,
    sortName: input.sort_name,
    ascending: input.sort?.toLowerCase() === "asc",
  });
  return { orders: rows.map((row) => orderOf(scope, row)), paging_info: pagingInfo(page, total) };
}
