import type { Entry, LogLine } from "../ledger/index.ts";
import type { MoneyPayment } from "./sale-rules.ts";

/** A sale and its refund as entries of the ledger and sums of a log row. */

/** What an order moves; a refund moves it the other way. */
export interface Movement {
  memberId: number | null;
  parts: readonly { payment: MoneyPayment; paidMinor: number; cardFeeMinor: number }[];
  bonusMinor: number;
  coinsHundredths: number;
  taxMinor: number;
  /** Without tax and surcharge. */
  productsMinor: number;
  offersMinor: number;
  pointsHundredths: number;
}

/** All but the seconds of offers; `sign` −1 pays it back. */
export function moneyEntries(moved: Movement, sign: 1 | -1, lotExpiresAt: Date | null = null): Entry[] {
  const { parts, bonusMinor, coinsHundredths, pointsHundredths } = moved;
  const fees = parts.reduce((sum, part) => sum + part.cardFeeMinor, 0);
  const ofMember = (account: "balance" | "coins" | "points", amount: number): Entry[] =>
    amount === 0 ? [] : [{ account, memberId: memberOf(moved), amount }];
  return [
    ...parts.flatMap(({ payment, paidMinor, cardFeeMinor }): Entry[] =>
      payment === "balance"
        ? ofMember("balance", -sign * paidMinor)
        : [{ account: payment, amount: -sign * (paidMinor + cardFeeMinor) }],
    ),
    ...(bonusMinor === 0
      ? []
      : [
          {
            ...{ account: "bonus" as const, memberId: memberOf(moved), amount: -sign * bonusMinor },
            ...(sign === -1 ? { lotExpiresAt } : {}),
          },
        ]),
    ...ofMember("coins", -sign * coinsHundredths),
    { account: "coins_used", amount: sign * coinsHundredths },
    ...ofMember("points", sign * pointsHundredths),
    { account: "points_given", amount: -sign * pointsHundredths },
    { account: "sales_products", amount: sign * moved.productsMinor },
    { account: "sales_offers", amount: sign * moved.offersMinor },
    { account: "tax", amount: sign * moved.taxMinor },
    { account: "card_fees", amount: sign * fees },
  ];
}

function memberOf({ memberId }: Movement): number {
  if (memberId === null) throw new Error("what nobody has can pay nothing");
  return memberId;
}

type Sums = Pick<
  LogLine,
  "cashMinor" | "cardMinor" | "qrMinor" | "bonusMinor" | "coinsHundredths" | "spendMinor"
>;

/** The sums of a log row about a sale; `sign` −1 of one that was paid back. */
export function sumsOf({ parts, bonusMinor, coinsHundredths }: Movement, sign: 1 | -1): Sums {
  const by = (payment: MoneyPayment) =>
    parts.reduce(
      (sum, part) => sum + (part.payment === payment ? part.paidMinor + part.cardFeeMinor : 0),
      0,
    ) * sign;
  return {
    cashMinor: by("cash"),
    cardMinor: by("card"),
    qrMinor: by("qr"),
    spendMinor: by("balance"),
    bonusMinor: -sign * bonusMinor,
    coinsHundredths: -sign * coinsHundredths,
  };
}
