import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { verifyBooks } from "../../verify-books.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Every kind of session at the desk, through the real server on a turned clock (billing.md 7; rows of 13 by their number). */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let api: ApiCaller;
let members = 0;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  for (const name of ["PC1", "PC2", "PC3"]) await api.call("POST", "pcs", { pc_name: name });
  const [price] = (await api.call("GET", "prices")).data as { price_id: number }[];
  expect((await api.call("PUT", `prices/${price?.price_id ?? 0}`, { price_price1: "4.00" })).code).toBe(200);
});
afterAll(() => server.close());
beforeEach(() => clock.turn(60));
afterEach(async () => {
  await set({
    prepaid_session_change_method: "return",
    free_time_minutes: 0,
    minimum_charge: "0.00",
    allow_auto_loan: "0.00",
  });
  for (const name of ["PC1", "PC2", "PC3"]) await api.call("POST", "pcSessions/checkout", { pc_name: name });
});

async function set(settings: Record<string, string | number>): Promise<void> {
  for (const page of ["centerSettings", "paymentSettings"])
    expect((await api.call("PUT", `configs/${page}`, settings)).code).toBe(200);
}
const act = async (path: string, body: Record<string, unknown>) => {
  const answer = await api.call("POST", `pcSessions/${path}`, body);
  return { ...answer, data: answer.data as Record<string, unknown> & { results: Record<string, unknown>[] } };
};
const minutes = (n: number) => clock.turn(n * 60);
const pc = async (name: string) => {
  const list = (await api.call("GET", "pcList")).data as Record<string, unknown>[];
  return list.find((row) => row["pc_name"] === name) ?? {};
};
const sums = (memberId: number) =>
  server.db.row<{ cash: number; card: number; sales: number; balance: number; loan: number }>(
    `select -coalesce(sum(amount) filter (where account = 'cash'), 0)::bigint as cash,
       -coalesce(sum(amount) filter (where account = 'card'), 0)::bigint as card,
       coalesce(sum(amount) filter (where account = 'sales_time'), 0)::bigint as sales,
       coalesce(sum(amount) filter (where account = 'balance'), 0)::bigint as balance,
       -coalesce(sum(amount) filter (where account = 'loan'), 0)::bigint as loan
     from entries where transfer_id in (select transfer_id from entries where member_id = $1)`,
    [memberId],
  );
const memberOf = (answer: Awaited<ReturnType<typeof act>>) => Number(answer.data.results[0]?.["member_id"]);

async function newMember(balance: number): Promise<number> {
  const account = `desk${++members}`;
  const made = await api.call("POST", "members", {
    member_account: account,
    member_password: "secret",
    member_confirm: "secret",
  });
  const { member_id: id } = made.data as { member_id: number };
  if (balance > 0) await api.call("POST", "members/action/topup", { topup_ids: id, topup_value: balance });
  return id;
}

describe("prepaid", () => {
  test("row 26: ended by staff after 90 minutes, the rest goes back out of the drawer", async () => {
    const started = await act("action/startPrepaid", { pc_name: "PC1", amount: "10.00", payment_method: 0 });
    expect(started.data.results[0]).toMatchObject({
      pc_name: "PC1",
      mins: 150,
      amount: "10.00",
      status: "success",
    });
    expect(await pc("PC1")).toMatchObject({ member_group_id: -2, status_connect_time_left: "02:30:00" });
    minutes(90);
    const info = await act("paymentInfo", { pc_name: "PC1" });
    expect(info.data).toMatchObject({ session_cost: "6.00", prepaid: "10.00", amount: "-4.00" });
    const ended = await act("checkout", { pc_name: "PC1" });
    expect(ended.data).toMatchObject({ amount: "-4.00", refund: "4.00" });
    expect(await sums(memberOf(started))).toMatchObject({ cash: 600, sales: 600, balance: 0 });
  });

  test("row 26: change kept becomes the café's", async () => {
    await set({ prepaid_session_change_method: "keep" });
    const started = await act("action/startPrepaid", { pc_name: "PC1", amount: "10.00" });
    minutes(90);
    await act("checkout", { pc_name: "PC1" });
    expect(await sums(memberOf(started))).toMatchObject({ cash: 1000, sales: 1000, balance: 0 });
  });

  test("change goes back by the tender it came by", async () => {
    const started = await act("action/startPrepaid", { pc_name: "PC1", amount: "4.00", payment_method: 2 });
    minutes(30);
    await act("checkout", { pc_name: "PC1" });
    expect(await sums(memberOf(started))).toMatchObject({ card: 200, cash: 0, sales: 200, balance: 0 });
  });

  test("minutes sold last, and when they are over the session ends with nothing left", async () => {
    const started = await act("action/startPrepaid", { pc_name: "PC1", mins: 7 });
    expect(started.data.results[0]).toMatchObject({ amount: "0.47", mins: 7 });
    minutes(8);
    await vi.waitFor(async () => expect(await pc("PC1")).toMatchObject({ member_id: null }), {
      timeout: 5_000,
    });
    expect(await sums(memberOf(started))).toMatchObject({ cash: 47, sales: 47, balance: 0 });
  });

  test("time added prolongs it by what was paid", async () => {
    await act("action/startPrepaid", { pc_name: "PC1", amount: "4.00" });
    minutes(30);
    const added = await act("action/addTime", { pc_name: "PC1", amount: "2.00" });
    expect(added.data).toMatchObject({ amount: "2.00", mins: 30, status_connect_time_left: "01:00:00" });
  });

  test("several PCs at once, all or none", async () => {
    const both = await act("action/startPrepaid", { pc_names: ["PC1", "PC2"], amount: "1.00" });
    expect(both.data.results.map((row) => row["pc_name"])).toEqual(["PC1", "PC2"]);
    const again = await act("action/startPrepaid", { pc_names: ["PC2", "PC3"], amount: "1.00" });
    expect(again).toMatchObject({ code: 409, error: "pc.in_session" });
    expect(await pc("PC3")).toMatchObject({ member_id: null });
  });

  test.each<[string, Record<string, unknown>, number, string]>([
    ["no amount", { pc_name: "PC1" }, 400, "request.validation"],
    ["an amount of nothing", { pc_name: "PC1", amount: "0" }, 400, "request.validation"],
    ["no PC", { amount: "1.00" }, 400, "request.validation"],
    ["a PC that is not there", { pc_name: "NOPC", amount: "1.00" }, 404, "pc.not_found"],
    [
      "a way to pay that is none",
      { pc_name: "PC1", amount: "1.00", payment_method: 9 },
      400,
      "request.validation",
    ],
    [
      "from a balance",
      { pc_name: "PC1", amount: "1.00", payment_method: 1 },
      403,
      "order.payment_not_allowed",
    ],
  ])("%s is refused", async (_, body, code, error) => {
    expect(await act("action/startPrepaid", body)).toMatchObject({ code, error });
  });

  test("less than the minimum is not sold", async () => {
    await set({ minimum_charge: "2.00" });
    expect(await act("action/startPrepaid", { pc_name: "PC1", amount: "1.99" })).toMatchObject({
      code: 400,
      message: "The amount must be at least 2.00.",
    });
  });
});

describe("postpaid", () => {
  test("the due is paid by card and the rest in cash (row 27 without orders)", async () => {
    const started = await act("action/startPostpaid", { pc_name: "PC1" });
    expect(await pc("PC1")).toMatchObject({ member_group_id: -3 });
    minutes(90);
    expect((await act("paymentInfo", { pc_name: "PC1" })).data).toMatchObject({ amount: "6.00" });
    const wrong = await act("checkout", {
      pc_name: "PC1",
      payments: [{ payment_method: 2, amount: "5.00" }],
    });
    expect(wrong).toMatchObject({ code: 400, error: "request.validation" });
    const payments = [
      { payment_method: 2, amount: "5.00" },
      { payment_method: 0, amount: "1.00" },
    ];
    expect((await act("checkout", { pc_name: "PC1", payments })).data).toMatchObject({
      amount: "6.00",
      paid: "6.00",
    });
    expect(await sums(memberOf(started))).toMatchObject({
      card: 500,
      cash: 100,
      sales: 600,
      balance: 0,
      loan: 0,
    });
  });

  test("row 18: a minimum counts, unless free minutes covered it all", async () => {
    await set({ minimum_charge: "2.00" });
    await act("action/startPostpaid", { pc_name: "PC1" });
    minutes(10);
    expect((await act("checkout", { pc_name: "PC1" })).data).toMatchObject({ amount: "2.00" });
    await set({ minimum_charge: "2.00", free_time_minutes: 15 });
    await act("action/startPostpaid", { pc_name: "PC1" });
    minutes(10);
    expect((await act("checkout", { pc_name: "PC1" })).data).toMatchObject({ amount: "0.00" });
  });
});

test("a free session counts its time and costs nothing", async () => {
  const started = await act("action/startFree", { pc_name: "PC1", comment: "birthday" });
  minutes(45);
  expect(await pc("PC1")).toMatchObject({ member_group_id: -5, status_connect_time_duration: "00:45:00" });
  expect((await act("checkout", { pc_name: "PC1" })).data).toMatchObject({ amount: "0.00" });
  const row = await server.db.row<{ used: number }>(
    "select used_seconds as used from billing_logs where member_id = $1 and event = 'CHECKOUT'",
    [memberOf(started)],
  );
  expect(row?.used).toBe(2700);
});

describe("pauses", () => {
  test("time and cost of all stand still until they go on", async () => {
    const id = await newMember(4);
    await act("action/startMember", { pc_name: "PC1", member_id: id });
    minutes(15);
    const pause = await api.call("POST", "pauses", { pause_reason: "power cut" });
    expect(pause).toMatchObject({ code: 201, data: { paused: ["PC1"] } });
    minutes(120);
    expect(await pc("PC1")).toMatchObject({
      status_connect_time_left: "00:45:00",
      status_connect_time_duration: "00:15:00",
    });
    const { pause_id: pauseId } = pause.data as { pause_id: number };
    expect(await api.call("DELETE", `pauses/${pauseId}`)).toMatchObject({ error: "session.paused" });
    expect((await api.call("POST", "pauses/action/resume", { pause_id: pauseId })).data).toEqual({
      resumed: ["PC1"],
    });
    minutes(15);
    const ended = await act("checkout", { pc_name: "PC1" });
    expect(ended.data.results[0]).toMatchObject({ amount: "2.00" });
    expect((await api.call("DELETE", `pauses/${pauseId}`)).code).toBe(200);
  });
});

describe("moving", () => {
  test("in the same group the session goes on and is charged once", async () => {
    const id = await newMember(10);
    await act("action/startMember", { pc_name: "PC1", member_id: id });
    minutes(30);
    expect((await act("action/move", { pc_name: "PC1", to_pc_name: "PC2" })).code).toBe(200);
    expect(await pc("PC1")).toMatchObject({ member_id: null });
    minutes(30);
    expect((await act("checkout", { pc_name: "PC2" })).data.results[0]).toMatchObject({ amount: "4.00" });
  });

  test("to a PC in use it is refused", async () => {
    await act("action/startFree", { pc_names: ["PC1", "PC2"] });
    expect(await act("action/move", { pc_name: "PC1", to_pc_name: "PC2" })).toMatchObject({
      error: "pc.in_session",
    });
  });
});

test("row 2: on loan a top-up pays back what was used first", async () => {
  await set({ allow_auto_loan: "6.00" });
  const id = await newMember(0);
  await act("action/startMember", { pc_name: "PC1", member_id: id });
  minutes(60);
  await api.call("POST", "members/action/topup", { topup_ids: id, topup_value: "5.00" });
  const read = async () =>
    ((await api.call("GET", `members/${id}`)).data as { member: Record<string, string> }).member;
  expect(await read()).toMatchObject({ member_balance: "1.00", member_loan: "0.00" });
  await vi.waitFor(
    async () => expect(await pc("PC1")).toMatchObject({ status_connect_time_left: "01:45:00" }),
    {
      timeout: 5_000,
    },
  );
});

test("sessions are listed with what they took", async () => {
  const id = await newMember(10);
  await act("action/startMember", { pc_name: "PC1", member_id: id });
  minutes(30);
  const running = (await api.call("GET", `pcSessions/${id}/memberSessionHistory`)).data as {
    items: object[];
  };
  expect(running.items[0]).toMatchObject({
    session_kind: "member",
    session_cost: "2.00",
    session_end_local: null,
  });
  await act("checkout", { pc_name: "PC1" });
  const over = (await api.call("GET", `pcSessions/${id}/memberSessionHistory`)).data as { items: object[] };
  expect(over.items[0]).toMatchObject({ session_cost: "2.00", paid_balance: "2.00", ended_by: "Cafe" });
});

describe("becoming a member", () => {
  const convert = (account: string, body: Record<string, unknown>) =>
    api.call("POST", "members/action/convertToMember", {
      member_account: account,
      member_password: "secret",
      ...body,
    });
  const balanceOf = async (id: number) =>
    ((await api.call("GET", `members/${id}`)).data as { member: Record<string, string> }).member[
      "member_balance"
    ];

  test.each([
    ["within", 2, "4.00"],
    ["after", 5, "3.87"],
  ])("row 30: %s the free minutes the rest goes over", async (word, played, rest) => {
    await set({ free_time_minutes: 3 });
    await act("action/startPrepaid", { pc_name: "PC1", amount: "4.00" });
    minutes(played);
    const done = await convert(`convert_${word}`, { pc_name: "PC1" });
    expect(done).toMatchObject({ code: 200, data: { member_account: `convert_${word}` } });
    expect(await balanceOf((done.data as { member_id: number }).member_id)).toBe(rest);
    expect(await pc("PC1")).toMatchObject({ member_id: null });
  });

  test("a name that is taken takes nothing: the session runs on", async () => {
    const started = await act("action/startPrepaid", { pc_name: "PC1", amount: "4.00" });
    expect(await convert("convert_after", { pc_name: "PC1" })).toMatchObject({
      error: "member.account_exists",
    });
    expect(await pc("PC1")).toMatchObject({ member_id: memberOf(started) });
  });

  test("members and postpaid guests are refused", async () => {
    expect(await convert("convert_x", { member_id: await newMember(1) })).toMatchObject({
      error: "member.not_guest",
    });
    await act("action/startPostpaid", { pc_name: "PC1" });
    expect(await convert("convert_x", { pc_name: "PC1" })).toMatchObject({ error: "session.kind_refused" });
  });
});

test("spans that were changed from outside are found by verify", async () => {
  const id = await newMember(10);
  await act("action/startMember", { pc_name: "PC1", member_id: id });
  minutes(30);
  await act("checkout", { pc_name: "PC1" });
  const ruin = (change: string) =>
    server.db.transact((tx) =>
      tx.run(
        `update session_spans set ${change} where session_id = (select max(session_id) from sessions where member_id = $1)`,
        [id],
      ),
    );
  const broken = async () => {
    const found: string[] = [];
    for await (const result of verifyBooks(server.db))
      if (result.broken !== null) found.push(result.guarantee);
    return found;
  };
  await ruin("started_at = started_at + interval '1 second'");
  expect(await broken()).toEqual([
    "each second of a session belongs to exactly one source, from its start to its end",
  ]);
  await ruin("started_at = started_at - interval '1 second', paid_balance_minor = paid_balance_minor + 1");
  expect(await broken()).toEqual(["what a session says its sources paid is what the ledger moved"]);
  await ruin("paid_balance_minor = paid_balance_minor - 1");
  expect(await broken()).toEqual([]);
});
