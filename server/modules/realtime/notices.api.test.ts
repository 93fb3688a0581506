import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { request, response, type Frame, type RequestFrame } from "../../../contract/frames/frame.ts";
import { journalText, type JournalEntry } from "../../../contract/frames/journal.ts";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { adminPassword, openTestServer, type TestServer } from "../../testing/test-server.ts";
import { openWireHall, type Seat, type Wire, type WireHall } from "../../testing/wire-hall.ts";

/** What panels are told of PCs, and what a page may ask of its session (pc-protocol.md 3.4, 3.6, 3.7, 6.5). */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let api: ApiCaller;
let hall: WireHall;
let seat: Seat;
let panel: Wire;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  hall = openWireHall(server, api);
  seat = await hall.takeSeat("PC1");
  const [price] = (await api.call("GET", "prices")).data as { price_id: number }[];
  await api.call("PUT", `prices/${price?.price_id ?? 0}`, { price_price1: "4.00" });
});
afterAll(async () => {
  hall.close();
  await server.close();
});
beforeEach(async () => {
  clock.turn(11 * 60);
  panel = await openPanel();
});
afterEach(async () => {
  await api.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
  await set("centerSettings", { allow_prepaid_checkout: 0 });
  await set("clientSettings", { offline_play_minutes: 240 });
  panel.socket.terminate();
});

async function set(page: string, values: Record<string, unknown>): Promise<void> {
  expect((await api.call("PUT", `configs/${page}`, values)).code).toBe(200);
}
const act = async (path: string, body: Record<string, unknown> = {}) => {
  const answer = await api.call("POST", `pcSessions/${path}`, { pc_name: "PC1", ...body });
  expect(answer.code, answer.message).toBeLessThan(300);
  return answer.data as Record<string, unknown>;
};

async function openPanel(): Promise<Wire> {
  const entered = await server.caller().raw({
    ...{ method: "POST", path: "/panel/sign-in", headers: { "content-type": "application/json" } },
    body: JSON.stringify({
      ...{ license_name: server.cafe.licenseName, staff_name: "Admin", password: adminPassword },
    }),
  });
  const cookie = String(entered.headers["set-cookie"]).split(";")[0] ?? "";
  const wire = await hall.open({ cookie, origin: server.baseUrl });
  await wire.until("hello");
  const { csrf_token } = entered.data as { csrf_token: string };
  const ask = (action: string, data: Record<string, unknown>) => {
    wire.send(request({ action, from: "web", target: "wss-server", id: action, data }));
    return wire.until(action, "response");
  };
  await ask("login", { csrf_token });
  await ask("watch", { topics: ["notices"] });
  return wire;
}
const notice = async () => (await panel.until("notice")).data as Record<string, unknown>;
/** The next of a kind; others that come before it are passed over. */
async function noticeOf(kind: string): Promise<Record<string, unknown>> {
  for (;;) {
    const told = await notice();
    if (told["kind"] === kind) return told;
  }
}
const noticesSoFar = () => panel.heard.filter(({ action }) => action === "notice").length;
const alerts = async () =>
  (
    await server.db.rows<{ details: string }>(
      "select details from billing_logs where event = 'ALERT' and pc_name = 'PC1' order by billing_log_id",
    )
  ).map(({ details }) => details);

async function connect(): Promise<Wire> {
  const wire = await hall.logIn(seat);
  await wire.until("login", "response");
  await wire.until("client_status");
  return wire;
}
async function loseLink(wire: Wire): Promise<void> {
  wire.socket.terminate();
  await vi.waitFor(
    async () =>
      expect(
        ((await api.call("GET", "pcs/PC1")).data as { pc: { is_connected: number } }).pc.is_connected,
      ).toBe(0),
    { timeout: 5_000, interval: 10 },
  );
}
async function takeLease(wire: Wire): Promise<void> {
  const { session_id: id } = await wire.takeLease();
  const kept = () => server.db.row("select 1 from pc_leases where session_id = $1", [id]);
  await vi.waitFor(async () => expect(await kept()).toBeDefined(), { timeout: 5_000, interval: 10 });
}
const statusOf = (frame: Frame) => (frame.data as { client_status: Record<string, unknown> }).client_status;

describe("the customer asks to leave", () => {
  test.each<[string, string, Record<string, unknown>]>([
    ["postpaid", "action/startPostpaid", {}],
    ["free", "action/startFree", {}],
    ["prepaid", "action/startPrepaid", { amount: "4.00" }],
  ])("%s is sent to the counter, and the panel is told once a minute", async (_, path, body) => {
    const wire = await connect();
    await act(path, body);
    const asked = () => wire.ask("request_checkout", { member_recent_played: [], source: "client" });
    expect(await asked()).toMatchObject({
      ...{ status: "error", data: { error: "session.kind_refused", message: "Please contact the counter" } },
    });
    expect(await notice()).toMatchObject({ kind: "checkout_request", pc_name: "PC1" });
    await asked();
    expect(noticesSoFar()).toBe(0);
    await loseLink(wire);
  });

  test("prepaid ends where the café lets it, and a member always; what was played is kept", async () => {
    await set("centerSettings", { allow_prepaid_checkout: 1 });
    const wire = await connect();
    await act("action/startPrepaid", { amount: "4.00" });
    expect((await wire.ask("request_checkout", {})).type).toBe("response");
    expect((await api.call("POST", "pcSessions/paymentInfo", { pc_name: "PC1" })).error).toBe(
      "pc.not_in_session",
    );

    const made = await api.call("POST", "members", {
      ...{ member_account: "leaver", member_password: "secret", member_confirm: "secret" },
    });
    const { member_id: id } = made.data as { member_id: number };
    await api.call("POST", "members/action/topup", { topup_ids: id, topup_value: "4.00" });
    await act("action/startMember", { member_id: id });
    const played = [{ pkg_id: 10 }, { pkg_id: 7 }];
    expect(await wire.ask("request_checkout", { member_recent_played: played })).toMatchObject({
      status: "success",
    });
    const row = await server.db.row<{ recent_played: unknown }>(
      "select recent_played from members where member_id = $1",
      [id],
    );
    expect(row?.recent_played).toEqual(played);
    await loseLink(wire);
  });
});

describe("the page counted to the end", () => {
  test.each<[string, string, Record<string, unknown>]>([
    ["time is not over", "action/startPrepaid", { amount: "4.00" }],
    ["postpaid", "action/startPostpaid", {}],
    ["free", "action/startFree", {}],
  ])("%s: it gets a fresh state and nothing ends", async (_, path, body) => {
    const wire = await connect();
    await act(path, body);
    const before = statusOf(await wire.until("client_status"));
    clock.turn(5);
    expect(await wire.ask("auto_checkout")).toMatchObject({ status: "success" });
    const after = statusOf(await wire.until("client_status"));
    expect(after["session_id"]).toBe(before["session_id"]);
    expect(Number(after["state_no"])).toBeGreaterThan(Number(before["state_no"]));
    await loseLink(wire);
  });

  test("time is over: the session ends at its own second and the state is locked", async () => {
    const wire = await connect();
    await act("action/startPrepaid", { amount: "0.10" });
    await wire.until("client_status");
    clock.turn(91);
    await wire.ask("auto_checkout");
    await vi.waitFor(
      async () => expect(statusOf(await wire.until("client_status"))["member_account"]).toBe(""),
      { timeout: 5_000 },
    );
    await loseLink(wire);
  });
});

describe("a PC without link", () => {
  test("in session is told of when it was not heard of for the ping timeout, once", async () => {
    const wire = await connect();
    await act("action/startFree");
    await loseLink(wire);
    clock.turn(60);
    await server.app.hub.lookForLost();
    expect(noticesSoFar()).toBe(0);
    clock.turn(61);
    await server.app.hub.lookForLost();
    expect(await notice()).toMatchObject({ kind: "pc_lost", pc_name: "PC1" });
    await server.app.hub.lookForLost();
    expect(noticesSoFar()).toBe(0);
    expect((await alerts()).at(-1)).toMatch(/^PC1 was not heard of since .* is in session there\.$/);
  });

  test("whose session staff ended may have played on: told when it is back, billed to nobody", async () => {
    const wire = await connect();
    await act("action/startPrepaid", { amount: "4.00" });
    await takeLease(wire);
    await loseLink(wire);
    clock.turn(600);
    await act("checkout");
    clock.turn(900);
    const back = await connect();
    await vi.waitFor(async () => expect(await notice()).toMatchObject({ kind: "overrun" }), {
      timeout: 5_000,
    });
    expect((await alerts()).at(-1)).toBe(
      "without link the PC may have been played on for 00:15:00 after its session; billed to nobody",
    );
    const before = (await alerts()).length;
    await loseLink(back);
    await loseLink(await connect());
    expect((await alerts()).length).toBe(before);
  });

  test("that heard of the end in time has played nothing on", async () => {
    const wire = await connect();
    await act("action/startPrepaid", { amount: "4.00" });
    await takeLease(wire);
    clock.turn(1);
    await act("checkout");
    // The state that ends a session is one the hub wants answered.
    let over = await wire.until("client_status");
    while (over.id === undefined) over = await wire.until("client_status");
    wire.send(response(over as RequestFrame));
    await vi.waitFor(async () => expect(await server.db.row("select 1 from pc_leases")).toBeUndefined(), {
      timeout: 5_000,
      interval: 10,
    });
    const before = (await alerts()).length;
    await loseLink(wire);
    clock.turn(900);
    await loseLink(await connect());
    expect((await alerts()).length).toBe(before);
  });

  test("whose customer locked it: staff are offered that instant as the end", async () => {
    const wire = await connect();
    await act("action/startPostpaid");
    await takeLease(wire);
    const sessionId = Number(
      (await server.db.row<{ id: number }>("select max(session_id) as id from sessions"))?.id,
    );
    await loseLink(wire);
    clock.turn(3_600);
    const back = await connect();
    await sendJournal(back, [
      { kind: "leave_request", mono_ms: 1_000, session_id: sessionId },
      // Half an hour after the customer left, by the clock that only moves forward.
      { kind: "link_back", mono_ms: 1_801_000, session_id: sessionId },
    ]);
    expect(await noticeOf("leave_request")).toMatchObject({ pc_name: "PC1" });
    expect(await act("paymentInfo")).toMatchObject({
      amount: "4.00",
      leave_local: "2026-03-02 " + localAt(-1_800),
    });
    expect(await act("paymentInfo", { at_leave: 1 })).toMatchObject({ amount: "2.00" });
    expect(await act("checkout", { at_leave: 1 })).toMatchObject({ amount: "2.00", paid: "2.00" });
    await loseLink(back);
  });
});

describe("a system that ended while nobody answered", () => {
  test.each<[string, 0 | 1, string]>([
    ["ends the session when it was last heard of, where shutting down ends it", 1, "0.67"],
    ["ends nothing where shutting down ends none", 0, ""],
  ])("%s", async (_, ends, charged) => {
    await set("centerSettings", { auto_checkout_when_shutdown: ends });
    const made = await api.call("POST", "members", {
      ...{ member_account: `ending${ends}`, member_password: "secret", member_confirm: "secret" },
    });
    const { member_id: id } = made.data as { member_id: number };
    await api.call("POST", "members/action/topup", { topup_ids: id, topup_value: "4.00" });
    const wire = await connect();
    await act("action/startMember", { member_id: id });
    await takeLease(wire);
    const [session] = await server.db.rows<{ session_id: number }>(
      "select session_id from sessions where ended_at is null",
    );
    for (let minute = 0; minute < 10; minute += 1) {
      clock.turn(60);
      await wire.ask("pulse", {});
    }
    await loseLink(wire);
    clock.turn(1_200);
    const back = await connect();
    await sendJournal(back, [
      { kind: "reboot", mono_ms: 1_000, session_id: session?.session_id ?? 0 },
      { kind: "link_back", mono_ms: 5_000, session_id: session?.session_id ?? 0 },
    ]);
    const row = await server.db.row<{ ended_by: string; charge: string | null }>(
      `select ended_by, case when ended_at is not null then (charge_minor / 100.0)::numeric(10, 2)::text end as charge
       from sessions where session_id = $1`,
      [session?.session_id],
    );
    expect([row?.ended_by, row?.charge ?? ""]).toEqual([ends === 1 ? "Client" : "", charged]);
    await set("centerSettings", { auto_checkout_when_shutdown: 0 });
    await loseLink(back);
  });
});

const localAt = (seconds: number) =>
  new Date(clock.now().getTime() + seconds * 1000 + 3_600_000).toISOString().slice(11, 19);

let journalled = 0;
async function sendJournal(
  wire: Wire,
  entries: readonly Pick<JournalEntry, "kind" | "mono_ms" | "session_id">[],
): Promise<void> {
  const whole = entries.map((entry): JournalEntry => {
    journalled += 1;
    return { n: journalled, boot_id: "b1", wall_ms: journalled, lease_no: 1, data: {}, ...entry };
  });
  const signature = seat.key.sign(journalText(seat.credential.credential_id, whole));
  expect(await wire.ask("journal", { entries: whole, signature })).toMatchObject({ status: "success" });
}
