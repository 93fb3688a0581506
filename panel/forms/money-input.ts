import { t } from "../text/en.ts";

export type MoneyInput = { amount: string } | { wrong: "empty" | "form" | "places" | "size" };

/** Largest whole part taken: what the ledger can hold for any currency. */
const mostDigits = 11;

/**
 * What a person typed as money: a comma or point before the decimals, spaces and apostrophes between thousands. The
 * amount is decimal text with a point, as API v2 takes it.
 */
export function readMoney(typed: string, places = 2): MoneyInput {
  const plain = typed
    .trim()
    .replace(/[\s'’]/g, "")
    .replace("−", "-");
  if (plain === "") return { wrong: "empty" };
  const parts = /^(-?)(\d*)(?:[.,](\d*))?$/.exec(plain);
  const whole = parts?.[2] ?? "";
  const decimals = parts?.[3] ?? "";
  if (!parts || whole + decimals === "") return { wrong: "form" };
  if (decimals.length > places) return { wrong: "places" };
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  if (digits.length > mostDigits) return { wrong: "size" };
  const amount = decimals === "" ? digits : `${digits}.${decimals.padEnd(places, "0")}`;
  return { amount: parts[1] === "-" && /[1-9]/.test(amount) ? `-${amount}` : amount };
}

/** What stands in an amount's field: decimal text above 0, or null. */
export function amountOf(typed: string): string | null {
  const money = readMoney(typed);
  return "amount" in money && Number(money.amount) > 0 ? money.amount : null;
}

/** What is wrong with an amount that must be above 0; nothing is wrong with an empty field nobody has touched. */
export function amountProblem(typed: string, touched: boolean): string | null {
  const money = readMoney(typed);
  if ("wrong" in money) return touched ? t.topUp.wrong[money.wrong] : null;
  if (money.amount.startsWith("-")) return t.topUp.wrong.sign;
  return Number(money.amount) === 0 ? t.topUp.wrong.zero : null;
}

/** What was counted: decimal text of 0 or more, or what is wrong with it. */
export function cashOf(typed: string): { amount: string } | { wrong: string } {
  const money = readMoney(typed);
  if ("wrong" in money) return { wrong: t.topUp.wrong[money.wrong] };
  return money.amount.startsWith("-") ? { wrong: t.shifts.belowZero } : money;
}
