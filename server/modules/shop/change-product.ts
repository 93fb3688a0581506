import type { Db, Tx } from "../../kernel/db/database.ts";
import type { Call } from "../../kernel/http/api.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import {
  actOf,
  type CafeScope,
  deleteImage,
  keepPicture,
  logConfigUpdate,
  pictureOf,
} from "../cafes/index.ts";
import { listPcGroups } from "../pcs/index.ts";
import { listGroups } from "./product-group-store.ts";
import { defaultGroup, offersGroup } from "./product-groups.ts";
import type { ProductRow } from "./product-rules.ts";
import * as store from "./product-store.ts";
import { productChangeOf, type ProductChange, type ProductInput } from "./product-wire.ts";
import { partsOfSet } from "./stock-rules.ts";
import { changeStock } from "./stock-store.ts";

/** Adding, changing and removing what is on sale (api-v2.md 2.10). */

type Act = Pick<Call<unknown>, "cafeId" | "now" | "caller" | "transact">;

/** Of one café (api-v2.md 1.9). */
const mostOffers = 1_000;
const mostProducts = 500;

const newProduct = {
  product_group_id: null,
  description: "",
  cost: "0",
  tax_id: 0,
  coin_price: 0,
  low_stock: 0,
  is_unlimited: true,
  is_active: true,
  enable_client: true,
  enable_code: false,
  is_promoted: false,
  enable_discount: true,
  adult_only: false,
  barcode: "",
  combo: null,
  show_weekdays: [],
  show_from_minute: 0,
  show_to_minute: 1440,
  pc_group_ids: [],
  member_group_ids: [],
  payment_methods: null,
  sort_place: 0,
  minutes: null,
  priority: 0,
  use_weekdays: [],
  use_from_minute: 0,
  use_to_minute: 1440,
  valid_from: null,
  valid_to: null,
  expired_type: 0,
  expired_days: 0,
  expired_hours: 0,
};

/**
 * Adds a product or, with group -1, an offer; its id. Refuses groups that are not there, an offer without minutes, what of an
 * offer's expiry or dates cannot be, parts of a set that are none, `limit.max_records`. Pieces that are there from the start are its
 * first stock, which is then counted unless said otherwise.
 */
export function addProduct(
  act: Act,
  scope: Pick<CafeScope, "zone">,
  input: ProductInput & { product_name: string; product_price: string; product_qty?: number | undefined },
): Promise<number> {
  const isOffer = input.product_group_id === offersGroup;
  const change = productChangeOf(input, scope.zone);
  return act.transact(async (tx) => {
    await store.lockCatalogue(tx, act.cafeId);
    const most = isOffer ? mostOffers : mostProducts;
    if ((await store.countProducts(tx, act.cafeId, isOffer)) >= most)
      throw new Refusal(
        "limit.max_records",
        `A café may have at most ${most} ${isOffer ? "offers" : "products"}.`,
      );
    const productId = await store.nextProductId(tx);
    const pieces = input.product_qty ?? 0;
    const isUnlimited = change.is_unlimited ?? (isOffer || input.product_qty === undefined);
    const row = { ...newProduct, name: input.product_name, price: input.product_price, ...change };
    row.is_unlimited = isUnlimited;
    const whole = { ...row, product_id: productId, is_offer: isOffer, updated_at: act.now };
    await keep(tx, act, whole, change);
    if (pieces > 0 && !isUnlimited && whole.combo === null)
      await changeStock(tx, act.cafeId, act.now, {
        ...{ reason: "restock", staffName: actorOf(act.caller).actorName, comment: "First stock" },
        changes: [{ productId, change: pieces }],
      });
    await logConfigUpdate(tx, act.cafeId, actOf(act), `${isOffer ? "offer" : "product"} ${whole.name} added`);
    return productId;
  });
}

/** Changes a product; what is not sent stays. Refuses `product.not_found` and what `addProduct` refuses. */
export function changeProduct(
  act: Act,
  scope: Pick<CafeScope, "zone">,
  productId: number,
  input: ProductInput,
): Promise<void> {
  const change = productChangeOf(input, scope.zone);
  return act.transact(async (tx) => {
    await store.lockCatalogue(tx, act.cafeId);
    const row = await getProduct(tx, act.cafeId, productId);
    const group = input.product_group_id;
    if (group !== undefined && (group === offersGroup) !== row.is_offer)
      throw invalidField(
        "product_group_id",
        "An offer stays an offer, and a product a product: add a new one instead.",
      );
    await keep(tx, act, { ...row, ...change, updated_at: act.now }, change);
    const names = Object.keys(change).join(", ");
    await logConfigUpdate(
      tx,
      act.cafeId,
      actOf(act),
      `${row.is_offer ? "offer" : "product"} ${row.name} changed: ${names}`,
    );
  });
}

/** Removes a product and its picture; what was sold of it keeps its terms. Refuses `product.not_found`, `product.in_use` by a set. */
export function removeProduct(act: Act, productId: number): Promise<void> {
  return act.transact(async (tx) => {
    await store.lockCatalogue(tx, act.cafeId);
    const row = await getProduct(tx, act.cafeId, productId);
    const set = await store.findSetWith(tx, act.cafeId, productId);
    if (set !== undefined)
      throw new Refusal(
        "product.in_use",
        `${row.name} is a part of the set ${set.name}: take it out of the set first.`,
      );
    await store.deleteProduct(tx, act.cafeId, productId);
    await deleteImage(tx, act.cafeId, store.productImageName(productId));
    await logConfigUpdate(
      tx,
      act.cafeId,
      actOf(act),
      `${row.is_offer ? "offer" : "product"} ${row.name} removed`,
    );
  });
}

/** Stores a product's picture, or removes it. Refuses `product.not_found`, `image.invalid`. */
export function changeProductImage(
  act: Act,
  productId: number,
  bytes: Uint8Array | undefined,
): Promise<void> {
  const picture = pictureOf(bytes);
  return act.transact(async (tx) => {
    const row = await getProduct(tx, act.cafeId, productId);
    await keepPicture(tx, act.cafeId, store.productImageName(productId), picture, act.now);
    await logConfigUpdate(
      tx,
      act.cafeId,
      actOf(act),
      `picture of ${row.name} ${picture === null ? "removed" : "stored"}`,
    );
  });
}

/** Refuses `product.not_found`. */
export async function getProduct(db: Db | Tx, cafeId: number, productId: number): Promise<ProductRow> {
  const row = await store.findProduct(db, cafeId, productId);
  if (row === undefined) throw notFound("product.not_found", "Product");
  return row;
}

async function keep(tx: Tx, act: Act, row: Omit<ProductRow, "stock">, change: ProductChange): Promise<void> {
  refuseBrokenOffer(row);
  await refuseUnknownGroups(tx, act.cafeId, change);
  if (change.combo !== undefined) await refuseBrokenSet(tx, act.cafeId, row);
  await store.saveProduct(tx, act.cafeId, row);
}

function refuseBrokenOffer(row: Omit<ProductRow, "stock">): void {
  if (row.is_offer && row.minutes === null)
    throw invalidField("product_mins", "The product_mins field is required for an offer.");
  if (!row.is_offer && row.minutes !== null)
    throw invalidField("product_mins", "Only an offer has product_mins: send product_group_id -1 for one.");
  if (row.expired_type !== 0 && row.expired_days + row.expired_hours === 0)
    throw invalidField(
      "product_expired_days",
      "An offer that expires needs product_expired_days or product_expired_hours above 0.",
    );
  if (row.valid_from !== null && row.valid_to !== null && row.valid_from >= row.valid_to)
    throw invalidField(
      "product_available_date_local_to",
      "The product_available_date_local_to must be after product_available_date_local_from.",
    );
}

/** A set is made of products with stock of their own, and is no part of another. */
async function refuseBrokenSet(tx: Tx, cafeId: number, row: Omit<ProductRow, "stock">): Promise<void> {
  const parts = partsOfSet(row.combo) ?? [];
  if (parts.length === 0) return;
  const broken = (because: string) => invalidField("product_combo", `The product_combo ${because}`);
  if (row.is_offer) throw broken("must be empty for an offer: only products are sets.");
  const ids = parts.map(({ productId }) => productId);
  const found = await store.findProducts(tx, cafeId, ids);
  for (const id of ids) {
    const part = found.find((one) => one.product_id === id);
    if (part === undefined || part.is_offer || id === row.product_id || partsOfSet(part.combo) !== null)
      throw broken(`must be made of products that are no sets and no offers; ${id} is none.`);
  }
  const set = await store.findSetWith(tx, cafeId, row.product_id);
  if (set !== undefined) throw broken(`must be empty: ${row.name} is itself a part of the set ${set.name}.`);
}

async function refuseUnknownGroups(tx: Tx, cafeId: number, change: ProductChange): Promise<void> {
  const groupId = change.product_group_id ?? defaultGroup;
  if (
    groupId !== defaultGroup &&
    !(await listGroups(tx, cafeId)).some((group) => group.product_group_id === groupId)
  )
    throw notFound("product_group.not_found", "Product group");
  const pcGroupIds = change.pc_group_ids ?? [];
  if (pcGroupIds.length > 0) {
    const known = new Set((await listPcGroups(tx, cafeId)).map((group) => group.pc_group_id));
    if (!pcGroupIds.every((id) => known.has(id))) throw notFound("pc_group.not_found", "PC group");
  }
  const memberGroupIds = change.member_group_ids ?? [];
  if (memberGroupIds.length > 0) {
    const known = await store.knownMemberGroupIds(tx, cafeId);
    if (!memberGroupIds.every((id) => known.has(id)))
      throw notFound("member_group.not_found", "Member group");
  }
}
