import Type from "typebox";
import { decOut, flagOut, intOut, listOf, shape, strOut, tsOut } from "../kit/answer.ts";
import { nullableTs } from "./pieces.ts";

const oneOf = (...words: string[]) => Type.Unsafe<string>({ type: "string", enum: words });

export const promoPurposes = ["topup", "register", "both"];
export const promoUnits = ["currency", "percent"];
export const promoTargets = ["bonus", "coin"];

/** A promotion code (api-v2.md 3.23). */
export const promoCode = shape({
  promo_id: intOut,
  promo_code: strOut,
  promo_purpose: oneOf(...promoPurposes),
  promo_value: decOut,
  promo_unit: oneOf(...promoUnits),
  promo_target: oneOf(...promoTargets),
  promo_min_topup: decOut,
  promo_max_uses: intOut,
  promo_once_per_member: flagOut,
  promo_member_group_ids: listOf(intOut),
  promo_from_local: nullableTs,
  promo_to_local: nullableTs,
  promo_is_active: flagOut,
  promo_uses: intOut,
});

/** One use of a code: what it gave of the bonus and the coins. */
export const promoUse = shape({
  member_account: strOut,
  used_at_local: tsOut,
  bonus: decOut,
  coins: intOut,
});
