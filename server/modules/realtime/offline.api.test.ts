import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";
import { openWireHall, type Seat, type Wire, type WireHall } from "../../testing/wire-hall.ts";

/** A session whose PC is without link, on a turned clock and real sockets (pc-protocol.md 6.5, billing.md 7.5). */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let api: ApiCaller;
let hall: WireHall;
let seat: Seat;
let vip: number;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  hall = openWireHall(server, api);
  seat = await hall.takeSeat("PC1");
  vip = ((await api.call("POST", "pcGroups", { pc_group_name: "VIP" })).data as { pc_group_id: number })
    .pc_group_id;
  await api.call("POST", "pcs", { pc_name: "VIP1", pc_group_id: vip });
  const [price] = (await api.call("GET", "prices")).data as { price_id: number }[];
  await api.call("PUT", `prices/${price?.price_id ?? 0}`, { price_price1: "4.00" });
});
afterAll(async () => {
  hall.close();
  await server.close();
});
beforeEach(async () => {
  clock.turn(60);
  await set({ offline_play_minutes: 240, auto_checkout_power_outage_minutes: 0 });
});
afterEach(async () => {
  await api.call("POST", "pauses/action/resume", {});
  for (const name of ["PC1", "VIP1"]) await api.call("POST", "pcSessions/checkout", { pc_name: name });
  await api.call("PUT", "configs/centerSettings", { auto_checkout_power_outage_minutes: 0 });
});

async function set(settings: { offline_play_minutes: number; auto_checkout_power_outage_minutes: number }) {
  const { auto_checkout_power_outage_minutes: outage, offline_play_minutes: play } = settings;
  const saved = [
    await api.call("PUT", "configs/centerSettings", { auto_checkout_power_outage_minutes: outage }),
    await api.call("PUT", "configs/clientSettings", { offline_play_minutes: play }),
  ];
  expect(saved.map(({ code }) => code)).toEqual([200, 200]);
}
const act = async (path: string, body: Record<string, unknown>) => {
  const answer = await api.call("POST", `pcSessions/${path}`, { pc_name: "PC1", ...body });
  expect(answer.code).toBeLessThan(300);
  return answer.data as Record<string, unknown>;
};
/** Turns the clock, and lets what is due be done. */
async function minutes(n: number): Promise<void> {
  clock.turn(n * 60);
  await server.app.sessions.clock.look();
}
const pc = async (name = "PC1") => {
  const list = (await api.call("GET", "pcList")).data as Record<string, unknown>[];
  const row = list.find((one) => one["pc_name"] === name) ?? {};
  return {
    paused: row["is_paused"],
    used: row["status_connect_time_duration"],
    left: row["status_connect_time_left"],
  };
};
const lease = () => server.db.row<{ until: Date; plays: boolean }>("select until, plays from pc_leases");
const untilLeased = (plays = true) =>
  vi.waitFor(async () => expect(await lease()).toMatchObject({ plays }), { timeout: 5_000, interval: 10 });
const connected = async () =>
  ((await api.call("GET", "pcs/PC1")).data as { pc: { is_connected: number } }).pc.is_connected;

async function comeBack(): Promise<Wire> {
  const wire = await hall.logIn(seat);
  await wire.until("login", "response");
  await wire.until("client_status");
  return wire;
}

/** A guest who paid 4.00 (one hour) sits down; the PC takes its lease and then loses its link. */
async function playThenLoseLink(start: (wire: Wire) => Promise<void> = startPrepaid): Promise<void> {
  const wire = await comeBack();
  await start(wire);
  await untilLeased();
  await loseLink(wire);
}
async function startPrepaid(wire: Wire): Promise<void> {
  await act("action/startPrepaid", { amount: "4.00" });
  await wire.takeLease();
}
/** Takes leases, renewed ones among them, until one counts like this. */
async function untilTaken(wire: Wire, run: "hold" | "down"): Promise<void> {
  while ((await wire.takeLease()).run !== run);
}
async function loseLink(wire: Wire): Promise<void> {
  wire.socket.terminate();
  await vi.waitFor(async () => expect(await connected()).toBe(0), { timeout: 5_000, interval: 10 });
}
const logs = async () =>
  (
    await server.db.rows<{ event: string; at: Date }>(
      `select event, at from billing_logs where session_id = (select max(session_id) from sessions)
       order by billing_log_id`,
    )
  ).map(({ event, at }) => `${event} ${at.toISOString().slice(11, 16)}`);
const at = (n: number) => new Date(clock.now().getTime() + n * 60_000).toISOString().slice(11, 16);

describe("a PC without link", () => {
  test("that is back in time changes nothing", async () => {
    await playThenLoseLink();
    await minutes(20);
    expect(await pc()).toEqual({ paused: 0, used: "00:20:00", left: "00:40:00" });
    const wire = await comeBack();
    await minutes(20);
    expect(await pc()).toEqual({ paused: 0, used: "00:40:00", left: "00:20:00" });
    await loseLink(wire);
  });

  test("whose customer's time ran out: the session ended then, once", async () => {
    await playThenLoseLink();
    const [started, ended] = [at(0), at(60)];
    await minutes(95);
    expect(await logs()).toEqual([`SESSION_START ${started}`, `CHECKOUT ${ended}`]);
    expect(await pc()).toMatchObject({ used: null });
  });

  test("locks when its lease has run out: the session is held from then until it is back", async () => {
    await set({ offline_play_minutes: 30, auto_checkout_power_outage_minutes: 0 });
    await playThenLoseLink();
    const [started, locked, back] = [at(0), at(30), at(95)];
    await minutes(95);
    expect(await pc()).toEqual({ paused: 1, used: "00:30:00", left: "00:30:00" });
    const wire = await comeBack();
    await minutes(10);
    expect(await pc()).toEqual({ paused: 0, used: "00:40:00", left: "00:20:00" });
    expect(await logs()).toEqual([`SESSION_START ${started}`, `PAUSE ${locked}`, `RESUME ${back}`]);
    expect(await act("checkout", {})).toMatchObject({ refund: "1.33" });
    await loseLink(wire);
  });

  test("to which time was added meanwhile: held from the old end, the new time is still there", async () => {
    await playThenLoseLink();
    await minutes(30);
    await act("action/addTime", { amount: "4.00" });
    await minutes(60);
    expect(await pc()).toEqual({ paused: 1, used: "01:00:00", left: "01:00:00" });
    const wire = await comeBack();
    await minutes(5);
    expect(await pc()).toEqual({ paused: 0, used: "01:05:00", left: "00:55:00" });
    await loseLink(wire);
  });

  test("is checked out when it was away for the minutes of an outage, charged up to the end of its lease", async () => {
    await set({ offline_play_minutes: 15, auto_checkout_power_outage_minutes: 30 });
    await playThenLoseLink();
    const ended = at(30);
    await minutes(200);
    expect(await logs()).toContain(`CHECKOUT ${ended}`);
    const [row] = await server.db.rows<{ charge_minor: number }>(
      "select charge_minor from sessions order by session_id desc limit 1",
    );
    expect(row?.charge_minor).toBe(100);
  });

  test("ended by staff while it is held: charged up to the end of its lease", async () => {
    await set({ offline_play_minutes: 15, auto_checkout_power_outage_minutes: 0 });
    await playThenLoseLink(async (wire) => {
      await act("action/startPostpaid", {});
      await wire.takeLease();
    });
    await minutes(300);
    expect(await act("checkout", {})).toMatchObject({ amount: "1.00", paid: "1.00" });
  });

  test("whose session is moved: it goes on at the other PC", async () => {
    await set({ offline_play_minutes: 15, auto_checkout_power_outage_minutes: 0 });
    await playThenLoseLink();
    await minutes(40);
    await act("action/move", { to_pc_name: "VIP1" });
    await minutes(15);
    expect(await pc("VIP1")).toEqual({ paused: 0, used: "00:30:00", left: "00:30:00" });
  });

  test("that never answered a lease holds nothing: how long it plays is not known", async () => {
    await set({ offline_play_minutes: 15, auto_checkout_power_outage_minutes: 0 });
    const wire = await comeBack();
    await act("action/startPrepaid", { amount: "4.00" });
    await wire.until("lease");
    await loseLink(wire);
    await minutes(40);
    expect(await pc()).toEqual({ paused: 0, used: "00:40:00", left: "00:20:00" });
  });
});

describe("a pause and a lost link together", () => {
  const pause = async () => expect((await api.call("POST", "pauses", {})).code).toBe(201);
  const resume = () => api.call("POST", "pauses/action/resume", {});

  test("back during the pause: it waits for the end of the pause", async () => {
    await set({ offline_play_minutes: 15, auto_checkout_power_outage_minutes: 0 });
    await playThenLoseLink();
    await minutes(30);
    await pause();
    const wire = await comeBack();
    await minutes(30);
    expect(await pc()).toMatchObject({ paused: 1, used: "00:15:00" });
    expect((await resume()).data).toEqual({ resumed: ["PC1"] });
    await minutes(10);
    expect(await pc()).toMatchObject({ paused: 0, used: "00:25:00" });
    await loseLink(wire);
  });

  test("the lease ran out during the pause: after it the PC is waited for", async () => {
    await set({ offline_play_minutes: 15, auto_checkout_power_outage_minutes: 0 });
    await playThenLoseLink();
    await minutes(10);
    await pause();
    await minutes(30);
    expect((await resume()).data).toEqual({ resumed: [] });
    await minutes(30);
    expect(await pc()).toMatchObject({ paused: 1, used: "00:10:00" });
    await loseLink(await comeBack());
    await minutes(5);
    expect(await pc()).toMatchObject({ paused: 0, used: "00:15:00" });
  });

  test("the link was lost while covered: a resume the PC does not hear of holds it after 15 s", async () => {
    const wire = await comeBack();
    await act("action/startPrepaid", { amount: "4.00" });
    await wire.takeLease();
    await untilLeased();
    await minutes(1);
    await pause();
    await untilTaken(wire, "hold");
    await untilLeased(false);
    await loseLink(wire);
    await minutes(20);
    await resume();
    await minutes(30);
    expect(await pc()).toMatchObject({ paused: 1, used: "00:01:15" });
  });

  test("with link it goes on as the pause ends", async () => {
    const wire = await comeBack();
    await act("action/startPrepaid", { amount: "4.00" });
    await wire.takeLease();
    await minutes(1);
    await pause();
    await untilTaken(wire, "hold");
    await untilLeased(false);
    await resume();
    clock.turn(1);
    await untilTaken(wire, "down");
    await untilLeased();
    await minutes(1);
    expect(await pc()).toMatchObject({ paused: 0, used: "00:02:01" });
    await loseLink(wire);
  });
});

test("a member spends elsewhere only what the lease of a PC without link leaves; staff are let through", async () => {
  const made = await api.call("POST", "members", {
    ...{ member_account: "spender", member_password: "secret", member_confirm: "secret" },
  });
  const { member_id: id } = made.data as { member_id: number };
  await api.call("POST", "members/action/topup", { topup_ids: id, topup_value: "10.00" });
  const offer = { product_group_id: -1, product_name: "Hours", product_price: "1.00", product_mins: 60 };
  const { product_id: productId } = (await api.call("POST", "products", offer)).data as {
    product_id: number;
  };
  const login = await server.caller().call("POST", "/api/v2/auth/memberLogin", {
    ...{ license_name: server.cafe.licenseName, member_account: "spender", member_password: "secret" },
  });
  const own = server.caller((login.data as { token: string }).token);
  const buy = () =>
    own.call("POST", "submitOrder", {
      ...{ pc_name: "", payment_method: 1, items: [{ product_id: `o-${productId}`, qty: 1 }] },
    });
  await playThenLoseLink(async (wire) => {
    await act("action/startMember", { member_id: id });
    await wire.takeLease();
  });
  // Ten of money are two and a half hours, less than the lease is valid: all of it may be played.
  expect((await buy()).error).toBe("ledger.insufficient_balance");
  const staff = await api.call("POST", "members/action/deductBalance", {
    ...{ member_id: id, deduct_value: "1.00", comment: "by staff" },
  });
  expect(staff.code).toBe(200);
  const wire = await comeBack();
  expect((await buy()).code).toBe(200);
  await loseLink(wire);
});

test("with link a lease is renewed before it runs out, however short it is", async () => {
  await set({ offline_play_minutes: 0, auto_checkout_power_outage_minutes: 1 });
  const wire = await comeBack();
  await act("action/startPrepaid", { amount: "4.00" });
  const first = await wire.takeLease();
  expect(first.valid_s).toBe(60);
  for (let seconds = 0; seconds < 100; seconds += 20) {
    await untilLeased();
    clock.turn(20);
    await wire.ask("pulse", {});
    expect((await wire.takeLease()).lease_no).toBeGreaterThan(first.lease_no);
  }
  await server.app.sessions.clock.look();
  expect(await pc()).toMatchObject({ paused: 0, used: "00:01:40" });
  await loseLink(wire);
});

test("the server was off when it locked: held as of that instant all the same", async () => {
  await set({ offline_play_minutes: 30, auto_checkout_power_outage_minutes: 0 });
  await playThenLoseLink();
  const next = await openTestServer({ beside: server });
  await server.app.sessions.clock.stop();
  clock.turn(95 * 60);
  await next.app.sessions.clock.look();
  expect(await pc()).toEqual({ paused: 1, used: "00:30:00", left: "00:30:00" });
  const held = await server.db.row<{ seconds: number }>(
    `select extract(epoch from h.held_from - s.started_at)::integer as seconds
     from session_holds h join sessions s using (cafe_id, session_id) order by s.session_id desc limit 1`,
  );
  expect(held?.seconds).toBe(1_800);
  await next.close();
});
