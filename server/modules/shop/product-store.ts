import type { Queries, Tx } from "../../kernel/db/database.ts";
import { likePattern, type PageRequest } from "../../kernel/http/paging.ts";
import type { ProductRow } from "./product-rules.ts";

/** All SQL of products. */

// numeric as text, so that no place is lost.
export const productColumns = `product_id, is_offer, product_group_id, name, description, price::text, cost::text, tax_id, coin_price, stock, low_stock,
  is_unlimited, is_active, enable_client, enable_code, is_promoted, enable_discount, adult_only, barcode, combo, show_weekdays,
  show_from_minute, show_to_minute, pc_group_ids, member_group_ids, payment_methods, sort_place, updated_at, minutes, priority,
  use_weekdays, use_from_minute, use_to_minute, valid_from, valid_to, expired_type, expired_days, expired_hours`;

export const findProducts = (db: Queries, cafeId: number, productIds: readonly number[]) =>
  db.rows<ProductRow>(`select ${productColumns} from products where cafe_id = $1 and product_id = any ($2)`, [
    cafeId,
    productIds,
  ]);

export const findProduct = async (db: Queries, cafeId: number, productId: number) =>
  (await findProducts(db, cafeId, [productId]))[0];

/** In the order of the sale list. */
export const listActiveProducts = (db: Queries, cafeId: number) =>
  db.rows<ProductRow>(
    `select ${productColumns} from products where cafe_id = $1 and is_active order by sort_place, lower(name), product_id`,
    [cafeId],
  );

const sortable: Readonly<Record<string, string>> = {
  product_id: "product_id",
  product_name: "lower(name)",
  product_price: "price",
  product_mins: "minutes",
  product_priority: "priority",
  sort_qty: "sort_place",
};

/** $2 of api-v2.md 4.8: a group, or a filter below zero. */
const ofGroup = `($2::bigint is null or case $2::bigint when -1 then is_offer when -2 then coin_price > 0 when -3 then true
  when -4 then is_promoted when 1 then not is_offer and product_group_id is null else product_group_id = $2 end)`;

export async function listProductPage(
  db: Queries,
  cafeId: number,
  asked: {
    groupId: number | null;
    /** Null = both. */
    isOffer: boolean | null;
    text: string | undefined;
    sortName: string | undefined;
    descending: boolean;
    page: PageRequest;
  },
): Promise<{ rows: ProductRow[]; total: number }> {
  const column = sortable[asked.sortName ?? ""];
  const order =
    column === undefined
      ? "sort_place, lower(name), product_id"
      : `${column} ${asked.descending ? "desc" : "asc"}, product_id`;
  const filter = `cafe_id = $1 and ${ofGroup} and ($3::text is null or name ilike $3 or description ilike $3 or barcode ilike $3)
    and ($4::boolean is null or is_offer = $4)`;
  const pattern = asked.text === undefined || asked.text === "" ? null : likePattern(asked.text);
  const values = [cafeId, asked.groupId, pattern, asked.isOffer];
  const [rows, count] = await Promise.all([
    db.rows<ProductRow>(
      `select ${productColumns} from products where ${filter} order by ${order} limit $5 offset $6`,
      [...values, asked.page.limit, asked.page.offset],
    ),
    db.row<{ n: number }>(`select count(*)::integer as n from products where ${filter}`, values),
  ]);
  return { rows, total: count?.n ?? 0 };
}

/** Held by whoever adds products or groups, so that the count of them holds. */
export const lockCatalogue = (tx: Tx, cafeId: number) =>
  tx.rows("select 1 from pg_advisory_xact_lock(7110021, $1)", [cafeId]);

export async function countProducts(db: Queries, cafeId: number, isOffer: boolean): Promise<number> {
  const row = await db.row<{ n: number }>(
    "select count(*)::integer as n from products where cafe_id = $1 and is_offer = $2",
    [cafeId, isOffer],
  );
  return row?.n ?? 0;
}

export async function nextProductId(tx: Tx): Promise<number> {
  return (await tx.row<{ id: number }>("select nextval('product_ids') as id"))?.id ?? 0;
}

/** Adds the product or writes all of it anew; its stock is moved elsewhere. */
export const saveProduct = (tx: Tx, cafeId: number, row: Omit<ProductRow, "stock">) =>
  tx.run(
    `insert into products (cafe_id, product_id, is_offer, product_group_id, name, description, price, cost, tax_id, coin_price,
       is_unlimited, is_active, enable_client, enable_code, is_promoted, enable_discount, adult_only, barcode, combo, show_weekdays,
       show_from_minute, show_to_minute, pc_group_ids, member_group_ids, payment_methods, sort_place, updated_at, minutes, priority,
       use_weekdays, use_from_minute, use_to_minute, valid_from, valid_to, expired_type, expired_days, expired_hours, low_stock)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
       $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38)
     on conflict (cafe_id, product_id) do update set product_group_id = excluded.product_group_id, name = excluded.name,
       description = excluded.description, price = excluded.price, cost = excluded.cost, tax_id = excluded.tax_id,
       coin_price = excluded.coin_price, is_unlimited = excluded.is_unlimited, is_active = excluded.is_active,
       enable_client = excluded.enable_client, enable_code = excluded.enable_code, is_promoted = excluded.is_promoted,
       enable_discount = excluded.enable_discount, adult_only = excluded.adult_only, barcode = excluded.barcode,
       combo = excluded.combo, show_weekdays = excluded.show_weekdays, show_from_minute = excluded.show_from_minute,
       show_to_minute = excluded.show_to_minute, pc_group_ids = excluded.pc_group_ids,
       member_group_ids = excluded.member_group_ids, payment_methods = excluded.payment_methods,
       sort_place = excluded.sort_place, updated_at = excluded.updated_at, minutes = excluded.minutes,
       priority = excluded.priority, use_weekdays = excluded.use_weekdays, use_from_minute = excluded.use_from_minute,
       use_to_minute = excluded.use_to_minute, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
       expired_type = excluded.expired_type, expired_days = excluded.expired_days, expired_hours = excluded.expired_hours,
       low_stock = excluded.low_stock`,
    [
      ...[
        cafeId,
        row.product_id,
        row.is_offer,
        row.product_group_id,
        row.name,
        row.description,
        row.price,
        row.cost,
      ],
      ...[row.tax_id, row.coin_price, row.is_unlimited, row.is_active, row.enable_client, row.enable_code],
      ...[
        row.is_promoted,
        row.enable_discount,
        row.adult_only,
        row.barcode,
        jsonOf(row.combo),
        row.show_weekdays,
      ],
      ...[
        row.show_from_minute,
        row.show_to_minute,
        row.pc_group_ids,
        row.member_group_ids,
        jsonOf(row.payment_methods),
      ],
      ...[row.sort_place, row.updated_at, row.minutes, row.priority, row.use_weekdays, row.use_from_minute],
      ...[
        row.use_to_minute,
        row.valid_from,
        row.valid_to,
        row.expired_type,
        row.expired_days,
        row.expired_hours,
        row.low_stock,
      ],
    ],
  );

const jsonOf = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));

export const deleteProduct = (tx: Tx, cafeId: number, productId: number) =>
  tx.run("delete from products where cafe_id = $1 and product_id = $2", [cafeId, productId]);

/** A set that has this product among its parts; undefined when none has. */
export const findSetWith = (db: Queries, cafeId: number, productId: number) =>
  db.row<{ name: string }>(
    `select name from products where cafe_id = $1 and product_id <> $2
       and combo @> jsonb_build_array(jsonb_build_object('product_id', $2::bigint)) order by product_id limit 1`,
    [cafeId, productId],
  );

/** Products among these that have a picture. */
export async function findPictured(
  db: Queries,
  cafeId: number,
  productIds: readonly number[],
): Promise<Set<number>> {
  const rows = await db.rows<{ name: string }>(
    "select name from images where cafe_id = $1 and name = any ($2)",
    [cafeId, productIds.map(productImageName)],
  );
  return new Set(rows.map(({ name }) => Number(name.slice(name.indexOf(":") + 1))));
}

export const productImageName = (productId: number) => `product:${productId}`;

export async function knownMemberGroupIds(db: Queries, cafeId: number): Promise<Set<number>> {
  const rows = await db.rows<{ member_group_id: number }>(
    "select member_group_id from member_groups where cafe_id = $1",
    [cafeId],
  );
  return new Set(rows.map((row) => row.member_group_id));
}
