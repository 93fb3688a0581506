import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { shopDesk, type Row, type ShopDesk } from "../../testing/shop-desk.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Orders to be paid later at the checkout of a session (billing.md 7.3; row 27), through the real server on a turned clock. */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let api: ApiCaller;
let desk: ShopDesk;
let cola: number;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  desk = shopDesk(server, api);
  for (const name of ["PC1", "PC2"]) await api.call("POST", "pcs", { pc_name: name });
  const [price] = (await api.call("GET", "prices")).data as { price_id: number }[];
  await api.call("PUT", `prices/${price?.price_id ?? 0}`, { price_price1: "4.00" });
  cola = await desk.product({ product_price: "1.75", product_tax_id: 1 });
});
afterAll(() => server.close());
beforeEach(async () => {
  clock.turn(60);
  await desk.set({
    payment_method_pay_later: 1,
    pay_later: JSON.stringify({ member_groups: [-3, -2, 0] }),
    credit_card_price_rate: "100.00",
    tax1_percentage: "8.00",
    tax_included_in_price: 1,
  });
});

const act = async (path: string, body: Row) => {
  const answer = await api.call("POST", `pcSessions/${path}`, body);
  return { ...answer, data: answer.data as Row & { results: Row[]; orders: Row[]; items: Row[] } };
};
const start = async (kind: string, more: Row = {}) => {
  const { data } = await act(`action/start${kind}`, { pc_name: "PC1", ...more });
  return (data.results[0]?.["member_id"] ?? data["member_id"]) as number;
};
const later = async (qty: number, more: Row = {}) =>
  String(
    (await desk.sold({ [cola]: qty }, { order_payment_method: -2, pc_name: "PC1", ...more }))["order_no"],
  );
const sums = async (memberId: number) =>
  Object.fromEntries(
    (
      await server.db.rows<{ account: string; sum: number }>(
        `select account, sum(amount)::bigint as sum from entries where transfer_id in
           (select transfer_id from billing_logs where member_id = $1) group by account having sum(amount) <> 0`,
        [memberId],
      )
    ).map(({ account, sum }) => [account, sum]),
  );
const minutes = (count: number) => clock.turn(count * 60);

describe("row 27: postpaid 90 minutes, pay-later orders of 3.50", () => {
  test("payment info shows both, and card 5.00 with cash for the rest settles both", async () => {
    const guest = await start("Postpaid");
    const order = await later(2);
    minutes(90);
    const info = (await act("paymentInfo", { pc_name: "PC1" })).data;
    expect(info).toMatchObject({
      ...{ session_cost: "6.00", orders_amount: "3.50", orders_tax: "0.26", amount: "9.50" },
      orders: [{ order_no: order, order_money: "3.50", order_is_paid: 0, order_payment_method: -2 }],
    });
    const wrong = { pc_name: "PC1", payments: [{ payment_method: 2, amount: "5.00" }] };
    expect(await act("checkout", wrong)).toMatchObject({ code: 400, error: "request.validation" });
    const payments = [
      { payment_method: 2, amount: "5.00" },
      { payment_method: 0, amount: "4.50" },
    ];
    const done = await act("checkout", { pc_name: "PC1", payments });
    expect(done.data).toMatchObject({ amount: "9.50", paid: "9.50", refund: "0.00" });
    expect(await sums(guest)).toEqual({
      card: -500,
      cash: -450,
      sales_time: 600,
      sales_products: 324,
      tax: 26,
    });
    const read = await desk.read(order);
    expect(read.order).toMatchObject({ order_status: 2, order_is_paid: 1, order_payment_method: 0 });
    expect(read.payments).toEqual([{ payment_method: 0, amount: "3.50" }]);
    const row = await server.db.row<Row>(
      "select event, cash_minor, session_id is not null as in_session from billing_logs where member_id = $1 and event = 'ORDER_CONFIRM'",
      [guest],
    );
    expect(row).toEqual({ event: "ORDER_CONFIRM", cash_minor: 350, in_session: true });
  });

  test("ended without staff it is the guest's loan of 6.00, and the order is still open until it is paid", async () => {
    await api.call("PUT", "configs/centerSettings", { auto_checkout_power_outage_minutes: 10 });
    const guest = await start("Postpaid");
    const order = await later(2);
    minutes(80);
    await server.db.transact((tx) =>
      tx.run("update pcs set last_heard_at = $1 where name = 'PC1'", [clock.now()]),
    );
    minutes(30);
    await server.app.sessions.clock.look();
    await server.db.transact((tx) => tx.run("update pcs set last_heard_at = null where name = 'PC1'"));
    await api.call("PUT", "configs/centerSettings", { auto_checkout_power_outage_minutes: 0 });
    expect(await sums(guest)).toEqual({ loan: -600, sales_time: 600 });
    expect((await desk.read(order)).order).toMatchObject({
      order_is_paid: 0,
      order_status: 1,
      total: "3.50",
    });
    expect(await desk.list({ unpaid: 1 })).toContain(order);
    expect((await desk.act("confirm", { order_no: order, payment_method: 0 })).code).toBe(200);
    expect(await desk.list({ unpaid: 1 })).not.toContain(order);
  });

  test("the card's surcharge is of the whole checkout's card part, once", async () => {
    await desk.set({ credit_card_price_rate: "103.00" });
    const guest = await start("Postpaid");
    await later(1);
    await later(1);
    minutes(90);
    const done = await act("checkout", { pc_name: "PC1", payment_method: 2 });
    // 9.50 by card: 0.285, half up 0.29.
    expect(done.data).toMatchObject({ amount: "9.79", paid: "9.50" });
    expect(await sums(guest)).toMatchObject({ card: -979, card_fees: 29, sales_time: 600 });
  });
});

test("a guest who paid before pays orders out of the rest first, and gets what is left", async () => {
  const guest = await start("Prepaid", { amount: "10.00" });
  await later(2);
  minutes(90);
  expect((await act("paymentInfo", { pc_name: "PC1" })).data).toMatchObject({
    ...{ orders_amount: "3.50", prepaid: "10.00", amount: "-0.50" },
  });
  const done = await act("checkout", { pc_name: "PC1" });
  expect(done.data).toMatchObject({ amount: "-0.50", refund: "0.50", paid: "9.50" });
  expect(await sums(guest)).toEqual({ cash: -950, sales_time: 600, sales_products: 324, tax: 26 });
});

test("and pays by tender what the rest does not cover", async () => {
  const guest = await start("Prepaid", { amount: "7.00" });
  const order = await later(2);
  minutes(90);
  expect((await act("paymentInfo", { pc_name: "PC1" })).data).toMatchObject({ amount: "2.50" });
  expect((await act("checkout", { pc_name: "PC1", payment_method: 2 })).data).toMatchObject({
    amount: "2.50",
  });
  expect((await desk.read(order)).payments).toEqual([
    { payment_method: 1, amount: "1.00" },
    { payment_method: 2, amount: "2.50" },
  ]);
  expect(await sums(guest)).toMatchObject({ cash: -700, card: -250 });
});

test("a member's orders are settled at the desk's checkout, and stay open when the member leaves alone", async () => {
  const member = await desk.member({}, { balance: "8.00" });
  const ended = async (by: (own: ApiCaller) => Promise<unknown>) => {
    await api.call("POST", "pcSessions/action/startMember", { pc_name: "PC1", member_id: member });
    const order = await later(1);
    await by(await desk.asMember(member));
    return (await desk.read(order)).order["order_is_paid"];
  };
  const alone = await ended((own) => own.call("POST", "autoCheckout", { pc_name: "PC1" }));
  expect(alone).toBe(0);
  expect(await ended(() => act("checkout", { pc_name: "PC1" }))).toBe(1);
  expect(await desk.list({ unpaid: 1, member: (await desk.memberRow(member))["member_account"] })).toEqual(
    [],
  );
});

test("two PCs at once are settled each with its own orders", async () => {
  await act("action/startPostpaid", { pc_names: ["PC1", "PC2"] });
  await later(2);
  await later(1, { pc_name: "PC2" });
  minutes(60);
  const info = (await act("paymentInfo", { pc_names: ["PC1", "PC2"] })).data;
  expect(info).toMatchObject({ amount: "13.25", orders_amount: "5.25" });
  expect(info.items.map((item) => item["amount"])).toEqual(["7.50", "5.75"]);
  const done = await act("checkout", { pc_names: ["PC1", "PC2"] });
  expect(done.data).toMatchObject({ amount: "13.25" });
});

test("a guest with open orders does not become a member before they are paid", async () => {
  await start("Prepaid", { amount: "4.00" });
  const order = await later(1);
  const convert = { pc_name: "PC1", member_account: "later_member", member_password: "secret" };
  expect(await api.call("POST", "members/action/convertToMember", convert)).toMatchObject({
    error: "session.kind_refused",
  });
  await desk.act("confirm", { order_no: order, payment_method: 0 });
  expect((await api.call("POST", "members/action/convertToMember", convert)).code).toBe(200);
});

test("a checkout and a confirmation at once settle an order once", async () => {
  for (let round = 0; round < 8; round++) {
    await start("Postpaid");
    const order = await later(1);
    minutes(15);
    const [confirmed, ended] = await Promise.all([
      desk.act("confirm", { order_no: order, payment_method: 0 }),
      act("checkout", { pc_name: "PC1" }),
    ]);
    expect(ended.code).toBe(200);
    const paidBefore = confirmed.code === 200;
    expect(ended.data["amount"]).toBe(paidBefore ? "1.00" : "2.75");
    expect(await desk.entries(order)).toMatchObject({ cash: -175 });
  }
});
