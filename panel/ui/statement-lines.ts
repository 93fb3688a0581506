import type { Static } from "typebox";
import type { balanceHistoryItem } from "../../contract/operations/members-more.ts";

export type HistoryItem = Static<typeof balanceHistoryItem>;

export interface StatementLine {
  item: HistoryItem;
  /** Money paid in by any way; negative = paid back. Decimal text. */
  paid: string;
  /** What the line did to the balance less any loan. Decimal text. */
  effect: string;
  /** Balance less any loan after the line. Decimal text. */
  after: string;
}

type Sums = Pick<HistoryItem, "log_money" | "log_card" | "log_qr" | "log_spend">;

/** Ten thousandths: finer than any currency's minor unit, so that sums of decimal text are exact. */
function exact(decimal: string): bigint {
  const [, sign, whole = "0", places = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  const units = BigInt(`${whole}${places.slice(0, 4).padEnd(4, "0")}`);
  return sign === "-" ? -units : units;
}

function decimal(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(5, "0");
  const places = digits.slice(-4).replace(/0{1,2}$/, "");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -4)}.${places}`;
}

const paidOf = (item: Sums) => exact(item.log_money) + exact(item.log_card) + exact(item.log_qr);
const effectOf = (item: Sums) => paidOf(item) - exact(item.log_spend);

/** Balance less what is lent: lending moves both alike, a loan paid back too, so only money in and spending change it. */
export const ownMoney = (holdings: { member_balance: string; member_loan: string }): string =>
  decimal(exact(holdings.member_balance) - exact(holdings.member_loan));

/**
 * The lines of a statement, newest first, each with the balance it led to; `now` is what is held after the newest.
 * `before` is what the lines do not explain: 0.00 when they reach back to the beginning.
 */
export function statementLines(
  items: readonly HistoryItem[],
  now: string,
): { lines: StatementLine[]; before: string } {
  let after = exact(now);
  const lines = items.map((item): StatementLine => {
    const line = {
      item,
      paid: decimal(paidOf(item)),
      effect: decimal(effectOf(item)),
      after: decimal(after),
    };
    after -= effectOf(item);
    return line;
  });
  return { lines, before: decimal(after) };
}
