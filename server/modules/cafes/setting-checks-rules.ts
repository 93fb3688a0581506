import type { SettingKey } from "../../../contract/setting-keys.ts";
import { isZone } from "../../kernel/local-time.ts";
import { decimalFromMinor, minorFromDecimal } from "../../kernel/money.ts";

/**
 * What a setting may hold beyond what the contract's kind, range and choices say (api-v2.md 3.15). Pure: the table below
 * is data, one row for each key or few keys.
 */

export interface CheckContext {
  /** Decimal places of the café's minor unit. */
  exponent: number;
  /** Entries of a comma list that are neither address nor CIDR range. */
  badAddresses: (list: string) => readonly string[];
}

interface Check {
  keys: readonly string[];
  holds: (value: unknown, context: CheckContext) => boolean;
  /** What would be right; completes "The {key} must be …". */
  wanted: string;
}

const longestJson = 256 * 1024;

type Named = Record<string, unknown>;
const isObject = (value: unknown): value is Named =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Programs send numbers as text too. */
const numberOf = (value: unknown): number => {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d{1,12}(\.\d+)?$/.test(value.trim()) ? Number(value) : NaN;
};
const isWithin = (min: number, max: number) => (value: unknown) =>
  numberOf(value) >= min && numberOf(value) <= max;
const isWhole = (min: number, max: number) => (value: unknown) =>
  Number.isInteger(numberOf(value)) && isWithin(min, max)(value);
const isId = (value: unknown) =>
  Number.isInteger(typeof value === "string" && /^-?\d{1,12}$/.test(value) ? Number(value) : value);
const isShortText = (value: unknown) => typeof value === "string" && value.length > 0 && value.length <= 500;
const listOf = (most: number, holds: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length <= most && value.every(holds);
const flagsByName = (value: unknown) =>
  isObject(value) && Object.values(value).every((flag) => [0, 1, "0", "1", true, false].includes(flag as 0));

const hasZoneOfIntl = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

/** Limit and value of a row of the top-up bonus, in every form the ledger reads. */
const bonusStep = (row: unknown): readonly [number, number] => {
  if (Array.isArray(row)) return [numberOf(row[0]), numberOf(row[1])];
  if (!isObject(row)) return [NaN, NaN];
  return [numberOf(row["limit"] ?? row["money"] ?? row["topup"]), numberOf(row["value"] ?? row["bonus"])];
};

function isBonusTable(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > 50) return false;
  const steps = value.map(bonusStep);
  return steps.every(([limit, worth], at) => limit >= 0 && worth >= 0 && limit > (steps[at - 1]?.[0] ?? -1));
}

function isWebAddress(protocols: readonly string[]) {
  return (value: unknown) => {
    if (value === "") return true;
    try {
      return protocols.includes(new URL(String(value)).protocol);
    } catch {
      return false;
    }
  };
}

const atMost = (most: number, ...keys: string[]): Check => ({
  keys,
  holds: (value) => Number(value) <= most,
  wanted: `at most ${most}`,
});

const checks: readonly Check[] = [
  {
    keys: ["timezone"],
    holds: (value) => isZone(String(value)) && hasZoneOfIntl(String(value)),
    wanted: "an offset such as +08:00 or a zone such as Europe/Vienna",
  },
  { keys: ["currency"], holds: (value) => value !== "", wanted: "a sign or code such as $ or EUR" },
  {
    keys: ["license_lang"],
    holds: (value) => /^[a-z]{2,3}([-_][A-Za-z0-9]{2,8})?$/.test(String(value)),
    wanted: "a language such as en or pt-BR",
  },
  {
    keys: ["alert_client_before_end", "notification_before_closing", "notification_before_console_end"],
    holds: listOf(30, isWhole(0, 1_440)),
    wanted: "a list of at most 30 whole numbers of minutes from 0 to 1440, such as [5,1]",
  },
  {
    keys: ["price_bonus"],
    holds: isBonusTable,
    wanted: 'a list of at most 50 steps with rising limits, such as [{"limit":50,"value":5}]',
  },
  {
    keys: ["topup_reward_percent"],
    holds: (value) => Array.isArray(value) && value.length === 7 && value.every(isWithin(0, 1_000)),
    wanted: "a list of 7 numbers from 0 to 1000, Monday first",
  },
  {
    keys: ["price_button"],
    holds: listOf(
      50,
      (row) => isObject(row) && isWhole(1, 100_000)(row["min"]) && isWithin(0, 1e9)(row["money"]),
    ),
    wanted: 'a list of at most 50 buttons such as [{"min":60,"money":2}], min in whole minutes from 1',
  },
  {
    keys: ["pay_later"],
    holds: (value) =>
      isObject(value) && (value["member_groups"] === undefined || listOf(200, isId)(value["member_groups"])),
    wanted: 'an object such as {"member_groups":[-3]}',
  },
  {
    keys: ["booking_types"],
    holds: listOf(3, (kind) => kind === "hold" || kind === "time" || kind === "offer"),
    wanted: 'a list of "hold", "time" and "offer"',
  },
  { keys: ["booking_offers"], holds: listOf(1_000, isId), wanted: "a list of offer ids" },
  {
    keys: ["member_settings", "protection_settings"],
    holds: flagsByName,
    wanted: 'an object of names with 0 or 1, such as {"usb":1}',
  },
  {
    keys: ["user_block_program", "menu_hosts"],
    holds: listOf(500, isShortText),
    wanted: "a list of at most 500 texts",
  },
  {
    keys: ["game_auto_launch_delay"],
    holds: listOf(50, (row) => isObject(row) && isWhole(0, 3_600)(row["delay"])),
    wanted: 'a list such as [{"game_type":5,"delay":3}], delay in whole seconds from 0 to 3600',
  },
  {
    keys: ["staff_access_range"],
    holds: (value, { badAddresses }) => badAddresses(String(value)).length === 0,
    wanted: "a comma list of addresses or ranges such as 192.0.2.0/24",
  },
  {
    keys: ["staff_allow_ip"],
    holds: (value, { badAddresses }) =>
      listOf(200, isShortText)(value) && badAddresses((value as string[]).join(",")).length === 0,
    wanted: 'a list of addresses or ranges such as ["192.0.2.7"]',
  },
  {
    keys: ["web_seed_url"],
    holds: isWebAddress(["http:", "https:"]),
    wanted: "a web address such as https://files.example/",
  },
  {
    keys: ["tracker_url"],
    holds: isWebAddress(["http:", "https:", "udp:", "ws:", "wss:"]),
    wanted: "an address such as https://tracker.example/announce",
  },
  {
    keys: ["main_htm", "client_login_video", "client_bg_video"],
    holds: (value) => !/^\s*(javascript|data|vbscript):/i.test(String(value)),
    wanted: "a web address or the name of a file",
  },
  {
    keys: ["client_themes_front_color", "client_themes_back_color"],
    holds: (value) => /^[#A-Za-z0-9(),.%\s]*$/.test(String(value)),
    wanted: "a colour such as #1b6ef3",
  },
  {
    keys: ["game_drive", "save_drive"],
    holds: (value) => value !== "",
    wanted: "a drive or folder such as D",
  },
  atMost(168, "bonus_expiration_time"),
  atMost(500, "max_extra_session", "client_pc_name_size"),
  atMost(
    1_440,
    "free_time_minutes",
    "refund_within_minutes",
    "client_idle_mins",
    "auto_shutdown_idle_sonoff",
  ),
  atMost(3_600, "power_on_interval_seconds", "power_off_interval_seconds", "client_save_load_timeout"),
  atMost(10_080, "auto_checkout_power_outage_minutes", "offline_play_minutes"),
  atMost(525_600, "min_hours_before_booking", "min_booking_duration_minutes", "booking_cancel_minutes"),
  atMost(1_440, "booking_queue_hold_minutes", "booking_grace_minutes"),
  atMost(86_400, "wss_ping_interval", "wss_ping_timeout", "wss_connect_interval", "wss_lock_timeout"),
  atMost(3_650, "rank_last_days", "savelogdays"),
];

const checkOf = new Map(checks.flatMap((check) => check.keys.map((key) => [key, check] as const)));

/** Amounts of money; the other decimals are percents. */
const amounts = new Set([
  "cafe_monthly_expense",
  "postpaid_max_balance",
  "mini_qr_payment",
  "minimum_charge",
  "allow_auto_loan",
]);

/** Decimal places a decimal setting has in this café: those of its currency for an amount, two for a percent. */
export const placesOf = (key: string, exponent: number): number => (amounts.has(key) ? exponent : 2);

export type Judged = { value: unknown } | { refused: string };

function judgeDecimal({ key }: SettingKey, value: unknown, exponent: number): Judged {
  const places = placesOf(key, exponent);
  const minor = minorFromDecimal(String(value), places);
  return minor === null
    ? { refused: `The ${key} may have at most ${places} decimal places.` }
    : { value: decimalFromMinor(minor, places) };
}

function judgeJson({ key, default: initial }: SettingKey, value: unknown): Judged {
  if (Array.isArray(initial) && !Array.isArray(value)) return { refused: `The ${key} must be a JSON list.` };
  if (!Array.isArray(initial) && !isObject(value)) return { refused: `The ${key} must be a JSON object.` };
  if (JSON.stringify(value).length > longestJson)
    return { refused: `The ${key} may not be longer than ${longestJson} characters of JSON.` };
  return { value };
}

function judgeKind(setting: SettingKey, value: unknown, exponent: number): Judged {
  const { key, kind, choices } = setting;
  if (kind === "flag") return { value: value ? 1 : 0 };
  if (kind === "dec") return judgeDecimal(setting, value, exponent);
  if (kind === "json") return judgeJson(setting, value);
  // The parser lets an empty text through before it looks at the choices; some choices cannot be "none".
  if (kind === "text" && value === "" && choices !== undefined && setting.default !== "") {
    return { refused: `The ${key} must be one of ${choices.join(", ")}.` };
  }
  return { value };
}

/** A parsed value as it is stored (flags 0/1, decimals with their places), or the sentence that says what would be right. */
export function judgeSetting(setting: SettingKey, value: unknown, context: CheckContext): Judged {
  const judged = judgeKind(setting, value, context.exponent);
  if ("refused" in judged) return judged;
  const check = checkOf.get(setting.key);
  if (check === undefined || check.holds(judged.value, context)) return judged;
  return { refused: `The ${setting.key} must be ${check.wanted}.` };
}

/** Keys the table speaks of; a test holds them against the contract. */
export const checkedKeys: readonly string[] = [...checkOf.keys(), ...amounts];
