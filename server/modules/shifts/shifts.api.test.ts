import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { shiftDetail } from "../../../contract/objects/shift.ts";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { shopDesk } from "../../testing/shop-desk.ts";
import { adminPassword, openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Shifts as staff, the Admin and programs meet them (api-v2.md 2.14, 2.15, 6 #10, #11; billing.md 12). */

let server: TestServer;
let admin: ApiCaller;
let key: ApiCaller;
let memberId = 0;
const clock = new TurnedClock("2026-05-04T08:00:00Z");
const rights = ["topup", "topup_refund", "expense_add", "session_manage", "report_read", "member_edit"];
let people = 0;

beforeAll(async () => {
  server = await openTestServer({ clock });
  admin = server.caller(await server.signIn());
  key = server.caller(await server.makeKey());
  const password = { member_password: "choose-one", member_confirm: "choose-one" };
  const added = await key.call("POST", "members", { member_account: "player1", ...password });
  memberId = (added.data as { member_id: number }).member_id;
  await key.call("POST", "pcs", { pc_name: "PC1" });
  await key.call("POST", "pcs", { pc_name: "PS5", pc_console_type: 5 });
  const [price] = (await key.call("GET", "prices")).data as { price_id: number }[];
  await key.call("PUT", `prices/${price?.price_id ?? 0}`, { price_price1: "4.00" });
  await key.call("PUT", "configs/paymentSettings", { payment_method_qr: 1, payment_method_mixed: 1 });
});
afterAll(() => server.close());
beforeEach(() => clock.turn(60));

/** A new staff at the till, without a shift. */
async function person(more: string[] = []): Promise<{ name: string; at: ApiCaller }> {
  const name = `Desk${++people}`;
  await server.addStaff(name, "staff", [...rights, ...more], { shift: false });
  return { name, at: server.caller(await server.signIn(name, adminPassword)) };
}
const start = async (at: ApiCaller, float: number | string = 0) =>
  ((await at.call("POST", "shifts", { shift_cash_start: float })).data as { shift_id: number }).shift_id;
const topUp = (at: ApiCaller, value: number, method = 0, more: object = {}) =>
  at.call("POST", "members/action/topup", {
    ...{ topup_ids: memberId, topup_value: value, payment_method: method, comment: "till" },
    ...more,
  });
const end = (at: ApiCaller, counted: number | string, more: object = {}) =>
  at.call("POST", "shifts/action/end", { shift_cash_end: counted, ...more });
const detail = async (id: number) =>
  (await key.call("GET", `reports/shiftDetail/${id}`)).data as Record<string, unknown>;

describe("a day at the till", () => {
  test("from the float to the counted cash, with the difference shown", async () => {
    const { name, at } = await person();
    const id = await start(at, "100.00");
    expect(id).toBeLessThan(0);
    await topUp(at, 50);
    await topUp(at, 20, 2);
    await topUp(at, 7.5, 4);
    await topUp(at, -10);
    const milk = await at.call("POST", "expenses", { expense_amount: "2.50", expense_details: "milk" });
    expect(milk.code).toBe(201);
    const moved = await at.call("POST", "shifts/action/moveCash", {
      amount: "-30.00",
      comment: "to the safe",
    });
    expect(moved.data).toEqual({ shift_id: id, cash_in_hand: "107.50" });
    expect((await at.call("GET", "reports/shiftCashInHand")).data).toEqual({
      ...{ shift_id: id, cash_in_hand: "107.50", cash_start: "100.00" },
      ...{ cash_in: "50.00", cash_out: "42.50" },
    });
    const x = (await at.call("GET", "reports/shiftXReport")).data as Record<string, unknown>;
    expect(x).toMatchObject({
      ...{ staff_name: name, cash: 37.5, cash_sales: 50, cash_refund: -10, center_expenses: -2.5 },
      ...{ credit_card: 20, qr_topup: 7.5, total_amount: 65, shift_cash_start: 100, shift_cash_end: "-" },
      ...{ shift_cash_expected: 107.5, shift_cash_moved: -30, shift_cash_difference: null, shift_id: id },
      center_expenses_items: [{ log_money: "-2.50", log_details: "milk" }],
    });
    expect(Object.keys(x)).toEqual(Object.keys(shiftDetail.properties));

    clock.turn(8 * 3600);
    expect(await end(at, "107.00")).toMatchObject({
      ...{ code: 400, error: "request.validation" },
      message: "The reason field is required: 107.00 was counted, the drawer should hold 107.50.",
    });
    const ended = await end(at, "107.00", { reason: "wrong change" });
    expect(ended.data).toMatchObject({
      shift_id: -id,
      detail: {
        ...{ shift_id: -id, shift_cash_end: 107, shift_cash_difference: -0.5, reason: "wrong change" },
        ...{ working_hours: "08:00:00", start_time: "2026-05-04 10:01:00", end_time: "2026-05-04 18:01:00" },
      },
    });
    const { detail: told } = ended.data as { detail: object };
    expect(await detail(-id)).toEqual(told);
    expect((await at.call("GET", "shifts/action/current")).data).toEqual({
      shift: null,
      cash_handed_over: "107.00",
    });
    expect((await key.call("GET", `shifts/${id}`)).data).toMatchObject({
      shift: {
        ...{ shift_id: -id, shift_cash_start: "100.00", shift_cash_end: "107.00" },
        ...{
          shift_cash_expected: "107.50",
          shift_cash_difference: "-0.50",
          shift_end_time: "2026-05-04 18:01:00",
        },
      },
    });
  });

  test("its rows say who stood there, and those of the float carry no sums", async () => {
    const { name, at } = await person();
    const id = await start(at, 20);
    await topUp(at, 5);
    await end(at, 25);
    const rows = await server.db.rows<{ event: string; cash_minor: number; details: string }>(
      "select event, cash_minor, details from billing_logs where shift_id = $1 order by billing_log_id",
      [-id],
    );
    expect(rows).toEqual([
      { event: "SHIFT_START", cash_minor: 0, details: "Float 20.00" },
      { event: "TOPUP", cash_minor: 500, details: "till" },
      { event: "SHIFT_END", cash_minor: 0, details: "Counted 25.00, expected 25.00" },
    ]);
    const log = await key.call("GET", "billingLogs", {
      ...{ date_start: "2026-05-01", date_end: "2026-05-31", staff: name },
    });
    expect(log.data).toMatchObject({ total: { log_money: "5.00" } });
  });

  test("money is told by place: at PCs, at consoles, at neither", async () => {
    const { at } = await person();
    const id = await start(at);
    await topUp(at, 40);
    await at.call("POST", "pcSessions/action/startPrepaid", { pc_name: "PC1", amount: "8.00" });
    await at.call("POST", "pcSessions/action/startPrepaid", {
      pc_name: "PS5",
      amount: "6.00",
      payment_method: 2,
    });
    clock.turn(3600);
    await at.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
    await at.call("POST", "pcSessions/checkout", { pc_name: "PS5" });
    expect(await detail(id)).toMatchObject({
      ...{ pc_cash_amount: 4, console_cash_amount: 0, shop_cash_amount: 40 },
      ...{ pc_card_amount: 0, console_card_amount: 4, shop_card_amount: 0, credit_card: 4 },
      ...{ cash: 44, cash_sales: 48, cash_refund: -4 },
    });
  });
});

describe("what a shift sold", () => {
  test("is told by product, in the part that cash paid, refunds and cancellations off", async () => {
    const { name, at } = await person(["shop_sell", "order_confirm", "order_refund"]);
    const id = await start(at);
    const desk = shopDesk(server, at);
    const byAdmin = shopDesk(server, key);
    const cola = await byAdmin.product({ product_name: `Cola ${name}`, product_qty: 20 });
    const chips = await byAdmin.product({ product_name: `Chips ${name}`, product_price: "1.00" });
    await desk.sold({ [cola]: 2 });
    const order_payments = [
      { payment_method: 2, amount: "1.00" },
      { payment_method: 0, amount: "3.50" },
    ];
    await desk.sold({ [cola]: 1, [chips]: 2 }, { order_payments });
    const back = await desk.sold({ [cola]: 3 });
    await desk.act("refund", {
      order_no: String(back["order_no"]),
      comment: "warm",
      items: [{ product_id: `p-${cola}`, qty: 1 }],
    });
    const waiting = await desk.sold({ [chips]: 1 }, { order_status: 5 });
    await desk.act("cancel", { order_no: String(waiting["order_no"]), comment: "gone" });
    // Paid 5.00; 2.50 and 2.00 of which cash 3.50 is spread as 1.94 and 1.56; 7.50 less 2.50.
    expect((await detail(id))["shop_sales"]).toEqual([
      { product_name: `Chips ${name}`, sold: "2", cash: "1.56", stock: 0 },
      { product_name: `Cola ${name}`, sold: "5", cash: "11.94", stock: 14 },
    ]);
    expect(await detail(id)).toMatchObject({
      cash: 13.5,
      credit_card: 1,
      shop_cash_amount: 13.5,
      cash_refund: -3.5,
    });
  });
});

describe("whose shift a movement is on", () => {
  test("that of the staff who made it; what the key, the Admin without one and clocks move is on none", async () => {
    const [one, other] = [await person(), await person()];
    const ids = [await start(one.at), await start(other.at)];
    await topUp(one.at, 1);
    await topUp(other.at, 2);
    await topUp(key, 4);
    await topUp(admin, 8);
    expect((await detail(ids[0] ?? 0))["cash"]).toBe(1);
    expect((await detail(ids[1] ?? 0))["cash"]).toBe(2);
    const onNone = await server.db.rows<{ actor_name: string }>(
      "select distinct actor_name from transfers where shift_id is null and kind = 'top_up' order by 1",
    );
    expect(onNone.map(({ actor_name: name }) => name)).toEqual(["API", "Admin"]);
  });

  test("a refund counts on the shift of whoever refunds", async () => {
    const [one, other] = [await person(), await person()];
    const ids = [await start(one.at), await start(other.at)];
    const paid = await topUp(one.at, 10);
    const [order] = (paid.data as { order_ids: number[] }).order_ids;
    await topUp(other.at, -10, 0, { refund_of: order });
    expect([(await detail(ids[0] ?? 0))["cash"], (await detail(ids[1] ?? 0))["cash"]]).toEqual([10, -10]);
  });

  test("a shift that ends while its staff sell takes each sale or refuses it, and its sums stay true", async () => {
    const { at } = await person();
    const id = await start(at);
    const sales = Array.from({ length: 40 }, () => topUp(at, 1));
    const ending = end(at, 999, { reason: "counted in a hurry" });
    const answers = await Promise.all(sales);
    expect((await ending).code).toBe(200);
    const sold = answers.filter(({ code }) => code === 200).length;
    expect(answers.filter(({ error }) => error === "shift.required")).toHaveLength(40 - sold);
    // `close` of the database checks that the kept sums are those of the ledger.
    expect((await detail(id))["cash"]).toBe(sold);
  });

  test("what reaches the ledger without a shift, because it ended a moment ago, is refused there", async () => {
    const name = `Desk${++people}`;
    const staffId = await server.addStaff(name, "staff", rights, { shift: false });
    const post = () =>
      server.db.transact((tx) =>
        tx.run(
          `insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_id, actor_name)
           values ($1, nextval('transfer_ids'), $2, 'top_up', 'staff', $3, $4)`,
          [server.cafe.cafeId, clock.now(), staffId, name],
        ),
      );
    await expect(post()).rejects.toMatchObject({ error: "shift.required", code: 403 });
    await admin.call("PUT", "configs/centerSettings", { shift_required: 0 });
    expect(await post()).toBe(1);
    await admin.call("PUT", "configs/centerSettings", { shift_required: 1 });
  });
});

describe("no sale without a shift", () => {
  test("staff without one may read, start one and sign out; the setting frees them", async () => {
    const { at } = await person();
    for (const path of ["members", "pcs", "shifts", "expenses", "shifts/action/current"])
      expect((await at.call("GET", path)).code, path).toBe(200);
    expect((await topUp(at, 1)).text).toBe(
      '{"code":403,"message":"Start a shift first.","error":"shift.required"}',
    );
    expect((await at.call("POST", "expenses", { expense_amount: 1, expense_details: "x" })).error).toBe(
      "shift.required",
    );
    await admin.call("PUT", "configs/centerSettings", { shift_required: 0 });
    expect((await topUp(at, 1)).code).toBe(200);
    await admin.call("PUT", "configs/centerSettings", { shift_required: 1 });
    await start(at);
    expect((await topUp(at, 1)).code).toBe(200);
    expect((await at.call("GET", "pcs/action/initData")).data).toMatchObject({ shift_status: 1 });
    expect((await admin.call("GET", "pcs/action/initData")).data).toMatchObject({ shift_status: 0 });
  });

  test("a right that is missing is told first", async () => {
    const { at } = await person();
    expect((await at.call("POST", "products", { product_name: "Cola", product_price: 1 })).error).toBe(
      "permission.denied",
    );
  });

  test("a session says whether one is needed and which is open", async () => {
    const { name, at } = await person();
    const session = async () =>
      (await at.call("GET", "/api/v2/auth/staffSession")).data as Record<string, unknown>;
    expect(await session()).toMatchObject({ shift_required: 1, shift: null, staff: { shift_id: null } });
    const id = await start(at, 5);
    expect(await session()).toMatchObject({
      staff: { shift_id: id },
      shift: { shift_id: id, shift_staff_name: name, shift_cash_expected: "5.00", shift_end_time: "-" },
    });
    const ofAdmin = (await admin.call("GET", "/api/v2/auth/staffSession")).data;
    expect(ofAdmin).toMatchObject({ shift_required: 0 });
  });
});

describe("starting and ending", () => {
  test("who has one open is shown with it and cannot be removed", async () => {
    const { name, at } = await person();
    const id = await start(at);
    const list = (await admin.call("GET", "staffs")).data as { staff_name: string; staff_id: number }[];
    const row = list.find(({ staff_name: each }) => each === name);
    expect(row).toMatchObject({ shift_id: id });
    expect(await admin.call("DELETE", `staffs/${row?.staff_id}`)).toMatchObject({
      ...{ code: 409, error: "staff.in_use", message: `${name} has an open shift: end it first.` },
    });
    await end(at, 0);
    expect((await admin.call("DELETE", `staffs/${row?.staff_id}`)).code).toBe(200);
    expect(await detail(-id)).toMatchObject({ staff_name: name });
  });

  test("two starts at once make one shift", async () => {
    const { at } = await person();
    const answers = await Promise.all(
      [1, 2, 3].map((float) => at.call("POST", "shifts", { shift_cash_start: float })),
    );
    expect(answers.map(({ code }) => code).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ code }) => code === 409)?.error).toBe("shift.already_open");
  });

  test("a repeated end with its key answers the same; without one the shift is not open any more", async () => {
    const { at } = await person();
    await start(at, 3);
    const headers = { "idempotency-key": `end-${people}` };
    const first = await at.call("POST", "shifts/action/end", { shift_cash_end: 3 }, headers);
    const again = await at.call("POST", "shifts/action/end", { shift_cash_end: 3 }, headers);
    expect(again.text).toBe(first.text);
    expect((await end(at, 3)).error).toBe("shift.not_open");
  });

  test("only the Admin ends or changes another's", async () => {
    const [one, other] = [await person(), await person()];
    const id = await start(one.at, 10);
    expect((await end(other.at, 10, { shift_id: id })).error).toBe("permission.denied");
    expect((await other.at.call("PUT", `shifts/${id}`, { shift_comment: "x" })).error).toBe(
      "permission.denied",
    );
    expect((await one.at.call("PUT", `shifts/${id}`, { shift_cash_start: 1 })).error).toBe(
      "permission.denied",
    );
    expect((await one.at.call("PUT", `shifts/${id}`, { shift_comment: "late" })).data).toEqual({
      shift_id: id,
    });
    await admin.call("PUT", `shifts/${id}`, { shift_cash_start: "12.00" });
    expect((await key.call("GET", `shifts/${id}`)).data).toMatchObject({
      shift: { shift_comment: "late", shift_cash_start: "12.00", shift_cash_expected: "12.00" },
    });
    expect((await end(admin, "12.00", { shift_id: id })).code).toBe(200);
    expect((await admin.call("PUT", `shifts/${-id}`, { shift_cash_start: 1 })).error).toBe("shift.not_open");
    expect((await end(admin, 1, { shift_id: 1 })).error).toBe("shift.not_found");
  });

  test("one without movements can be removed, its float goes back; another cannot", async () => {
    const { at } = await person();
    const id = await start(at, 10);
    expect((await admin.call("DELETE", `shifts/${id}`)).code).toBe(200);
    expect((await key.call("GET", `shifts/${id}`)).error).toBe("shift.not_found");
    const next = await start(at);
    await topUp(at, 1);
    expect((await admin.call("DELETE", `shifts/${next}`)).error).toBe("shift.not_empty");
  });

  test("waiting orders hold it open where the café wants that", async () => {
    const { at } = await person();
    await start(at);
    await admin.call("PUT", "configs/centerSettings", { clear_orders_before_shift_end: 1 });
    await server.db.transact((tx) =>
      tx.run(
        `insert into orders (cafe_id, order_no, status, payment_method, created_at, updated_at) values ($1, 5, 1, 0, $2, $2)`,
        [server.cafe.cafeId, clock.now()],
      ),
    );
    expect((await end(at, 0)).error).toBe("shift.orders_open");
    await server.db.transact((tx) => tx.run("update orders set status = 3 where order_no = 5"));
    expect((await end(at, 0)).code).toBe(200);
    await admin.call("PUT", "configs/centerSettings", { clear_orders_before_shift_end: 0 });
  });

  test.each([
    ["shift_cash_start", "POST", "shifts", {}],
    ["shift_cash_start", "POST", "shifts", { shift_cash_start: -1 }],
    ["shift_cash_start", "POST", "shifts", { shift_cash_start: "1.005" }],
    ["shift_cash_end", "POST", "shifts/action/end", {}],
    ["amount", "POST", "shifts/action/moveCash", { amount: 0, comment: "x" }],
    ["comment", "POST", "shifts/action/moveCash", { amount: 5 }],
  ])("a wrong %s of %s %s is named", async (field, method, path, body) => {
    const answer = await admin.call(method, path, body);
    // The Admin has no shift, which is found only after the parameters.
    expect(Object.keys((answer.data as { fields: object }).fields)).toContain(field);
  });
});

describe("lists", () => {
  test("shiftList shows open shifts first, whatever the range, and ended ones by their start", async () => {
    const { name, at } = await person();
    const ended = await start(at);
    await topUp(at, 3);
    await topUp(at, 4, 2);
    await end(at, 3);
    clock.turn(48 * 3600);
    admin = server.caller(await server.signIn());
    const open = await start(server.caller(await server.signIn(name, adminPassword)));
    const ask = async (about: object) =>
      (await key.call("GET", "reports/shiftList", { shift_staff_name: name, ...about })).data;
    const day = { date_start: "2026-05-04", date_end: "2026-05-05" };
    expect(await ask(day)).toEqual([
      expect.objectContaining({ shift_id: open, shift_end_time: "-", cash: 0, total_amount: 0 }),
      {
        ...{ shift_id: -ended, shift_staff_name: name, shift_start_time: expect.any(String) as string },
        ...{ shift_end_time: expect.any(String) as string, total_amount: 7, cash: 3, credit_card: 4, qr: 0 },
      },
    ]);
    expect(await ask({ date_start: "2020-01-01", date_end: "2020-01-02" })).toHaveLength(1);
    expect(((await ask({ ...day, shift_staff_name: "all" })) as unknown[]).length).toBeGreaterThan(5);
    for (const missing of [{}, { shift_staff_name: "" }]) {
      const answer = await key.call("GET", "reports/shiftList", { ...day, ...missing });
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(
        '{"code":500,"message":"The shift_staff_name field is required.","error":"request.shift_staff_name"}',
      );
    }
  });

  test("cash in hand of a key is that of all open shifts, by name of one; without any it is refused", async () => {
    const { name, at } = await person();
    await start(at, 7);
    const all = (await key.call("GET", "reports/shiftCashInHand")).data as { shift_id: number };
    expect(all.shift_id).toBe(0);
    expect((await key.call("GET", "reports/shiftCashInHand", { staff_name: name })).data).toMatchObject({
      cash_in_hand: "7.00",
    });
    expect((await key.call("GET", "reports/shiftXReport")).error).toBe("shift.not_open");
    expect((await admin.call("GET", "reports/shiftXReport")).error).toBe("shift.not_open");
    expect((await key.call("GET", "reports/shiftDetail/1")).error).toBe("shift.not_found");
  });

  test("GET shifts finds by staff, day and state", async () => {
    const { name, at } = await person();
    await start(at);
    await end(at, 0);
    await start(at);
    const list = async (about: object) =>
      (await key.call("GET", "shifts", { staff: name, ...about })).data as {
        items: { shift_id: number }[];
        paging_info: { total_records: number };
      };
    expect((await list({})).paging_info.total_records).toBe(2);
    expect((await list({ open: 1 })).items.every(({ shift_id: id }) => id < 0)).toBe(true);
    expect((await list({ open: 0 })).items.every(({ shift_id: id }) => id > 0)).toBe(true);
    expect((await list({ date_start: "2020-01-01", date_end: "2020-01-02" })).items).toEqual([]);
  });
});

describe("expenses", () => {
  const add = async (at: ApiCaller, amount: number | string, more: object = {}) =>
    (
      (await at.call("POST", "expenses", { expense_amount: amount, expense_details: "milk", ...more }))
        .data as {
        expense_id: number;
      }
    ).expense_id;

  test("are corrected while their shift is open, afterwards only taken back", async () => {
    const { name, at } = await person();
    const id = await start(at, 50);
    const milk = await add(at, 4);
    await at.call("PUT", `expenses/${milk}`, { expense_amount: "6.00", expense_details: "milk and sugar" });
    expect((await detail(id))["center_expenses"]).toBe(-6);
    await at.call("PUT", `expenses/${milk}`, { payment_method: 2 });
    expect(await detail(id)).toMatchObject({ center_expenses: 0, credit_card: -6, cash: 0 });
    expect((await key.call("GET", `expenses/${milk}`)).data).toMatchObject({
      expense: {
        ...{ expense_amount: "6.00", expense_details: "milk and sugar", payment_method: 2 },
        ...{ expense_staff_name: name, shift_id: -id },
      },
    });
    await end(at, 50);
    await start(at);
    expect((await at.call("PUT", `expenses/${milk}`, { expense_amount: 7 })).error).toBe("shift.not_open");
    expect((await at.call("PUT", `expenses/${milk}`, { expense_details: "sugar" })).code).toBe(200);
  });

  test("taken back go into the drawer they came from, or the caller's when that was counted", async () => {
    const [one, other] = [await person(), await person()];
    const first = await start(one.at);
    const second = await start(other.at);
    const [early, late] = [await add(one.at, 3), await add(one.at, 5)];
    await other.at.call("DELETE", `expenses/${early}`);
    expect((await detail(first))["cash"]).toBe(-5);
    await end(one.at, 0, { reason: "empty" });
    await other.at.call("DELETE", `expenses/${late}`);
    expect([(await detail(first))["cash"], (await detail(second))["cash"]]).toEqual([-5, 5]);
    expect((await other.at.call("DELETE", `expenses/${late}`)).error).toBe("expense.not_found");
    expect((await other.at.call("GET", `expenses/${late}`)).error).toBe("expense.not_found");
  });

  test("of the key stand on no shift; the list sums all that fit", async () => {
    clock.turn(30 * 24 * 3600);
    const day = clock.now().toISOString().slice(0, 10);
    await add(key, "1.25");
    await add(key, "2.25", { payment_method: 4 });
    const list = await key.call("GET", "expenses", { date_start: day, date_end: day, limit: 1 });
    expect(list.data).toMatchObject({
      items: [{ expense_amount: "2.25", shift_id: null, expense_staff_name: "API", payment_method: 4 }],
      paging_info: { total_records: 2 },
      total: "3.50",
    });
  });

  test.each([{ expense_amount: 0 }, { expense_amount: "1.001" }, { expense_amount: -1 }])(
    "%o is refused and named",
    async (about) => {
      const answer = await key.call("POST", "expenses", { expense_details: "x", ...about });
      expect((answer.data as { fields: object }).fields).toHaveProperty("expense_amount");
    },
  );
});
