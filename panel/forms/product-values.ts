import type { UseFormReturnType } from "@mantine/form";
import type { Static } from "typebox";
import type { product } from "../../contract/objects/product.ts";
import { t } from "../text/en.ts";
import { minuteOf } from "../ui/week-strip.ts";
import { readMoney } from "./money-input.ts";
import { daysOf, hoursOf, plainPrice } from "./offer-values.ts";

export type Product = Static<typeof product>;

export interface SetPartTyped {
  productId: string;
  pieces: string;
}

/** What the form of a product holds; weekdays and ids as text. */
export interface ProductValues {
  name: string;
  description: string;
  group: string;
  price: string;
  cost: string;
  barcode: string;
  coinPrice: string;
  tax: string;
  counted: boolean;
  firstStock: string;
  lowStock: string;
  parts: SetPartTyped[];
  showWeekdays: string[];
  showFrom: string;
  showTo: string;
  pcGroups: string[];
  memberGroups: string[];
  byMembers: string[];
  byGuests: string[];
  active: boolean;
  client: boolean;
  discount: boolean;
  promoted: boolean;
  adult: boolean;
}

export type ProductFormOf = UseFormReturnType<ProductValues>;

const idsOf = (wire: string) => (JSON.parse(wire) as string[]).filter((id) => id !== "0");

const partsOf = (combo: string | null): SetPartTyped[] =>
  combo === null
    ? []
    : (JSON.parse(combo) as { product_id: number; qty: number }[]).map((part) => ({
        productId: String(part.product_id),
        pieces: String(part.qty),
      }));

function waysOf(wire: string, who: "member" | "guest"): string[] {
  const list = (JSON.parse(wire) as Record<string, unknown>)[who];
  return Array.isArray(list) ? list.map(String) : [];
}

export function productValues(row: Product | null): ProductValues {
  const [showFrom, showTo] = hoursOf(row?.product_show_time ?? "00:00-24:00");
  const flag = (value: 0 | 1 | undefined, unset: boolean) => (value === undefined ? unset : value === 1);
  const payments = row?.product_group_payment_method ?? "{}";
  return {
    name: row?.product_name ?? "",
    description: row?.product_description ?? "",
    group: String(row?.product_group_id ?? 1),
    price: row === null ? "" : plainPrice(row.product_price),
    cost: row === null ? "" : plainPrice(row.product_cost),
    barcode: row?.product_barcode ?? "",
    coinPrice: String(row?.product_coin_price ?? 0),
    tax: String(row?.product_tax_id ?? 0),
    counted: row === null || row.product_unlimited === 0,
    firstStock: "0",
    lowStock: String(row?.product_low_stock ?? 0),
    parts: partsOf(row?.product_combo ?? null),
    showWeekdays: daysOf(row?.product_show_weekday ?? ""),
    showFrom,
    showTo,
    pcGroups: idsOf(row?.product_pc_groups ?? "[]"),
    memberGroups: idsOf(row?.product_member_groups ?? "[]"),
    byMembers: waysOf(payments, "member"),
    byGuests: waysOf(payments, "guest"),
    active: flag(row?.product_is_active, true),
    client: flag(row?.product_enable_client, true),
    discount: flag(row?.product_enable_discount, true),
    promoted: flag(row?.product_is_promoted, false),
    adult: flag(row?.product_adult_only, false),
  };
}

const hour = (text: string) => {
  const minute = minuteOf(text) ?? 0;
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
};
const amountOf = (typed: string) => {
  const money = readMoney(typed === "" ? "0" : typed, 10);
  return "amount" in money ? money.amount : typed;
};

/** The fields of a product as they are sent; the first pieces only of a new one. */
export function productFieldsOf(values: ProductValues, isNew: boolean) {
  const isSet = values.parts.length > 0;
  const counted = values.counted && !isSet;
  return {
    product_name: values.name.trim(),
    product_description: values.description,
    product_group_id: Number(values.group),
    product_price: amountOf(values.price),
    product_cost: amountOf(values.cost),
    product_barcode: values.barcode.trim(),
    product_coin_price: Number(values.coinPrice),
    product_tax_id: Number(values.tax),
    product_unlimited: !counted,
    ...(isNew && counted && { product_qty: Number(values.firstStock) }),
    product_low_stock: Number(values.lowStock),
    product_combo: isSet
      ? values.parts.map((part) => ({ product_id: Number(part.productId), qty: Number(part.pieces) }))
      : null,
    product_show_weekday: values.showWeekdays.join("|"),
    product_show_time: `${hour(values.showFrom)}-${hour(values.showTo)}`,
    product_pc_groups: values.pcGroups,
    product_member_groups: values.memberGroups,
    product_group_payment_method: { member: values.byMembers, guest: values.byGuests },
    product_is_active: values.active,
    product_enable_client: values.client,
    product_enable_discount: values.discount,
    product_is_promoted: values.promoted,
    product_adult_only: values.adult,
  };
}

const p = t.products;
const whole = (typed: string) => (/^\d{1,6}$/.test(typed.trim()) ? null : p.wholeWrong);
const money = (typed: string) => {
  const read = readMoney(typed, 10);
  return "amount" in read && Number(read.amount) >= 0 ? null : p.priceWrong;
};
const clock = (typed: string) => (minuteOf(typed) === null ? p.timeWrong : null);

export const productChecks = {
  name: (typed: string) => (typed.trim() === "" ? p.nameWrong : null),
  price: money,
  cost: (typed: string) => (typed.trim() === "" ? null : money(typed)),
  coinPrice: whole,
  firstStock: whole,
  lowStock: whole,
  showFrom: (typed: string) => (minuteOf(typed) === 1440 ? p.timeWrong : clock(typed)),
  showTo: clock,
  parts: (parts: readonly SetPartTyped[]) => {
    const ids = parts.map((part) => part.productId);
    const fits = parts.every(
      (part) => part.productId !== "" && /^(?:[1-9]\d?|100)$/.test(part.pieces.trim()),
    );
    return fits && new Set(ids).size === ids.length ? null : p.partWrong;
  },
};

/** Field of the form for each name on the wire, so that the server's words stand where they belong. */
export const productFieldNames: Record<string, keyof ProductValues> = {
  product_name: "name",
  product_description: "description",
  product_group_id: "group",
  product_price: "price",
  product_cost: "cost",
  product_barcode: "barcode",
  product_coin_price: "coinPrice",
  product_tax_id: "tax",
  product_qty: "firstStock",
  product_low_stock: "lowStock",
  product_combo: "parts",
  product_show_weekday: "showWeekdays",
  product_show_time: "showTo",
};
