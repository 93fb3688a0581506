/** Sums of decimal text, as the API writes amounts: exact, because money is never a float. */

/** Ten thousandths: finer than any currency's minor unit. */
function exact(decimal: string): bigint {
  const [, sign, whole = "0", places = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  const units = BigInt(`${whole}${places.slice(0, 4).padEnd(4, "0")}`);
  return sign === "-" ? -units : units;
}

function textOf(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(5, "0");
  const places = digits.slice(-4).replace(/0{1,2}$/, "");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -4)}.${places}`;
}

export const sumOf = (...amounts: string[]): string =>
  textOf(amounts.reduce((sum, amount) => sum + exact(amount), 0n));

export const differenceOf = (from: string, taken: string): string => textOf(exact(from) - exact(taken));

export const isBelow = (amount: string, limit: string): boolean => exact(amount) < exact(limit);

/** The amount without its sign. */
export const sizeOf = (amount: string): string => amount.replace(/^-/, "");

/** Balance less what is lent: what may be paid out (billing.md 3.5). */
export const ownMoney = (holdings: { member_balance: string; member_loan: string }): string =>
  differenceOf(holdings.member_balance, holdings.member_loan);
