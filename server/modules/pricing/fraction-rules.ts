/** Exact fractions, so that nothing is rounded before billing.md 6.4 says so. The denominator is always above zero. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const zero: Fraction = { numerator: 0n, denominator: 1n };

/** A fraction of two whole numbers; the denominator must be above zero. */
export function fraction(numerator: bigint, denominator = 1n): Fraction {
  if (denominator <= 0n) throw new Error("a fraction needs a denominator above zero");
  return { numerator, denominator };
}

/** A whole number of minor units or seconds as a fraction. */
export function whole(amount: number): Fraction {
  return fraction(BigInt(amount));
}

/** The exact value of a decimal text of zero or more, such as "7.25". */
export function fractionOfDecimal(text: string): Fraction {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new Error(`a decimal of zero or more is needed, such as "7.25", not "${text}"`);
  const places = match[2] ?? "";
  return fraction(BigInt(`${match[1] ?? "0"}${places}`), 10n ** BigInt(places.length));
}

export function plus(a: Fraction, b: Fraction): Fraction {
  if (a.denominator === b.denominator) return fraction(a.numerator + b.numerator, a.denominator);
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function minus(a: Fraction, b: Fraction): Fraction {
  return plus(a, fraction(-b.numerator, b.denominator));
}

export function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** a / b; b must be above zero. */
export function dividedBy(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
}

/** Below zero, zero or above zero, as a stands to b. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function larger(a: Fraction, b: Fraction): Fraction {
  return compare(a, b) >= 0 ? a : b;
}

export function smaller(a: Fraction, b: Fraction): Fraction {
  return compare(a, b) <= 0 ? a : b;
}

/** The largest whole number not above the fraction. */
export function floor({ numerator, denominator }: Fraction): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}

/** The smallest whole number not below the fraction. */
export function ceiling({ numerator, denominator }: Fraction): bigint {
  return -floor({ numerator: -numerator, denominator });
}

/** The nearest whole number; a half goes up. */
export function halfUp({ numerator, denominator }: Fraction): bigint {
  return floor({ numerator: 2n * numerator + denominator, denominator: 2n * denominator });
}
