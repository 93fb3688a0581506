import { describe, expect, test } from "vitest";
import { settingKeys, settingOf, type SettingKey } from "../../../contract/setting-keys.ts";
import { checkedKeys, judgeSetting, type CheckContext } from "./setting-checks-rules.ts";

const context: CheckContext = {
  exponent: 2,
  badAddresses: (list) => list.split(",").filter((part) => part.includes("x")),
};
const judge = (key: string, value: unknown, exponent = 2) =>
  judgeSetting(settingOf(key) as SettingKey, value, { ...context, exponent });
const hundred = [100, 100, 100, 100, 100, 100, 100];

describe("every default of the contract may be stored", () => {
  test.each(settingKeys.map((setting) => [setting.key, setting] as const))("%s", (_key, setting) => {
    const sent = setting.kind === "flag" ? setting.default === 1 : setting.default;
    expect(judgeSetting(setting, sent, context)).toEqual({ value: setting.default });
  });
});

test("the table speaks of settings of the contract only, and of each once", () => {
  expect(checkedKeys.filter((key) => settingOf(key) === undefined)).toEqual([]);
  expect(new Set(checkedKeys).size).toBe(checkedKeys.length);
});

describe("a value that is right is stored", () => {
  test.each<[string, unknown, unknown]>([
    ["timezone", "+05:30", "+05:30"],
    ["timezone", "Europe/Madrid", "Europe/Madrid"],
    ["enable_topup", true, 1],
    ["enable_topup", false, 0],
    ["bonus_expiration_time", 168, 168],
    ["minimum_charge", "1.5", "1.50"],
    ["minimum_charge", "3", "3.00"],
    ["tax1_percentage", "8.25", "8.25"],
    ["topup_reward_percent", [0, 1000, "50", 100, 100, 100, 100], [0, 1000, "50", 100, 100, 100, 100]],
    [
      "price_bonus",
      [
        { limit: 50, value: 5 },
        { limit: "100", value: "12.50" },
      ],
      [
        { limit: 50, value: 5 },
        { limit: "100", value: "12.50" },
      ],
    ],
    ["price_bonus", [[50, 5]], [[50, 5]]],
    ["price_button", [{ min: 60, money: 2.5 }], [{ min: 60, money: 2.5 }]],
    ["pay_later", { member_groups: [-3, 7] }, { member_groups: [-3, 7] }],
    ["booking_types", ["time"], ["time"]],
    ["protection_settings", { cmd: 1, usb: "0" }, { cmd: 1, usb: "0" }],
    ["staff_access_range", "192.0.2.0/24,2001:db8::1", "192.0.2.0/24,2001:db8::1"],
    ["staff_allow_ip", ["192.0.2.7"], ["192.0.2.7"]],
    ["client_idle_action", "", ""],
    ["period_report_to_google_drive", "", ""],
    ["client_themes_front_color", "#1b6ef3", "#1b6ef3"],
    ["tracker_url", "udp://tracker.example:6969", "udp://tracker.example:6969"],
  ])("%s = %j", (key, sent, stored) => expect(judge(key, sent)).toEqual({ value: stored }));
});

describe("a value that is not right is refused with the field and what would be right", () => {
  test.each<[string, unknown, string]>([
    [
      "timezone",
      "Mars/Olympus",
      "The timezone must be an offset such as +08:00 or a zone such as Europe/Vienna.",
    ],
    ["timezone", "", "an offset"],
    ["timezone", "Etc/Nowhere", "an offset"],
    ["timezone", "8", "an offset"],
    ["currency", "", "The currency must be a sign or code such as $ or EUR."],
    ["license_lang", "English!", "a language such as en"],
    ["bonus_unit", "", "The bonus_unit must be one of currency, percent."],
    ["bonus_expiration_time", 169, "at most 168"],
    ["topup_reward_percent", hundred.slice(1), "a list of 7 numbers from 0 to 1000, Monday first"],
    ["topup_reward_percent", [...hundred, 100], "7 numbers"],
    ["topup_reward_percent", [...hundred.slice(1), 1001], "7 numbers"],
    ["topup_reward_percent", [...hundred.slice(1), -1], "7 numbers"],
    ["topup_reward_percent", [...hundred.slice(1), null], "7 numbers"],
    ["topup_reward_percent", {}, "must be a JSON list"],
    ["price_bonus", [{ limit: 50 }], "rising limits"],
    [
      "price_bonus",
      [
        [50, 5],
        [50, 6],
      ],
      "rising limits",
    ],
    ["price_bonus", [[50, -5]], "rising limits"],
    ["price_button", [{ min: 0, money: 1 }], "min in whole minutes from 1"],
    ["pay_later", [], "must be a JSON object"],
    ["pay_later", { member_groups: "all" }, "member_groups"],
    ["booking_types", ["queue"], '"hold", "time" and "offer"'],
    ["alert_client_before_end", [1.5], "whole numbers of minutes"],
    ["alert_client_before_end", Array.from({ length: 31 }, () => 1), "at most 30"],
    ["member_settings", { email: 2 }, "0 or 1"],
    ["minimum_charge", "1.234", "The minimum_charge may have at most 2 decimal places."],
    ["tax1_percentage", "1.234", "at most 2 decimal places"],
    ["staff_access_range", "10.0.0.x", "addresses or ranges"],
    ["staff_allow_ip", ["10.0.0.x"], "addresses or ranges"],
    ["tracker_url", "javascript:alert(1)", "an address such as"],
    ["main_htm", " javascript:alert(1)", "a web address or the name of a file"],
    ["web_seed_url", "not a url", "a web address"],
    ["client_themes_back_color", "red;background:url(x)", "a colour such as"],
    ["game_drive", "", "a drive or folder"],
    ["offline_play_minutes", 10_081, "at most 10080"],
    ["wss_lock_timeout", 86_401, "at most 86400"],
    ["task_groups", ["x".repeat(300_000)], "may not be longer"],
  ])("%s = %j", (key, sent, sentence) => {
    const judged = judge(key, sent);
    expect(judged).toHaveProperty("refused");
    expect((judged as { refused: string }).refused).toContain(sentence);
    expect((judged as { refused: string }).refused).toContain(`The ${key} `);
  });
});

test("an amount has the places of the café's currency, a percent has two", () => {
  expect(judge("minimum_charge", "20.5", 0)).toHaveProperty("refused");
  expect(judge("minimum_charge", "20.00", 0)).toEqual({ value: "20.00" });
  expect(judge("minimum_charge", "1.234", 3)).toEqual({ value: "1.234" });
  expect(judge("tax1_percentage", "20.5", 0)).toEqual({ value: "20.50" });
});
