import type { Queries, Tx } from "../../kernel/db/database.ts";
import { builtInGroups, type GroupRow } from "./product-groups.ts";

/** All SQL of groups of products. */

export const groupIconName = (productGroupId: number) => `product_group:${productGroupId}`;

/** The built-in ones first, then the café's own by name. */
export async function listGroups(db: Queries, cafeId: number): Promise<GroupRow[]> {
  const own = await db.rows<GroupRow>(
    `select product_group_id, name, description, parent_group_id, updated_at from product_groups where cafe_id = $1
     order by lower(name)`,
    [cafeId],
  );
  return [...builtInGroups, ...own];
}

export async function listGroupsWithIcon(db: Queries, cafeId: number): Promise<Set<number>> {
  const rows = await db.rows<{ name: string }>(
    "select name from images where cafe_id = $1 and name like 'product\\_group:%'",
    [cafeId],
  );
  return new Set(rows.map(({ name }) => Number(name.slice("product_group:".length))));
}

export const insertGroup = (tx: Tx, cafeId: number, group: Omit<GroupRow, "product_group_id">) =>
  tx.row<{ id: number }>(
    `insert into product_groups (cafe_id, product_group_id, name, description, parent_group_id, updated_at)
     values ($1, nextval('product_group_ids'), $2, $3, $4, $5) returning product_group_id as id`,
    [cafeId, group.name, group.description, group.parent_group_id, group.updated_at],
  );

export const updateGroup = (tx: Tx, cafeId: number, group: GroupRow) =>
  tx.run(
    `update product_groups set name = $3, description = $4, parent_group_id = $5, updated_at = $6
     where cafe_id = $1 and product_group_id = $2`,
    [cafeId, group.product_group_id, group.name, group.description, group.parent_group_id, group.updated_at],
  );

/** Its products fall to the default group, groups in it to the top. */
export async function deleteGroup(tx: Tx, cafeId: number, productGroupId: number): Promise<number> {
  await tx.run("update product_groups set parent_group_id = 0 where cafe_id = $1 and parent_group_id = $2", [
    cafeId,
    productGroupId,
  ]);
  return tx.run("delete from product_groups where cafe_id = $1 and product_group_id = $2", [
    cafeId,
    productGroupId,
  ]);
}
