import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { shopDesk, type Row, type ShopDesk } from "../../testing/shop-desk.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** What goes back of an order (billing.md 10), through the real server. */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let api: ApiCaller;
let desk: ShopDesk;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  desk = shopDesk(server, api);
  await api.call("POST", "pcs", { pc_name: "PC1" });
  await desk.set({ refund_within_minutes: 10 }, "centerSettings");
});
afterAll(() => server.close());
beforeEach(async () => {
  clock.turn(60);
  await desk.set({ credit_card_price_rate: "100.00" });
});

const refund = (orderNo: unknown, pieces: Record<string, number> | null, more: Row = {}, headers = {}) =>
  desk.act(
    "refund",
    {
      ...{ order_no: String(orderNo), comment: "warm" },
      ...(pieces && { items: Object.entries(pieces).map(([product_id, qty]) => ({ product_id, qty })) }),
      ...more,
    },
    headers,
  );
const back = async (orderNo: unknown, pieces: Record<string, number> | null, more: Row = {}) => {
  const answer = await refund(orderNo, pieces, more);
  expect(answer, answer.text).toMatchObject({ code: 200 });
  return answer.data as { order_no: string; refund_order_no: string; refund: string; refund_coin: string };
};

describe("row 36: a line of 3 pieces, 10.00 paid", () => {
  test("refunded one by one pays back 3.33, 3.34, 3.33, and nothing more", async () => {
    const part = await desk.product({ product_price: "3.3333333333" });
    const { order_no: orderNo } = await desk.sold({ [part]: 3 });
    const parts = [];
    for (let piece = 0; piece < 3; piece++) parts.push((await back(orderNo, { [part]: 1 })).refund);
    expect(parts).toEqual(["3.33", "3.34", "3.33"]);
    expect(await refund(orderNo, { [part]: 1 })).toMatchObject({
      code: 409,
      error: "order.already_refunded",
    });
    expect(await refund(orderNo, null)).toMatchObject({ error: "order.already_refunded" });
    expect((await desk.read(orderNo)).items).toMatchObject([{ order_item_qty: 3, order_refunded_qty: 3 }]);
  });

  test("more than is left is refused, and says how much is", async () => {
    const part = await desk.product();
    const { order_no: orderNo } = await desk.sold({ [part]: 3 });
    await back(orderNo, { [part]: 2 });
    expect(await refund(orderNo, { [part]: 2 })).toMatchObject({
      error: "order.already_refunded",
      message: "Of Cola only 1 can still go back.",
      data: { product_id: part, refundable: 1 },
    });
  });
});

describe("a mixed order", () => {
  test("goes back by the second way first, the surcharge in proportion", async () => {
    await desk.set({ credit_card_price_rate: "103.00" });
    const meal = await desk.product({ product_price: "2.43" });
    const order_payments = [
      { payment_method: 2, amount: "5.00" },
      { payment_method: 0, amount: "2.29" },
    ];
    const { order_no: orderNo } = await desk.sold({ [meal]: 3 }, { order_payments });
    const moved = [];
    for (let piece = 0; piece < 3; piece++) {
      const { refund: sum, refund_order_no: refundNo } = await back(orderNo, { [meal]: 1 });
      moved.push([sum, await desk.entries(refundNo)]);
    }
    expect(moved).toEqual([
      ["2.43", { cash: 229, card: 14, sales_products: -243 }],
      ["2.51", { card: 251, card_fees: -8, sales_products: -243 }],
      ["2.50", { card: 250, card_fees: -7, sales_products: -243 }],
    ]);
    expect((await desk.read(orderNo)).payments).toEqual([
      { payment_method: 2, amount: "5.15" },
      { payment_method: 0, amount: "2.29" },
    ]);
  });
});

describe("what goes back where", () => {
  test("coins as coins, the balance to the balance, tax with the line", async () => {
    await desk.set({ tax1_percentage: "8.00", tax_included_in_price: 0 });
    const member = await desk.member({}, { balance: "10.00", coins: 100 });
    const cola = await desk.product({ product_price: "2.50", product_tax_id: 1, product_coin_price: 40 });
    const by = (method: number) => ({ order_member_id: member, order_payment_method: method });
    const paid = await desk.sold({ [cola]: 2 }, by(1));
    expect(paid).toMatchObject({ total: "5.40", tax: "0.40" });
    const one = await back(paid["order_no"], { [cola]: 1 });
    expect(await desk.entries(one.refund_order_no)).toEqual({ balance: 270, sales_products: -250, tax: -20 });
    expect(await desk.balance(member)).toBe("7.30");
    const coins = await desk.sold({ [cola]: 2 }, by(3));
    expect(await back(coins["order_no"], null)).toMatchObject({ refund: "0.00", refund_coin: "80.00" });
    expect(await desk.memberRow(member)).toMatchObject({ member_coin_balance: "100.00" });
    await desk.set({ tax1_percentage: "0.00" });
  });

  test("goods into stock only when that is chosen", async () => {
    const cola = await desk.product({ product_qty: 10 });
    const { order_no: orderNo } = await desk.sold({ [cola]: 4 });
    await back(orderNo, { [cola]: 1 });
    expect(await desk.stock(cola)).toBe(6);
    await back(orderNo, null, { to_stock: 1 });
    expect(await desk.stock(cola)).toBe(9);
    const log = await api.call("GET", "products/action/stockLogs", { product_id: cola });
    expect((log.data as { items: Row[] }).items[0]).toMatchObject({
      stock_change: 3,
      stock_reason: "refund",
    });
  });

  test("points that the sale earned are taken back, not below none", async () => {
    await desk.set({ point_enable: 1, shop_earn_point: 1 }, "loyaltySettings");
    const member = await desk.member();
    const meal = await desk.product({ product_price: "3.50" });
    const sale = { order_member_id: member };
    const { order_no: orderNo } = await desk.sold({ [meal]: 2 }, sale);
    const points = async () => (await desk.memberRow(member))["member_points"];
    expect(await points()).toBe("7.00");
    await back(orderNo, { [meal]: 1 });
    expect(await points()).toBe("3.00");
    await api.call("POST", "members/action/addPoints", { member_id: member, points: -2, comment: "test" });
    await back(orderNo, null);
    expect(await points()).toBe("0.00");
    await desk.set({ point_enable: 0, shop_earn_point: 0 }, "loyaltySettings");
  });

  test("the refund is an order of its own, with its row in the log", async () => {
    const cola = await desk.product();
    const { order_no: orderNo } = await desk.sold({ [cola]: 2 }, { order_payment_method: 2 });
    const done = await back(orderNo, { [`p-${cola}`]: 1 });
    const read = await desk.read(done.refund_order_no);
    expect(read.order).toMatchObject({
      refund_of: String(orderNo),
      total: "-2.50",
      order_comment: "warm",
      order_payment_method: 2,
    });
    expect(read.items).toMatchObject([{ order_item_qty: -1, order_money: "-2.50" }]);
    expect(await desk.logOf(done.refund_order_no)).toMatchObject([
      { event: "ORDER_REFUND", card_minor: -250, details: "1 × Cola: warm", staff_name: "API" },
    ]);
    for (const path of ["confirm", "cancel"])
      expect(await desk.act(path, { order_no: done.refund_order_no })).toMatchObject({
        error: "order.not_open",
      });
    expect(await refund(done.refund_order_no, null)).toMatchObject({ error: "order.not_open" });
  });
});

describe("an order with offers", () => {
  test("is refunded as one, its offers by their own rule", async () => {
    const member = await desk.member();
    const [hours, cola] = [await desk.offer(), await desk.product()];
    const { order_no: orderNo } = await desk.sold({ [hours]: 2, [cola]: 1 }, { order_member_id: member });
    const one = await back(orderNo, { [`o-${hours}`]: 1 });
    expect(one.refund).toBe("10.00");
    const [owned] = (await api.call("GET", `members/${member}/offers`)).data as Row[];
    await api.call("POST", "members/action/refundOffer", { member_offer_id: owned?.["member_offer_id"] });
    expect(await back(orderNo, null)).toMatchObject({ refund: "2.50" });
    expect((await api.call("GET", `members/${member}/offers`)).data).toEqual([]);
    expect((await desk.read(orderNo)).items.map((item) => item["order_refunded_qty"])).toEqual([2, 1]);
  });

  test("keeps an offer that is used too long, or that a session uses", async () => {
    const member = await desk.member();
    const hours = await desk.offer();
    const { order_no: orderNo } = await desk.sold({ [hours]: 1 }, { order_member_id: member });
    await api.call("POST", "pcSessions/action/startMember", { pc_name: "PC1", member_id: member });
    clock.turn(300);
    expect(await refund(orderNo, null)).toMatchObject({ error: "member.in_session" });
    clock.turn(300);
    await api.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
    expect(await refund(orderNo, null)).toMatchObject({ error: "offer.used_too_long" });
  });
});

describe("refusals", () => {
  test("what is not paid, not there, not in the order, and without a reason", async () => {
    const cola = await desk.product();
    const { order_no: orderNo } = await desk.sold({ [cola]: 1 });
    expect(await refund("1", null)).toMatchObject({ code: 404, error: "order.not_found" });
    expect(await refund(orderNo, { 999_999: 1 })).toMatchObject({ error: "product.not_found" });
    expect(await refund(orderNo, null, { comment: "" })).toMatchObject({ error: "request.validation" });
  });

  test("a repeat with the same key pays back once, and so do fifty at once", async () => {
    const cola = await desk.product();
    const { order_no: orderNo } = await desk.sold({ [cola]: 3 });
    const key = { "Idempotency-Key": "refund-1" };
    const first = await refund(orderNo, { [cola]: 1 }, {}, key);
    expect((await refund(orderNo, { [cola]: 1 }, {}, key)).text).toBe(first.text);
    const answers = await Promise.all(Array.from({ length: 50 }, () => refund(orderNo, { [cola]: 1 })));
    expect(answers.filter((answer) => answer.code === 200)).toHaveLength(2);
  });
});
