import type { Tx } from "../../kernel/db/database.ts";
import { notFound } from "../../kernel/refusal.ts";
import type { Actor } from "./top-up.ts";

export interface Charge {
  sessionId: number;
  memberId: number;
  /** What is to be taken, tax included. */
  chargeMinor: number;
  /** The part of it that is tax. */
  taxMinor: number;
  /** Percent as decimal text, for the tax of a capped sum. */
  taxPercent: string;
  bonusFirst: boolean;
  useBonus: boolean;
  useBalance: boolean;
  /** How much may be added to the debt when bonus and balance do not suffice; 0 = no loan. */
  mayBorrowMinor: number;
  /** What the member may owe in all, held against the debt of this very moment (billing.md 7.2); absent = no such limit. */
  mostDebtMinor?: number;
  /** Bonus that expired up to here is gone before the charge; what expires in mid-session goes after it (billing.md 5). */
  bonusSince: Date;
  usedSeconds: number;
  pcName: string;
  /** The price calculation in words, and who ended the session. */
  details: string;
  actor: Actor;
  /** As the log shows it; empty when no staff ended the session. */
  staffName: string;
  shiftId: number | null;
}

export interface Charged {
  /** Null when there was nothing to take. */
  transferId: number | null;
  chargeMinor: number;
  taxMinor: number;
  fromBalanceMinor: number;
  fromBonusMinor: number;
  fromLoanMinor: number;
  /** Bonus given back for what the balance paid (billing.md 5); a transfer of its own. */
  cashbackMinor: number;
  /** What the member holds afterwards. */
  balanceMinor: number;
  bonusMinor: number;
  loanMinor: number;
}

/** What `settle_session_charge` answers. */
export interface ChargeAnswer {
  refusal?: string;
  transfer_id: number | null;
  charge: number;
  tax: number;
  from_balance: number;
  from_bonus: number;
  from_loan: number;
  cashback: number;
  balance: number;
  bonus: number;
  loan: number;
}

/**
 * Takes a session's charge from its member, as one transfer with its CHECKOUT row; never more than the member has
 * (billing.md 6.4.7). The caller charges each stretch once and announces its session; the money is announced here.
 * Refuses `member.not_found`.
 */
export async function postCharge(tx: Tx, cafeId: number, now: Date, charge: Charge): Promise<Charged> {
  const row = await tx.row<{ answer: ChargeAnswer }>("select settle_session_charge($1, $2, $3) as answer", [
    cafeId,
    now,
    JSON.stringify(chargeRequest(charge)),
  ]);
  if (row === undefined) throw notFound("member.not_found", "Member");
  return chargedOf(row.answer);
}

/** The charge as `settle_session_charge` reads it, for SQL functions that settle one among other things. */
export const chargeRequest = (charge: Charge) => ({
  session_id: charge.sessionId,
  member_id: charge.memberId,
  charge: charge.chargeMinor,
  tax: charge.taxMinor,
  tax_percent: charge.taxPercent,
  bonus_first: charge.bonusFirst,
  use_bonus: charge.useBonus,
  use_balance: charge.useBalance,
  may_borrow: charge.mayBorrowMinor,
  most_debt: charge.mostDebtMinor ?? null,
  bonus_since: charge.bonusSince.toISOString(),
  used_seconds: charge.usedSeconds,
  pc_name: charge.pcName,
  details: charge.details,
  actor_kind: charge.actor.actorKind,
  actor_id: charge.actor.actorId,
  actor_name: charge.actor.actorName,
  staff_name: charge.staffName,
  shift_id: charge.shiftId,
});

/** What was taken, from the answer of `settle_session_charge`. Refuses `member.not_found`. */
export function chargedOf(answer: ChargeAnswer): Charged {
  if (answer.refusal !== undefined) throw notFound("member.not_found", "Member");
  return {
    transferId: answer.transfer_id,
    chargeMinor: answer.charge,
    taxMinor: answer.tax,
    fromBalanceMinor: answer.from_balance,
    fromBonusMinor: answer.from_bonus,
    fromLoanMinor: answer.from_loan,
    cashbackMinor: answer.cashback,
    balanceMinor: answer.balance,
    bonusMinor: answer.bonus,
    loanMinor: answer.loan,
  };
}
