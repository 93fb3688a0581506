import { halfUp, scaled, splitBy } from "./exact-rules.ts";

/** What the lines of an order cost (billing.md 10). Pure; whole minor units. */

export interface SaleLine {
  quantity: number;
  /** Exact decimal of the currency, at most ten places. */
  price: string;
  coinPrice: number;
  /** Percent off; 0 where the product knows no discount. */
  discountPercent: number;
  /** Percent as decimal text; "0" = none. */
  taxPercent: string;
  /** Whether bonus may pay for it: offers only. */
  takesBonus: boolean;
}

export interface PriceTerms {
  /** Decimal places of the currency. */
  exponent: number;
  taxIncluded: boolean;
}

/** A line with its price: what is to pay for it, tax in it, and how that falls on its pieces. */
export interface PricedLine {
  quantity: number;
  /** Before discount and tax. */
  costMinor: number;
  moneyMinor: number;
  taxMinor: number;
  /** In coins, each piece; 0 = not for coins. */
  coinPrice: number;
  takesBonus: boolean;
}

/** quantity × price × (100 − discount) / 100, half up; then the tax inside it or on top of it, half up. */
export function priceLine(line: SaleLine, { exponent, taxIncluded }: PriceTerms): PricedLine {
  const { quantity, coinPrice, takesBonus } = line;
  const price = scaled(line.price, 10) * BigInt(quantity) * BigInt(10 ** exponent);
  const net = halfUp(price * BigInt(100 - line.discountPercent), 10n ** 12n);
  const percent = scaled(line.taxPercent, 4);
  const hundred = 1_000_000n;
  const tax = taxIncluded
    ? halfUp(BigInt(net) * percent, hundred + percent)
    : halfUp(BigInt(net) * percent, hundred);
  return {
    quantity,
    costMinor: halfUp(price, 10n ** 10n),
    moneyMinor: taxIncluded ? net : net + tax,
    taxMinor: tax,
    coinPrice,
    takesBonus,
  };
}

/** The pieces of a line with their parts of its money and tax. */
export function piecesOf(line: Pick<PricedLine, "quantity" | "moneyMinor" | "taxMinor">) {
  const moneys = splitBy(
    line.moneyMinor,
    Array.from({ length: line.quantity }, () => 1),
  );
  const taxes = splitBy(line.taxMinor, moneys);
  return moneys.map((moneyMinor, place) => ({ moneyMinor, taxMinor: taxes[place] ?? 0 }));
}
