import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { RowsField, risingProblem } from "./rows-field.tsx";
import type { SettingValue } from "./setting-field.tsx";
import { SettingsForm, type SettingGroup, type SpecialField } from "./settings-form.tsx";
import { WeekdaysField } from "./weekdays-field.tsx";

const l = t.loyalty;

const groups: readonly SettingGroup[] = [
  {
    title: l.groups.topUp,
    keys: ["bonus_unit", "topup_bonus_field_type", "price_bonus", "topup_reward_percent"],
  },
  {
    title: l.groups.use,
    keys: [
      "use_bonus_first",
      "bonus_buy_offer",
      "bonus_expiration_time",
      "max_bonus_percentage",
      "bonus_available_time",
    ],
  },
  {
    title: l.groups.points,
    keys: [
      "point_enable",
      "show_member_points",
      "shop_earn_point",
      "reward_coin_from_games",
      "reward_coin_from_events",
    ],
  },
  { title: l.groups.others, keys: [] },
];

function BonusSteps(field: SpecialField) {
  const { cafe } = useSignedIn();
  const percent = field.valueOf("bonus_unit") === "percent";
  const coins = field.valueOf("topup_bonus_field_type") === "coin";
  return (
    <RowsField
      {...field}
      names={["limit", "value"]}
      headers={[
        `${l.from} (${cafe.currency})`,
        percent ? l.givesPercent : `${l.gives} (${coins ? t.members.coins : cafe.currency})`,
      ]}
      note={percent ? l.highest : l.addUp}
      none={l.noSteps}
      add={l.addStep}
      remove={l.removeStep}
      problemOf={(rows, index) => risingProblem(rows, index, { number: l.stepNumber, rising: l.stepRising })}
      testId="bonus-steps"
    />
  );
}

interface Props {
  values: Record<string, SettingValue>;
  onChanges: (changes: Record<string, SettingValue>) => void;
}

/** The settings of bonus, points and coins (billing.md 4 and 5). */
export function LoyaltyForm({ values, onChanges }: Props) {
  return (
    <SettingsForm
      page="loyaltySettings"
      groups={groups}
      words={l}
      values={values}
      onChanges={onChanges}
      special={{
        price_bonus: (field) => <BonusSteps {...field} />,
        topup_reward_percent: (field) => <WeekdaysField {...field} />,
      }}
    />
  );
}
