import type { ErrorName } from "../../../contract/error-names.ts";
import { brokenConstraint, isRepeatable } from "../../kernel/db/database-errors.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { actorOf } from "../../kernel/http/caller.ts";
import {
  asInProgress,
  dataOf,
  keyReused,
  onceForKey,
  type IdempotencyClaim,
} from "../../kernel/http/idempotency.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import type { Tender } from "./tender-rules.ts";
import { isPromoRefusal, promoRefusal, promoRequest, type PromoClaim } from "./promo-refusals.ts";

export type Actor = ReturnType<typeof actorOf>;

export interface TopUpCommand {
  cafeId: number;
  now: Date;
  /** Each once; the answer keeps their order. */
  memberIds: readonly number[];
  /** Money paid in for each member; negative is paid out. */
  valueMinor: number;
  /** Negative takes bonus, and what it lacks from the balance. */
  bonusMinor: number;
  coinsHundredths: number;
  /** Null only with `refundOf`: the tender by which that top-up came. */
  tender: Tender | null;
  comment: string;
  actor: Actor;
  shiftId: number | null;
  /** Minor units that earn a point; 0 = points are off. */
  minorPerPoint: number;
  /** Hours until the bonus expires; 0 = never. */
  bonusHours: number;
  /** Whether sessions use bonus before balance. */
  bonusFirst: boolean;
  /** What running sessions have cost so far, by member (billing.md 7.4). */
  runningCosts: ReadonlyMap<number, number>;
  idempotency: IdempotencyClaim | null;
  /** A promotion code that each member uses once; it gives its bonus where neither bonus nor coins are asked. */
  promo?: PromoClaim | null;
  /**
   * The top-up of the one member that a value below 0 pays back (billing.md 3.5): bonus and coins are then its own, and
   * `bonusMinor` and `coinsHundredths` 0.
   */
  refundOf?: { orderId: number; exponent: number } | null;
}

export interface ToppedUp {
  memberId: number;
  /** The transfer, which is the order's number on the wire. */
  orderId: number;
  balanceMinor: number;
  bonusMinor: number;
  coinsHundredths: number;
  loanMinor: number;
}

export interface TopUpOutcome {
  members: ToppedUp[];
  /** An earlier call with this key did it; nothing was done now. */
  replayed: boolean;
}

interface StoredOutcome {
  members?: {
    member_id: number;
    order_id: number;
    balance: number;
    bonus: number;
    coins: number;
    loan: number;
  }[];
  refusal?: string;
  member_id?: number;
  /** Minor units of a top-up that are not refunded yet. */
  refundable?: number;
  /** As kernel/http/idempotency.ts stores what was refused before the ledger was asked. */
  refused?: { error: string; message: string; data?: unknown; dataText?: string };
}

/** What the database answers; only `readTopUpAnswer` knows its words. */
export type TopUpAnswer = StoredOutcome & { replay?: StoredOutcome; reused?: boolean };

function alreadyRefunded(outcome: StoredOutcome, refundOf: TopUpCommand["refundOf"]): Refusal {
  const { orderId, exponent } = refundOf ?? { orderId: 0, exponent: 2 };
  const refundable = decimalFromMinor(outcome.refundable ?? 0, exponent);
  const message =
    outcome.refundable === 0
      ? `Order ${orderId} is refunded already.`
      : `Of order ${orderId} only ${refundable} is left to refund.`;
  return new Refusal("order.already_refunded", message, { data: { refundable } });
}

function refusalOf(outcome: StoredOutcome, refundOf: TopUpCommand["refundOf"]): Refusal {
  const { refused, refusal } = outcome;
  if (refused) {
    const data = dataOf(refused) as Record<string, unknown> | undefined;
    return new Refusal(refused.error as ErrorName, refused.message, data === undefined ? {} : { data });
  }
  if (isPromoRefusal(refusal)) return promoRefusal(refusal);
  const detail = `A top-up or refund was refused: member ${outcome.member_id ?? "unknown"} has too little.`;
  switch (refusal) {
    case "member.not_found":
      return notFound("member.not_found", "Member");
    case "order.not_found":
      return notFound("order.not_found", "Order");
    case "order.already_refunded":
      return alreadyRefunded(outcome, refundOf);
    case "ledger.insufficient_balance":
      return new Refusal("ledger.insufficient_balance", "Insufficient balance.", { detail });
    case "ledger.insufficient_coins":
      return new Refusal("ledger.insufficient_coins", "Insufficient coins.", { detail });
    default:
      throw new Error(`a top-up answered an unknown refusal: ${refusal ?? "none"}`);
  }
}

function outcomeOf(
  stored: StoredOutcome,
  replayed: boolean,
  refundOf: TopUpCommand["refundOf"],
): TopUpOutcome {
  if (stored.members === undefined) {
    const refusal = refusalOf(stored, refundOf);
    refusal.isReplay = replayed;
    throw refusal;
  }
  const members = stored.members.map((member) => ({
    memberId: member.member_id,
    orderId: member.order_id,
    balanceMinor: member.balance,
    bonusMinor: member.bonus,
    coinsHundredths: member.coins,
    loanMinor: member.loan,
  }));
  return { members, replayed };
}

function requestOf(command: TopUpCommand): string {
  return JSON.stringify({
    member_ids: command.memberIds,
    value: command.valueMinor,
    bonus: command.bonusMinor,
    coins: command.coinsHundredths,
    minor_per_point: command.minorPerPoint,
    bonus_hours: command.bonusHours,
    bonus_first: command.bonusFirst,
    tender: command.tender,
    comment: command.comment,
    shift_id: command.shiftId,
    actor_kind: command.actor.actorKind,
    actor_id: command.actor.actorId,
    actor_name: command.actor.actorName,
    running_costs: Object.fromEntries(command.runningCosts),
    idempotency: command.idempotency,
    promo: promoRequest(command.promo),
    refund_of: command.refundOf?.orderId ?? null,
  });
}

/** Arguments of the function `top_up_members`. */
export const topUpValues = (command: TopUpCommand): readonly unknown[] => [
  command.cafeId,
  command.now,
  requestOf(command),
];

/** What was done, or the refusal. */
export function readTopUpAnswer(
  answer: TopUpAnswer,
  { refundOf }: Pick<TopUpCommand, "refundOf">,
): TopUpOutcome {
  if (answer.reused) throw keyReused();
  return answer.replay ? outcomeOf(answer.replay, true, refundOf) : outcomeOf(answer, false, refundOf);
}

const tooMuch = () =>
  new Refusal(
    "request.validation",
    "The amount is too large: an account holds at most 9007199254740991 smallest units.",
  );

/**
 * Tops up each member named, all or none, in one round trip that claims the Idempotency-Key too (billing.md 3, 2
 * "Retry safety"). Refuses `member.not_found`, `ledger.insufficient_balance`, `ledger.insufficient_coins`, `promo.*`,
 * `order.not_found` and `order.already_refunded` for `refundOf`, `idempotency.key_reused`, `idempotency.in_progress`, and
 * what an earlier call with the key was refused.
 */
export async function topUpMembers(db: Db, command: TopUpCommand): Promise<TopUpOutcome> {
  const values = topUpValues(command);
  for (let attempt = 1; ; attempt++) {
    try {
      const { answer } = await db.command<{ answer: TopUpAnswer }>(
        "select top_up_members($1, $2, $3) as answer",
        values,
      );
      return readTopUpAnswer(answer, command);
    } catch (error) {
      if (attempt < 5 && isRepeatable(error)) continue;
      if (brokenConstraint(error) === "member_amounts_stay_exact") throw tooMuch();
      throw asInProgress(error);
    }
  }
}

/**
 * Refuses a top-up that never reaches the ledger, and keeps the refusal with its key. When the key already has an
 * outcome, that is the answer instead, as if the ledger had been asked.
 */
export async function refuseTopUp(
  db: Db,
  { cafeId, now, idempotency, refundOf }: Pick<TopUpCommand, "cafeId" | "now" | "idempotency" | "refundOf">,
  refusal: Refusal,
): Promise<TopUpOutcome> {
  if (idempotency === null) throw refusal;
  const kept = await onceForKey(db, cafeId, idempotency, now, () => Promise.reject(refusal));
  return outcomeOf(kept.outcome as StoredOutcome, kept.replayed, refundOf);
}
