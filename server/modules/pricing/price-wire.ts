import type { Static } from "typebox";
import type { price } from "../../../contract/objects/price.ts";
import type { changePrice } from "../../../contract/operations/prices.ts";
import type { InputOf } from "../../kernel/http/api.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import { decimalFromMinor, minorFromDecimal } from "../../kernel/money.ts";
import { invalidField, type Refusal } from "../../kernel/refusal.ts";
import { priceShow } from "./calculation-rules.ts";
import type { DynamicRow, PriceFault, Tier, TierGrid } from "./price-rules.ts";
import { plainGrid, type NamedPrice, type NewPrice } from "./price-store.ts";

/** Between our words and those of API v2 for prices (api-v2.md 3.6). */

export function priceObject(row: NamedPrice, exponent: number): Static<typeof price> {
  const money = (minor: number) => decimalFromMinor(minor, exponent);
  const [first, ...others] = row.ratesPerHourMinor.map((rate) => (rate === null ? null : money(rate)));
  return {
    price_id: row.id,
    price_name: row.name,
    price_show: priceShow(row, exponent),
    price_price1: first ?? money(0),
    price_price2: others[0] ?? null,
    price_price3: others[1] ?? null,
    price_price4: others[2] ?? null,
    price_type: row.type,
    price_grid: row.grid.map((day) => [...day]),
    price_dynamic: row.dynamicRows.map(({ minutes, amountMinor }) => ({
      time: minutes,
      amount: money(amountMinor),
    })),
    price_pc_group_ids: [...row.pcGroupIds],
    price_member_group_ids: [...row.memberGroupIds],
    price_rounding: money(row.roundingMinor),
    price_tax_id: row.taxed ? 4 : 0,
    price_order: row.order,
    price_color: row.color,
    price_is_active: flagOf(row.isActive),
  };
}

/** What may be sent of a price; what is absent stays. The parser gives null where a field is emptied. */
export type AskedPrice = Omit<InputOf<typeof changePrice>, "priceId">;

/** What of a price is said, in our words; rates by their place, so that the others stay. */
export type PriceChange = Partial<Omit<NewPrice, "ratesPerHourMinor">> & {
  rates: ReadonlyMap<number, number | null>;
};

/** Refuses money that is finer than the café's minor unit, and an empty name. */
export function priceChangeOf(asked: AskedPrice, exponent: number): PriceChange {
  if (asked.price_name === "") throw invalidField("price_name", "The price_name field is required.");
  const given = {
    name: asked.price_name,
    color: asked.price_color,
    order: asked.price_order,
    isActive: asked.price_is_active,
    type: asked.price_type as "fixed" | "dynamic" | undefined,
    grid: gridOf(asked.price_grid),
    dynamicRows: rowsOf(asked.price_dynamic, exponent),
    roundingMinor: minorOf("price_rounding", asked.price_rounding, exponent),
    taxed: asked.price_tax_id === undefined ? undefined : asked.price_tax_id === 4,
    pcGroupIds: onceEach(asked.price_pc_group_ids),
    memberGroupIds: onceEach(asked.price_member_group_ids),
  };
  return {
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<
      Omit<NewPrice, "ratesPerHourMinor">
    >),
    rates: ratesOf(asked, exponent),
  };
}

function ratesOf(asked: AskedPrice, exponent: number): ReadonlyMap<number, number | null> {
  const sent = [asked.price_price1, asked.price_price2, asked.price_price3, asked.price_price4];
  const rates = new Map<number, number | null>();
  for (const [place, decimal] of sent.entries()) {
    if (decimal === null) rates.set(place, null);
    else if (decimal !== undefined) rates.set(place, minorOf(`price_price${place + 1}`, decimal, exponent));
  }
  return rates;
}

function minorOf(field: string, decimal: string, exponent: number): number;
function minorOf(field: string, decimal: string | undefined, exponent: number): number | undefined;
function minorOf(field: string, decimal: string | undefined, exponent: number): number | undefined {
  if (decimal === undefined) return undefined;
  const minor = minorFromDecimal(decimal, exponent);
  if (minor !== null) return minor;
  throw invalidField(
    field,
    exponent === 0
      ? `The ${field} must be a whole amount: the café's currency has no smaller coins.`
      : `The ${field} may have at most ${exponent} decimal places.`,
  );
}

/** Null empties: all of the week is tier 1 again. */
function gridOf(grid: number[][] | null | undefined): TierGrid | undefined {
  if (grid === null) return plainGrid;
  return grid?.map((day) => day.map((tier) => tier as Tier));
}

function rowsOf(
  rows: { time: number; amount: string }[] | null | undefined,
  exponent: number,
): DynamicRow[] | undefined {
  if (rows === null) return [];
  return rows?.map(({ time, amount }, at) => ({
    minutes: time,
    amountMinor: minorOf(`price_dynamic.${at}.amount`, amount, exponent),
  }));
}

const onceEach = (ids: number[] | null | undefined): number[] | undefined =>
  ids === null ? [] : ids && [...new Set(ids)];

const fieldsOfFaults: Record<PriceFault["field"], string> = {
  ratesPerHourMinor: "price_price1",
  grid: "price_grid",
  dynamicRows: "price_dynamic",
  roundingMinor: "price_rounding",
};

/** The refusal of a price with a fault, named by the field that would put it right. */
export function faultRefusal(fault: PriceFault): Refusal {
  if (fault.tierWithoutRate !== undefined) {
    const field = `price_price${fault.tierWithoutRate}`;
    return invalidField(field, `The ${field} field is required: the price_grid names this tier.`);
  }
  const field = fieldsOfFaults[fault.field];
  return invalidField(field, `The ${field} ${fault.message}.`);
}
