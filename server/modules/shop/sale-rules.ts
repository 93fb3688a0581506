/** What an order of offers costs and who pays it (billing.md 5, 8, 10). Pure; whole minor units. */

export type Payment = "cash" | "card" | "qr" | "balance" | "coins";

export interface SaleLine {
  quantity: number;
  /** Exact decimal of the currency, at most ten places. */
  price: string;
  coinPrice: number;
  /** Percent off; 0 where the offer knows no discount. */
  discountPercent: number;
  /** Percent as decimal text; "0" = none. */
  taxPercent: string;
}

export interface SaleTerms {
  /** Decimal places of the currency. */
  exponent: number;
  taxIncluded: boolean;
  /** Percent of the price to pay by card, decimal text; "100" = no surcharge. */
  cardRatePercent: string;
  /** Percent of the amount to pay that bonus may pay; 0 = bonus buys no offers. */
  maxBonusPercent: number;
}

/** What the customer may spend: what is left after the running cost of a session (billing.md 7.4). */
export interface Funds {
  balanceMinor: number;
  bonusMinor: number;
  coinsHundredths: number;
}

/** One piece of a line, or a whole line: all that was paid in money, and what of it is bonus, tax and surcharge. */
export interface Paid {
  moneyMinor: number;
  bonusMinor: number;
  taxMinor: number;
  cardFeeMinor: number;
  coinsHundredths: number;
}

export interface PaidLine extends Paid {
  /** Before discount and tax. */
  costMinor: number;
  pieces: Paid[];
}

export interface PaidSale extends Paid {
  lines: PaidLine[];
}

export type SaleRefusal =
  "ledger.insufficient_balance" | "ledger.insufficient_coins" | "order.payment_not_allowed";

/** Each line's price with discount and tax, by whom it is paid, split over the pieces so that they sum to it. */
export function paySale(
  lines: readonly SaleLine[],
  terms: SaleTerms,
  payment: Payment,
  funds: Funds,
): PaidSale | SaleRefusal {
  return payment === "coins" ? payByCoins(lines, terms, funds) : payByMoney(lines, terms, payment, funds);
}

function payByCoins(lines: readonly SaleLine[], terms: SaleTerms, funds: Funds): PaidSale | SaleRefusal {
  if (lines.some((line) => line.coinPrice === 0)) return "order.payment_not_allowed";
  const paid = lines.map((line): PaidLine => {
    const piece = { ...nothingPaid, coinsHundredths: line.coinPrice * 100 };
    const pieces = Array.from({ length: line.quantity }, () => piece);
    return { costMinor: costOf(line, terms), ...sumOf(pieces), pieces };
  });
  const total = sumOf(paid);
  if (total.coinsHundredths > funds.coinsHundredths) return "ledger.insufficient_coins";
  return { lines: paid, ...total };
}

function payByMoney(
  lines: readonly SaleLine[],
  terms: SaleTerms,
  payment: Exclude<Payment, "coins">,
  funds: Funds,
): PaidSale | SaleRefusal {
  const priced = lines.map((line) => priceLine(line, terms));
  const toPay = priced.reduce((sum, line) => sum + line.moneyMinor, 0);
  const fee = payment === "card" ? surcharge(toPay, terms.cardRatePercent) : 0;
  const bonus =
    payment === "balance"
      ? Math.min(funds.bonusMinor, Number((BigInt(toPay) * BigInt(terms.maxBonusPercent)) / 100n))
      : 0;
  if (payment === "balance" && toPay - bonus > funds.balanceMinor) return "ledger.insufficient_balance";
  // Weighed by what each piece costs, so no piece gets more bonus than that.
  const pieces = priced.flatMap((line) => line.pieces);
  const weights = pieces.map((piece) => piece.moneyMinor);
  const bonuses = splitBy(bonus, weights);
  const fees = splitBy(fee, weights);
  let next = 0;
  const paid = priced.map(({ costMinor, pieces: own }): PaidLine => {
    const whole = own.map((piece): Paid => {
      const place = next++;
      const cardFeeMinor = fees[place] ?? 0;
      return {
        ...piece,
        moneyMinor: piece.moneyMinor + cardFeeMinor,
        bonusMinor: bonuses[place] ?? 0,
        cardFeeMinor,
      };
    });
    return { costMinor, ...sumOf(whole), pieces: whole };
  });
  return { lines: paid, ...sumOf(paid) };
}

const nothingPaid: Paid = { moneyMinor: 0, bonusMinor: 0, taxMinor: 0, cardFeeMinor: 0, coinsHundredths: 0 };

function priceLine(line: SaleLine, { exponent, taxIncluded }: SaleTerms): PaidLine {
  const price = scaled(line.price, 10) * BigInt(line.quantity) * BigInt(10 ** exponent);
  const net = halfUp(price * BigInt(100 - line.discountPercent), 10n ** 12n);
  const percent = scaled(line.taxPercent, 4);
  const hundred = 1_000_000n;
  const tax = taxIncluded
    ? halfUp(BigInt(net) * percent, hundred + percent)
    : halfUp(BigInt(net) * percent, hundred);
  const money = taxIncluded ? net : net + tax;
  const even = Array.from({ length: line.quantity }, () => 1);
  const moneys = splitBy(money, even);
  const taxes = splitBy(tax, moneys);
  const pieces = moneys.map((moneyMinor, place) => ({
    ...nothingPaid,
    moneyMinor,
    taxMinor: taxes[place] ?? 0,
  }));
  return { ...nothingPaid, costMinor: halfUp(price, 10n ** 10n), moneyMinor: money, taxMinor: tax, pieces };
}

function costOf(line: SaleLine, { exponent }: SaleTerms): number {
  return halfUp(scaled(line.price, 10) * BigInt(line.quantity) * BigInt(10 ** exponent), 10n ** 10n);
}

/** Half up; a rate below 100 gives something off. */
function surcharge(amountMinor: number, ratePercent: string): number {
  return halfUp(BigInt(amountMinor) * (scaled(ratePercent, 4) - 1_000_000n), 1_000_000n);
}

/** An amount in parts that stand to each other as the weights, and sum to it exactly. */
export function splitBy(amount: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return weights.map(() => 0);
  let seen = 0;
  let given = 0;
  return weights.map((weight) => {
    seen += weight;
    const upTo = Number(floorOf(BigInt(amount) * BigInt(seen), BigInt(total)));
    const part = upTo - given;
    given = upTo;
    return part;
  });
}

function sumOf(parts: readonly Paid[]): Paid {
  return parts.reduce(
    (sum, part) => ({
      moneyMinor: sum.moneyMinor + part.moneyMinor,
      bonusMinor: sum.bonusMinor + part.bonusMinor,
      taxMinor: sum.taxMinor + part.taxMinor,
      cardFeeMinor: sum.cardFeeMinor + part.cardFeeMinor,
      coinsHundredths: sum.coinsHundredths + part.coinsHundredths,
    }),
    nothingPaid,
  );
}

/** A decimal text as whole number of its n-th places. */
function scaled(decimal: string, places: number): bigint {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(decimal);
  if (!match) throw new Error(`a decimal of zero or more is needed, not "${decimal}"`);
  return BigInt(`${match[1] ?? "0"}${(match[2] ?? "").slice(0, places).padEnd(places, "0")}`);
}

function halfUp(numerator: bigint, denominator: bigint): number {
  return Number(floorOf(2n * numerator + denominator, 2n * denominator));
}

/** Down to the whole number, below zero too. */
function floorOf(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}
