/** Words to declare the settings of a café (api-v2.md 3.15). */

export type SettingKind = "flag" | "int" | "text" | "time" | "dec" | "json";

export interface SettingRules {
  choices?: readonly string[];
  min?: number;
  max?: number;
  maxLength?: number;
  /** Holds keys of other services: read as "***", and writing "***" keeps what is there. */
  secret?: true;
}

export interface SettingDeclared extends SettingRules {
  key: string;
  kind: SettingKind;
  /** What a café has until it says otherwise: 0/1 of a flag, decimal text of a `dec`, any JSON of a `json`. */
  default: unknown;
  description: string;
}

function maker<Default>(kind: SettingKind) {
  return (key: string, initial: Default, description: string, rules: SettingRules = {}): SettingDeclared => ({
    ...rules,
    key,
    kind,
    default: initial,
    description,
  });
}

export const flag = maker<0 | 1>("flag");
export const text = maker<string>("text");
export const time = maker<string>("time");
export const dec = maker<string>("dec");
export const json = maker<unknown>("json");

/** A whole number, 0 and up unless the rules say otherwise. */
export const int = (key: string, initial: number, description: string, rules: SettingRules = {}) =>
  maker<number>("int")(key, initial, description, { min: 0, max: 1_000_000_000, ...rules });

/** Texts a person writes for others to read: rules, agreements, greetings. */
export const prose: SettingRules = { maxLength: 50_000 };
export const percent: SettingRules = { min: 0, max: 100 };
