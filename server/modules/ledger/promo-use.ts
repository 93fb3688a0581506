import type { Queries, Tx } from "../../kernel/db/database.ts";
import { notFound } from "../../kernel/refusal.ts";
import { isPromoRefusal, promoRefusal, promoRequest, type PromoClaim } from "./promo-refusals.ts";
import type { Actor } from "./top-up.ts";

export interface PromoBonus {
  promoId: number;
  bonusMinor: number;
  coinsHundredths: number;
}

interface Answer {
  refusal?: string;
  promo_id?: number;
  bonus?: number;
  coins?: number;
}

function bonusOf(answer: Answer | undefined): PromoBonus {
  const { refusal, promo_id: promoId, bonus, coins } = answer ?? {};
  if (isPromoRefusal(refusal)) throw promoRefusal(refusal);
  if (refusal === "member.not_found") throw notFound("member.not_found", "Member");
  if (promoId === undefined || bonus === undefined || coins === undefined) {
    throw new Error(`a promotion code answered an unknown refusal: ${refusal ?? "none"}`);
  }
  return { promoId, bonusMinor: bonus, coinsHundredths: coins };
}

export interface PromoQuestion {
  cafeId: number;
  now: Date;
  code: string;
  /** Decimal places of the café's currency. */
  exponent: number;
  purpose: "topup" | "register";
  /** Who would use it; none = asked in general. */
  memberIds: readonly number[];
  /** The amount of the top-up; null = not known yet, a percent then brings nothing. */
  valueMinor: number | null;
  /** Asked for any member of this group, in place of members named. */
  memberGroupId?: number | null;
}

/**
 * What a promotion code would bring each member named; uses nothing up (billing.md 4). Refuses `promo.*` in the order
 * of api-v2.md 2.9, `member.not_found`.
 */
export async function askPromoCode(db: Queries, question: PromoQuestion): Promise<PromoBonus> {
  const { cafeId, now, code, exponent, purpose, memberIds, valueMinor, memberGroupId = null } = question;
  const request = {
    ...{ code, exponent, purpose, member_ids: memberIds, value: valueMinor },
    member_group_id: memberGroupId,
  };
  const row = await db.row<{ answer: Answer }>("select ask_promo_code($1, $2, $3) as answer", [
    cafeId,
    now,
    JSON.stringify(request),
  ]);
  return bonusOf(row?.answer);
}

export interface RegisterCodeCommand {
  cafeId: number;
  now: Date;
  /** Added in the same transaction. */
  memberId: number;
  promo: PromoClaim;
  /** Hours until the bonus expires; 0 = never. */
  bonusHours: number;
  actor: Actor;
  shiftId: number | null;
}

/**
 * Uses a code for a member just added and gives what it brings (billing.md 4, api-v2.md 2.7 POST members). Refuses
 * `promo.unknown`, `promo.expired`, `promo.used_up`, `member.not_found`. Locks the member's row, then the code's.
 */
export async function useRegisterCode(tx: Tx, command: RegisterCodeCommand): Promise<PromoBonus> {
  const { actorKind, actorId, actorName } = command.actor;
  const request = {
    member_id: command.memberId,
    promo: promoRequest(command.promo),
    bonus_hours: command.bonusHours,
    shift_id: command.shiftId,
    actor_kind: actorKind,
    actor_id: actorId,
    actor_name: actorName,
  };
  const row = await tx.row<{ answer: Answer }>("select use_register_code($1, $2, $3) as answer", [
    command.cafeId,
    command.now,
    JSON.stringify(request),
  ]);
  return bonusOf(row?.answer);
}
