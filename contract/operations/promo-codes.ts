import { promoCode, promoPurposes, promoTargets, promoUnits, promoUse } from "../objects/promo-code.ts";
import { decOut, intOut, listOf, nothing, pagingInfo, shape } from "../kit/answer.ts";
import { allOptional, dec, flag, int, list, paging, text, timestamp } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Promotion codes (api-v2.md 2.10, 3.23; billing.md 4). Codes are compared without regard to case. */
const group = "promo-codes";
const right = "promo_edit";

const pathFields = { promoId: int.required("The code's id", { min: 1, example: 500001 }) };

const promoRefusals = [
  "promo.unknown",
  "promo.not_for_topup",
  "promo.expired",
  "promo.used_up",
  "promo.already_used",
] as const;

const writable = {
  promo_code: text.optional("The code: letters, digits and _ - . ; generated when absent", {
    maxLength: 50,
    example: "SUMMER",
  }),
  promo_purpose: text.optional("What it is for; topup unless said", { choices: promoPurposes }),
  promo_value: dec.required("What it brings: money or coins, or percent of the top-up", {
    min: 0,
    max: 1_000_000_000,
    example: "5.00",
  }),
  promo_unit: text.optional("currency (unless said) or percent; percent is for top-ups only", {
    choices: promoUnits,
  }),
  promo_target: text.optional("Paid in bonus or coins; the setting promo_bonus_field_type unless said", {
    choices: promoTargets,
  }),
  promo_min_topup: dec.optional("Smallest top-up it counts for; 0 = any", { min: 0 }),
  promo_max_uses: int.optional("Uses in all; 0 (unless said) = any number", { min: 0, max: 1_000_000_000 }),
  promo_once_per_member: flag.optional("1 (unless said) = each member once"),
  promo_member_group_ids: list.optional(
    "Member groups it is for; empty = all",
    int.required("A member group's id", { min: 0, example: 0 }),
    { commaList: true, nullable: true, max: 100 },
  ),
  promo_from_local: timestamp.nullable("First second it may be used, in café time; null = always"),
  promo_to_local: timestamp.nullable("First second it may no longer be used, in café time; null = never"),
  promo_is_active: flag.optional("0 = it is unknown to whoever uses it; 1 unless said"),
};

export const listPromoCodes = operation({
  id: "promoCodes.list",
  method: "GET",
  path: "promoCodes",
  auth: "K",
  mark: "ours",
  group,
  summary: "List promotion codes",
  input: { ...paging, active: flag.optional("1 = active ones only, 0 = the others only") },
  answer: shape({ items: listOf(promoCode), paging_info: pagingInfo }),
  example: { active: 1 },
});

export const addPromoCodes = operation({
  id: "promoCodes.add",
  method: "POST",
  path: "promoCodes",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Add one promotion code, or many generated ones",
  description:
    "With count, that many codes of the same terms are generated. promo_id is the first of promo_ids.",
  input: {
    ...writable,
    count: int.optional("Codes to generate, 1 unless said", { min: 1, max: 1_000 }),
  },
  answer: shape({ promo_id: intOut, promo_ids: listOf(intOut) }),
  successCode: 201,
  refusals: ["promo.name_exists", "member_group.not_found", "limit.max_records"],
  idempotent: true,
  example: { promo_code: "SUMMER", promo_value: "5.00", promo_min_topup: "20.00", promo_max_uses: 100 },
});

export const getPromoCode = operation({
  id: "promoCodes.get",
  method: "GET",
  path: "promoCodes/{promoId}",
  auth: "K",
  mark: "ours",
  group,
  summary: "Read one promotion code and its uses",
  description: "uses holds the latest 500, the newest first.",
  pathFields,
  answer: shape({ promo: promoCode, uses: listOf(promoUse) }),
  refusals: ["promo.not_found"],
  example: { promoId: 500001 },
});

export const changePromoCode = operation({
  id: "promoCodes.change",
  method: "PUT",
  path: "promoCodes/{promoId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Change a promotion code",
  description: "Fields that are not sent stay. What was given stays as it was.",
  pathFields,
  input: allOptional(writable),
  answer: shape({ promo_id: intOut }),
  refusals: ["promo.not_found", "promo.name_exists", "member_group.not_found"],
  example: { promoId: 500001, promo_is_active: 0 },
});

export const removePromoCode = operation({
  id: "promoCodes.remove",
  method: "DELETE",
  path: "promoCodes/{promoId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Remove a promotion code",
  description:
    "It is unknown from then on; its text may be used for another. The uses so far stay in the books.",
  pathFields,
  answer: nothing,
  refusals: ["promo.not_found"],
  example: { promoId: 500001 },
});

export const checkPromoCode = operation({
  id: "promoCodes.check",
  method: "POST",
  path: "promoCodes/action/check",
  auth: "K",
  mark: "ours",
  group,
  summary: "Ask what a promotion code brings",
  description:
    "Changes nothing. Without member_id and topup_value what hangs on them is not asked; a percent brings nothing then. " +
    "The bonus of the setting price_bonus is not in it: members/action/fetchBonus answers both together.",
  input: {
    promo_code: text.required("The code", { maxLength: 50, example: "SUMMER" }),
    member_id: int.optional("Who would use it", { min: 1 }),
    topup_value: dec.optional("Amount of the top-up", { min: 0 }),
    purpose: text.optional("topup unless said", { choices: ["topup", "register"] }),
  },
  answer: shape({ promo_id: intOut, bonus: decOut, coins: intOut }),
  refusals: [...promoRefusals, "member.not_found"],
  example: { promo_code: "SUMMER", topup_value: "20.00" },
});
