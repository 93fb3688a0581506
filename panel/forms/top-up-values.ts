import { t } from "../text/en.ts";
import { differenceOf, isBelow } from "../ui/decimal.ts";
import { amountOf, readMoney } from "./money-input.ts";

/** A top-up as it is sent, and what the receipt tells of it beside. Amounts are decimal text. */
export interface WantedTopUp {
  amount: string;
  /** Number of api-v2.md 4.1. */
  tender: number;
  bonus: string | undefined;
  coins: string | undefined;
  comment: string;
  promo: string;
  /** Cash handed over; null = exactly the amount. */
  received: string | null;
}

/** What is typed into the form of a top-up. */
export interface TopUpTyped {
  amount: string;
  tender: string;
  received: string;
  promo: string;
  /** A bonus of one's own, in place of the one that is due; empty = the one that is due. */
  ownBonus: string;
  /** Coins on top of those that are due. */
  ownCoins: string;
  comment: string;
}

export const freshTopUp: TopUpTyped = {
  ...{ amount: "", tender: "0", received: "", promo: "", ownBonus: "", ownCoins: "", comment: "" },
};

export interface DueBonus {
  bonus: string;
  add_coin: number;
}

export interface ReadTopUp {
  /** What is sent; null while something is missing or wrong. */
  wanted: WantedTopUp | null;
  /** What goes back of the cash handed over; null when nothing was typed. */
  change: string | null;
  /** Coins in all, those that are due and those added. */
  coins: number;
  problems: Partial<Record<keyof TopUpTyped, string>>;
}

/** An amount of 0 or more, or null; undefined when nothing is typed. */
function optionalAmount(typed: string): string | null | undefined {
  if (typed.trim() === "") return undefined;
  const money = readMoney(typed);
  return "amount" in money && !money.amount.startsWith("-") ? money.amount : null;
}

function optionalCoins(typed: string): number | null {
  if (typed.trim() === "") return 0;
  const read = readMoney(typed);
  return "amount" in read ? Number(read.amount) : null;
}

/**
 * What was typed, as it is sent: with the bonus and coins that are due, unless others are given. Coins and a bonus of one's
 * own go without money, too, and need a comment.
 */
export function readTopUp(
  typed: TopUpTyped,
  due: DueBonus | undefined,
  money: (amount: string) => string,
): ReadTopUp {
  const w = t.topUp;
  const problems: ReadTopUp["problems"] = {};
  const ownBonus = optionalAmount(typed.ownBonus);
  const ownCoins = optionalCoins(typed.ownCoins);
  const givesOwn = ownBonus !== undefined || ownCoins !== 0;
  const amount = typed.amount.trim() === "" && givesOwn ? "0" : amountOf(typed.amount);
  const received = typed.tender === "0" ? optionalAmount(typed.received) : undefined;
  const promo = amount === "0" ? "" : typed.promo.trim();

  if (ownBonus === null) problems.ownBonus = w.wrong.form;
  else if (promo !== "" && ownBonus !== undefined && Number(ownBonus) === 0)
    problems.ownBonus = w.ownBonusWithCode;
  if (ownCoins === null) problems.ownCoins = w.coinsWrong;
  if (givesOwn && typed.comment.trim() === "") problems.comment = w.ownNeedsComment;
  if (received === null) problems.received = w.wrong.form;
  else if (received !== undefined && amount !== null && isBelow(received, amount))
    problems.received = w.tooLittle(money(differenceOf(amount, received)));

  const coins = (due?.add_coin ?? 0) + (ownCoins ?? 0);
  const bonus = ownBonus ?? due?.bonus ?? "0";
  const isReady =
    amount !== null && Object.keys(problems).length === 0 && (amount === "0" || due !== undefined);
  return {
    change:
      received != null && amount !== null && !isBelow(received, amount)
        ? differenceOf(received, amount)
        : null,
    coins,
    problems,
    wanted: isReady
      ? {
          amount,
          tender: Number(typed.tender),
          bonus: Number(bonus) > 0 ? bonus : undefined,
          coins: coins === 0 ? undefined : String(coins),
          comment: typed.comment.trim(),
          promo,
          received: received ?? null,
        }
      : null,
  };
}
