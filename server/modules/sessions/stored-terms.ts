import type { ChargeTerms, Price, Tier } from "../pricing/index.ts";

/**
 * Terms as spans keep them: of the grid one text of digits for each day. As a table of numbers it was nine tenths of what a
 * list of running sessions cost the database.
 */
export interface StoredTerms extends Omit<ChargeTerms, "price"> {
  price: Omit<Price, "grid"> & { grid: string[] };
}

export const storedTerms = ({ price, ...terms }: ChargeTerms): StoredTerms => ({
  ...terms,
  price: { ...price, grid: price.grid.map((day) => day.join("")) },
});

const mostKept = 5_000;
const kept = new Map<string, Price>();

/**
 * Equal prices are one and the same object, whichever spans name them: what is worked out from a price once is then known
 * for all (the sums of its week).
 */
export function termsOfStored({ price, ...terms }: StoredTerms): ChargeTerms {
  const text = JSON.stringify(price);
  let known = kept.get(text);
  if (known === undefined) {
    known = { ...price, grid: price.grid.map((day) => Array.from(day, (tier) => Number(tier) as Tier)) };
    if (kept.size >= mostKept) kept.clear();
    kept.set(text, known);
  }
  return { ...terms, price: known };
}
