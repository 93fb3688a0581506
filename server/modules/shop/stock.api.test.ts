import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Stock, from the first pieces to the notice that few are left, through the real server. */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let api: ApiCaller;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
});
afterAll(() => server.close());
beforeEach(() => clock.turn(60));

type Row = Record<string, unknown>;
const add = async (fields: Row = {}) => {
  const asked = { product_name: "Cola", product_price: "2.50", product_unlimited: 0, ...fields };
  const answer = await api.call("POST", "products", asked);
  expect(answer, answer.text).toMatchObject({ code: 201 });
  return (answer.data as { product_id: number }).product_id;
};
const read = async (id: number) =>
  ((await api.call("GET", `products/${id}`)).data as { product: Row }).product;
const restock = (id: number | string, qty: number, more: Row = {}, headers = {}) =>
  api.call("POST", "products/action/restock", { product_id: id, qty, ...more }, headers);
const logOf = async (id: number | string, more: Row = {}) =>
  ((await api.call("GET", "products/action/stockLogs", { product_id: id, ...more })).data as { items: Row[] })
    .items;

describe("a new product", () => {
  test("counts its stock when its first pieces are named, and logs them", async () => {
    const id = await add({ product_qty: 24, product_cost: "0.8000000001", product_unlimited: undefined });
    expect(await read(id)).toMatchObject({
      product_qty: 24,
      product_unlimited: 0,
      product_cost: "0.8000000001",
    });
    expect(await logOf(id)).toMatchObject([
      { stock_change: 24, stock_after: 24, stock_cost: "0.8000000001", stock_reason: "restock" },
    ]);
  });
  test("without pieces is unlimited unless said, and a later PUT changes no stock", async () => {
    const id = await add({ product_unlimited: undefined });
    expect(await read(id)).toMatchObject({ product_qty: 0, product_unlimited: 1 });
    await api.call("PUT", `products/${id}`, { product_qty: 90, product_unlimited: 0 });
    expect(await read(id)).toMatchObject({ product_qty: 0, product_unlimited: 0 });
  });
});

describe("restocking", () => {
  test("adds pieces; their cost becomes the average of what is there", async () => {
    const id = await add({ product_qty: 10, product_cost: "1.00" });
    expect((await restock(`p-${id}`, 10, { cost: "1.20" })).data).toEqual({
      product_id: id,
      product_qty: 20,
    });
    expect(await read(id)).toMatchObject({ product_qty: 20, product_cost: "1.1000000000" });
    await restock(id, 5);
    expect(await read(id)).toMatchObject({ product_cost: "1.1000000000" });
    expect(await logOf(id, { sort: "asc" })).toMatchObject([
      { stock_change: 10, stock_cost: "1.0000000000" },
      { stock_change: 10, stock_after: 20, stock_cost: "1.2000000000", staff_name: "API" },
      { stock_change: 5, stock_after: 25, stock_cost: "1.1000000000" },
    ]);
  });

  test("a correction takes away with a comment, and never more than is there", async () => {
    const id = await add({ product_qty: 3 });
    expect(await restock(id, -1)).toMatchObject({ code: 400, error: "request.validation" });
    expect((await restock(id, -4, { comment: "broken" })).message).toBe(
      "The qty must be at least -3: no more are there.",
    );
    expect((await restock(id, -3, { comment: "broken" })).data).toMatchObject({ product_qty: 0 });
    expect(await logOf(id)).toMatchObject([
      { stock_change: -3, stock_after: 0, stock_reason: "correction", comment: "broken" },
      { stock_change: 3 },
    ]);
  });

  test("what has no stock is refused in words", async () => {
    const part = await add();
    const set = await add({ product_combo: [{ product_id: part, qty: 1 }] });
    const free = await add({ product_unlimited: 1 });
    const offer = await add({ product_group_id: -1, product_mins: 60, product_unlimited: undefined });
    for (const id of [set, offer])
      expect((await restock(id, 1)).message).toMatch(/^The product_id must be a product with stock/);
    expect((await restock(free, 1)).message).toBe(
      "The stock of Cola is not counted: set product_unlimited to 0 first.",
    );
    expect(await restock(999_999, 1)).toMatchObject({ error: "product.not_found" });
    expect(await restock(part, 0)).toMatchObject({ error: "request.validation" });
  });

  test("a repeat with the same key adds once, and fifty at once add fifty", async () => {
    const id = await add();
    const key = { "Idempotency-Key": "restock-1" };
    await restock(id, 7, {}, key);
    expect((await restock(id, 7, {}, key)).headers["idempotency-replayed"]).toBe("true");
    await Promise.all(Array.from({ length: 50 }, () => restock(id, 1)));
    expect(await read(id)).toMatchObject({ product_qty: 57 });
    const log = await logOf(id, { limit: 500, sort: "asc" });
    expect(log.map((row) => row["stock_after"])).toEqual([7, ...Array.from({ length: 50 }, (_, n) => 8 + n)]);
  });

  test("needs the right restock", async () => {
    await server.addStaff("eve", "staff", ["product_edit"]);
    const eve = server.caller(await server.signIn("eve"));
    const id = await add();
    const body = { product_id: id, qty: 1 };
    expect((await eve.call("POST", "products/action/restock", body)).error).toBe("permission.denied");
  });
});

test("the café is told once when few are left, in the log that feedback reads", async () => {
  const id = await add({ product_name: "Chips", product_qty: 8, product_low_stock: 5 });
  for (const qty of [-2, -1, -1]) await restock(id, qty, { comment: "eaten by mice" });
  const rows = (await api.call("GET", "billingLogs/action/feedbackLogs", { read: 0 })).data as {
    log_list: Row[];
  };
  expect(rows.log_list.filter((row) => row["subject"] === "Chips")).toMatchObject([
    { log_event: "RESTOCKNOTIFY", message: "Chips: 5 left." },
  ]);
});

describe("sets", () => {
  test("have as many as their parts make, and keep their parts from being removed", async () => {
    const cola = await add({ product_qty: 7 });
    const chips = await add({ product_name: "Chips", product_unlimited: 1 });
    const menu = await add({
      product_name: "Menu",
      product_unlimited: undefined,
      product_combo: JSON.stringify([{ product_id: `p-${cola}`, qty: 2 }, { product_id: chips }]),
    });
    expect(await read(menu)).toMatchObject({
      product_qty: 3,
      product_unlimited: 0,
      product_combo: `[{"qty":2,"product_id":${cola}},{"qty":1,"product_id":${chips}}]`,
    });
    expect(await api.call("DELETE", `products/${cola}`)).toMatchObject({
      code: 409,
      error: "product.in_use",
      message: "Cola is a part of the set Menu: take it out of the set first.",
    });
    expect((await api.call("PUT", `products/${menu}`, { product_combo: null })).code).toBe(200);
    expect((await api.call("DELETE", `products/${cola}`)).code).toBe(200);
  });

  test("are made of products alone", async () => {
    const cola = await add();
    const menu = await add({ product_combo: [{ product_id: cola, qty: 1 }] });
    const offer = await add({ product_group_id: -1, product_mins: 60, product_unlimited: undefined });
    const set = (id: number, combo: unknown) => api.call("PUT", `products/${id}`, { product_combo: combo });
    for (const [id, combo] of [
      [cola, [{ product_id: cola, qty: 1 }]],
      [cola, [{ product_id: offer, qty: 1 }]],
      [cola, [{ product_id: 999_999, qty: 1 }]],
      [offer, [{ product_id: cola, qty: 1 }]],
      [await add(), [{ product_id: menu, qty: 1 }]],
      [cola, [{ product_id: await add(), qty: 1 }]],
      [menu, "cola"],
      [menu, [{ product_id: cola, qty: 0 }]],
    ] as const) {
      const answer = await set(id, combo);
      expect(answer, JSON.stringify(combo)).toMatchObject({ code: 400, error: "request.validation" });
      expect(Object.keys((answer.data as { fields: object }).fields)).toEqual(["product_combo"]);
    }
  });
});
