import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";
import { insertMembers } from "../members/index.ts";
import { addPc, addPcGroup } from "../pcs/index.ts";
import { gridOf } from "./price-samples.ts";

const clock = new TurnedClock("2026-11-02T09:30:00Z");
let server: TestServer;
let admin: ApiCaller;
let key: ApiCaller;

beforeAll(async () => {
  server = await openTestServer({ clock });
  admin = server.caller(await server.signIn());
  key = server.caller(await server.makeKey());
});
afterAll(() => server.close());

const evening = {
  price_name: "VIP evening",
  price_type: "fixed",
  price_price1: "4.00",
  price_price2: "6.00",
  price_grid: gridOf((_, cell) => (cell < 36 ? 1 : 2), 48),
  price_member_group_ids: [0, -2],
  price_rounding: "0.50",
  price_tax_id: 0,
  price_order: 3,
  price_color: "#f59f00",
};

let names = 0;
async function addPrice(changes: Record<string, unknown> = {}): Promise<number> {
  const answer = await admin.call("POST", "prices", {
    ...evening,
    price_name: `Price ${(names += 1)}`,
    ...changes,
  });
  expect(answer).toMatchObject({ code: 201, message: "success" });
  return (answer.data as { price_id: number }).price_id;
}

async function newGroup(): Promise<number> {
  return server.db.transact((tx) => addPcGroup(tx, server.cafe.cafeId, { name: `Group ${(names += 1)}` }));
}

const read = async (id: number) =>
  ((await key.call("GET", `prices/${id}`)).data as { price: Record<string, unknown> }).price;

describe("a price", () => {
  beforeEach(() => clock.turn(60));

  test("reads back whole, its keys in the order of the contract, in the list and alone", async () => {
    const groupId = await newGroup();
    const id = await addPrice({ price_name: "VIP evening", price_pc_group_ids: [groupId, groupId] });
    const whole = {
      price_id: id,
      price_name: "VIP evening",
      price_show: "4.00 - 6.00 / h",
      price_price1: "4.00",
      price_price2: "6.00",
      price_price3: null,
      price_price4: null,
      price_type: "fixed",
      price_grid: evening.price_grid,
      price_dynamic: [],
      price_pc_group_ids: [groupId],
      price_member_group_ids: [0, -2],
      price_rounding: "0.50",
      price_tax_id: 0,
      price_order: 3,
      price_color: "#f59f00",
      price_is_active: 1,
    };
    const alone = await read(id);
    expect(alone).toEqual(whole);
    expect(Object.keys(alone)).toEqual(Object.keys(whole));
    const list = (await key.call("GET", "prices")).data as { price_id: number }[];
    expect(list.find((row) => row.price_id === id)).toEqual(whole);
  });

  test("is taken as a form and as JSON text, as programs send it", async () => {
    const body = new URLSearchParams({
      price_name: "From a form",
      price_type: "dynamic",
      price_dynamic: JSON.stringify([
        { time: 60, amount: 4 },
        { time: "180", amount: "9.00" },
      ]),
      "price_member_group_ids[]": "-2",
    });
    const answer = await admin.raw({
      method: "POST",
      path: `/api/v2/cafe/${server.cafe.cafeId}/prices`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: body.toString(),
    });
    expect(answer.code).toBe(201);
    expect(await read((answer.data as { price_id: number }).price_id)).toMatchObject({
      price_show: "4.00 / 60 min, 9.00 / 180 min",
      price_price1: "0.00",
      price_dynamic: [
        { time: 60, amount: "4.00" },
        { time: 180, amount: "9.00" },
      ],
      price_member_group_ids: [-2],
      price_tax_id: 4,
    });
  });

  test("keeps what a change does not send, and loses a tier that is set to null", async () => {
    const id = await addPrice();
    const grid = gridOf(() => 1);
    const changed = await admin.call("PUT", `prices/${id}`, { price_price2: null, price_grid: grid });
    expect(changed).toMatchObject({ code: 200, data: { price_id: id } });
    expect(await read(id)).toMatchObject({
      ...{ price_price1: "4.00", price_price2: null, price_grid: grid, price_show: "4.00 / h" },
      ...{ price_rounding: "0.50", price_order: 3, price_tax_id: 0 },
    });
  });

  test("is there once for each name, letters great or small", async () => {
    await addPrice({ price_name: "Twice" });
    const again = await admin.call("POST", "prices", { ...evening, price_name: "tWICE" });
    expect(again).toMatchObject({ code: 409, error: "price.name_exists" });
    const other = await addPrice();
    const renamed = await admin.call("PUT", `prices/${other}`, { price_name: "twice" });
    expect(renamed).toMatchObject({ code: 409, error: "price.name_exists" });
  });

  test("is added once under one key", async () => {
    const send = () =>
      admin.call("POST", "prices", { ...evening, price_name: "Once" }, { "idempotency-key": "once" });
    const [first, second] = [await send(), await send()];
    expect(first.code).toBe(201);
    expect(second.text).toBe(first.text);
    const list = (await key.call("GET", "prices")).data as { price_name: string }[];
    expect(list.filter((row) => row.price_name === "Once")).toHaveLength(1);
  });

  test("is unknown after it was removed, and never belongs to another café", async () => {
    const id = await addPrice();
    const other = await server.addCafe("Price Café");
    const stranger = server.caller(await server.signIn("Admin", undefined, other), other.cafeId);
    for (const [method, input] of [
      ["GET", {}],
      ["PUT", { price_order: 1 }],
      ["DELETE", {}],
    ] as const)
      expect(await stranger.call(method, `prices/${id}`, input)).toMatchObject({
        ...{ code: 404, error: "price.not_found", message: "Price not found." },
      });
    expect(await admin.call("DELETE", `prices/${id}`)).toMatchObject({ code: 200, data: {} });
    expect((await admin.call("DELETE", `prices/${id}`)).error).toBe("price.not_found");
    expect((await key.call("GET", `prices/${id}`)).error).toBe("price.not_found");
  });

  test("needs the right price_edit to be changed, not to be read or tried", async () => {
    await server.addStaff("Reader", "staff", ["topup"]);
    await server.addStaff("Pricer", "staff", ["price_edit"]);
    const reader = server.caller(await server.signIn("Reader"));
    const id = await addPrice();
    for (const [method, path] of [
      ["POST", "prices"],
      ["PUT", `prices/${id}`],
      ["DELETE", `prices/${id}`],
    ])
      expect(await reader.call(method!, path!, evening)).toMatchObject({
        ...{ code: 403, error: "permission.denied" },
      });
    expect((await reader.call("GET", "prices")).code).toBe(200);
    const pricer = server.caller(await server.signIn("Pricer"));
    expect((await pricer.call("PUT", `prices/${id}`, { price_order: 7 })).code).toBe(200);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["no rate for a tier that is painted", { price_price2: undefined }, "price_price2"],
    ["a rate finer than the minor unit", { price_price1: "4.005" }, "price_price1"],
    ["a day too few", { price_grid: gridOf(() => 1).slice(1) }, "price_grid"],
    ["a tier that is not there", { price_grid: gridOf(() => 5 as 1) }, "price_grid"],
    ["a rounding of an hour", { price_rounding: "4.00" }, "price_rounding"],
    ["another type", { price_type: "weekly" }, "price_type"],
    ["another tax", { price_tax_id: 2 }, "price_tax_id"],
    ["a dynamic price without rows", { price_type: "dynamic" }, "price_dynamic"],
    [
      "rows that do not rise",
      {
        price_type: "dynamic",
        price_dynamic: [
          { time: 60, amount: 4 },
          { time: 60, amount: 5 },
        ],
      },
      "price_dynamic",
    ],
    [
      "a row finer than the minor unit",
      { price_type: "dynamic", price_dynamic: [{ time: 60, amount: "4.005" }] },
      "price_dynamic.0.amount",
    ],
  ])("is refused with %s, the field named", async (_, changes, field) => {
    const before = (await key.call("GET", "prices")).text;
    const answer = await admin.call("POST", "prices", { ...evening, price_name: "Faulty", ...changes });
    expect(answer).toMatchObject({ code: 400, error: "request.validation" });
    expect(Object.keys((answer.data as { fields: object }).fields)).toEqual([field]);
    expect((await key.call("GET", "prices")).text).toBe(before);
  });

  test("is for groups that are there; one that is gone later stays named", async () => {
    const refused = await admin.call("POST", "prices", {
      ...{ ...evening, price_name: "Nowhere", price_pc_group_ids: [999_999] },
    });
    expect(refused).toMatchObject({ code: 404, error: "pc_group.not_found" });
    const nobody = await admin.call("POST", "prices", {
      ...{ ...evening, price_name: "Nobody", price_member_group_ids: [999_999] },
    });
    expect(nobody).toMatchObject({ code: 404, error: "member_group.not_found" });
    const groupId = await newGroup();
    const id = await addPrice({ price_pc_group_ids: [groupId] });
    await admin.call("DELETE", `pcGroups/${groupId}`);
    const same = { price_pc_group_ids: [groupId], price_order: 9 };
    expect((await admin.call("PUT", `prices/${id}`, same)).code).toBe(200);
    expect(await read(id)).toMatchObject(same);
  });

  test("makes a new version when it costs something else, and is written into the log", async () => {
    const id = await addPrice({ price_name: "Versioned" });
    const version = async () =>
      (await server.db.row<{ version: number }>("select version from prices where price_id = $1", [id]))
        ?.version;
    await admin.call("PUT", `prices/${id}`, { price_color: "#000000", price_order: 5 });
    expect(await version()).toBe(1);
    await admin.call("PUT", `prices/${id}`, { price_price1: "5.00" });
    expect(await version()).toBe(2);
    await admin.call("PUT", `prices/${id}`, { price_price1: "5.00" });
    expect(await version()).toBe(2);
    const rows = await server.db.rows<{ details: string; staff_name: string }>(
      "select details, staff_name from billing_logs where event = 'CONFIG_UPDATE' and details like 'price Versioned%' order by billing_log_id",
    );
    expect(rows).toEqual([
      { details: "price Versioned added: 4.00 - 6.00 / h", staff_name: "Admin" },
      { details: "price Versioned changed (colour, order): 4.00 - 6.00 / h", staff_name: "Admin" },
      { details: "price Versioned changed (rates): 5.00 - 6.00 / h", staff_name: "Admin" },
    ]);
  });
});

test("the last price of a PC group with PCs stays, also when two are removed at once", async () => {
  const cafe = await server.addCafe("Last Price Café");
  const own = server.caller(await server.signIn("Admin", undefined, cafe), cafe.cafeId);
  await server.db.transact((tx) => addPc(tx, cafe.cafeId, { name: "PC001", pcGroupId: cafe.pcGroupId }));
  const [first] = (await own.call("GET", "prices")).data as { price_id: number }[];
  const only = await own.call("DELETE", `prices/${first?.price_id}`);
  expect(only).toMatchObject({
    ...{ code: 409, error: "price.in_use" },
    message: "Default is the last price of Default: add another price for them first.",
  });
  const added = await own.call("POST", "prices", { ...evening, price_member_group_ids: [] });
  const ids = [first?.price_id, (added.data as { price_id: number }).price_id];
  const both = await Promise.all(ids.map((id) => own.call("DELETE", `prices/${id}`)));
  expect(both.map(({ code }) => code).sort()).toEqual([200, 409]);
  expect((await own.call("GET", "prices")).data).toHaveLength(1);
});

test("a café has at most 100 prices, however many are added at once", async () => {
  const cafe = await server.addCafe("Many Prices Café");
  const own = server.caller(await server.signIn("Admin", undefined, cafe), cafe.cafeId);
  await server.db.transact((tx) =>
    tx.run(
      `insert into prices (cafe_id, price_id, name, price_type, rates_per_hour_minor)
       select $1, nextval('price_ids'), 'Price ' || n, 'fixed', '{400}' from generate_series(2, 98) n`,
      [cafe.cafeId],
    ),
  );
  const added = await Promise.all(
    [1, 2, 3, 4].map((n) => own.call("POST", "prices", { ...evening, price_name: `Last ${n}` })),
  );
  expect(added.map(({ error }) => error ?? "").sort()).toEqual([
    ...["", "", "limit.max_records", "limit.max_records"],
  ]);
});

describe("calculate/amount and calculate/time", () => {
  let other: TestServer;
  let pcName: string;
  let groupId: number;
  let member: ApiCaller;

  beforeAll(async () => {
    other = await openTestServer({ beside: server });
    // Half an hour at 4.00 is left, then 6.00 (worked example 23); Madrid is an hour ahead of UTC.
    clock.turn((90 - clock.now().getUTCMinutes()) * 60 - clock.now().getUTCSeconds());
    const dearerFrom = clock.now().getUTCHours() + 2;
    groupId = await newGroup();
    pcName = "CALC01";
    await server.db.transact(async (tx) => {
      await addPc(tx, server.cafe.cafeId, { name: pcName, pcGroupId: groupId });
      await addPc(tx, server.cafe.cafeId, { name: "BARE01", pcGroupId: server.cafe.pcGroupId });
    });
    await addPrice({
      ...{ price_name: "For sums", price_pc_group_ids: [groupId], price_member_group_ids: [] },
      ...{ price_grid: gridOf((_, hour) => (hour < dearerFrom ? 1 : 2)), price_rounding: "0.00" },
    });
    const made = await admin.call("POST", "members", {
      ...{ member_account: "counter", member_password: "secret word", member_confirm: "secret word" },
    });
    expect(made.code).toBe(201);
    const login = await server.caller().call("POST", "/api/v2/auth/memberLogin", {
      ...{ license_name: server.cafe.licenseName, member_account: "counter", member_password: "secret word" },
    });
    member = server.caller((login.data as { token: string }).token);
  });
  afterAll(() => other.close());

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["time", { topup_amount: "5.00" }, { minutes: 60 }],
    ["time", { topup_amount: 0 }, { minutes: 0 }],
    ["amount", { mins: 60 }, { cost: "5.00" }],
    ["amount", { mins: 1 }, { cost: "0.07" }],
    ["amount", { mins: 0 }, { cost: "0.00" }],
  ])("calculate/%s of %o is %o, for a guest, a member and the key", async (what, input, data) => {
    for (const account of ["Guest", "counter", "COUNTER"])
      expect(
        await key.call("POST", `calculate/${what}`, { pc_name: pcName, member_account: account, ...input }),
      ).toMatchObject({ code: 200, message: "success", data });
    expect(
      await member.call("POST", `calculate/${what}`, {
        ...{ pc_name: pcName.toLowerCase(), member_account: "counter", ...input },
      }),
    ).toMatchObject({ code: 200, data });
  });

  test("the minimum is asked of guests only, the group's discount of its members", async () => {
    await admin.call("PUT", "configs/paymentSettings", { minimum_charge: "2.00" });
    await admin.call("PUT", "memberGroups/0", { member_group_discount_pc_time: 50 });
    const amount = async (account: string) =>
      (await key.call("POST", "calculate/amount", { pc_name: pcName, member_account: account, mins: 15 }))
        .data;
    expect(await amount("Guest")).toEqual({ cost: "2.00" });
    expect(await amount("counter")).toEqual({ cost: "0.50" });
    await admin.call("PUT", "memberGroups/0", { member_group_discount_pc_time: 100 });
    expect(await amount("counter")).toEqual({ cost: "0.00" });
    const endless = { pc_name: pcName, member_account: "counter", topup_amount: 1 };
    expect((await key.call("POST", "calculate/time", endless)).data).toEqual({ minutes: 5_270_400 });
    await admin.call("PUT", "memberGroups/0", { member_group_discount_pc_time: 0 });
    await admin.call("PUT", "configs/paymentSettings", { minimum_charge: "0.00" });
  });

  test.each<[string, Record<string, unknown>, number, string]>([
    ["an unknown PC", { pc_name: "NOPC" }, 404, "pc.not_found"],
    ["an unknown account", { member_account: "nobody.here" }, 404, "member.not_found"],
    ["no minutes", { mins: undefined }, 400, "request.validation"],
    ["minutes below zero", { mins: -1 }, 400, "request.validation"],
  ])("%s is refused", async (_, changes, code, error) => {
    const input = { pc_name: pcName, member_account: "Guest", mins: 5, ...changes };
    expect(await key.call("POST", "calculate/amount", input)).toMatchObject({ code, error });
  });

  test("money finer than the minor unit is refused", async () => {
    const input = { pc_name: pcName, member_account: "Guest", topup_amount: "0.005" };
    const answer = await key.call("POST", "calculate/time", input);
    expect(answer).toMatchObject({ code: 400, data: { fields: { topup_amount: [expect.any(String)] } } });
  });

  test("a member's token asks for its own account and for a guest, not for another member", async () => {
    await server.db.transact((tx) =>
      insertMembers(
        tx,
        server.cafe.cafeId,
        [{ account: "someone", passwordHash: null, memberGroupId: 0 }],
        clock.now(),
      ),
    );
    const ask = (account: string) =>
      member.call("POST", "calculate/amount", { pc_name: pcName, member_account: account, mins: 5 });
    expect((await ask("Guest")).code).toBe(200);
    expect(await ask("someone")).toMatchObject({ code: 403, error: "permission.other_member" });
  });

  test("no price that fits is refused, and a change is seen at once in every process", async () => {
    const ask = async (at: TestServer) => {
      const caller = at.caller(await at.signIn());
      return caller.call("POST", "calculate/amount", {
        ...{ pc_name: "BARE01", member_account: "Guest", mins: 60 },
      });
    };
    expect((await ask(server)).data).toEqual((await ask(other)).data);
    const prices = (await key.call("GET", "prices")).data as { price_id: number; price_name: string }[];
    const first = prices.find(({ price_name: name }) => name === "Default");
    const everybody = prices.filter((row) => !["For sums"].includes(row.price_name));
    for (const { price_id: id } of everybody) await admin.call("PUT", `prices/${id}`, { price_is_active: 0 });
    expect(await ask(server)).toMatchObject({ code: 409, error: "pricing.no_price" });
    await expect.poll(async () => (await ask(other)).error).toBe("pricing.no_price");
    await admin.call("PUT", `prices/${first?.price_id}`, { price_is_active: 1, price_price1: "7.00" });
    expect((await ask(server)).data).toEqual({ cost: "7.00" });
    await expect.poll(async () => (await ask(other)).data).toEqual({ cost: "7.00" });
  });
});
