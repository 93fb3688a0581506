import * as groupOperations from "../../../contract/operations/product-groups.ts";
import * as operations from "../../../contract/operations/products.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import { pageRequest, pagingInfo } from "../../kernel/http/paging.ts";
import { type CafeScope, readPicture } from "../cafes/index.ts";
import {
  addProductGroup,
  changeProductGroup,
  changeProductGroupIcon,
  getGroup,
  removeProductGroup,
} from "./change-product-group.ts";
import {
  addProduct,
  changeProduct,
  changeProductImage,
  getProduct,
  removeProduct,
} from "./change-product.ts";
import { isInWeek } from "../offers/offers-rules.ts";
import type { ShopParts } from "./shop-parts.ts";
import { groupIconName, listGroups, listGroupsWithIcon } from "./product-group-store.ts";
import type { GroupRow } from "./product-groups.ts";
import type { ProductRow } from "./product-rules.ts";
import * as store from "./product-store.ts";
import { productIdOf, productOf, saleProductOf } from "./product-wire.ts";
import { partsOfSet } from "./stock-rules.ts";
import { findStock } from "./stock-store.ts";

/** Binds products, offers on sale and their groups (api-v2.md 2.10). */
export function bindProductRoutes(api: Api, parts: ShopParts): void {
  bindProducts(api, parts);
  bindGroups(api, parts);
}

function bindProducts(api: Api, { db, cafes }: ShopParts): void {
  api.bind(operations.listProducts, async ({ cafeId, input }) => {
    const scope = await cafes.scope(cafeId);
    const page = pageRequest(input);
    const { rows, total } = await store.listProductPage(db, cafeId, {
      groupId: input.product_group_id ?? null,
      isOffer: input.product_is_offer ?? null,
      text: input.search_text,
      sortName: input.sort_name,
      descending: input.sort?.toLowerCase() === "desc",
      page,
    });
    const words = await wordsFor(db, scope, rows);
    return { items: rows.map((row) => productOf(words, row)), paging_info: pagingInfo(page, total) };
  });
  api.bind(operations.getProduct, async ({ cafeId, input }) => {
    const scope = await cafes.scope(cafeId);
    const row = await getProduct(db, cafeId, productIdOf(input.productId));
    return { product: productOf(await wordsFor(db, scope, [row]), row) };
  });
  api.bind(operations.addProduct, async (call) => ({
    product_id: await addProduct(call, await cafes.scope(call.cafeId), call.input),
  }));
  api.bind(operations.changeProduct, async (call) => {
    const { productId, ...input } = call.input;
    const id = productIdOf(productId);
    await changeProduct(call, await cafes.scope(call.cafeId), id, input);
    return { product_id: id };
  });
  api.bind(operations.removeProduct, async (call) => {
    await removeProduct(call, productIdOf(call.input.productId));
    return {};
  });
  api.bind(operations.getProductImage, ({ cafeId, input }) =>
    readPicture(db, cafeId, store.productImageName(productIdOf(input.productId))),
  );
  api.bind(operations.putProductImage, async (call) => {
    await changeProductImage(call, productIdOf(call.input.productId), call.input.file?.bytes);
    return {};
  });
  api.bind(operations.productList, async ({ cafeId, now }) => {
    const scope = await cafes.scope(cafeId);
    const rows = (await store.listActiveProducts(db, cafeId)).filter((row) => isShown(row, scope.zone, now));
    return saleList(db, scope, rows);
  });
}

function bindGroups(api: Api, { db }: ShopParts): void {
  api.bind(groupOperations.listProductGroups, ({ cafeId }) => groupsOnWire(db, cafeId));
  api.bind(groupOperations.getProductGroup, async ({ cafeId, input }) => {
    const [groups, icons] = await Promise.all([listGroups(db, cafeId), listGroupsWithIcon(db, cafeId)]);
    return { product_group: groupOf(cafeId, icons, getGroup(groups, input.productGroupId)) };
  });
  api.bind(groupOperations.addProductGroup, async (call) => ({
    product_group_id: await addProductGroup(call, {
      ...groupChangeOf(call.input),
      name: call.input.product_group_name,
    }),
  }));
  api.bind(groupOperations.changeProductGroup, async (call) => {
    const { productGroupId, ...input } = call.input;
    await changeProductGroup(call, productGroupId, groupChangeOf(input));
    return { product_group_id: productGroupId };
  });
  api.bind(groupOperations.removeProductGroup, async (call) => {
    await removeProductGroup(call, call.input.productGroupId);
    return {};
  });
  api.bind(groupOperations.getProductGroupIcon, ({ cafeId, input }) =>
    readPicture(db, cafeId, groupIconName(input.productGroupId)),
  );
  api.bind(groupOperations.putProductGroupIcon, async (call) => {
    await changeProductGroupIcon(call, call.input.productGroupId, call.input.file?.bytes);
    return {};
  });
}

/** Whether its days and hours of sale hold now. */
function isShown(row: ProductRow, zone: string, now: Date): boolean {
  const hours = { fromMinute: row.show_from_minute, toMinute: row.show_to_minute };
  return isInWeek({ weekdays: row.show_weekdays, hours }, zone, Math.floor(now.getTime() / 1000));
}

/** Products with their groups, as they stand in a sale list. */
export async function saleList(db: Db, scope: CafeScope, rows: readonly ProductRow[]) {
  const [words, groups] = await Promise.all([wordsFor(db, scope, rows), groupsOnWire(db, scope.cafeId)]);
  return { product_group_list: groups, product_list: rows.map((row) => saleProductOf(words, row)) };
}

async function wordsFor(db: Db, { cafeId, zone }: CafeScope, rows: readonly ProductRow[]) {
  const ids = rows.map((row) => row.product_id);
  const parts = rows.flatMap((row) => (partsOfSet(row.combo) ?? []).map(({ productId }) => productId));
  const [groups, pictures, stock] = await Promise.all([
    listGroups(db, cafeId),
    store.findPictured(db, cafeId, ids),
    findStock(db, cafeId, parts),
  ]);
  return {
    ...{ cafeId, zone, pictures, stock },
    groups: new Map(groups.map((group) => [group.product_group_id, group])),
  };
}

async function groupsOnWire(db: Db, cafeId: number) {
  const [groups, icons] = await Promise.all([listGroups(db, cafeId), listGroupsWithIcon(db, cafeId)]);
  return groups.map((group) => groupOf(cafeId, icons, group));
}

function groupOf(cafeId: number, icons: ReadonlySet<number>, group: GroupRow) {
  const id = group.product_group_id;
  return {
    product_group_id: id,
    product_group_name: group.name,
    product_group_desc: group.description,
    product_group_icon: icons.has(id) ? `/api/v2/cafe/${cafeId}/productGroups/${id}/icon` : "",
    product_group_update: group.updated_at === null ? null : Math.floor(group.updated_at.getTime() / 1000),
    product_group_has_icon: icons.has(id),
    product_parent_group_id: group.parent_group_id,
  };
}

function groupChangeOf(input: {
  product_group_name?: string | undefined;
  product_group_desc?: string | undefined;
  product_parent_group_id?: number | undefined;
}) {
  return {
    ...(input.product_group_name !== undefined && { name: input.product_group_name }),
    ...(input.product_group_desc !== undefined && { description: input.product_group_desc }),
    ...(input.product_parent_group_id !== undefined && { parent_group_id: input.product_parent_group_id }),
  };
}
