/** Exact sums for the reckoning, written apart from those of the rules: a numerator and a denominator, nothing cut off. */
export interface Exact {
  n: bigint;
  d: bigint;
}

export const exact = (n: number | bigint, d: number | bigint = 1): Exact => ({ n: BigInt(n), d: BigInt(d) });
export const add = (a: Exact, b: Exact): Exact => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
export const by = (a: Exact, n: number | bigint, d: number | bigint = 1): Exact => ({
  n: a.n * BigInt(n),
  d: a.d * BigInt(d),
});
export const isAbove = (a: Exact, b: Exact): boolean => a.n * b.d > b.n * a.d;

/** To the nearest whole number, a half up; of what is not below zero. */
export const nearest = ({ n, d }: Exact): number => Number((2n * n + d) / (2n * d));
/** Up to the next multiple of a step. */
export const upTo = ({ n, d }: Exact, step: number): number =>
  Number((n + d * BigInt(step) - 1n) / (d * BigInt(step))) * step;

/** A decimal text as so many of its ten-thousandths. */
export const tenThousandths = (text: string): number => Math.round(Number(text) * 10_000);
