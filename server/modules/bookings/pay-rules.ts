/** Who pays a booking, and what goes back (billing.md 11). Pure; whole minor units. */

/** What pays a booking; none: it costs nothing. */
export type BookingTender = "balance" | "cash" | "card" | "none";

/** What a booking costs, tax in it. */
export interface Quote {
  costMinor: number;
  taxMinor: number;
  /** How much of it bonus may pay. */
  maxBonusMinor: number;
  /** Whether the balance may pay it. */
  usesBalance: boolean;
}

/** What was paid: all of it, and what of it is tax and bonus. */
export interface Paid {
  costMinor: number;
  taxMinor: number;
  bonusMinor: number;
  tender: BookingTender;
}

export const nothingPaid: Paid = { costMinor: 0, taxMinor: 0, bonusMinor: 0, tender: "none" };

/** Bonus first as allowed, then the balance, never a loan; null = there is too little. By cash or card all of it. */
export function payQuote(
  quote: Quote,
  tender: Exclude<BookingTender, "none">,
  funds: { bonusMinor: number; balanceMinor: number },
): Paid | null {
  const { costMinor, taxMinor } = quote;
  if (costMinor === 0) return nothingPaid;
  if (tender !== "balance") return { costMinor, taxMinor, bonusMinor: 0, tender };
  const bonusMinor = Math.max(0, Math.min(quote.maxBonusMinor, funds.bonusMinor, costMinor));
  const fromBalance = costMinor - bonusMinor;
  if (fromBalance > 0 && !quote.usesBalance) return null;
  return fromBalance > funds.balanceMinor ? null : { costMinor, taxMinor, bonusMinor, tender };
}

/** What moves when a booking that was paid so now costs something else: more is paid like a new one, less goes back of the money first. */
export function difference(
  before: Paid,
  quote: Quote,
  tender: Exclude<BookingTender, "none">,
  funds: { bonusMinor: number; balanceMinor: number },
): Paid | null {
  const by = before.tender === "none" ? tender : before.tender;
  const more = quote.costMinor - before.costMinor;
  const tax = quote.taxMinor - before.taxMinor;
  if (more > 0) {
    const left = Math.max(0, quote.maxBonusMinor - before.bonusMinor);
    return payQuote({ ...quote, costMinor: more, taxMinor: tax, maxBonusMinor: left }, by, funds);
  }
  const money = before.costMinor - before.bonusMinor;
  const bonusBack = Math.max(0, -more - money);
  return { costMinor: more, taxMinor: tax, bonusMinor: bonusBack === 0 ? 0 : -bonusBack, tender: by };
}

export const sumOfPaid = (one: Paid, other: Paid): Paid => {
  const costMinor = one.costMinor + other.costMinor;
  return {
    costMinor,
    taxMinor: one.taxMinor + other.taxMinor,
    bonusMinor: one.bonusMinor + other.bonusMinor,
    tender: costMinor === 0 ? "none" : one.tender === "none" ? other.tender : one.tender,
  };
};

/** All of it the other way. */
export const reversed = ({ costMinor, taxMinor, bonusMinor, tender }: Paid): Paid => ({
  ...{ costMinor: -costMinor, taxMinor: -taxMinor, bonusMinor: -bonusMinor },
  tender,
});
