import type { Static } from "typebox";
import type { price } from "../../contract/objects/price.ts";
import { t } from "../text/en.ts";
import { readMoney } from "./money-input.ts";
import { hoursOfTiers, plainWeek, tiers, type Week } from "./week-paint.ts";

export type Price = Static<typeof price>;

export interface RowValues {
  minutes: string;
  amount: string;
}

/** What the form of a price holds; money as it is typed. */
export interface PriceValues {
  name: string;
  type: "fixed" | "dynamic";
  rates: string[];
  week: Week;
  rows: RowValues[];
  pcGroups: string[];
  memberGroups: string[];
  rounding: string;
  taxed: boolean;
  order: string;
  color: string;
  active: boolean;
}

export const valuesOf = (price: Price | null): PriceValues => ({
  name: price?.price_name ?? "",
  type: price?.price_type === "dynamic" ? "dynamic" : "fixed",
  rates: [price?.price_price1, price?.price_price2, price?.price_price3, price?.price_price4].map(
    (rate) => rate ?? "",
  ),
  week: price?.price_grid ?? plainWeek,
  rows: (price?.price_dynamic ?? []).map(({ time, amount }) => ({ minutes: String(time), amount })),
  pcGroups: (price?.price_pc_group_ids ?? []).map(String),
  memberGroups: (price?.price_member_group_ids ?? []).map(String),
  rounding: price?.price_rounding ?? "0.00",
  taxed: price === null || price.price_tax_id === 4,
  order: String(price?.price_order ?? 0),
  color: price?.price_color ?? "",
  active: price === null || price.price_is_active === 1,
});

/** Three places are let through: some currencies have them, and the server knows the café's. */
const money = (typed: string) => readMoney(typed, 3);

export function amountOf(typed: string): number | null {
  const read = money(typed);
  return "amount" in read && Number(read.amount) >= 0 ? Number(read.amount) : null;
}

const sent = (typed: string) => {
  const read = money(typed);
  return "amount" in read ? read.amount : typed;
};

/** The price as it is sent, whole. A rate that is not typed is null; the first is needed only when it is painted. */
export const sentPrice = (values: PriceValues) => {
  const [first = "", ...others] = values.rates;
  const [second, third, fourth] = others.map((rate) => (rate.trim() === "" ? null : sent(rate)));
  return {
    price_name: values.name.trim(),
    price_price1: first.trim() === "" ? undefined : sent(first),
    ...{ price_price2: second ?? null, price_price3: third ?? null, price_price4: fourth ?? null },
    price_type: values.type,
    price_grid: values.week.map((day) => [...day]),
    price_dynamic: values.rows.map(({ minutes, amount }) => ({
      time: Number(minutes),
      amount: sent(amount),
    })),
    price_pc_group_ids: values.pcGroups.map(Number),
    price_member_group_ids: values.memberGroups.map(Number),
    price_rounding: sent(values.rounding),
    price_tax_id: values.taxed ? 4 : 0,
    price_order: Number(values.order),
    price_color: values.color.trim(),
    price_is_active: values.active,
  };
};

const f = t.prices.fields;

/** What is wrong with a row of a dynamic price, or null. */
export function rowProblem(rows: readonly RowValues[], index: number): string | null {
  const row = rows[index];
  if (row === undefined) return null;
  if (!/^[1-9]\d{0,5}$/.test(row.minutes.trim())) return t.prices.rows.minutesWrong;
  const amount = amountOf(row.amount);
  if (amount === null) return f.moneyWrong;
  const before = rows[index - 1];
  const above = before ? Number(before.minutes) : 0;
  const dearer = before ? amountOf(before.amount) : 0;
  if (dearer === null) return null;
  return Number(row.minutes) > above && amount > dearer ? null : t.prices.rows.rising;
}

const moneyProblem = (typed: string) => (amountOf(typed) === null ? f.moneyWrong : null);

/** What is wrong by field of the form, as `useForm` names them; what only the server knows comes with its refusal. */
export function problemsOf(values: PriceValues): Record<string, string> {
  const painted = hoursOfTiers(values.week);
  const found: [string, string | null][] = [
    ["name", values.name.trim() === "" ? f.nameWrong : null],
    ["rounding", moneyProblem(values.rounding)],
    ["order", /^\d{1,5}$|^100000$/.test(values.order.trim()) ? null : f.wholeWrong],
  ];
  if (values.type === "dynamic") {
    found.push(["rows", values.rows.length === 0 ? t.prices.rows.none : null]);
    values.rows.forEach((_, index) => found.push([`rows.${index}`, rowProblem(values.rows, index)]));
  }
  for (const [index, tier] of tiers.entries()) {
    const typed = values.rates[index] ?? "";
    const isNeeded = values.type === "fixed" && painted.has(tier);
    if (typed.trim() !== "") found.push([`rates.${index}`, moneyProblem(typed)]);
    else if (isNeeded) found.push([`rates.${index}`, t.prices.grid.rateNeeded]);
  }
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** Field of the form for each name on the wire, so that the server's words stand where they belong. */
export function fieldOfWire(name: string): string {
  const row = /^price_dynamic\.(\d+)/.exec(name)?.[1];
  if (row !== undefined) return `rows.${row}`;
  const rate = /^price_price([1-4])$/.exec(name)?.[1];
  if (rate !== undefined) return `rates.${Number(rate) - 1}`;
  return wireFields[name] ?? "name";
}

const wireFields: Record<string, keyof PriceValues> = {
  price_name: "name",
  price_type: "type",
  price_grid: "week",
  price_dynamic: "rows",
  price_pc_group_ids: "pcGroups",
  price_member_group_ids: "memberGroups",
  price_rounding: "rounding",
  price_tax_id: "taxed",
  price_order: "order",
  price_color: "color",
};
