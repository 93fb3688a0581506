import { NumberInput, Select, Switch, TextInput } from "@mantine/core";
import type { SettingKey } from "../../contract/setting-keys.ts";
import { t } from "../text/en.ts";
import { zoneChoices } from "./countries.ts";
import type { SettingWords } from "./setting-words.ts";

export type SettingValue = string | number;

interface Props {
  setting: SettingKey;
  words: SettingWords;
  value: SettingValue;
  disabled: boolean;
  error: string | undefined;
  onChange: (value: SettingValue) => void;
}

/** The field that fits a setting's kind, with the words of the contract as help. */
export function SettingField({ setting, words: named, value, disabled, error, onChange }: Props) {
  const { key, kind, choices, description } = setting;
  const label = named.labels[key] ?? description;
  const words = {
    label,
    description: label === description ? undefined : description,
    error,
    disabled,
    "data-testid": `setting-${key}`,
  };
  if (kind === "flag") {
    return (
      <Switch
        {...words}
        checked={Number(value) === 1}
        onChange={(event) => onChange(event.currentTarget.checked ? 1 : 0)}
      />
    );
  }
  if (kind === "int") {
    return (
      <NumberInput
        {...words}
        value={Number(value)}
        min={setting.min ?? 0}
        max={setting.max}
        allowDecimal={false}
        onChange={(next) => onChange(next === "" ? 0 : next)}
      />
    );
  }
  if (key === "timezone") {
    const zones = [...new Set([String(value), ...zoneChoices()])];
    return (
      <Select
        {...words}
        data={zones}
        searchable
        limit={100}
        value={String(value)}
        onChange={(next) => next !== null && onChange(next)}
      />
    );
  }
  if (choices !== undefined) {
    // An optional text may be emptied; an empty choice reads as off.
    const data = [...(setting.default === "" ? [""] : []), ...choices].map((each) => ({
      value: each,
      label: named.choices?.[key]?.[each] ?? (each || t.center.off),
    }));
    return (
      <Select
        {...words}
        data={data}
        value={String(value)}
        allowDeselect={false}
        onChange={(next) => onChange(next ?? "")}
      />
    );
  }
  const type = kind === "time" ? "time" : "text";
  return (
    <TextInput
      {...words}
      type={type}
      placeholder={kind === "json" ? t.center.json : undefined}
      inputMode={kind === "dec" ? "decimal" : undefined}
      value={String(value)}
      maxLength={setting.maxLength}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
