import { keysOfPage } from "../../../contract/setting-keys.ts";
import type { previewBonus as operation } from "../../../contract/operations/member-books.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { localWeekday } from "../../kernel/local-time.ts";
import { invalidField, notFound } from "../../kernel/refusal.ts";
import { judgeSetting, type CafeScope } from "../cafes/index.ts";
import { askPromoCode, readBonusTerms, topUpBonus, type Bonus, type BonusTerms } from "../ledger/index.ts";
import { minorOf } from "./fetch-bonus.ts";
import { findMemberGroup } from "./member-group-store.ts";

type PreviewCall = Call<InputOf<typeof operation>>;

type Draft = "bonus_unit" | "topup_bonus_field_type" | "price_bonus" | "topup_reward_percent";

/** The bonus terms as they would be with what is sent in place of a setting; refuses what saving would refuse. */
function termsOf({ settings, exponent }: CafeScope, input: PreviewCall["input"]): BonusTerms {
  const value = (key: Draft) => {
    const draft = input[key];
    const setting = keysOfPage("loyaltySettings").find((each) => each.key === key);
    if (draft === undefined || setting === undefined) return settings.value(key);
    const judged = judgeSetting(setting, draft, { exponent, badAddresses: () => [] });
    if ("refused" in judged) throw invalidField(key, judged.refused);
    return judged.value;
  };
  return readBonusTerms({
    priceBonus: value("price_bonus"),
    unit: String(value("bonus_unit")),
    fieldType: String(value("topup_bonus_field_type")),
    rewardPercents: value("topup_reward_percent"),
  });
}

export interface PreviewedBonus {
  steps: Bonus;
  code: Bonus;
  /** Whole points; 0 while points are off. */
  points: number;
  /** 0 = Monday. */
  weekday: number;
  /** Hundredths of a percent. */
  percentHundredths: number;
}

/**
 * What a top-up would bring on a weekday, in a group, under settings not yet saved: the rules of a real one (billing.md 3,
 * 4). Changes nothing. Refuses `promo.*`, `member_group.not_found`, and a draft that could not be saved.
 */
export async function previewBonus(db: Db, scope: CafeScope, call: PreviewCall): Promise<PreviewedBonus> {
  const { cafeId, input, now } = call;
  const { exponent, zone, settings } = scope;
  const valueMinor = minorOf(scope, "topup_value", input.topup_value);
  const weekday = input.weekday === undefined ? localWeekday(now, zone) : input.weekday - 1;
  const terms = termsOf(scope, input);
  const group = input.member_group_id;
  if (group !== undefined && (await findMemberGroup(db, cafeId, group)) === undefined)
    throw notFound("member_group.not_found", "Member group");
  const nothing = { bonusMinor: 0, coinsHundredths: 0 };
  const isGuest = group !== undefined && group < 0;
  const code =
    input.promo_code === undefined
      ? nothing
      : await askPromoCode(db, {
          ...{ cafeId, now, code: input.promo_code, exponent, purpose: "topup", memberIds: [], valueMinor },
          memberGroupId: group ?? null,
        });
  return {
    steps: isGuest ? nothing : topUpBonus(terms, valueMinor, exponent, weekday),
    code,
    points: settings.flag("point_enable") && !isGuest ? Math.trunc(valueMinor / 10 ** exponent) : 0,
    weekday,
    percentHundredths: Number((terms.weekdayPercents[weekday] ?? 0n) / 10_000n),
  };
}
