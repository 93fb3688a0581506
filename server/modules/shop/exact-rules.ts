/** Exact arithmetic of prices and shares; nothing is rounded before a rule says so. Pure. */

/** A decimal text as whole number of its n-th places; finer places are cut off. */
export function scaled(decimal: string, places: number): bigint {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(decimal);
  if (!match) throw new Error(`a decimal of zero or more is needed, not "${decimal}"`);
  return BigInt(`${match[1] ?? "0"}${(match[2] ?? "").slice(0, places).padEnd(places, "0")}`);
}

/** The decimal text of a whole number of n-th places. */
export function decimalOf(amount: bigint, places: number): string {
  const digits = amount.toString().padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The nearest whole number; a half goes up. */
export function halfUp(numerator: bigint, denominator: bigint): number {
  return Number(halfUpExact(numerator, denominator));
}

/** The same where the number may be larger than a double holds. */
export function halfUpExact(numerator: bigint, denominator: bigint): bigint {
  return floorOf(2n * numerator + denominator, 2n * denominator);
}

/** Down to the whole number, below zero too. */
function floorOf(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}

/** The share `part` of `whole` in an amount, half up: of all parts one after the other the shares sum to the amount. */
export function shareOf(amount: number, part: number, whole: number): number {
  return whole === 0 ? 0 : halfUp(BigInt(amount) * BigInt(part), BigInt(whole));
}

/** An amount in parts that stand to each other as the weights, and sum to it exactly. */
export function splitBy(amount: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return weights.map(() => 0);
  let seen = 0;
  let given = 0;
  return weights.map((weight) => {
    seen += weight;
    const upTo = shareOf(amount, seen, total);
    const part = upTo - given;
    given = upTo;
    return part;
  });
}
