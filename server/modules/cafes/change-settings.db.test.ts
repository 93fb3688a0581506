import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { CacheBus } from "../../kernel/cache-bus.ts";
import { openDatabase, type Db } from "../../kernel/db/database.ts";
import { silentLog } from "../../kernel/log.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { addSampleCafe, listAnnounced, listConfigLogs, openProcess, sampleActOf } from "./cafe-samples.ts";
import type { Cafes } from "./cafe-scope.ts";
import { changeSettings, type SettingChange } from "./change-settings.ts";
import { pageOnWire } from "./settings-wire.ts";

let database: TestDatabase;
let other: Db;
let here: { bus: CacheBus; cafes: Cafes };
let there: { bus: CacheBus; cafes: Cafes };
let cafeId: number;

beforeAll(async () => {
  database = await openTestDatabase();
  other = openDatabase(database.url, silentLog, 4);
  [here, there] = [await openProcess(database.db), await openProcess(other)];
});
afterAll(async () => {
  await here.bus.close();
  await there.bus.close();
  await other.close();
  await database.close();
});
beforeEach(async () => {
  ({ cafeId } = await addSampleCafe(database.db, "Café"));
});

const act = () => sampleActOf(database.db, cafeId);
const pageOf = async (cafes: Cafes, page: Parameters<typeof pageOnWire>[0]) => {
  const { settings, exponent } = await cafes.scope(cafeId);
  return pageOnWire(page, settings, exponent);
};

describe("changing settings", () => {
  test("answers only the keys whose value is now another, and writes one log row with before and after", async () => {
    const asked = { timezone: "Asia/Tokyo", enable_topup: true, free_time_minutes: 5 };
    expect(await changeSettings(here, act(), "centerSettings", asked)).toEqual([
      "timezone",
      "free_time_minutes",
    ]);
    expect(await listConfigLogs(database.db, cafeId)).toEqual([
      'centerSettings: timezone: "Europe/Madrid" → "Asia/Tokyo"; free_time_minutes: 0 → 5',
    ]);
    expect(await listAnnounced(database.db, cafeId)).toEqual([{ keys: ["timezone", "free_time_minutes"] }]);
    expect((await here.cafes.scope(cafeId)).zone).toBe("Asia/Tokyo");
  });

  test("the same values again change, log and tell nothing", async () => {
    await changeSettings(here, act(), "paymentSettings", { minimum_charge: "1.5" });
    expect(await changeSettings(here, act(), "paymentSettings", { minimum_charge: "1.50" })).toEqual([]);
    expect(await listConfigLogs(database.db, cafeId)).toHaveLength(1);
    expect(await listAnnounced(database.db, cafeId)).toHaveLength(1);
  });

  test("one value that is not right refuses all, with each field named", async () => {
    const asked = { timezone: "Nowhere", currency: "", free_time_minutes: 5 };
    const refused = changeSettings(here, act(), "centerSettings", asked);
    await expect(refused).rejects.toMatchObject({
      error: "request.validation",
      data: {
        fields: {
          timezone: [expect.stringContaining("such as +08:00")],
          currency: [expect.stringContaining("such as $")],
        },
      },
    });
    expect((await pageOf(here.cafes, "centerSettings"))["free_time_minutes"]).toBe(0);
    expect(await listConfigLogs(database.db, cafeId)).toEqual([]);
  });

  test("keys of another page are ignored", async () => {
    expect(
      await changeSettings(here, act(), "gameSettings", { timezone: "Asia/Tokyo", game_drive: "E" }),
    ).toEqual(["game_drive"]);
    expect((await here.cafes.scope(cafeId)).zone).toBe("Europe/Madrid");
  });

  test("a secret reads as ***, *** keeps it, and neither log nor answer ever holds it", async () => {
    await changeSettings(here, act(), "paymentSettings", {
      payment_gateway: { name: "gate", key: "sk_live_7" },
    });
    expect((await pageOf(here.cafes, "paymentSettings"))["payment_gateway"]).toBe("***");
    expect(await changeSettings(here, act(), "paymentSettings", { payment_gateway: "***" })).toEqual([]);
    expect(
      await changeSettings(here, act(), "paymentSettings", {
        payment_gateway: { name: "other", key: "***" },
      }),
    ).toEqual(["payment_gateway"]);
    expect((await here.cafes.scope(cafeId)).settings.json("payment_gateway")).toEqual({
      name: "other",
      key: "sk_live_7",
    });
    expect((await listConfigLogs(database.db, cafeId)).join()).not.toContain("sk_live_7");
    expect(await listConfigLogs(database.db, cafeId)).toEqual(
      Array(2).fill("paymentSettings: payment_gateway changed"),
    );
  });

  test("the currency is only a sign: the minor unit stays", async () => {
    await changeSettings(here, act(), "centerSettings", { currency: "¥" });
    const scope = await here.cafes.scope(cafeId);
    expect([scope.settings.text("currency"), scope.exponent, scope.row.currency_code]).toEqual([
      "¥",
      2,
      "EUR",
    ]);
  });

  test("what a change brings with it is in the same transaction: when it fails, nothing is changed", async () => {
    const heard: (readonly SettingChange[])[] = [];
    const failing = {
      ...here,
      applySettings: async (_tx: unknown, _cafeId: number, changes: readonly SettingChange[]) => {
        heard.push(changes);
        throw new Error("the lots could not be changed");
      },
    };
    await expect(
      changeSettings(failing, act(), "loyaltySettings", { bonus_expiration_time: 24 }),
    ).rejects.toThrow("the lots");
    expect(heard).toEqual([[{ key: "bonus_expiration_time", before: 0, after: 24 }]]);
    expect((await pageOf(here.cafes, "loyaltySettings"))["bonus_expiration_time"]).toBe(0);
  });

  test("of many who set the same value at once only one changes it", async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        changeSettings(here, act(), "centerSettings", { free_time_minutes: 7 }),
      ),
    );
    expect(answers.filter((keys) => keys.length === 1)).toHaveLength(1);
    expect(await listConfigLogs(database.db, cafeId)).toHaveLength(1);
  });

  test("a change made by one process is seen by the other", async () => {
    expect((await there.cafes.scope(cafeId)).zone).toBe("Europe/Madrid");
    await changeSettings(here, act(), "centerSettings", { timezone: "Asia/Tokyo" });
    expect((await here.cafes.scope(cafeId)).zone).toBe("Asia/Tokyo");
    await vi.waitFor(async () => expect((await there.cafes.scope(cafeId)).zone).toBe("Asia/Tokyo"), {
      timeout: 5_000,
      interval: 5,
    });
  });

  test("a change of one café leaves another as it is", async () => {
    const neighbour = await addSampleCafe(database.db, "Neighbour");
    await changeSettings(here, act(), "centerSettings", { timezone: "Asia/Tokyo" });
    expect((await here.cafes.scope(neighbour.cafeId)).zone).toBe("Europe/Madrid");
    expect(await listConfigLogs(database.db, neighbour.cafeId)).toEqual([]);
  });
});

test("a page reads flags and numbers as numbers, decimals as text with two places, json as JSON text", async () => {
  expect(await pageOf(here.cafes, "paymentSettings")).toMatchObject({
    payment_method_cash: 1,
    payment_method_qr: 0,
    minimum_charge: "0.00",
    credit_card_price_rate: "100.00",
    pay_later: '{"member_groups":[-3]}',
    payment_gateway: "{}",
    tax4_name: "",
  });
});
