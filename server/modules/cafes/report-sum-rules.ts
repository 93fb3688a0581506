/** Sums over the reports of a company (api-v2.md 2.3). Pure. */

type Sums = Record<string, unknown>;

const isObject = (value: unknown): value is Sums =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Decimal fractions do not add up exactly in binary; a millionth is finer than any money. */
const rounded = (sum: number): number => Math.round(sum * 1e6) / 1e6 || 0;

/** Adds numbers in the same place, however deep; texts and lists (names, items) have no sum and are left out. */
export function addedUp(parts: readonly unknown[]): Sums {
  const sums: Sums = {};
  for (const part of parts.filter(isObject)) {
    for (const [name, value] of Object.entries(part)) {
      const before = sums[name];
      if (typeof value === "number") sums[name] = rounded((typeof before === "number" ? before : 0) + value);
      else if (isObject(value)) sums[name] = addedUp([before, value]);
    }
  }
  return sums;
}
