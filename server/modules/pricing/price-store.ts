import type { Queries, Tx } from "../../kernel/db/database.ts";
import { exponentOf } from "../../kernel/money.ts";
import { faultOfPrice, type DynamicRow, type Price, type Tier, type TierGrid } from "./price-rules.ts";

/** All SQL of prices: rows to the pure `Price` and back. Amounts are minor units of the café's currency. */

/** A price as it is shown: the rules need neither name nor colour. */
export interface NamedPrice extends Price {
  readonly name: string;
  readonly color: string;
}

export type NewPrice = Omit<NamedPrice, "id" | "version">;

interface PriceRow {
  price_id: number;
  version: number;
  name: string;
  price_type: "fixed" | "dynamic";
  rates: (number | null)[];
  grid: Tier[][] | null;
  dynamic_rows: DynamicRow[];
  pc_group_ids: number[];
  member_group_ids: number[];
  rounding_minor: number;
  is_taxed: boolean;
  sort_order: number;
  color: string;
  is_active: boolean;
}

/** Every hour of the week costs tier 1: what a price without a grid says. */
export const plainGrid: TierGrid = Array.from({ length: 7 }, () =>
  Array.from({ length: 24 }, () => 1 as const),
);

const tiers = 4;

function priceOf(row: PriceRow): NamedPrice {
  return {
    id: row.price_id,
    version: row.version,
    name: row.name,
    color: row.color,
    order: row.sort_order,
    isActive: row.is_active,
    type: row.price_type,
    ratesPerHourMinor: Array.from({ length: tiers }, (_, tier) => row.rates[tier] ?? null),
    grid: row.grid ?? plainGrid,
    dynamicRows: row.dynamic_rows,
    roundingMinor: row.rounding_minor,
    taxed: row.is_taxed,
    pcGroupIds: row.pc_group_ids,
    memberGroupIds: row.member_group_ids,
  };
}

// Arrays go through JSON, because an unused tier is null and the driver's arrays of int8 hold only numbers.
const selected = `select price_id, version, name, price_type, to_jsonb(rates_per_hour_minor) as rates, grid, dynamic_rows,
    pc_group_ids, member_group_ids, rounding_minor, is_taxed, sort_order, color, is_active
  from prices where cafe_id = $1`;

/** All prices of a café in the order of lists. Callers keep them by café and drop them when one changes. */
export async function listPrices(db: Queries, cafeId: number): Promise<NamedPrice[]> {
  return (await db.rows<PriceRow>(`${selected} order by sort_order, price_id`, [cafeId])).map(priceOf);
}

/** Trailing tiers without a rate are not stored; the first always is. */
function storedRates(rates: readonly (number | null)[]): (number | null)[] {
  const last = rates.findLastIndex((rate) => rate !== null);
  return rates.slice(0, Math.max(last, 0) + 1);
}

export const findPrice = async (db: Queries, cafeId: number, priceId: number): Promise<NamedPrice | null> => {
  const row = await db.row<PriceRow>(`${selected} and price_id = $2`, [cafeId, priceId]);
  return row === undefined ? null : priceOf(row);
};

/** Those who change the prices of one café wait for each other, so that its largest number and its last price hold. */
export const lockPrices = (tx: Tx, cafeId: number) =>
  tx.run("select pg_advisory_xact_lock(7110037, $1)", [cafeId]);

/** Adds a price; its id. The caller has asked `faultOfPrice`: a price with a fault is a bug here. Breaks `prices_name_once`. */
export async function addPrice(tx: Tx, cafeId: number, price: NewPrice): Promise<number> {
  refuseFault({ ...price, id: 0, version: 1 });
  const row = await tx.row<{ price_id: number }>(
    `insert into prices (cafe_id, price_id, name, price_type, rates_per_hour_minor, grid, dynamic_rows, pc_group_ids,
       member_group_ids, rounding_minor, is_taxed, sort_order, color, is_active)
     values ($1, nextval('price_ids'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning price_id`,
    [cafeId, ...valuesOf(price)],
  );
  return row?.price_id ?? 0;
}

/** Writes a price over its former version. Breaks `prices_name_once` when the name is taken. */
export async function updatePrice(tx: Tx, cafeId: number, price: NamedPrice): Promise<void> {
  refuseFault(price);
  await tx.run(
    `update prices set name = $4, price_type = $5, rates_per_hour_minor = $6, grid = $7, dynamic_rows = $8, pc_group_ids = $9,
       member_group_ids = $10, rounding_minor = $11, is_taxed = $12, sort_order = $13, color = $14, is_active = $15, version = $3
     where cafe_id = $1 and price_id = $2`,
    [cafeId, price.id, price.version, ...valuesOf(price)],
  );
}

export const deletePrice = (tx: Tx, cafeId: number, priceId: number) =>
  tx.run("delete from prices where cafe_id = $1 and price_id = $2", [cafeId, priceId]);

function refuseFault(price: Price): void {
  const fault = faultOfPrice(price);
  if (fault !== null)
    throw new Error(`a price with a fault reached the store: ${fault.field} ${fault.message}`);
}

const valuesOf = (price: NewPrice) => [
  price.name,
  price.type,
  storedRates(price.ratesPerHourMinor),
  JSON.stringify(price.grid),
  JSON.stringify(price.dynamicRows),
  price.pcGroupIds,
  price.memberGroupIds,
  price.roundingMinor,
  price.taxed,
  price.order,
  price.color,
  price.isActive,
];

/**
 * What the first price takes an hour: 2.00 of currencies with hundredths or thousandths, 200 of those without a
 * smaller coin (2 yen would be next to nothing).
 */
export const firstRatePerHourMinor = (currencyCode: string): number => {
  const exponent = exponentOf(currencyCode);
  return exponent === 0 ? 200 : 2 * 10 ** exponent;
};

/** The price every café starts with, for all PCs and everybody; its id. */
export const addFirstPrice = (tx: Tx, cafeId: number, currencyCode: string): Promise<number> =>
  addPrice(tx, cafeId, {
    name: "Default",
    color: "",
    order: 0,
    isActive: true,
    type: "fixed",
    ratesPerHourMinor: [firstRatePerHourMinor(currencyCode), null, null, null],
    grid: plainGrid,
    dynamicRows: [],
    roundingMinor: 0,
    taxed: true,
    pcGroupIds: [],
    memberGroupIds: [],
  });
