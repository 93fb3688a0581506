import { calculationInWords, chargeFor, type BookedCharge, type Fund } from "../pricing/pricing-rules.ts";
import type { SessionFacts, Span } from "./session-rules.ts";
import { fundsOf } from "./source-rules.ts";
import { otherStretches, secondsLived, stretchOf } from "./span-rules.ts";

/** What ending a span at an instant books (billing.md 6.4, 7.3). Nothing is booked by asking: so it is the running cost too. */
export interface Settlement {
  /** Seconds without holds. */
  readonly usedSeconds: number;
  /** Null where no money is asked. */
  readonly booked: BookedCharge | null;
  /** Where the sum comes from; nothing of a postpaid session, which is paid at its end. */
  readonly fromBonusMinor: number;
  readonly fromBalanceMinor: number;
  readonly fromLoanMinor: number;
}

/** `spendsAll`: a prepaid session whose time is over is charged all it has (billing.md 6.4.7). */
export function settlementOf(facts: SessionFacts, span: Span, at: number, spendsAll = false): Settlement {
  const usedSeconds = secondsLived(span, facts.holds, at);
  const none = { usedSeconds, booked: null, fromBonusMinor: 0, fromBalanceMinor: 0, fromLoanMinor: 0 };
  const stretch = span.stretchNo === null ? null : stretchOf(facts, span.stretchNo, at);
  if (stretch === null || span.stretchNo === null) return none;
  const otherOnes = otherStretches(facts, span.stretchNo, at);
  if (span.kind === "postpaid") {
    return { ...none, booked: chargeFor({ stretch, otherStretches: otherOnes, fundsMinor: null }) };
  }
  const funds = fundsOf(facts, span, span.from) ?? [];
  const booked = chargeFor({ stretch, otherStretches: otherOnes, fundsMinor: sumOf(funds), spendsAll });
  return { ...none, booked, ...partsOf(facts, span, booked.totalMinor) };
}

/** Bonus and balance in the set order, then the loan. */
function partsOf(facts: SessionFacts, span: Span, totalMinor: number) {
  const { rules, money } = facts;
  const bonus = sumOf(bonusOf(facts, span));
  const balance = rules.usesBalance ? money.balanceMinor : 0;
  const fromBonusMinor = rules.bonusFirst
    ? Math.min(bonus, totalMinor)
    : Math.min(bonus, Math.max(0, totalMinor - balance));
  const fromBalanceMinor = Math.min(balance, totalMinor - fromBonusMinor);
  return { fromBonusMinor, fromBalanceMinor, fromLoanMinor: totalMinor - fromBonusMinor - fromBalanceMinor };
}

/** The lots that may pay in this span. */
export function bonusOf(facts: SessionFacts, span: Span): Fund[] {
  if (!span.usesBonus) return [];
  return facts.money.lots.filter(({ expiresAt }) => expiresAt === null || expiresAt > span.from);
}

const sumOf = (funds: readonly Fund[]) => funds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** The calculation of a span's charge in words, as it stands in the log; "" where no money is asked. */
export function settlementInWords(
  facts: SessionFacts,
  span: Span,
  at: number,
  settlement: Settlement,
  exponent: number,
): string {
  if (settlement.booked === null || span.stretchNo === null) return "";
  const stretch = stretchOf(facts, span.stretchNo, at);
  return stretch === null ? "" : calculationInWords(stretch, settlement.booked, exponent);
}
