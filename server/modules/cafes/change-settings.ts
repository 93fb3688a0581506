import { isDeepStrictEqual } from "node:util";
import { keysOfPage, type SettingKey, type SettingPage } from "../../../contract/setting-keys.ts";
import type { CacheBus } from "../../kernel/cache-bus.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { parseAddressList } from "../../kernel/http/address.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { logConfigUpdate, type Act } from "./cafe-log.ts";
import type { Cafes } from "./cafe-scope.ts";
import { listSettings, lockCafe, setSetting } from "./cafe-store.ts";
import { withKeptSecrets } from "./secret-rules.ts";
import { judgeSetting, type CheckContext } from "./setting-checks-rules.ts";
import { Settings } from "./settings-rules.ts";

/** A setting that has another value now. */
export interface SettingChange {
  key: string;
  before: unknown;
  after: unknown;
}

export interface SettingParts {
  bus: CacheBus;
  cafes: Cafes;
  /** What a change brings with it in modules above, in the same transaction (billing.md 5: expiry of bonus). */
  applySettings?(tx: Tx, cafeId: number, changes: readonly SettingChange[], now: Date): Promise<void>;
}

/** The asked values as they would be stored; refuses all that cannot be, each with what would be right. */
function judged(
  page: SettingPage,
  asked: Record<string, unknown>,
  settings: Settings,
  context: CheckContext,
): [SettingKey, unknown][] {
  const good: [SettingKey, unknown][] = [];
  const refused: Record<string, string[]> = {};
  for (const setting of keysOfPage(page)) {
    const sent = asked[setting.key];
    if (sent === undefined) continue;
    const value = setting.secret ? withKeptSecrets(sent, settings.value(setting.key)) : sent;
    const verdict = judgeSetting(setting, value, context);
    if ("refused" in verdict) refused[setting.key] = [verdict.refused];
    else good.push([setting, verdict.value]);
  }
  const first = Object.values(refused)[0]?.[0];
  if (first !== undefined) throw new Refusal("request.validation", first, { data: { fields: refused } });
  return good;
}

/** A decimal is the same however many zeros it ends with. */
const isSame = ({ kind }: SettingKey, before: unknown, after: unknown): boolean =>
  isDeepStrictEqual(before, after) || (kind === "dec" && Number(before) === Number(after));

const shortly = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
};

const told = ({ key, secret }: SettingKey, { before, after }: SettingChange): string =>
  secret ? `${key} changed` : `${key}: ${shortly(before)} → ${shortly(after)}`;

/**
 * Changes settings of one page; answers the keys whose value is now another. Nothing is logged or told when none is.
 * Refuses `request.validation` for every value that is not right, and then changes none (api-v2.md 2.2, 3.15).
 */
export async function changeSettings(
  parts: SettingParts,
  act: Act,
  page: SettingPage,
  asked: Record<string, unknown>,
): Promise<string[]> {
  const { cafeId, now } = act;
  const { exponent } = await parts.cafes.scope(cafeId);
  const context = { exponent, badAddresses: (list: string) => parseAddressList(list).bad };
  const keys = await act.transact(async (tx) => {
    // Two who change settings at once wait for each other, so that "before" is what was there.
    await lockCafe(tx, cafeId);
    const settings = new Settings(await listSettings(tx, cafeId));
    const changes: SettingChange[] = [];
    const details: string[] = [];
    for (const [setting, after] of judged(page, asked, settings, context)) {
      const change = { key: setting.key, before: settings.value(setting.key), after };
      if (isSame(setting, change.before, after)) continue;
      await setSetting(tx, cafeId, setting.key, after, now);
      changes.push(change);
      details.push(told(setting, change));
    }
    if (changes.length === 0) return [];
    const changed = changes.map(({ key }) => key);
    await parts.applySettings?.(tx, cafeId, changes, now);
    await logConfigUpdate(tx, cafeId, act, `${page}: ${details.join("; ")}`);
    await tx.announce(cafeId, "settings.changed", { keys: changed });
    await parts.bus.drop(tx, "cafe", cafeId);
    return changed;
  });
  if (keys.length > 0) parts.bus.dropHere("cafe", cafeId);
  return keys;
}
