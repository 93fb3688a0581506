import { decimalOf, halfUp, halfUpExact, scaled } from "./exact-rules.ts";

/** What orders take out of stock, sets among them, and what stock costs (billing.md 1, 10). Pure; whole pieces. */

export interface StockedProduct {
  productId: number;
  isUnlimited: boolean;
  /** Of a set: what one of it is made of. Its own stock then counts nothing. */
  parts: readonly SetPart[] | null;
}

export interface SetPart {
  productId: number;
  quantity: number;
}

/** The parts of a set as they stand in `product_combo`; null = no set; undefined = not of that form. */
export function partsOfSet(combo: unknown): SetPart[] | null | undefined {
  if (combo === null || combo === undefined || combo === "") return null;
  if (!Array.isArray(combo)) return undefined;
  if (combo.length === 0) return null;
  const sums = new Map<number, number>();
  for (const entry of combo as unknown[]) {
    const { product_id: id, qty } = (entry ?? {}) as { product_id?: unknown; qty?: unknown };
    const productId = Number(/^(?:p-)?(\d{1,12})$/.exec(wordOf(id))?.[1] ?? NaN);
    const quantity = Number(wordOf(qty ?? 1));
    if (!Number.isSafeInteger(productId) || !Number.isInteger(quantity) || quantity < 1 || quantity > 100)
      return undefined;
    sums.set(productId, (sums.get(productId) ?? 0) + quantity);
  }
  return [...sums].map(([productId, quantity]) => ({ productId, quantity }));
}

const wordOf = (value: unknown) =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** What one piece takes out of stock; what is not counted takes nothing. */
export function takenByPiece(product: StockedProduct, byId: ReadonlyMap<number, StockedProduct>): SetPart[] {
  if (product.parts !== null)
    return product.parts.filter((part) => byId.get(part.productId)?.isUnlimited === false);
  return product.isUnlimited ? [] : [{ productId: product.productId, quantity: 1 }];
}

/** So many pieces of several kinds, added up by product, in the order in which stock is locked. */
export function inAll(takes: readonly { pieces: number; each: readonly SetPart[] }[]): SetPart[] {
  const sums = new Map<number, number>();
  for (const { pieces, each } of takes)
    for (const { productId, quantity } of each)
      sums.set(productId, (sums.get(productId) ?? 0) + pieces * quantity);
  return [...sums]
    .map(([productId, quantity]) => ({ productId, quantity }))
    .filter(({ quantity }) => quantity > 0)
    .sort((a, b) => a.productId - b.productId);
}

/** Of how many sets all parts are there; null = of any number. */
export function setsInStock(
  parts: readonly SetPart[],
  stockOf: (productId: number) => number | null,
): number | null {
  const counts = parts.flatMap(({ productId, quantity }) => {
    const stock = stockOf(productId);
    return stock === null ? [] : [Math.floor(stock / quantity)];
  });
  return counts.length === 0 ? null : Math.min(...counts);
}

/** What one set costs the café: its parts. */
export function costOfSet(parts: readonly SetPart[], costOf: (productId: number) => string): string {
  const sum = parts.reduce(
    (total, part) => total + scaled(costOf(part.productId), 10) * BigInt(part.quantity),
    0n,
  );
  return decimalOf(sum, 10);
}

/** What one costs when new ones come to what is there: the average, to ten places, half up. */
export function averageCost(
  there: { stock: number; cost: string },
  come: { quantity: number; cost: string },
): string {
  const stock = Math.max(0, there.stock);
  const sum = scaled(there.cost, 10) * BigInt(stock) + scaled(come.cost, 10) * BigInt(come.quantity);
  return decimalOf(halfUpExact(sum, BigInt(stock + come.quantity)), 10);
}

/** Whether a change took the stock down to what the café wants to be told of. */
export function becameLow(change: { before: number; after: number; lowStock: number }): boolean {
  return change.before > change.lowStock && change.after <= change.lowStock;
}

/** What pieces cost the café, rounded once for the line. */
export function goodsCost(cost: string, quantity: number, exponent: number): number {
  return halfUp(scaled(cost, 10) * BigInt(quantity) * BigInt(10 ** exponent), 10n ** 10n);
}
