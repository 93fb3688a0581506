import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { secureIds } from "../../kernel/ids.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { registerServer, setUpCafe } from "../cafes/index.ts";
import { choosePrice, faultOfPrice, type Tier } from "./price-rules.ts";
import { addFirstPrice, addPrice, listPrices, type NewPrice } from "./price-store.ts";

const now = new Date("2026-01-01T00:00:00Z");
const week = (tier: Tier) => Array.from({ length: 7 }, () => Array.from({ length: 48 }, () => tier));

let testing: TestDatabase;
let cafeId: number;

beforeAll(async () => (testing = await openTestDatabase()));
afterAll(() => testing.close());
beforeEach(async () => {
  await testing.db.transact(async (tx) => {
    await registerServer(tx, "main", "main", "https://cloud.example", now);
    const cafe = {
      name: "Test",
      countryCode: "ES",
      currencyCode: "EUR",
      zone: "UTC",
      serverCode: "main",
      now,
    };
    ({ cafeId } = await setUpCafe(tx, secureIds, cafe));
  });
});

const evening: NewPrice = {
  name: "VIP evening",
  color: "#f59f00",
  order: 2,
  isActive: true,
  type: "fixed",
  ratesPerHourMinor: [400, null, 600, null],
  grid: week(3),
  dynamicRows: [],
  roundingMinor: 50,
  taxed: false,
  pcGroupIds: [200001, 200002],
  memberGroupIds: [0, -2],
};
const steps: NewPrice = {
  ...evening,
  name: "Steps",
  order: 1,
  type: "dynamic",
  dynamicRows: [
    { minutes: 60, amountMinor: 400 },
    { minutes: 180, amountMinor: 1000 },
  ],
};

test("a price reads back as it was added, unused tiers as null", async () => {
  const [id, second] = await testing.db.transact(async (tx) => [
    await addPrice(tx, cafeId, evening),
    await addPrice(tx, cafeId, steps),
  ]);
  expect(await listPrices(testing.db, cafeId)).toEqual([
    { ...steps, id: second, version: 1 },
    { ...evening, id, version: 1 },
  ]);
});

test("prices belong to their café", async () => {
  await testing.db.transact((tx) => addPrice(tx, cafeId, evening));
  expect(await listPrices(testing.db, cafeId + 1)).toEqual([]);
});

test("a price with a fault is not stored", async () => {
  const faulty = testing.db.transact((tx) => addPrice(tx, cafeId, { ...evening, grid: week(2) }));
  await expect(faulty).rejects.toThrow("tier 2");
  expect(await listPrices(testing.db, cafeId)).toEqual([]);
});

test.each([
  ["EUR", 200],
  ["KWD", 2000],
  ["JPY", 200],
])("a new café in %s starts with one price for everybody, %i minor units an hour", async (currency, rate) => {
  await testing.db.transact((tx) => addFirstPrice(tx, cafeId, currency));
  const prices = await listPrices(testing.db, cafeId);
  expect(prices).toHaveLength(1);
  expect(prices[0] && faultOfPrice(prices[0])).toBeNull();
  for (const memberGroupId of [0, -1, -5, 7]) {
    expect(choosePrice(prices, 200001, memberGroupId)).toMatchObject({
      name: "Default",
      type: "fixed",
      ratesPerHourMinor: [rate, null, null, null],
      grid: Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 1)),
    });
  }
});
