import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { shopDesk, type Row, type ShopDesk } from "../../testing/shop-desk.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Orders that customers send themselves, until they are paid and handed over (billing.md 10). 2026-03-02 is a Monday. */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let api: ApiCaller;
let desk: ShopDesk;

const ways = {
  payment_method_cash_in_client: 1,
  payment_method_credit_card: 1,
  payment_method_qr: 1,
  payment_method_balance: 1,
  payment_method_pay_later: 1,
  pay_later: JSON.stringify({ member_groups: [0, -3] }),
};

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  desk = shopDesk(server, api);
  await api.call("POST", "pcs", { pc_name: "PC1" });
});
afterAll(() => server.close());
beforeEach(async () => {
  clock.turn(60);
  await desk.set(ways);
  await desk.set({ shop_preparing_button: 1, hide_sold_out_items: 0 }, "shopSettings");
});

async function customer(holding: { balance?: string; coins?: number } = {}, fields: Row = {}) {
  const id = await desk.member(fields, holding);
  const own = await desk.asMember(id);
  const submit = (pieces: Record<number, number>, method: number, more: Row = {}, headers = {}) =>
    own.call(
      "POST",
      "submitOrder",
      {
        ...{ pc_name: "PC1", payment_method: method },
        items: Object.entries(pieces).map(([product_id, qty]) => ({ product_id, qty })),
        ...more,
      },
      headers,
    );
  const ordered = async (pieces: Record<number, number>, method: number) => {
    const answer = await submit(pieces, method);
    expect(answer, answer.text).toMatchObject({ code: 200 });
    return answer.data as { order_no: string; order_status: number; pay_method: number };
  };
  return { id, own, submit, ordered };
}

describe("what an order begins as", () => {
  test.each<[string, number, number]>([
    ["coins are taken and it is done", 3, 2],
    ["the balance is taken and it is prepared", 1, 5],
    ["cash waits", 0, 1],
    ["card waits", 2, 1],
    ["QR waits", 4, 1],
    ["later waits", -2, 1],
  ])("%s", async (_, method, status) => {
    const { id, ordered } = await customer({ balance: "10.00", coins: 500 });
    const cola = await desk.product({ product_qty: 5, product_coin_price: 40 });
    const order = await ordered({ [cola]: 2 }, method);
    expect(order).toMatchObject({ order_status: status, pay_method: method });
    expect(await desk.stock(cola)).toBe(3);
    const read = await desk.read(order.order_no);
    const isPaid = method === 1 || method === 3 ? 1 : 0;
    expect(read.order).toMatchObject({
      order_status: status,
      order_is_paid: isPaid,
      member_id: id,
      order_pc: "PC1",
    });
    expect(await desk.balance(id)).toBe(method === 1 ? "5.00" : "10.00");
    expect(read.order["total"]).toBe(method === 3 ? "0.00" : "5.00");
    const waiting = await desk.list({ waiting: 1 });
    expect(waiting.includes(order.order_no)).toBe(status !== 2);
    expect((await desk.list({ unpaid: 1 })).includes(order.order_no)).toBe(isPaid === 0);
  });

  test("an order of offers alone is theirs at once; with a drink it is prepared", async () => {
    const { own, ordered } = await customer({ balance: "30.00" });
    const hours = await desk.offer();
    const cola = await desk.product();
    expect(await ordered({ [hours]: 1 }, 11)).toMatchObject({ order_status: 2, pay_method: 11 });
    expect(await ordered({ [hours]: 1, [cola]: 1 }, 1)).toMatchObject({ order_status: 5, pay_method: 1 });
    expect((await own.call("GET", "memberOffers")).data).toHaveLength(2);
    await desk.set({ shop_preparing_button: 0 }, "shopSettings");
    expect(await ordered({ [cola]: 1 }, 1)).toMatchObject({ order_status: 2 });
  });

  test("an offer for cash is theirs when staff have taken the money, on the terms it was ordered with", async () => {
    const { own, ordered } = await customer();
    const hours = await desk.offer({ product_expired_type: 1, product_expired_hours: 2 });
    const { order_no: orderNo } = await ordered({ [hours]: 1 }, 0);
    expect((await own.call("GET", "memberOffers")).data).toEqual([]);
    await api.call("DELETE", `products/${hours}`);
    clock.turn(600);
    expect((await desk.act("confirm", { order_no: orderNo })).data).toEqual({
      order_no: orderNo,
      order_status: 2,
    });
    const expiresAt = Math.floor(clock.now().getTime() / 1000) + 7_200;
    expect((await own.call("GET", "memberOffers")).data).toMatchObject([
      {
        product_name: "3 hours",
        member_offer_expire_at: expiresAt,
        order_no: orderNo,
        member_offer_cost: "10.00",
      },
    ]);
  });
});

describe("who may order what, and how", () => {
  test.each<[string, Row, number, Row, string]>([
    [
      "cash, where it may not be chosen",
      { payment_method_cash_in_client: 0 },
      0,
      {},
      "order.payment_not_allowed",
    ],
    ["card, where none is taken", { payment_method_credit_card: 0 }, 2, {}, "order.payment_not_allowed"],
    ["QR, where none is taken", { payment_method_qr: 0 }, 4, {}, "order.payment_not_allowed"],
    ["later, where nobody may", { payment_method_pay_later: 0 }, -2, {}, "order.payment_not_allowed"],
    [
      "later, for another group",
      { pay_later: '{"member_groups":[-3]}' },
      -2,
      {},
      "order.payment_not_allowed",
    ],
    ["by nothing known", {}, 7, {}, "order.payment_not_allowed"],
    ["at a PC that is not there", {}, 0, { pc_name: "NOPC" }, "pc.not_found"],
    ["from too little balance", {}, 1, {}, "ledger.insufficient_balance"],
  ])("%s is refused, and nothing is taken", async (_, settings, method, more, error) => {
    await desk.set(settings);
    const { submit } = await customer({ balance: "2.00" });
    const cola = await desk.product({ product_qty: 5 });
    expect((await submit({ [cola]: 1 }, method, more)).error).toBe(error);
    expect(await desk.stock(cola)).toBe(5);
  });

  test("the shop shows what this customer may buy here and now, and sells nothing else", async () => {
    const { id, own, submit } = await customer({ balance: "50.00" });
    const vip = ((await api.call("POST", "pcGroups", { pc_group_name: "VIP" })).data as Row)["pc_group_id"];
    const [gold] = [await desk.group({})];
    const here = await desk.product({ product_name: "Here" });
    const hidden = [
      await desk.product({ product_enable_client: 0 }),
      await desk.product({ product_show_weekday: "5" }),
      await desk.product({ product_show_time: "20:00-22:00" }),
      await desk.product({ product_member_groups: [gold] }),
      await desk.product({ product_pc_groups: [vip] }),
      await desk.product({ product_is_active: 0 }),
    ];
    const gone = await desk.product({ product_qty: 0, product_unlimited: 0 });
    const shown = async () =>
      ((await own.call("GET", "memberShop")).data as { product_list: Row[] }).product_list.map(
        (row) => row["product_id"],
      );
    const first = await shown();
    expect(first).toEqual(expect.arrayContaining([`p-${here}`, `p-${gone}`]));
    for (const product of hidden) {
      expect(first).not.toContain(`p-${product}`);
      expect((await submit({ [product]: 1 }, 1)).error).toBe("product.not_for_sale");
    }
    expect((await submit({ [gone]: 1 }, 1)).error).toBe("product.out_of_stock");
    await desk.set({ hide_sold_out_items: 1 }, "shopSettings");
    expect(await shown()).not.toContain(`p-${gone}`);
    await api.call("POST", "pcs", { pc_name: "VIP1", pc_group_id: vip });
    await api.call("POST", "pcSessions/action/startMember", { pc_name: "VIP1", member_id: id });
    expect(await shown()).toContain(`p-${hidden[4] ?? 0}`);
    await api.call("POST", "pcSessions/checkout", { pc_name: "VIP1" });
  });

  test("discounts are those of the group, whatever is sent", async () => {
    const gold = await desk.group({ member_group_discount_rate: 10 });
    const { submit } = await customer({ balance: "10.00" }, { member_group_id: gold });
    const cola = await desk.product({ product_price: "2.00" });
    const answer = await submit({ [cola]: 1 }, 1, { member_group_discount_rate: 90 });
    expect((await desk.read((answer.data as Row)["order_no"])).order).toMatchObject({ total: "1.80" });
  });

  test("a repeat with the same key orders once", async () => {
    const { id, submit } = await customer({ balance: "10.00" });
    const cola = await desk.product();
    const key = { "Idempotency-Key": "submit-1" };
    const [first, second] = [
      await submit({ [cola]: 1 }, 1, {}, key),
      await submit({ [cola]: 1 }, 1, {}, key),
    ];
    expect(second.text).toBe(first.text);
    expect(await desk.balance(id)).toBe("7.50");
  });
});

describe("staff confirm", () => {
  test("cash is taken as it was ordered, or by another way, and logged", async () => {
    const { id, ordered } = await customer({ balance: "10.00" });
    const cola = await desk.product();
    const cash = await ordered({ [cola]: 2 }, 0);
    expect((await desk.act("confirm", { order_no: cash.order_no })).data).toMatchObject({ order_status: 2 });
    expect(await desk.entries(cash.order_no)).toEqual({ cash: -500, sales_products: 500 });
    const turned = await ordered({ [cola]: 1 }, 0);
    await desk.set({ credit_card_price_rate: "104.00" });
    expect((await desk.act("confirm", { order_no: turned.order_no, payment_method: 2 })).code).toBe(200);
    await desk.set({ credit_card_price_rate: "100.00" });
    expect(await desk.entries(turned.order_no)).toEqual({ card: -260, card_fees: 10, sales_products: 250 });
    const read = await desk.read(turned.order_no);
    expect(read.order).toMatchObject({ total: "2.60", order_payment_method: 2, order_is_paid: 1 });
    const account = (await ordered({ [cola]: 1 }, 0)).order_no;
    expect((await desk.act("confirm", { order_no: account, payment_method: 1 })).code).toBe(200);
    expect(await desk.balance(id)).toBe("7.50");
    const rows = await server.db.rows<Row>(
      "select event, cash_minor, card_minor, spend_minor from billing_logs where member_id = $1 and event like 'ORDER%' order by billing_log_id",
      [id],
    );
    expect(rows).toEqual([
      { event: "ORDER", cash_minor: 0, card_minor: 0, spend_minor: 0 },
      { event: "ORDER_CONFIRM", cash_minor: 500, card_minor: 0, spend_minor: 0 },
      { event: "ORDER", cash_minor: 0, card_minor: 0, spend_minor: 0 },
      { event: "ORDER_CONFIRM", cash_minor: 0, card_minor: 260, spend_minor: 0 },
      { event: "ORDER", cash_minor: 0, card_minor: 0, spend_minor: 0 },
      { event: "ORDER_CONFIRM", cash_minor: 0, card_minor: 0, spend_minor: 250 },
    ]);
    expect(await desk.act("confirm", { order_no: cash.order_no })).toMatchObject({
      code: 409,
      error: "order.not_open",
    });
  });

  test("what is prepared is handed over, and fifty confirmations take the money once", async () => {
    const { id, ordered } = await customer({ balance: "10.00" });
    const cola = await desk.product();
    const prepared = (await ordered({ [cola]: 1 }, 1)).order_no;
    expect((await desk.act("confirm", { order_no: prepared })).data).toMatchObject({ order_status: 2 });
    expect(await desk.balance(id)).toBe("7.50");
    const cash = (await ordered({ [cola]: 1 }, 0)).order_no;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => desk.act("confirm", { order_no: cash })),
    );
    expect(answers.filter((answer) => answer.code === 200)).toHaveLength(1);
    expect(await desk.entries(cash)).toEqual({ cash: -250, sales_products: 250 });
  });

  test("one to be paid later is handed over unpaid, and paid when it is", async () => {
    const { ordered } = await customer();
    const cola = await desk.product();
    const later = (await ordered({ [cola]: 1 }, -2)).order_no;
    expect((await desk.act("confirm", { order_no: later })).data).toMatchObject({ order_status: 2 });
    expect((await desk.read(later)).order).toMatchObject({ order_is_paid: 0, order_payment_method: -2 });
    expect(await desk.list({ unpaid: 1 })).toContain(later);
    expect(await desk.act("confirm", { order_no: later })).toMatchObject({ error: "request.validation" });
    expect((await desk.act("confirm", { order_no: later, payment_method: 0 })).data).toMatchObject({
      order_status: 2,
    });
    expect(await desk.entries(later)).toEqual({ cash: -250, sales_products: 250 });
    expect(await desk.list({ unpaid: 1 })).not.toContain(later);
  });

  test("a QR payment is confirmed by hand, and logged so", async () => {
    const { id, ordered } = await customer();
    const cola = await desk.product();
    const qr = (await ordered({ [cola]: 1 }, 4)).order_no;
    expect(await desk.act("confirm", { order_no: qr })).toMatchObject({ error: "request.validation" });
    expect((await api.call("PUT", `orders/${qr}`, { order_status: 4 })).data).toMatchObject({
      order_status: 4,
    });
    expect((await desk.act("confirmQr", { order_no: qr, comment: "seen" })).data).toMatchObject({
      order_status: 2,
    });
    expect(await desk.entries(qr)).toEqual({ qr: -250, sales_products: 250 });
    const row = await server.db.row(
      "select event, qr_minor from billing_logs where member_id = $1 and qr_minor <> 0",
      [id],
    );
    expect(row).toEqual({ event: "MANUALCONFIRMQR", qr_minor: 250 });
    expect(await desk.act("confirmQr", { order_no: qr })).toMatchObject({ error: "order.not_open" });
  });

  test("by hand an order moves only where no money is due", async () => {
    const { ordered } = await customer({ balance: "10.00" });
    const cola = await desk.product();
    const move = async (orderNo: string, status: number) =>
      (await api.call("PUT", `orders/${orderNo}`, { order_status: status })).code;
    const cash = (await ordered({ [cola]: 1 }, 0)).order_no;
    expect([await move(cash, 4), await move(cash, 5), await move(cash, 2)]).toEqual([409, 200, 409]);
    const prepared = (await ordered({ [cola]: 1 }, 1)).order_no;
    expect([await move(prepared, 4), await move(prepared, 2), await move(prepared, 5)]).toEqual([
      409, 200, 409,
    ]);
    await api.call("PUT", `orders/${cash}`, { order_comment: "at the bar" });
    expect((await desk.read(cash)).order).toMatchObject({ order_comment: "at the bar", order_status: 5 });
  });
});

describe("cancelling", () => {
  test("gives stock and money back", async () => {
    const { id, ordered } = await customer({ balance: "10.00" });
    const cola = await desk.product({ product_qty: 9 });
    const orders = [(await ordered({ [cola]: 2 }, 1)).order_no, (await ordered({ [cola]: 3 }, 0)).order_no];
    expect([await desk.stock(cola), await desk.balance(id)]).toEqual([4, "5.00"]);
    for (const order_no of orders) {
      const answer = await desk.act("cancel", { order_no, comment: "too slow" });
      expect(answer.data).toEqual({ order_no, order_status: 3 });
      expect(await desk.act("cancel", { order_no })).toMatchObject({ code: 409, error: "order.not_open" });
    }
    expect([await desk.stock(cola), await desk.balance(id)]).toEqual([9, "10.00"]);
    const rows = await server.db.rows<Row>(
      "select event, spend_minor, details from billing_logs where member_id = $1 and event = 'ORDER_CANCEL' order by billing_log_id",
      [id],
    );
    expect(rows).toMatchObject([
      { spend_minor: -500, details: "2 × Cola: too slow" },
      { spend_minor: 0, details: "3 × Cola: too slow" },
    ]);
  });

  test("DELETE does the same, and what is paid and done is not cancelled", async () => {
    const { ordered } = await customer({ balance: "10.00" });
    const cola = await desk.product({ product_qty: 3 });
    const cash = (await ordered({ [cola]: 1 }, 0)).order_no;
    expect((await api.call("DELETE", `orders/${cash}`, { comment: "x" })).data).toMatchObject({
      order_status: 3,
    });
    expect(await desk.stock(cola)).toBe(3);
    const sold = await desk.sold({ [cola]: 1 });
    expect(await desk.act("cancel", { order_no: sold["order_no"] })).toMatchObject({
      error: "order.not_open",
    });
    expect(await desk.act("confirm", { order_no: cash })).toMatchObject({ error: "order.not_open" });
    expect(await desk.act("cancel", { order_no: "1" })).toMatchObject({
      code: 404,
      error: "order.not_found",
    });
  });

  test("takes offers back with it, unless they are used", async () => {
    await desk.set({ refund_within_minutes: 10 }, "centerSettings");
    const { id, own, ordered } = await customer({ balance: "25.00" });
    const [hours, cola] = [await desk.offer(), await desk.product()];
    const order = (await ordered({ [hours]: 1, [cola]: 1 }, 1)).order_no;
    expect((await desk.act("cancel", { order_no: order })).code).toBe(200);
    expect(await desk.balance(id)).toBe("25.00");
    expect((await own.call("GET", "memberOffers")).data).toEqual([]);
  });
});

describe("paying by QR (payOrder)", () => {
  const payFor = async () => {
    const { own, ordered } = await customer();
    const cola = await desk.product({ product_price: "2.50" });
    const { order_no: orderNo } = await ordered({ [cola]: 2 }, 4);
    return { own, orderNo, pay: (no = orderNo) => own.call("POST", "payOrder", { order_no: no }) };
  };
  type Flat = { code: number; result: number; message: string; error?: string } & Record<string, string>;
  const flat = (answer: { text: string }) => JSON.parse(answer.text) as Flat;

  test("shows the café's code flat, waits, and says when staff have confirmed", async () => {
    await desk.set({ manual_topup_qr_code: "https://pay.example/house" });
    const { own, orderNo, pay } = await payFor();
    const shown = flat(await pay());
    const { t, sid, ...rest } = shown;
    expect(rest).toEqual({
      ...{ code: 200, result: 1, message: "success", type: "manual", url: "https://pay.example/house" },
      ...{ order_no: orderNo, amount: "5.00" },
    });
    expect(flat(await pay())).toMatchObject({ result: 1, amount: "5.00" });
    const status = async (asked: Row) =>
      (await own.call("GET", "getTopupStatus", { order_no: orderNo, t, sid, ...asked })).text;
    expect(JSON.parse(await status({}))).toMatchObject({ data: { order_status: 4 } });
    expect(await status({ sid: "made-up" })).toContain("order.not_found");
    expect((await desk.act("confirmQr", { order_no: orderNo })).code).toBe(200);
    expect(JSON.parse(await status({}))).toMatchObject({ data: { order_status: 2 } });
    expect(flat(await pay())).toEqual({
      ...{ code: 409, result: 0, error: "order.not_open" },
      message: "This order does not wait for a QR payment.",
    });
  });

  test("refusals are flat too: another's order, too little, no code", async () => {
    await desk.set({ manual_topup_qr_code: "https://pay.example/house" });
    const [mine, other] = [await payFor(), await payFor()];
    expect(flat(await mine.pay(other.orderNo))).toMatchObject({
      result: 0,
      code: 404,
      error: "order.not_found",
    });
    expect(flat(await mine.own.call("POST", "payOrder", {}))).toMatchObject({ result: 0, code: 400 });
    await desk.set({ mini_qr_payment: "5.01" });
    expect(flat(await mine.pay())).toMatchObject({ result: 0, error: "order.payment_not_allowed" });
    await desk.set({ mini_qr_payment: "0.00", manual_topup_qr_code: "" });
    expect(flat(await mine.pay())).toMatchObject({ result: 0, code: 403, error: "payment.gateway_missing" });
  });
});

describe("the bill (memberChecklist)", () => {
  test("has the session and what was ordered in it; what is cancelled is not there", async () => {
    const { id, own, ordered } = await customer({ balance: "20.00" });
    const cola = await desk.product({ product_price: "2.50" });
    await ordered({ [cola]: 1 }, 1);
    clock.turn(60);
    const [price] = (await api.call("GET", "prices")).data as { price_id: number }[];
    await api.call("PUT", `prices/${price?.price_id ?? 0}`, { price_price1: "4.00" });
    await api.call("POST", "pcSessions/action/startMember", { pc_name: "PC1", member_id: id });
    clock.turn(1_800);
    const paid = (await ordered({ [cola]: 2 }, 1)).order_no;
    const later = (await ordered({ [cola]: 1 }, -2)).order_no;
    const gone = (await ordered({ [cola]: 9 }, 0)).order_no;
    await desk.act("cancel", { order_no: gone });
    const bill = (await own.call("GET", "memberChecklist")).data as { orders: Row[]; member: Row; pc: Row };
    expect(bill.orders.map((row) => row["order_no"])).toEqual([paid, later]);
    expect(bill.member).toEqual({
      ...{ shop_tax: "0.00", shop_amount: "7.50", member_balance: "12.50", used_balance: "2.00" },
      ...{ member_loan: "0.00", paid_amount: "5.00", session_total_amount: "9.50" },
    });
    expect(bill.pc).toMatchObject({ price_per_hour: "4.00", pc_cost: "2.00", pc_cost_tax: "0.00" });
    await api.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
  });

  test("without a session has what is still to be paid later", async () => {
    const { own, ordered } = await customer({ balance: "20.00" });
    const cola = await desk.product({ product_price: "2.50" });
    await ordered({ [cola]: 1 }, 1);
    const later = (await ordered({ [cola]: 1 }, -2)).order_no;
    const bill = (await own.call("GET", "memberChecklist")).data as { orders: Row[]; member: Row; pc: Row };
    expect(bill.orders.map((row) => row["order_no"])).toEqual([later]);
    expect(bill.member).toMatchObject({ shop_amount: "2.50", paid_amount: "0.00" });
    expect(bill.pc["start_local_date"]).toBeNull();
  });
});
