import type { Input } from "../../../contract/kit/field.ts";
import type { productFields } from "../../../contract/operations/product-fields.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import { instantOfLocal, localText } from "../../kernel/local-time.ts";
import { invalidField } from "../../kernel/refusal.ts";
import type { ProductRow } from "./product-rules.ts";
import { partsOfSet, setsInStock } from "./stock-rules.ts";
import { defaultGroup, type GroupRow, offersGroup } from "./product-groups.ts";

/** Between our words and those of API v2 (api-v2.md 3.7). */

export type ProductInput = Partial<Input<typeof productFields>>;
export type ProductChange = Partial<Omit<ProductRow, "product_id" | "updated_at">>;

/** The number in 12, "12", "p-12" or "o-12"; 0 for what is none, which no product has. */
export function productIdOf(text: string): number {
  const match = /^(?:[po]-)?(\d{1,12})$/.exec(text);
  return match ? Number(match[1]) : 0;
}

const plainFields = {
  product_name: "name",
  product_price: "price",
  product_mins: "minutes",
  product_description: "description",
  product_cost: "cost",
  product_tax_id: "tax_id",
  product_coin_price: "coin_price",
  product_unlimited: "is_unlimited",
  product_is_active: "is_active",
  product_enable_client: "enable_client",
  product_enable_code: "enable_code",
  product_is_promoted: "is_promoted",
  product_enable_discount: "enable_discount",
  product_adult_only: "adult_only",
  product_barcode: "barcode",
  product_group_payment_method: "payment_methods",
  product_low_stock: "low_stock",
  sort_qty: "sort_place",
  product_priority: "priority",
  product_expired_type: "expired_type",
  product_expired_days: "expired_days",
  product_expired_hours: "expired_hours",
} as const satisfies Partial<Record<keyof ProductInput, keyof ProductChange>>;

/** What the input asks for, in our words; refuses what has not the form of api-v2.md 1.11. */
export function productChangeOf(input: ProductInput, zone: string): ProductChange {
  const change: Record<string, unknown> = {};
  for (const [wire, column] of Object.entries(plainFields)) {
    const value = input[wire as keyof typeof plainFields];
    if (value !== undefined) change[column] = value;
  }
  const group = input.product_group_id;
  if (group !== undefined)
    change["product_group_id"] = group === offersGroup || group === defaultGroup ? null : group;
  if (input.product_combo !== undefined) change["combo"] = comboOf(input.product_combo);
  Object.assign(
    change,
    weekdaysChange(input.product_show_weekday, "product_show_weekday", "show_weekdays"),
    weekdaysChange(input.product_enable_weekday, "product_enable_weekday", "use_weekdays"),
    hoursChange(input.product_show_time, "product_show_time", "show"),
    hoursChange(input.product_enable_time, "product_enable_time", "use"),
    idsChange(input.product_pc_groups, input.product_pc_group, "product_pc_groups", "pc_group_ids"),
    idsChange(
      input.product_member_groups,
      input.product_member_group,
      "product_member_groups",
      "member_group_ids",
    ),
    instantChange(
      input.product_available_date_local_from,
      "product_available_date_local_from",
      "valid_from",
      zone,
    ),
    instantChange(input.product_available_date_local_to, "product_available_date_local_to", "valid_to", zone),
  );
  return change;
}

/** The parts of a set in the one form that is stored. */
function comboOf(asked: unknown): { product_id: number; qty: number }[] | null {
  const parts = partsOfSet(asked);
  if (parts === undefined)
    throw invalidField(
      "product_combo",
      'The product_combo must be a list such as [{"product_id": 3, "qty": 1}]; qty from 1 to 100.',
    );
  return parts === null ? null : parts.map((part) => ({ product_id: part.productId, qty: part.quantity }));
}

function weekdaysChange(text: string | undefined, field: string, column: string) {
  if (text === undefined) return {};
  const days = text
    .split("|")
    .filter((part) => part.trim() !== "")
    .map(Number);
  if (!days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7))
    throw invalidField(
      field,
      `The ${field} must be days such as 7|1|2: 7 = Sunday, 1 to 6 = Monday to Saturday.`,
    );
  const once = [...new Set(days)].sort((a, b) => a - b);
  return { [column]: once.length === 7 ? [] : once };
}

function hoursChange(text: string | undefined, field: string, column: "show" | "use") {
  if (text === undefined) return {};
  const match = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text === "" ? "00:00-24:00" : text.replaceAll(" ", ""));
  const [from, to] = match
    ? [Number(match[1]) * 60 + Number(match[2]), Number(match[3]) * 60 + Number(match[4])]
    : [NaN, NaN];
  if (!match || Number(match[2]) > 59 || Number(match[4]) > 59 || from >= 1440 || to > 1440)
    throw invalidField(
      field,
      `The ${field} must be hours such as 22:00-08:00, or 00:00-24:00 for the whole day.`,
    );
  return { [`${column}_from_minute`]: from, [`${column}_to_minute`]: to };
}

/** A list of ids; 0 among them stands for all (api-v2.md 3.7). */
function idsChange(listed: unknown, single: number | undefined, field: string, column: string) {
  if (listed === undefined) return single === undefined ? {} : { [column]: single === 0 ? [] : [single] };
  const list = listed === null || listed === "" ? [] : listed;
  const ids = Array.isArray(list) ? list.map(Number) : [NaN];
  if (!ids.every((id) => Number.isSafeInteger(id)) || ids.length > 200)
    throw invalidField(field, `The ${field} must be a list of ids such as ["3", "4"]; ["0"] = all.`);
  return { [column]: ids.includes(0) ? [] : [...new Set(ids)] };
}

function instantChange(text: string | null | undefined, field: string, column: string, zone: string) {
  if (text === undefined) return {};
  if (text === null || text === "") return { [column]: null };
  const instant = instantOfLocal(text, zone);
  if (instant === null)
    throw invalidField(field, `The ${field} must be a date and time (YYYY-MM-DD HH:MM:SS).`);
  return { [column]: instant };
}

const two = (n: number) => String(n).padStart(2, "0");
const clock = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
const hoursText = (from: number, to: number) => `${clock(from)}-${clock(to)}`;

/** Sunday first, as programs send it. */
function weekdaysText(days: readonly number[]): string {
  const all = [7, 1, 2, 3, 4, 5, 6];
  return all.filter((day) => days.length === 0 || days.includes(day)).join("|");
}

const idsText = (ids: readonly number[]) => JSON.stringify(ids.length === 0 ? ["0"] : ids.map(String));

interface Words {
  cafeId: number;
  zone: string;
  groups: ReadonlyMap<number, GroupRow>;
  /** Products that have a picture. */
  pictures: ReadonlySet<number>;
  /** What is there of the parts of sets; null = not counted. */
  stock: ReadonlyMap<number, number | null>;
}

/** What is there of a product, of a set as many as its parts make; null = not counted. */
export function stockOf(stock: Words["stock"], row: ProductRow): number | null {
  const parts = partsOfSet(row.combo);
  if (parts) return setsInStock(parts, (productId) => stock.get(productId) ?? null);
  return row.is_unlimited ? null : row.stock;
}

export function productOf({ cafeId, zone, groups, pictures, stock }: Words, row: ProductRow) {
  const there = stockOf(stock, row);
  const groupId = row.is_offer ? offersGroup : (row.product_group_id ?? defaultGroup);
  const group = groups.get(groupId);
  const hasImage = pictures.has(row.product_id);
  const local = (at: Date | null) => (at === null ? null : localText(at, zone));
  return {
    product_icafe_id: cafeId,
    product_id: row.product_id,
    product_name: row.name,
    product_description: row.description,
    product_qty: there ?? row.stock,
    product_unlimited: flagOf(there === null),
    product_cost: row.cost,
    product_price: row.price,
    product_tax_id: row.tax_id,
    product_coin_price: row.coin_price,
    product_group_id: groupId,
    product_group_name: group?.name ?? "",
    product_parent_group_id: group?.parent_group_id ?? 0,
    product_is_active: flagOf(row.is_active),
    product_enable_client: flagOf(row.enable_client),
    product_enable_code: flagOf(row.enable_code),
    product_is_promoted: flagOf(row.is_promoted),
    product_enable_discount: flagOf(row.enable_discount),
    product_adult_only: flagOf(row.adult_only),
    product_is_offer: flagOf(row.is_offer),
    product_barcode: row.barcode,
    product_combo: row.combo === null ? null : JSON.stringify(row.combo),
    product_show_weekday: weekdaysText(row.show_weekdays),
    product_show_time: hoursText(row.show_from_minute, row.show_to_minute),
    product_pc_group: row.pc_group_ids[0] ?? 0,
    product_pc_groups: idsText(row.pc_group_ids),
    product_member_group: row.member_group_ids[0] ?? 0,
    product_member_groups: idsText(row.member_group_ids),
    product_group_payment_method: JSON.stringify(row.payment_methods ?? {}),
    product_icon: null,
    product_image: hasImage ? `/api/v2/cafe/${cafeId}/products/${row.product_id}/image` : null,
    product_has_image: hasImage,
    has_image: flagOf(hasImage),
    sort_qty: row.sort_place,
    product_update: Math.floor(row.updated_at.getTime() / 1000),
    product_mins: row.minutes ?? 0,
    product_priority: row.priority,
    product_enable_weekday: weekdaysText(row.use_weekdays),
    product_enable_time: hoursText(row.use_from_minute, row.use_to_minute),
    product_available_date_local_from: local(row.valid_from),
    product_available_date_local_to: local(row.valid_to),
    product_expired_type: row.expired_type,
    product_expired_days: row.expired_days,
    product_expired_hours: row.expired_hours,
    product_pc_name: null,
    product_low_stock: row.low_stock,
  };
}

/** As it stands in the sale list. */
export function saleProductOf(words: Words, row: ProductRow) {
  return { ...productOf(words, row), product_id: `${row.is_offer ? "o" : "p"}-${row.product_id}` };
}
