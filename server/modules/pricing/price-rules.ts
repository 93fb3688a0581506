/** What a price is, and which of several holds (billing.md 6.1, api-v2.md 3.6). */

/** One of the four rates of a fixed price. */
export type Tier = 1 | 2 | 3 | 4;

/** Seven rows, Monday first, of 24 hours or 48 half hours each; a cell names the tier that holds in it. */
export type TierGrid = readonly (readonly Tier[])[];

/** So many minutes of one stretch cost so much in all (billing.md 6.3). */
export interface DynamicRow {
  readonly minutes: number;
  readonly amountMinor: number;
}

/** One version of a price. It never changes: an edit makes the next version (billing.md 6.6). */
export interface Price {
  readonly id: number;
  readonly version: number;
  /** Among prices that fit equally well the lower order is taken. */
  readonly order: number;
  readonly isActive: boolean;
  readonly type: "fixed" | "dynamic";
  /** Minor units an hour of tiers 1 to 4; null = the tier is unused. */
  readonly ratesPerHourMinor: readonly (number | null)[];
  readonly grid: TierGrid;
  /** Minutes and amounts both strictly rising. */
  readonly dynamicRows: readonly DynamicRow[];
  /** The charge is rounded up to a multiple of this; 0 = half up to the minor unit. */
  readonly roundingMinor: number;
  /** Whether tax 4 (PC time) holds for it. */
  readonly taxed: boolean;
  /** Empty = all PC groups. */
  readonly pcGroupIds: readonly number[];
  /** Empty = all member groups, the guest kinds included. */
  readonly memberGroupIds: readonly number[];
}

/** Kinds of guests are member groups of their own (billing.md 6.1). */
export const guestGroupIds = { guest: -1, prepaid: -2, postpaid: -3, offer: -4, free: -5 } as const;

/** The price for a PC group and a member group, or null when none fits (refusal `pricing.no_price`); billing.md 6.1. */
export function choosePrice<P extends Price>(
  prices: readonly P[],
  pcGroupId: number,
  memberGroupId: number,
): P | null {
  const candidates = prices.filter(
    (price) =>
      price.isActive && holds(price.pcGroupIds, pcGroupId) && holds(price.memberGroupIds, memberGroupId),
  );
  candidates.sort((a, b) => breadth(a) - breadth(b) || a.order - b.order || a.id - b.id);
  return candidates[0] ?? null;
}

/**
 * The PC groups that no other active price would hold for if this one went: every PC group of the list that it covers alone.
 * Member groups do not count: a price for one of them covers its PC group (api-v2.md 2.10, DELETE prices).
 */
export function coveredByAlone(
  prices: readonly Price[],
  priceId: number,
  pcGroupIds: readonly number[],
): number[] {
  const covers = (price: Price, pcGroupId: number) => price.isActive && holds(price.pcGroupIds, pcGroupId);
  const others = prices.filter(({ id }) => id !== priceId);
  const own = prices.filter(({ id }) => id === priceId);
  return pcGroupIds.filter(
    (pcGroupId) =>
      own.some((price) => covers(price, pcGroupId)) && !others.some((price) => covers(price, pcGroupId)),
  );
}

/** The pairs of a PC group and a member group for which no price holds, as the panel lists them (billing.md 6.1). */
export function groupsWithoutPrice(
  prices: readonly Price[],
  groups: { pcGroupIds: readonly number[]; memberGroupIds: readonly number[] },
): { pcGroupId: number; memberGroupId: number }[] {
  return groups.pcGroupIds.flatMap((pcGroupId) =>
    groups.memberGroupIds
      .filter((memberGroupId) => choosePrice(prices, pcGroupId, memberGroupId) === null)
      .map((memberGroupId) => ({ pcGroupId, memberGroupId })),
  );
}

function holds(named: readonly number[], id: number): boolean {
  return named.length === 0 || named.includes(id);
}

/** The lower, the closer the price names its groups; a PC group weighs more than a member group. */
function breadth(price: Price): number {
  return (price.pcGroupIds.length === 0 ? 2 : 0) + (price.memberGroupIds.length === 0 ? 1 : 0);
}

export interface PriceFault {
  readonly field: "ratesPerHourMinor" | "grid" | "dynamicRows" | "roundingMinor";
  /** What would be right. */
  readonly message: string;
  /** A tier that the grid names and that has no rate. */
  readonly tierWithoutRate?: Tier;
}

/** What keeps a price from being used, in the order of its fields, or null; the other rules rely on a price without a fault. */
export function faultOfPrice(price: Price): PriceFault | null {
  if (price.ratesPerHourMinor.length !== 4 || price.ratesPerHourMinor.some(isNoRate)) {
    return {
      field: "ratesPerHourMinor",
      message: "needs four rates of zero or more, null for an unused one",
    };
  }
  const fault = price.type === "fixed" ? faultOfGrid(price) : faultOfRows(price.dynamicRows);
  if (fault) return fault;
  const hourlyMinor = price.type === "fixed" ? lowestRate(price) : firstHourMinor(price);
  // A price that costs nothing anywhere has no sum that could be rounded.
  const isTooLarge = hourlyMinor > 0 && price.roundingMinor >= hourlyMinor;
  if (!isAmount(price.roundingMinor) || isTooLarge) {
    return { field: "roundingMinor", message: "needs an amount of zero or more, below the price of an hour" };
  }
  return null;
}

function isAmount(amount: number): boolean {
  return Number.isSafeInteger(amount) && amount >= 0;
}

function isNoRate(rate: number | null): boolean {
  return rate !== null && !isAmount(rate);
}

function faultOfGrid(price: Price): PriceFault | null {
  const cells = price.grid[0]?.length;
  if (price.grid.length !== 7 || (cells !== 24 && cells !== 48)) {
    return { field: "grid", message: "needs seven rows, Monday first, of 24 or 48 cells" };
  }
  if (price.grid.some((row) => row.length !== cells)) {
    return { field: "grid", message: "needs rows of equal length" };
  }
  const unpriced = price.grid.flat().find((tier) => typeof price.ratesPerHourMinor[tier - 1] !== "number");
  if (unpriced === undefined) return null;
  const message = `may name only tiers that have a rate; tier ${unpriced} has none`;
  return { field: "grid", message, tierWithoutRate: unpriced };
}

/** More rows than that are no price that a person could explain. */
const mostRows = 100;

function faultOfRows(rows: readonly DynamicRow[]): PriceFault | null {
  if (rows.length > mostRows) return { field: "dynamicRows", message: `may hold at most ${mostRows} rows` };
  const isRising = rows.every(({ minutes, amountMinor }, index) => {
    const before = rows[index - 1] ?? { minutes: 0, amountMinor: 0 };
    return (
      isAmount(minutes) &&
      isAmount(amountMinor) &&
      minutes > before.minutes &&
      amountMinor > before.amountMinor
    );
  });
  if (rows.length > 0 && isRising) return null;
  return {
    field: "dynamicRows",
    message: "needs at least one row; minutes and amounts must both rise from row to row",
  };
}

/** The lowest rate above zero that is painted: a rounding below it never makes an hour cost two. 0 when all is free. */
function lowestRate(price: Price): number {
  const painted = new Set(price.grid.flat().map((tier) => price.ratesPerHourMinor[tier - 1] ?? 0));
  const paid = [...painted].filter((rate) => rate > 0);
  return paid.length === 0 ? 0 : paid.reduce((a, b) => Math.min(a, b));
}

function firstHourMinor(price: Price): number {
  const row = price.dynamicRows[0];
  return row ? (row.amountMinor * 60) / row.minutes : 0;
}
