import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";
import { shopDesk, type Row, type ShopDesk } from "../../testing/shop-desk.ts";

/** Orders at the desk, through the real server; rows of billing.md 13 by their number. 2026-03-02 is a Monday. */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let api: ApiCaller;
let desk: ShopDesk;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  desk = shopDesk(server, api);
  await api.call("POST", "pcs", { pc_name: "PC1" });
});
afterAll(() => server.close());
beforeEach(async () => {
  clock.turn(60);
  await desk.set({ tax1_percentage: "0.00", tax_included_in_price: 0, credit_card_price_rate: "100.00" });
});

describe("what an order costs", () => {
  test("row 33: 3 × 2.50, discount 10; tax 8 inside or on top", async () => {
    const gold = await desk.group({ member_group_discount_rate: 10 });
    const member = await desk.member({ member_group_id: gold });
    const cola = await desk.product({ product_price: "2.50", product_tax_id: 1 });
    const sold = async () => desk.sold({ [cola]: 3 }, { order_member_id: member });
    expect(await sold()).toMatchObject({ total: "6.75", tax: "0.00" });
    await desk.set({ tax1_percentage: "8.00", tax_included_in_price: 1 });
    expect(await sold()).toMatchObject({ total: "6.75", tax: "0.50" });
    await desk.set({ tax_included_in_price: 0 });
    const last = await sold();
    expect(last).toMatchObject({ total: "7.29", tax: "0.54", member_id: member, order_status: 2 });
    expect(await desk.entries(last["order_no"])).toEqual({ cash: -729, sales_products: 675, tax: 54 });
    expect(await desk.logOf(last["order_no"])).toMatchObject([
      { event: "ORDER", cash_minor: 729, member_id: member, details: "3 × Cola" },
    ]);
  });

  test("row 34: ten decimals are rounded in the line alone", async () => {
    const sweet = await desk.product({ product_price: "0.3333333333" });
    expect(await desk.sold({ [sweet]: 1 })).toMatchObject({ total: "0.33" });
    expect(await desk.sold({ [sweet]: 3 })).toMatchObject({ total: "1.00" });
  });

  test("row 35: card 5.00 and cash, surcharge of the card's part", async () => {
    await desk.set({ credit_card_price_rate: "103.00" });
    const meal = await desk.product({ product_price: "7.29" });
    const order_payments = [
      { payment_method: 2, amount: "5.00" },
      { payment_method: 0, amount: "2.29" },
    ];
    const sold = await desk.sold({ [meal]: 1 }, { order_payments });
    expect(sold).toMatchObject({ total: "7.44" });
    expect(await desk.entries(sold["order_no"])).toEqual({
      card: -515,
      cash: -229,
      card_fees: 15,
      sales_products: 729,
    });
    const read = await desk.read(sold["order_no"]);
    expect(read.payments).toEqual([
      { payment_method: 2, amount: "5.15" },
      { payment_method: 0, amount: "2.29" },
    ]);
    expect(read.order).toMatchObject({ total: "7.44", order_payment_method: 2, order_is_paid: 1 });
    for (const method of [0, 2])
      expect(await desk.list({ order_payment_method: method })).toContain(String(sold["order_no"]));
  });

  test("two ways that do not make up the sum are refused and take nothing", async () => {
    const cola = await desk.product({ product_qty: 5 });
    const order_payments = [
      { payment_method: 2, amount: "1.00" },
      { payment_method: 0, amount: "1.49" },
    ];
    const answer = await desk.sell({ [cola]: 1 }, { order_payments });
    expect(answer).toMatchObject({ code: 400, error: "request.validation" });
    expect(await desk.stock(cola)).toBe(5);
  });
});

describe("stock", () => {
  test("row 37: the last piece is sold once", async () => {
    const last = await desk.product({ product_qty: 1 });
    const answers = await Promise.all([desk.sell({ [last]: 1 }), desk.sell({ [last]: 1 })]);
    expect(answers.map((answer) => answer.error).sort()).toEqual(["product.out_of_stock", undefined]);
    expect(await desk.stock(last)).toBe(0);
    expect(answers.find((answer) => answer.error)?.data).toEqual({ product_id: last, product_qty: 0 });
  });

  test("fifty orders at once sell exactly the ten that are there", async () => {
    const cola = await desk.product({ product_qty: 10 });
    const water = await desk.product({ product_qty: 1_000, product_name: "Water" });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        desk.sell(n % 2 ? { [water]: 1, [cola]: 1 } : { [cola]: 1, [water]: 1 }),
      ),
    );
    expect(answers.filter((answer) => answer.code === 200)).toHaveLength(10);
    expect(new Set(answers.map((answer) => answer.error))).toEqual(
      new Set([undefined, "product.out_of_stock"]),
    );
    expect([await desk.stock(cola), await desk.stock(water)]).toEqual([0, 990]);
  });

  test("a set takes its parts, and what is not counted takes nothing", async () => {
    const cola = await desk.product({ product_qty: 5, product_cost: "0.85" });
    const fries = await desk.product({ product_unlimited: 1, product_name: "Fries", product_cost: "1.20" });
    const menu = await desk.product({
      product_name: "Menu",
      product_combo: [{ product_id: cola, qty: 2 }, { product_id: fries }],
    });
    const sold = await desk.sold({ [menu]: 2, [cola]: 1 });
    expect(sold["qty_changed_products"]).toEqual([{ id: `p-${cola}`, qty: 0 }]);
    const costs = await server.db.rows<{ cost: number }>(
      "select goods_cost_minor as cost from order_items where order_no = $1 order by cost",
      [sold["order_no"]],
    );
    expect(costs).toEqual([{ cost: 85 }, { cost: 580 }]);
    expect((await desk.sell({ [menu]: 1 })).message).toBe("Cola is sold out.");
    await desk.sold({ [fries]: 4 });
    expect(await desk.stock(cola)).toBe(0);
  });
});

describe("who pays", () => {
  test("the balance, the coins, the bonus of offers alone", async () => {
    const member = await desk.member({}, { balance: "10.00", coins: 100 });
    const cola = await desk.product({ product_price: "2.50", product_coin_price: 40 });
    const paid = await desk.sold({ [cola]: 2 }, { order_member_id: member, order_payment_method: 1 });
    expect(await desk.entries(paid["order_no"])).toEqual({ balance: -500, sales_products: 500 });
    expect(await desk.logOf(paid["order_no"])).toMatchObject([{ event: "ORDER", spend_minor: 500 }]);
    const coins = await desk.sold({ [cola]: 2 }, { order_member_id: member, order_payment_method: 3 });
    expect(coins).toMatchObject({ total: "0.00" });
    expect((await desk.read(coins["order_no"])).payments).toEqual([{ payment_method: 3, amount: "80.00" }]);
    const more = (method: number, qty: number) =>
      desk.sell({ [cola]: qty }, { order_member_id: member, order_payment_method: method });
    expect(await more(1, 3)).toMatchObject({ code: 402, error: "ledger.insufficient_balance" });
    expect(await more(3, 1)).toMatchObject({ code: 402, error: "ledger.insufficient_coins" });
  });

  test("row 28: what a session has cost is not there to spend", async () => {
    const [price] = (await api.call("GET", "prices")).data as { price_id: number }[];
    await api.call("PUT", `prices/${price?.price_id ?? 0}`, { price_price1: "4.00" });
    const member = await desk.member({}, { balance: "10.00" });
    await api.call("POST", "pcSessions/action/startMember", { pc_name: "PC1", member_id: member });
    clock.turn(45 * 60);
    const meal = await desk.product({ product_price: "7.50" });
    const soup = await desk.product({ product_price: "6.00" });
    const by = { order_member_id: member, order_payment_method: 1 };
    expect(await desk.sell({ [meal]: 1 }, by)).toMatchObject({ code: 402 });
    await desk.sold({ [soup]: 1 }, by);
    const pc = ((await api.call("GET", "pcs/action/consoleDetail", { pc_name: "PC1" })).data as { pc: Row })
      .pc;
    expect(pc["left_time"]).toBe("00:15:00");
    clock.turn(900);
    await vi.waitFor(async () => {
      const answer = await api.call("GET", `pcSessions/${member}/memberSessionHistory`);
      const { items } = answer.data as { items: Row[] };
      expect(items).toMatchObject([{ session_cost: "4.00", session_duration: "01:00:00", ended_by: "Auto" }]);
    });
    expect(await desk.balance(member)).toBe("0.00");
  });

  test("an order at a PC is of whoever plays there", async () => {
    const member = await desk.member({}, { balance: "5.00" });
    await api.call("POST", "pcSessions/action/startMember", { pc_name: "PC1", member_id: member });
    const cola = await desk.product();
    const sold = await desk.sold({ [cola]: 1 }, { pc_name: "pc1" });
    expect(sold).toMatchObject({ member_id: member });
    expect((await desk.read(sold["order_no"])).order).toMatchObject({ order_pc: "PC1", member_id: member });
    await api.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
    expect(await desk.sold({ [cola]: 1 }, { pc_name: "PC1" })).toMatchObject({ member_id: 0 });
  });

  test("cash and card sales earn points, and the group follows", async () => {
    await desk.set({ point_enable: 1, shop_earn_point: 1 }, "loyaltySettings");
    const gold = await desk.group({ member_group_point_min: "5.00", member_group_point_max: "9000.00" });
    const member = await desk.member({}, { balance: "1.00" });
    const meal = await desk.product({ product_price: "4.99" });
    await desk.sold({ [meal]: 1 }, { order_member_id: member });
    expect(await desk.memberRow(member)).toMatchObject({ member_points: "5.00", member_group_id: gold });
    await desk.sold({ [meal]: 2 }, { order_member_id: member, order_payment_method: 2 });
    expect(await desk.memberRow(member)).toMatchObject({ member_points: "14.00" });
    await desk.set({ point_enable: 0, shop_earn_point: 0 }, "loyaltySettings");
  });
});

describe("an order with an offer and a drink", () => {
  test("is one sale: one transfer, one order, and the offer is owned", async () => {
    const member = await desk.member();
    const hours = await desk.offer({ product_price: "10.00" });
    const cola = await desk.product({ product_price: "2.50" });
    const sold = await desk.sold({ [hours]: 1, [cola]: 2 }, { order_member_id: member });
    expect(await desk.entries(sold["order_no"])).toEqual({
      cash: -1500,
      sales_offers: 1000,
      sales_products: 500,
      offer_seconds: 10_800,
      offer_seconds_given: -10_800,
    });
    const read = await desk.read(sold["order_no"]);
    expect(read.items.map((item) => [item["product_id"], item["order_payment_method"]])).toEqual([
      [`o-${hours}`, 10],
      [`p-${cola}`, 0],
    ]);
    const owned = (await api.call("GET", `members/${member}/offers`)).data as Row[];
    expect(owned).toMatchObject([{ member_offer_cost: "10.00", order_no: String(sold["order_no"]) }]);
  });
  test("needs an owner", async () => {
    const hours = await desk.offer();
    expect(await desk.sell({ [hours]: 1 })).toMatchObject({ code: 400, error: "request.validation" });
  });
});

describe("refusals", () => {
  test.each<[string, Row, Row, string]>([
    ["a product that is off sale", { product_is_active: 0 }, {}, "product.not_for_sale"],
    ["a product of another day", { product_show_weekday: "5" }, {}, "product.not_for_sale"],
    ["coins for what has no price in coins", {}, { order_payment_method: 3 }, "order.payment_not_allowed"],
    ["a way that the product does not take", { product_group_payment_method: { guest: ["cash"], member: ["cash"] } }, { order_payment_method: 2 }, "order.payment_not_allowed"], // prettier-ignore
    ["a member that is not there", {}, { order_member_id: 4 }, "member.not_found"],
    ["an account that is not there", {}, { order_member_account: "nobody" }, "member.not_found"],
    ["a PC that is not there", {}, { pc_name: "NOPC" }, "pc.not_found"],
    ["a way to pay that is none", {}, { order_payment_method: 7 }, "request.validation"],
    ["from nobody's balance", {}, { order_payment_method: 1 }, "ledger.insufficient_balance"],
    ["later, by nobody", {}, { order_payment_method: -2 }, "order.payment_not_allowed"],
  ])("%s", async (_, fields, more, error) => {
    const product = await desk.product({ product_qty: 4, ...fields });
    expect((await desk.sell({ [product]: 1 }, more)).error).toBe(error);
    expect(await desk.stock(product)).toBe(4);
  });

  test("a product that is not there, and lists of two lengths", async () => {
    expect((await desk.sell({ 999_999: 1 })).error).toBe("product.not_found");
    const body = { product_id: ["p-12"], order_item_qty: [1, 2], order_payment_method: 0 };
    expect(await api.call("POST", "orders", body)).toMatchObject({ error: "request.validation" });
  });

  test("staff need the rights, and what is off in the settings", async () => {
    await server.addStaff("sam", "staff", ["shop_sell"]);
    const sam = server.caller(await server.signIn("sam"));
    const cola = await desk.product();
    const member = await desk.member({}, { balance: "9.00" });
    const sell = (more: Row) =>
      sam.call("POST", "orders", {
        ...{ product_id: [`p-${cola}`], order_item_qty: [1], order_payment_method: 0 },
        ...more,
      });
    expect((await sell({})).code).toBe(200);
    expect((await sell({ order_member_id: member })).message).toBe("This needs the right shop_by_member.");
    expect((await sell({ order_payment_method: 4 })).message).toMatch(/QR is off in Settings/);
    const order_payments = [
      { payment_method: 0, amount: "1.00" },
      { payment_method: 2, amount: "1.50" },
    ];
    expect((await sell({ order_payments })).message).toMatch(/^Two ways to pay at once are off/);
    await desk.set({ payment_method_mixed: 1 });
    expect((await sell({ order_payments })).code).toBe(200);
    for (const path of ["confirm", "cancel", "confirmQr", "print"])
      expect((await sam.call("POST", `orders/action/${path}`, { order_no: "1" })).error).toBe(
        "permission.denied",
      );
    const refund = { order_no: "1", comment: "x" };
    expect((await sam.call("POST", "orders/action/refund", refund)).error).toBe("permission.denied");
  });
});

test("a repeat with the same key sells once", async () => {
  const cola = await desk.product({ product_qty: 9 });
  const key = { "Idempotency-Key": "order-1" };
  const first = await desk.sell({ [cola]: 2 }, {}, key);
  const again = await desk.sell({ [cola]: 2 }, {}, key);
  expect(again.text).toBe(first.text);
  expect(again.headers["idempotency-replayed"]).toBe("true");
  expect((await desk.sell({ [cola]: 3 }, {}, key)).error).toBe("idempotency.key_reused");
  expect(await desk.stock(cola)).toBe(7);
});

test("a receipt says what was sold, and counts how often it was printed", async () => {
  const cola = await desk.product({ product_price: "2.50" });
  const sold = await desk.sold({ [cola]: 2 });
  const print = () => api.call("POST", "orders/action/print", { order_no: sold["order_no"] });
  const { receipt, order_print_times: times } = (await print()).data as {
    receipt: { lines: string[]; total: string };
    order_print_times: number;
  };
  expect(receipt.lines).toEqual(expect.arrayContaining(["2 × Cola  5.00", "Cash  5.00"]));
  expect([receipt.total, times]).toEqual(["5.00", 1]);
  expect((await print()).data).toMatchObject({ order_print_times: 2 });
  expect(await api.call("POST", "orders/action/print", { order_no: "1" })).toMatchObject({
    error: "order.not_found",
  });
});

describe("a quote", () => {
  const quote = (pieces: Record<number, number>, more: Row = {}) =>
    api.call("POST", "orders/action/quote", {
      ...{ product_id: Object.keys(pieces), order_item_qty: Object.values(pieces) },
      ...more,
    });

  test("says what the sale then takes, and takes nothing itself", async () => {
    await desk.set({ tax1_percentage: "8.00", credit_card_price_rate: "103.00" });
    const gold = await desk.group({ member_group_discount_rate: 10 });
    const member = await desk.member({ member_group_id: gold }, { balance: "10.00" });
    const cola = await desk.product({
      product_price: "2.50",
      product_tax_id: 1,
      product_qty: 5,
      product_coin_price: 9,
    });
    const quoted = (await quote({ [cola]: 3 }, { order_member_id: member })).data as Row;
    expect(quoted).toMatchObject({
      lines: [{ product_id: `p-${cola}`, order_cost: "7.50", order_money: "7.29", order_tax: "0.54" }],
      ...{ total: "7.29", tax: "0.54", surcharge: "0.22", coins: "27.00", member_balance: "10.00" },
      may_pay_later: 0,
    });
    expect(await desk.stock(cola)).toBe(5);
    const sold = await desk.sold({ [cola]: 3 }, { order_member_id: member, order_payment_method: 2 });
    expect(sold).toMatchObject({ total: "7.51" });
    expect((await quote({ [cola]: 1 })).data).toMatchObject({
      member_id: 0,
      coins: null,
      member_balance: null,
    });
  });

  test("refuses what the sale would refuse", async () => {
    const cola = await desk.product({ product_qty: 1 });
    expect(await quote({ [cola]: 2 })).toMatchObject({
      error: "product.out_of_stock",
      message: "Of Cola only 1 is left.",
    });
    expect(await quote({ 999_999: 1 })).toMatchObject({ error: "product.not_found" });
    expect(await quote({ [cola]: 1 }, { order_member_id: 4 })).toMatchObject({ error: "member.not_found" });
  });
});
