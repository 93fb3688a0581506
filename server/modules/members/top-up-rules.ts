import type { Right } from "../../../contract/rights.ts";
import { invalidField, Refusal } from "../../kernel/refusal.ts";

/** Who may top up what (api-v2.md 2.7 topup, 4.12). Pure. */

export interface AskedTopUp {
  valueMinor: number;
  bonusMinor: number;
  coinsHundredths: number;
  comment: string;
}

const denied = (right: Right) => new Refusal("permission.denied", `This needs the right ${right}.`);
const commentRequired = (why: string) =>
  new Refusal("topup.comment_required", `The comment field is required for ${why}.`, {
    data: { fields: { comment: [`The comment field is required for ${why}.`] } },
  });

/**
 * Why the caller may not do this, or null. `due` is what fetchBonus gives for the value: giving exactly that, or
 * nothing, takes no further right; bonus taken back together with money is part of the refund.
 */
export function topUpRefusal(
  asked: AskedTopUp,
  due: { bonusMinor: number; coinsHundredths: number },
  caller: { isStaff: boolean; may(right: Right): boolean },
): Refusal | null {
  const isRefund = asked.valueMinor < 0;
  const isOwnBonus =
    asked.bonusMinor !== 0 && asked.bonusMinor !== due.bonusMinor && !(isRefund && asked.bonusMinor < 0);
  const isOwnCoins = asked.coinsHundredths !== 0 && asked.coinsHundredths !== due.coinsHundredths;
  const needed: [boolean, Right][] = [
    [!isRefund, "topup"],
    [isRefund, "topup_refund"],
    [isOwnCoins, "coin_topup"],
    [isOwnBonus, "bonus_manual"],
  ];
  for (const [applies, right] of needed) if (applies && !caller.may(right)) return denied(right);
  if (asked.comment.trim() !== "") return null;
  if (isRefund) return commentRequired("a refund");
  return isOwnBonus && caller.isStaff ? commentRequired("a bonus of one's own") : null;
}

/** Why a refund that names its top-up (refund_of) cannot be meant like this, or null: the top-up says what goes back. */
export function namedRefundRefusal(
  asked: AskedTopUp & { members: number; promoCode: string | undefined },
): Refusal | null {
  if (asked.valueMinor >= 0)
    return invalidField("topup_value", "The topup_value must be below 0 with refund_of.");
  if (asked.members !== 1)
    return invalidField("topup_ids", "The topup_ids must name one member with refund_of.");
  if (asked.bonusMinor !== 0)
    return invalidField(
      "topup_balance_bonus",
      "The topup_balance_bonus may not be sent with refund_of: the bonus of the top-up goes back by itself.",
    );
  if (asked.coinsHundredths !== 0)
    return invalidField(
      "add_coin",
      "The add_coin may not be sent with refund_of: the coins of the top-up go back by themselves.",
    );
  if (asked.promoCode !== undefined)
    return invalidField("promo_code", "The promo_code may not be sent with refund_of.");
  return null;
}
