import { afterAll, beforeAll, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";
import { addPcGroup } from "../pcs/index.ts";
import { gridOf } from "./price-samples.ts";

/** "What would it cost", and where no price holds. The café stands in Madrid. */

const clock = new TurnedClock("2026-11-02T09:30:00Z");
let server: TestServer;
let admin: ApiCaller;
let groupId: number;
let dayId: number;

beforeAll(async () => {
  server = await openTestServer({ clock });
  admin = server.caller(await server.signIn());
  groupId = await server.db.transact((tx) => addPcGroup(tx, server.cafe.cafeId, { name: "Stage" }));
  const added = await admin.call("POST", "prices", {
    ...{ price_name: "Day and night", price_type: "fixed", price_price1: 50, price_price2: 60 },
    ...{ price_grid: gridOf((_, hour) => (hour < 10 ? 1 : 2)), price_pc_group_ids: [groupId] },
  });
  dayId = (added.data as { price_id: number }).price_id;
});
afterAll(() => server.close());

const preview = async (input: Record<string, unknown>) =>
  admin.call("POST", "prices/action/preview", {
    ...{ pc_group_id: groupId, member_group_id: 0, date: "2026-11-02" },
    ...{ time_start: "09:15", time_end: "10:15", ...input },
  });

test("the price that holds is worked out in words (worked example 12)", async () => {
  expect((await preview({})).data).toEqual({
    price_id: dayId,
    price_name: "Day and night",
    price_show: "50.00 - 60.00 / h",
    holds: 1,
    holding_price_id: dayId,
    holding_price_name: "Day and night",
    discount_pc_time: 0,
    used_secs: "01:00:00",
    cost: "52.50",
    tax: "0.00",
    total: "52.50",
    cost_details: "00:45:00 at 50.00 / h + 00:15:00 at 60.00 / h = 52.50",
  });
});

test.each([
  ["lived twice in autumn", "2026-10-25", "01:30", "03:30", "03:00:00", "7.00"],
  ["skipped in spring", "2026-03-29", "01:30", "03:30", "01:00:00", "3.00"],
  ["over midnight", "2026-11-02", "23:00", "01:00", "02:00:00", "6.00"],
  ["to the end of the day", "2026-11-02", "23:00", "24:00", "01:00:00", "2.00"],
  ["a whole day", "2026-11-02", "10:00", "10:00", "24:00:00", "52.00"],
])("an hour is counted as it is lived: %s (worked example 13)", async (_, date, from, to, used, cost) => {
  const draft = {
    ...{ price_type: "fixed", price_name: "Draft", price_price1: 4, price_price2: 2 },
    price_grid: gridOf((__, hour) => (hour < 2 ? 1 : 2)),
  };
  const { data } = await preview({ ...draft, date, time_start: from, time_end: to });
  expect(data).toMatchObject({ price_id: null, used_secs: used, total: cost });
});

test("a change that is not saved yet is tried out, and who would hold then is told", async () => {
  const before = (await admin.call("GET", "prices")).text;
  const dearer = await preview({ price_id: dayId, price_price1: 70, price_pc_group_ids: [] });
  // Of two prices for all the lower id holds.
  expect(dearer.data).toMatchObject({ total: "67.50", holds: 0, holding_price_name: "Default" });
  const draft = {
    price_type: "dynamic",
    price_dynamic: [
      { time: 60, amount: 4 },
      { time: 180, amount: 9 },
    ],
  };
  const first = await preview({ ...draft, price_pc_group_ids: [groupId], price_member_group_ids: [0] });
  expect(first.data).toMatchObject({
    ...{ price_id: null, holds: 1, holding_price_id: null, total: "4.00" },
    cost_details: "01:00:00 at 4.00 / 60 min, 9.00 / 180 min = 4.00",
  });
  expect((await admin.call("GET", "prices")).text).toBe(before);
});

test("discount, tax, minimum and free minutes come from the café as it is set", async () => {
  await admin.call("PUT", "memberGroups/0", { member_group_discount_pc_time: 10 });
  await admin.call("PUT", "configs/paymentSettings", {
    ...{ tax4_name: "VAT", tax4_percentage: "10.00", minimum_charge: "20.00" },
  });
  await admin.call("PUT", "configs/centerSettings", { free_time_minutes: 15 });
  const ask = async (input: Record<string, unknown>) => (await preview(input)).data;
  expect(await ask({})).toMatchObject({
    ...{ discount_pc_time: 10, cost: "36.00", tax: "3.60", total: "39.60" },
    cost_details:
      "00:15:00 free; 00:30:00 at 50.00 / h + 00:15:00 at 60.00 / h = 40.00; less 10 % = 36.00; tax 10 % on top 3.60 = 39.60",
  });
  expect(await ask({ member_group_id: -3, time_end: "09:40" })).toMatchObject({
    ...{ cost: "20.00", tax: "2.00", total: "22.00" },
  });
  expect(await ask({ member_group_id: -3, time_end: "09:30" })).toMatchObject({ total: "0.00" });
  expect(await ask({ member_group_id: -5 })).toMatchObject({ total: "0.00", discount_pc_time: 100 });
  await admin.call("PUT", "memberGroups/0", { member_group_discount_pc_time: 0 });
  await admin.call("PUT", "configs/paymentSettings", { tax4_percentage: "0.00", minimum_charge: "0.00" });
  await admin.call("PUT", "configs/centerSettings", { free_time_minutes: 0 });
});

test.each<[string, Record<string, unknown>, number, string]>([
  ["another PC group", { pc_group_id: 999_999 }, 404, "pc_group.not_found"],
  ["another member group", { member_group_id: 999_999 }, 404, "member_group.not_found"],
  ["another price", { price_id: 999_999 }, 404, "price.not_found"],
  ["a draft with a fault", { price_type: "fixed" }, 400, "request.validation"],
  ["a year far away", { date: "2199-01-01" }, 400, "request.validation"],
  ["no time", { time_end: undefined }, 400, "request.validation"],
])("%s is refused", async (_, input, code, error) => {
  expect(await preview(input)).toMatchObject({ code, error });
});

test("it is shown which price holds for whom, and where none does", async () => {
  const read = async () =>
    (await admin.call("GET", "prices/action/coverage")).data as {
      pc_groups: { pc_group_id: number }[];
      member_groups: { member_group_id: number }[];
      prices: { pc_group_id: number; member_group_id: number; price_name: string | null }[];
      gaps: { pc_group_id: number; member_group_id: number }[];
    };
  const all = await read();
  expect(all.gaps).toEqual([]);
  expect(all.prices).toHaveLength(all.pc_groups.length * all.member_groups.length);
  expect(all.member_groups.map(({ member_group_id: id }) => id)).toEqual([-5, -4, -3, -2, -1, 0]);
  const held = (group: number) => all.prices.filter((cell) => cell.pc_group_id === group);
  expect(new Set(held(groupId).map(({ price_name: name }) => name))).toEqual(new Set(["Day and night"]));

  const prices = (await admin.call("GET", "prices")).data as { price_id: number; price_name: string }[];
  const first = prices.find(({ price_name: name }) => name === "Default");
  await admin.call("PUT", `prices/${first?.price_id}`, { price_member_group_ids: [0, -2, -3, -4, -5] });
  const narrowed = await read();
  expect(narrowed.gaps).toEqual([{ pc_group_id: server.cafe.pcGroupId, member_group_id: -1 }]);
  expect(narrowed.prices.find(({ price_name: name }) => name === null)).toMatchObject(narrowed.gaps[0]!);
  const none = await preview({ pc_group_id: server.cafe.pcGroupId, member_group_id: -1 });
  expect(none).toMatchObject({ code: 409, error: "pricing.no_price" });
});
