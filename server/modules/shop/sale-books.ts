import type { Entry, LogLine } from "../ledger/index.ts";
import type { Paid, Payment } from "./sale-rules.ts";

/** A sale and its refund as entries of the ledger and sums of a log row. */

/** What a sale moves beside the seconds; `sign` −1 pays it back. */
export function moneyEntries(memberId: number, payment: Payment, paid: Paid, sign: 1 | -1): Entry[] {
  const { moneyMinor, bonusMinor, taxMinor, cardFeeMinor, coinsHundredths } = paid;
  const ownMoney = sign * (moneyMinor - bonusMinor);
  return [
    payment === "balance" || payment === "coins"
      ? { account: "balance", memberId, amount: -ownMoney }
      : { account: payment, amount: -ownMoney },
    { account: "bonus", memberId, amount: -sign * bonusMinor },
    { account: "coins", memberId, amount: -sign * coinsHundredths },
    { account: "coins_used", amount: sign * coinsHundredths },
    { account: "sales_offers", amount: sign * (moneyMinor - taxMinor - cardFeeMinor) },
    { account: "tax", amount: sign * taxMinor },
    { account: "card_fees", amount: sign * cardFeeMinor },
  ];
}

/** The sums of a log row about a sale; `sign` −1 of one that was paid back. */
export function sumsOf(
  payment: Payment,
  paid: Paid,
  sign: 1 | -1,
): Pick<LogLine, "cashMinor" | "cardMinor" | "qrMinor" | "bonusMinor" | "coinsHundredths" | "spendMinor"> {
  const ownMoney = sign * (paid.moneyMinor - paid.bonusMinor);
  return {
    cashMinor: payment === "cash" ? ownMoney : 0,
    cardMinor: payment === "card" ? ownMoney : 0,
    qrMinor: payment === "qr" ? ownMoney : 0,
    spendMinor: payment === "balance" ? ownMoney : 0,
    bonusMinor: -sign * paid.bonusMinor,
    coinsHundredths: -sign * paid.coinsHundredths,
  };
}
