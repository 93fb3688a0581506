import { halfUp, scaled, splitBy } from "./exact-rules.ts";
import { piecesOf, type PricedLine } from "./line-rules.ts";

/** Who pays an order (billing.md 5, 8, 10). Pure; whole minor units. */

export type Payment = "cash" | "card" | "qr" | "balance" | "coins";
/** What of an order is money moves by one of these. */
export type MoneyPayment = Exclude<Payment, "coins">;

/** A way to pay and how much of the order it pays, without its surcharge; null = the rest. */
export interface Way {
  payment: Payment;
  amountMinor: number | null;
}

export interface SaleTerms {
  /** Percent of the price to pay by card, decimal text; "100" = no surcharge. */
  cardRatePercent: string;
  /** Percent of the offers to pay that bonus may pay; 0 = bonus buys no offers. */
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

/** What one way paid: without bonus and surcharge, and the surcharge. */
export interface PaidPart {
  payment: MoneyPayment;
  paidMinor: number;
  cardFeeMinor: number;
}

export interface PaidSale extends Paid {
  lines: PaidLine[];
  /** In the order of the ways; none where coins paid. */
  parts: PaidPart[];
}

export type SaleRefusal =
  | "ledger.insufficient_balance"
  | "ledger.insufficient_coins"
  | "order.payment_not_allowed"
  /** The ways do not make up what is to pay. */
  | "payments";

/** Each line by whom it is paid, split over the pieces so that they sum to it. */
export function paySale(
  lines: readonly PricedLine[],
  terms: SaleTerms,
  ways: readonly Way[],
  funds: Funds,
): PaidSale | SaleRefusal {
  const [only] = ways;
  if (ways.length === 1 && only?.payment === "coins") return payByCoins(lines, funds);
  return payByMoney(lines, terms, ways, funds);
}

function payByCoins(lines: readonly PricedLine[], funds: Funds): PaidSale | SaleRefusal {
  if (lines.some((line) => line.coinPrice === 0)) return "order.payment_not_allowed";
  const paid = lines.map((line): PaidLine => {
    const piece = { ...nothingPaid, coinsHundredths: line.coinPrice * 100 };
    const pieces = Array.from({ length: line.quantity }, () => piece);
    return { costMinor: line.costMinor, ...sumOf(pieces), pieces };
  });
  const total = sumOf(paid);
  if (total.coinsHundredths > funds.coinsHundredths) return "ledger.insufficient_coins";
  return { lines: paid, parts: [], ...total };
}

function payByMoney(
  lines: readonly PricedLine[],
  terms: SaleTerms,
  ways: readonly Way[],
  funds: Funds,
): PaidSale | SaleRefusal {
  const toPay = lines.reduce((sum, line) => sum + line.moneyMinor, 0);
  const shares = sharesOf(ways, toPay);
  if (typeof shares === "string") return shares;
  const fromAccount = shares.find(({ payment }) => payment === "balance")?.paidMinor ?? 0;
  const bonus = Math.min(funds.bonusMinor, fromAccount, bonusLimit(lines, terms));
  if (fromAccount - bonus > funds.balanceMinor) return "ledger.insufficient_balance";
  const parts = shares.map(({ payment, paidMinor }): PaidPart => ({
    payment,
    paidMinor: payment === "balance" ? paidMinor - bonus : paidMinor,
    cardFeeMinor: payment === "card" ? surchargeOf(paidMinor, terms.cardRatePercent) : 0,
  }));
  return paidBy(lines, parts, bonus);
}

/** Lines whose ways are decided, with bonus and surcharge shared out over their pieces. */
export function paidBy(lines: readonly PricedLine[], parts: PaidPart[], bonusMinor = 0): PaidSale {
  const fee = parts.reduce((sum, part) => sum + part.cardFeeMinor, 0);
  const paid = sharedOut(lines, bonusMinor, fee);
  return { lines: paid, parts, ...sumOf(paid) };
}

/** How much each way pays; a way named twice counts once with both. */
export function sharesOf(
  ways: readonly Way[],
  toPay: number,
): { payment: MoneyPayment; paidMinor: number }[] | SaleRefusal {
  const named = ways.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
  const open = ways.filter(({ amountMinor }) => amountMinor === null).length;
  const sums = new Map<MoneyPayment, number>();
  for (const { payment, amountMinor } of ways) {
    if (payment === "coins") return "order.payment_not_allowed";
    const share = amountMinor ?? toPay - named;
    if (share < 0 || (share === 0 && toPay > 0 && amountMinor !== null)) return "payments";
    sums.set(payment, (sums.get(payment) ?? 0) + share);
  }
  const shares = [...sums].map(([payment, paidMinor]) => ({ payment, paidMinor }));
  const sum = shares.reduce((total, { paidMinor }) => total + paidMinor, 0);
  if (open > 1 || sum !== toPay) return "payments";
  return shares.length === 1 ? shares : shares.filter(({ paidMinor }) => paidMinor > 0);
}

/** What of the offers bonus may pay, rounded down (billing.md 5). */
function bonusLimit(lines: readonly PricedLine[], { maxBonusPercent }: SaleTerms): number {
  const offers = lines.reduce((sum, line) => sum + (line.takesBonus ? line.moneyMinor : 0), 0);
  return Number((BigInt(offers) * BigInt(maxBonusPercent)) / 100n);
}

/** Of an amount by card, tax included, half up; a rate below 100 gives something off. */
export function surchargeOf(amountMinor: number, ratePercent: string): number {
  return halfUp(BigInt(amountMinor) * (scaled(ratePercent, 4) - 1_000_000n), 1_000_000n);
}

/** Bonus and surcharge weighed by what each piece costs, so that no piece gets more bonus than that. */
function sharedOut(lines: readonly PricedLine[], bonus: number, fee: number): PaidLine[] {
  const pieces = lines.map((line) => piecesOf(line));
  const all = lines.flatMap((line, place) =>
    (pieces[place] ?? []).map(({ moneyMinor }) => ({
      moneyMinor,
      bonusWeight: line.takesBonus ? moneyMinor : 0,
    })),
  );
  const bonuses = splitBy(
    bonus,
    all.map(({ bonusWeight }) => bonusWeight),
  );
  const fees = splitBy(
    fee,
    all.map(({ moneyMinor }) => moneyMinor),
  );
  let next = 0;
  return lines.map(({ costMinor }, place): PaidLine => {
    const own = (pieces[place] ?? []).map(({ moneyMinor, taxMinor }): Paid => {
      const at = next++;
      const cardFeeMinor = fees[at] ?? 0;
      const bonusMinor = bonuses[at] ?? 0;
      return {
        moneyMinor: moneyMinor + cardFeeMinor,
        bonusMinor,
        taxMinor,
        cardFeeMinor,
        coinsHundredths: 0,
      };
    });
    return { costMinor, ...sumOf(own), pieces: own };
  });
}

export const nothingPaid: Paid = {
  moneyMinor: 0,
  bonusMinor: 0,
  taxMinor: 0,
  cardFeeMinor: 0,
  coinsHundredths: 0,
};

export function sumOf(parts: readonly Paid[]): Paid {
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
