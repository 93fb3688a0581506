import type { PageValues } from "../../../contract/operations/configs.ts";
import { keysOfPage, type SettingKey, type SettingPage } from "../../../contract/setting-keys.ts";
import { decimalFromMinor, minorFromDecimal } from "../../kernel/money.ts";
import { hidden, shownSecret } from "./secret-rules.ts";
import { placesOf } from "./setting-checks-rules.ts";
import type { Settings } from "./settings-rules.ts";

/** A setting in the words of API v2: flags and numbers as int, decimals as text with two places, json as JSON text (api-v2.md 3.15). Pure. */
export function settingOnWire(setting: SettingKey, value: unknown, exponent: number): string | number {
  const shown = setting.secret ? shownSecret(value) : value;
  switch (setting.kind) {
    case "flag":
      return Number(shown) === 1 ? 1 : 0;
    case "int":
      return Number(shown) || 0;
    case "dec": {
      const places = placesOf(setting.key, exponent);
      return decimalFromMinor(minorFromDecimal(String(shown), places) ?? 0, places);
    }
    case "json":
      return shown === hidden ? hidden : JSON.stringify(shown);
    case "text":
    case "time":
      return typeof shown === "string" ? shown : JSON.stringify(shown ?? "");
  }
}

/** All values of a page, keys in the order of the specification. */
export function pageOnWire(page: SettingPage, settings: Settings, exponent: number): PageValues {
  return Object.fromEntries(
    keysOfPage(page).map((setting) => [
      setting.key,
      settingOnWire(setting, settings.value(setting.key), exponent),
    ]),
  );
}
