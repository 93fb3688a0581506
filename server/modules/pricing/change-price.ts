import { isDeepStrictEqual } from "node:util";
import type { CacheBus } from "../../kernel/cache-bus.ts";
import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import type { Tx } from "../../kernel/db/database.ts";
import type { Call } from "../../kernel/http/api.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { logConfigUpdate } from "../cafes/index.ts";
import { priceShow } from "./calculation-rules.ts";
import type { PriceFacts } from "./price-facts.ts";
import { coveredByAlone, faultOfPrice } from "./price-rules.ts";
import {
  addPrice,
  deletePrice,
  findPrice,
  listPrices,
  lockPrices,
  plainGrid,
  updatePrice,
  type NamedPrice,
  type NewPrice,
} from "./price-store.ts";
import { faultRefusal, type PriceChange } from "./price-wire.ts";

/** Prices a café may have (api-v2.md 1.9). */
const mostPrices = 100;

export interface PriceParts {
  bus: CacheBus;
  facts: PriceFacts;
}

/** What these use cases take of a call, and the decimal places of the café's money for the words in its log. */
export type Act = Pick<Call<unknown>, "cafeId" | "now" | "caller" | "transact"> & { exponent: number };

/** What a price is unless said. */
export const usualPrice: NewPrice = {
  name: "",
  color: "",
  order: 0,
  isActive: true,
  type: "fixed",
  ratesPerHourMinor: [null, null, null, null],
  grid: plainGrid,
  dynamicRows: [],
  roundingMinor: 0,
  taxed: true,
  pcGroupIds: [],
  memberGroupIds: [],
};

/** The price with what was said in place of what it was. Refuses `request.validation` when it then has a fault. */
export function changedPrice<P extends NewPrice>(before: P, { rates, ...change }: PriceChange): P {
  const ratesPerHourMinor = before.ratesPerHourMinor.map((rate, place) => {
    const said = rates.get(place);
    return said === undefined ? rate : said;
  });
  const after = { ...before, ...change, ratesPerHourMinor };
  const fault = faultOfPrice({ ...after, id: 0, version: 0 });
  if (fault !== null) throw faultRefusal(fault);
  return after;
}

/**
 * Adds a price and answers its id (api-v2.md 2.10). Refuses `request.validation`, `pc_group.not_found`, `member_group.not_found`,
 * `price.name_exists`, `limit.max_records` (100).
 */
export async function addAskedPrice(parts: PriceParts, act: Act, change: PriceChange): Promise<number> {
  const { cafeId } = act;
  const price = changedPrice(usualPrice, change);
  const id = await act.transact(async (tx) => {
    await lockPrices(tx, cafeId);
    if ((await listPrices(tx, cafeId)).length >= mostPrices)
      throw new Refusal("limit.max_records", `A café can have at most ${mostPrices} prices.`);
    await refuseUnknownGroups(tx, parts.facts, cafeId, price, usualPrice);
    const added = await refuseTakenName(tx, price.name, () => addPrice(tx, cafeId, price));
    await tell(tx, parts, act, `price ${price.name} added: ${shown(price, act.exponent)}`);
    return added;
  });
  parts.bus.dropHere("prices", cafeId);
  return id;
}

/**
 * Changes a price; what is not said stays. What it costs then is a new version, and sessions keep the one they began with
 * (billing.md 6.6). Refuses `price.not_found`, `request.validation`, `pc_group.not_found`, `member_group.not_found`,
 * `price.name_exists`.
 */
export async function changePrice(
  parts: PriceParts,
  act: Act,
  priceId: number,
  change: PriceChange,
): Promise<void> {
  const { cafeId } = act;
  await act.transact(async (tx) => {
    await lockPrices(tx, cafeId);
    const before = await getPrice(tx, cafeId, priceId);
    const after = changedPrice(before, change);
    const names = changedFields(before, after);
    if (names.length === 0) return;
    await refuseUnknownGroups(tx, parts.facts, cafeId, after, before);
    const version = names.some((name) => costing.includes(name)) ? before.version + 1 : before.version;
    await refuseTakenName(tx, after.name, () => updatePrice(tx, cafeId, { ...after, version }));
    const words = names.map((name) => fieldWords[name]).join(", ");
    await tell(tx, parts, act, `price ${before.name} changed (${words}): ${shown(after, act.exponent)}`);
  });
  parts.bus.dropHere("prices", cafeId);
}

/**
 * Removes a price; running sessions keep it. Refuses `price.not_found`, and `price.in_use` while a PC group that has PCs would be left
 * without any price.
 */
export async function removePrice(parts: PriceParts, act: Act, priceId: number): Promise<void> {
  const { cafeId } = act;
  await act.transact(async (tx) => {
    await lockPrices(tx, cafeId);
    const price = await getPrice(tx, cafeId, priceId);
    const inUse = (await parts.facts.listPcGroups(tx, cafeId)).filter(({ pcs }) => pcs > 0);
    const alone = coveredByAlone(
      await listPrices(tx, cafeId),
      priceId,
      inUse.map(({ id }) => id),
    );
    const names = inUse.filter(({ id }) => alone.includes(id)).map(({ name }) => name);
    if (names.length > 0)
      throw new Refusal(
        "price.in_use",
        `${price.name} is the last price of ${names.join(", ")}: add another price for them first.`,
      );
    await deletePrice(tx, cafeId, priceId);
    await tell(tx, parts, act, `price ${price.name} removed`);
  });
  parts.bus.dropHere("prices", cafeId);
}

/** Refuses `price.not_found`. */
export async function getPrice(db: Parameters<typeof findPrice>[0], cafeId: number, priceId: number) {
  const price = await findPrice(db, cafeId, priceId);
  if (price === null) throw notFound("price.not_found", "Price");
  return price;
}

const fieldWords: Record<keyof NewPrice, string> = {
  name: "name",
  color: "colour",
  order: "order",
  isActive: "active",
  type: "type",
  ratesPerHourMinor: "rates",
  grid: "grid",
  dynamicRows: "rows",
  roundingMinor: "rounding",
  taxed: "tax",
  pcGroupIds: "PC groups",
  memberGroupIds: "member groups",
};

/** What decides the cost; the rest decides where a price holds and how it looks. */
const costing: readonly (keyof NewPrice)[] = [
  "type",
  "ratesPerHourMinor",
  "grid",
  "dynamicRows",
  "roundingMinor",
  "taxed",
];

function changedFields(before: NewPrice, after: NewPrice): (keyof NewPrice)[] {
  const names = Object.keys(fieldWords) as (keyof NewPrice)[];
  return names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

const shown = (price: NewPrice, exponent: number) =>
  `${priceShow({ ...price, id: 0, version: 0 }, exponent)}${price.isActive ? "" : ", inactive"}`;

/** A group that is gone may stay in a price that named it: dropping it silently could make the price one for all. */
async function refuseUnknownGroups(
  tx: Tx,
  facts: PriceFacts,
  cafeId: number,
  asked: Pick<NamedPrice, "pcGroupIds" | "memberGroupIds">,
  before: Pick<NamedPrice, "pcGroupIds" | "memberGroupIds">,
): Promise<void> {
  const unknown = (ids: readonly number[], known: readonly number[], list: readonly { id: number }[]) =>
    ids.some((id) => !known.includes(id) && !list.some((group) => group.id === id));
  if (unknown(asked.pcGroupIds, before.pcGroupIds, await facts.listPcGroups(tx, cafeId)))
    throw notFound("pc_group.not_found", "PC group");
  if (unknown(asked.memberGroupIds, before.memberGroupIds, await facts.listMemberGroups(tx, cafeId)))
    throw notFound("member_group.not_found", "Member group");
}

async function refuseTakenName<T>(tx: Tx, name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await tx.savepoint(write);
  } catch (error) {
    if (brokenConstraint(error) !== "prices_name_once") throw error;
    throw new Refusal("price.name_exists", `Price ${name} already exists: choose another price_name.`);
  }
}

async function tell(tx: Tx, { bus }: PriceParts, act: Act, details: string): Promise<void> {
  await logConfigUpdate(tx, act.cafeId, { actorName: actorOf(act.caller).actorName, now: act.now }, details);
  // PC rows show the name of the price that holds.
  await tx.announce(act.cafeId, "pcs.changed", { pc_names: [] });
  await bus.drop(tx, "prices", act.cafeId);
}
