/** Money between the wire's decimal text and the ledger's minor units (billing.md 1). Pure. */

// prettier-ignore
const unusualExponents: Record<string, number> = {
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0,
  VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
};

/** Decimal places of a currency's minor unit (ISO 4217). */
export function exponentOf(currencyCode: string): number {
  return unusualExponents[currencyCode] ?? 2;
}

/** Minor units of a decimal text, or null when it is finer than the minor unit by value ("20.00" is fine in JPY). */
export function minorFromDecimal(decimal: string, exponent: number): number | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal);
  if (!match) return null;
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  if (fraction.length > exponent) return null;
  const minor = Number(`${match[1] ?? ""}${match[2] ?? ""}${fraction.padEnd(exponent, "0")}`);
  return Number.isSafeInteger(minor) ? (minor === 0 ? 0 : minor) : null;
}

/** Decimal text of minor units: two places, or the currency's own when they are more (billing.md 1). */
export function decimalFromMinor(minor: number, exponent: number): string {
  const digits = String(Math.abs(minor)).padStart(exponent + 1, "0");
  const whole = exponent === 0 ? digits : digits.slice(0, -exponent);
  const fraction = exponent === 0 ? "" : digits.slice(-exponent);
  return `${minor < 0 ? "-" : ""}${whole}.${fraction.padEnd(2, "0")}`;
}

/** Coins and points are held in hundredths and shown with two places. */
export function decimalFromHundredths(hundredths: number): string {
  return decimalFromMinor(hundredths, 2);
}
