import { describe, expect, test } from "vitest";
import { settingKeys, settingOf } from "../../../contract/setting-keys.ts";
import { filledPcSettings, pcSettingsOf, plainPcSettings } from "./pc-settings-rules.ts";

const none = { address: "", updatedUnix: 0 };
const settingsWith = (stored: Record<string, unknown>) =>
  pcSettingsOf({
    value: (key) => (key in stored ? stored[key] : settingOf(key)?.default),
    serverCode: "main",
    cafeLogo: { address: "/images/logo", updatedUnix: 1735689600 },
    memberLogo: none,
  });

describe("the settings that reach a PC", () => {
  test("exactly the keys of the allow-list leave, whatever is stored", () => {
    const everything = Object.fromEntries(settingKeys.map(({ key }) => [key, "stored"]));
    const keys = Object.keys(settingsWith(everything)).sort();
    expect(keys).toEqual([...new Set([...plainPcSettings, ...filledPcSettings])].sort());
  });

  test("each of them is a setting of the contract, once, or filled in by the server", () => {
    expect(new Set(plainPcSettings).size).toBe(plainPcSettings.length);
    for (const key of plainPcSettings) expect(settingOf(key), key).toBeDefined();
    for (const key of filledPcSettings) expect(plainPcSettings).not.toContain(key);
  });

  test("no setting that holds secrets is sent as it is stored", () => {
    const secret = settingKeys.filter((setting) => setting.secret).map(({ key }) => key);
    expect(plainPcSettings.filter((key) => secret.includes(key))).toEqual([]);
  });

  test("of gateways and social log-ins only name and switches leave, never their keys", () => {
    const settings = settingsWith({
      payment_gateway: { name: "qrpay", key: "secret-1" },
      social_login_accounts: {
        google: { enable: 1, secret: "secret-2" },
        facebook: 1,
        telegram: { token: "secret-3" },
      },
    });
    expect(settings["payment_gateway"]).toBe("qrpay");
    expect(settings["social_login_accounts"]).toEqual({ google: 1, facebook: 1, telegram: 0 });
    expect(JSON.stringify(settings)).not.toContain("secret-");
  });

  test("admin_password is empty, server and logos are filled in", () => {
    expect(settingsWith({})).toMatchObject({
      admin_password: "",
      license_info: { license_server_code: "main" },
      cafe_info_cafe_logo: "/images/logo",
      cafe_info_cafe_logo_update: 1735689600,
      cafe_info_member_logo: "",
      cafe_info_member_logo_update: 0,
    });
  });
});
