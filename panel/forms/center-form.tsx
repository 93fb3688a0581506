import { t } from "../text/en.ts";
import { centerGroups } from "./center-groups.ts";
import type { SettingValue } from "./setting-field.tsx";
import { SettingsForm } from "./settings-form.tsx";

/** The settings of the center page. */
export function CenterForm({ values }: { values: Record<string, SettingValue> }) {
  return (
    <SettingsForm
      page="centerSettings"
      groups={centerGroups}
      words={{ labels: t.center.labels }}
      values={values}
    />
  );
}
