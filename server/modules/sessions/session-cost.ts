import {
  calculationInWords,
  chargeFor,
  secondsLeft,
  type BookedCharge,
  type ChargeTerms,
  type Fund,
  type Stretch,
} from "../pricing/index.ts";

/** What a session has cost and how long its money lasts, from its instants and terms alone (billing.md 6, 7.4). */

/** The terms a session started with; kept as JSON with it (billing.md 6.6). */
export interface SessionTerms {
  /** Null: billing is off, nothing is paid. */
  charge: ChargeTerms | null;
  priceName: string;
  freeSeconds: number;
  bonusFirst: boolean;
  useBalance: boolean;
}

export interface SessionMoney {
  balanceMinor: number;
  /** Bonus lots that are left, in the order in which they are spent. */
  lots: readonly Fund[];
}

const epochSeconds = (instant: Date) => Math.floor(instant.getTime() / 1000);

function stretchOf(terms: SessionTerms & { charge: ChargeTerms }, startedAt: Date, at: Date): Stretch {
  const from = epochSeconds(startedAt);
  const to = Math.max(from, epochSeconds(at));
  return {
    terms: terms.charge,
    intervals: to > from ? [{ from, to }] : [],
    freeSeconds: terms.freeSeconds,
    chargedBefore: { chargeMinor: 0, taxMinor: 0 },
  };
}

/** Money in the order it is spent: bonus before balance or the other way round (billing.md 5). */
function fundsOf(terms: SessionTerms, money: SessionMoney): Fund[] {
  const balance = { amountMinor: terms.useBalance ? money.balanceMinor : 0, expiresAt: null };
  return terms.bonusFirst ? [...money.lots, balance] : [balance, ...money.lots];
}

const sumOf = (funds: readonly Fund[]) => funds.reduce((sum, fund) => sum + fund.amountMinor, 0);

export interface RunningCost extends BookedCharge {
  words: string;
  /** The part that bonus and the part that the balance would pay. */
  fromBonusMinor: number;
  fromBalanceMinor: number;
}

/** What would be charged if the session ended at this instant; null when billing is off. */
export function runningCost(
  terms: SessionTerms,
  money: SessionMoney,
  startedAt: Date,
  at: Date,
  exponent: number,
): RunningCost | null {
  if (terms.charge === null) return null;
  const stretch = stretchOf({ ...terms, charge: terms.charge }, startedAt, at);
  const funds = fundsOf(terms, money);
  const booked = chargeFor({ stretch, fundsMinor: sumOf(funds) });
  const bonus = sumOf(money.lots);
  const balance = terms.useBalance ? money.balanceMinor : 0;
  const fromBonusMinor = terms.bonusFirst
    ? Math.min(bonus, booked.totalMinor)
    : Math.max(0, booked.totalMinor - balance);
  return {
    ...booked,
    words: calculationInWords(stretch, booked, exponent),
    fromBonusMinor,
    fromBalanceMinor: booked.totalMinor - fromBonusMinor,
  };
}

/** Seconds from this instant until the money is used up; null = nothing ends it. */
export function moneySecondsLeft(
  terms: SessionTerms,
  money: SessionMoney,
  startedAt: Date,
  at: Date,
): number | null {
  if (terms.charge === null) return null;
  const stretch = stretchOf({ ...terms, charge: terms.charge }, startedAt, at);
  return secondsLeft({
    stretch,
    now: Math.max(epochSeconds(startedAt), epochSeconds(at)),
    funds: fundsOf(terms, money),
  });
}

/** The instant at which the money is used up, on the whole second. */
export function endOfMoney(terms: SessionTerms, money: SessionMoney, startedAt: Date): Date | null {
  const seconds = moneySecondsLeft(terms, money, startedAt, startedAt);
  return seconds === null ? null : new Date((epochSeconds(startedAt) + seconds) * 1000);
}

/** Instants of a session are cut down to whole seconds (billing.md 1). */
export function wholeSecond(instant: Date): Date {
  return new Date(epochSeconds(instant) * 1000);
}
