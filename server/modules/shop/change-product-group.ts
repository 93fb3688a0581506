import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import type { Tx } from "../../kernel/db/database.ts";
import type { Call } from "../../kernel/http/api.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { actOf, deleteImage, keepPicture, logConfigUpdate, pictureOf } from "../cafes/index.ts";
import { deleteGroup, groupIconName, insertGroup, listGroups, updateGroup } from "./product-group-store.ts";
import { builtInGroups, type GroupRow } from "./product-groups.ts";
import { lockCatalogue } from "./product-store.ts";

/** Groups of products (api-v2.md 2.10, 3.8). */

type Act = Pick<Call<unknown>, "cafeId" | "now" | "caller" | "transact">;
type Change = Partial<Pick<GroupRow, "name" | "description" | "parent_group_id">>;

/** Of one café's own (api-v2.md 1.9). */
const mostGroups = 100;

/** Refuses `product_group.name_exists`, `product_group.not_found` (the group it lies in), `limit.max_records`. */
export function addProductGroup(act: Act, asked: Change & { name: string }): Promise<number> {
  return act.transact(async (tx) => {
    await lockCatalogue(tx, act.cafeId);
    const groups = await listGroups(tx, act.cafeId);
    if (groups.length - builtInGroups.length >= mostGroups)
      throw new Refusal("limit.max_records", `A café may have at most ${mostGroups} product groups.`);
    const group = { description: "", parent_group_id: 0, ...asked, updated_at: act.now };
    refuseParent(groups, 0, group.parent_group_id);
    const row = await insertGroup(tx, act.cafeId, group).catch((error: unknown) => {
      throw asNameExists(error, group.name);
    });
    await logConfigUpdate(tx, act.cafeId, actOf(act), `product group ${group.name} added`);
    return row?.id ?? 0;
  });
}

/** What is not sent stays. Refuses `product_group.not_found`, `.built_in`, `.name_exists`. */
export function changeProductGroup(act: Act, productGroupId: number, change: Change): Promise<void> {
  return act.transact(async (tx) => {
    await lockCatalogue(tx, act.cafeId);
    const groups = await listGroups(tx, act.cafeId);
    const group = getOwn(groups, productGroupId);
    if (change.parent_group_id !== undefined) refuseParent(groups, productGroupId, change.parent_group_id);
    await updateGroup(tx, act.cafeId, { ...group, ...change, updated_at: act.now }).catch(
      (error: unknown) => {
        throw asNameExists(error, change.name ?? group.name);
      },
    );
    await logConfigUpdate(
      tx,
      act.cafeId,
      actOf(act),
      `product group ${group.name} changed: ${Object.keys(change).join(", ")}`,
    );
  });
}

/** Its products then belong to group 1. Refuses `product_group.not_found`, `.built_in`. */
export function removeProductGroup(act: Act, productGroupId: number): Promise<void> {
  return act.transact(async (tx) => {
    await lockCatalogue(tx, act.cafeId);
    const group = getOwn(await listGroups(tx, act.cafeId), productGroupId);
    await deleteGroup(tx, act.cafeId, productGroupId);
    await deleteImage(tx, act.cafeId, groupIconName(productGroupId));
    await logConfigUpdate(tx, act.cafeId, actOf(act), `product group ${group.name} removed`);
  });
}

/** Stores a group's icon, or removes it; built-in groups may have one too. Refuses `product_group.not_found`, `image.invalid`. */
export function changeProductGroupIcon(
  act: Act,
  productGroupId: number,
  bytes: Uint8Array | undefined,
): Promise<void> {
  const picture = pictureOf(bytes);
  return act.transact(async (tx: Tx) => {
    const group = getGroup(await listGroups(tx, act.cafeId), productGroupId);
    await keepPicture(tx, act.cafeId, groupIconName(productGroupId), picture, act.now);
    await logConfigUpdate(
      tx,
      act.cafeId,
      actOf(act),
      `icon of product group ${group.name} ${picture === null ? "removed" : "stored"}`,
    );
  });
}

/** Refuses `product_group.not_found`. */
export function getGroup(groups: readonly GroupRow[], productGroupId: number): GroupRow {
  const group = groups.find((one) => one.product_group_id === productGroupId);
  if (group === undefined) throw notFound("product_group.not_found", "Product group");
  return group;
}

function getOwn(groups: readonly GroupRow[], productGroupId: number): GroupRow {
  const group = getGroup(groups, productGroupId);
  if (group.updated_at === null)
    throw new Refusal("product_group.built_in", `${group.name} is built in and stays as it is.`);
  return group;
}

/** A group lies in one that is there, and never in itself, however deep. */
function refuseParent(groups: readonly GroupRow[], productGroupId: number, parentId: number): void {
  for (let at = parentId, depth = 0; at !== 0; depth++) {
    const parent = getGroup(groups, at);
    if (at === productGroupId || depth > mostGroups)
      throw invalidField(
        "product_parent_group_id",
        "The product_parent_group_id must not lead back to the group itself.",
      );
    at = parent.parent_group_id;
  }
}

function asNameExists(error: unknown, name: string): unknown {
  if (brokenConstraint(error) !== "product_groups_name_once") return error;
  return new Refusal(
    "product_group.name_exists",
    `Product group ${name} already exists: choose another product_group_name.`,
  );
}
