import { bootSettings, centerSettings, layoutSettings, securitySettings } from "./settings/center.ts";
import type { SettingDeclared } from "./settings/kinds.ts";
import { bookingSettings, loyaltySettings, paymentSettings, shopSettings } from "./settings/money.ts";
import { clientSettings, gameSettings, memberSettings } from "./settings/people.ts";

export type { SettingKind } from "./settings/kinds.ts";

/** All settings of a café as data (api-v2.md 3.15). A key stands on one page only. */
const declared = {
  centerSettings,
  clientSettings,
  gameSettings,
  paymentSettings,
  loyaltySettings,
  memberSettings,
  bookingSettings,
  shopSettings,
  securitySettings,
  layoutSettings,
  bootSettings,
} satisfies Record<string, readonly SettingDeclared[]>;

export type SettingPage = keyof typeof declared;

export interface SettingKey extends SettingDeclared {
  page: SettingPage;
}

export const pages = Object.keys(declared) as readonly SettingPage[];

export const settingKeys: readonly SettingKey[] = pages.flatMap((page) =>
  declared[page].map((setting) => ({ ...setting, page })),
);

export function keysOfPage(page: SettingPage): readonly SettingKey[] {
  return settingKeys.filter((setting) => setting.page === page);
}

const byKey = new Map(settingKeys.map((setting) => [setting.key, setting]));

/** The declaration of a key, or undefined for one that is no setting. */
export function settingOf(key: string): SettingKey | undefined {
  return byKey.get(key);
}
