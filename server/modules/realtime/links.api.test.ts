import WebSocket from "ws";
import { afterAll, beforeAll, expect, test } from "vitest";
import { request } from "../../../contract/frames/frame.ts";
import { journalText } from "../../../contract/frames/journal.ts";
import { systemClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { adminPassword, openTestServer, type TestServer } from "../../testing/test-server.ts";
import { openWireHall, type WireHall } from "../../testing/wire-hall.ts";

/** What the hub lets in, and what ends a link (pc-protocol.md 2.2, 2.5, 2.7, 3.6, 3.7). */

let server: TestServer;
let api: ApiCaller;
let hall: WireHall;

beforeAll(async () => {
  server = await openTestServer({ clock: systemClock });
  api = server.caller(await server.makeKey());
  hall = openWireHall(server, api);
});
afterAll(async () => {
  hall.close();
  await server.close();
});

test("a login is answered by the state of the PC", async () => {
  const wire = await hall.logIn(await hall.takeSeat("A1"));
  expect((await wire.until("login", "response")).data).toMatchObject({ pc_name: "A1", maintenance: 0 });
  expect((await wire.until("client_status")).data).toMatchObject({
    client_status: { pc_name: "A1", member_id: 0 },
  });
});

test("what a page of a PC asks, it asks for that PC and its café alone", async () => {
  const wire = await hall.logIn(await hall.takeSeat("A10"));
  const { relay_token: relay } = (await wire.until("login", "response")).data as { relay_token: string };
  const other = await server.addCafe("Other Café");
  const ask = (pcName: string, licenseName: string, token: string) =>
    server.caller().call(
      "POST",
      "/api/v2/auth/memberLogin",
      {
        member_account: "nobody",
        member_password: "x",
        license_name: licenseName,
        pc_name: pcName,
        is_client: 1,
      },
      { "x-netcafe-pc": token },
    );
  const { licenseName } = server.cafe;
  expect((await ask("a10", licenseName, relay)).error).toBe("auth.bad_credentials");
  expect((await ask("A1", licenseName, relay)).error).toBe("permission.denied");
  expect((await ask("A10", other.licenseName, relay)).error).toBe("permission.denied");
  expect((await ask("A10", licenseName, `${relay}x`)).error).toBe("auth.unauthenticated");
});

test("out of order and back is told within a second", async () => {
  const wire = await hall.logIn(await hall.takeSeat("A8"));
  await wire.until("client_status");
  for (const enabled of [0, 1]) {
    const askedAt = performance.now();
    await api.call("POST", "pcs/action/setOutOfOrder", { pc_name: "A8", out_of_order: 1 - enabled });
    expect((await wire.until("client_status")).data).toMatchObject({
      client_status: { pc_enabled: enabled },
    });
    expect(performance.now() - askedAt).toBeLessThan(1_000);
  }
});

test("a proof over another nonce, an unknown credential and a role that is not the credential's are turned away", async () => {
  const seat = await hall.takeSeat("A2");
  expect(await (await hall.logIn(seat, "client", "an old nonce")).closed).toBe(4401);
  expect(
    await (
      await hall.logIn({ ...seat, credential: { ...seat.credential, credential_id: "c-unknown" } })
    ).closed,
  ).toBe(4401);
  expect(await (await hall.logIn(seat, "boot")).closed).toBe(4403);
});

test("anything but a login first is a bad frame, and so is what is no frame", async () => {
  const early = await hall.open();
  await early.until("hello");
  early.send(request({ action: "pulse", from: "client", target: "wss-server" }));
  expect(await early.closed).toBe(4400);
  const rubbish = await hall.open();
  await rubbish.until("hello");
  rubbish.socket.send("{");
  expect(await rubbish.closed).toBe(4400);
});

test("a second link with the same credential is refused while the first answers, and staff are told", async () => {
  const seat = await hall.takeSeat("A3");
  const first = await hall.logIn(seat);
  await first.until("client_status");
  expect(await (await hall.logIn(seat)).closed).toBe(4409);
  expect(first.socket.readyState).toBe(WebSocket.OPEN);
});

test("a cancelled credential loses its link at once and cannot come back", async () => {
  const seat = await hall.takeSeat("A9");
  const wire = await hall.logIn(seat);
  await wire.until("client_status");
  expect((await api.call("POST", "pcs/action/cancelCredential", { pc_name: "A9" })).code).toBe(200);
  expect(await wire.closed).toBe(4401);
  expect(await (await hall.logIn(seat)).closed).toBe(4401);
});

test("enrolling again cancels the old credential and closes its link at once", async () => {
  const wire = await hall.logIn(await hall.takeSeat("A4"));
  await wire.until("client_status");
  await hall.takeSeat("A4");
  expect(await wire.closed).toBe(4401);
});

test("more than a hundred frames at once close the link", async () => {
  const wire = await hall.logIn(await hall.takeSeat("A5"));
  await wire.until("client_status");
  for (let sent = 0; sent < 150; sent++)
    wire.send(request({ action: "remind", from: "client", target: "web" }));
  expect(await wire.closed).toBe(4429);
});

test("a frame of another role is refused and carries nothing out", async () => {
  const wire = await hall.logIn(await hall.takeSeat("A6"));
  await wire.until("client_status");
  wire.send(
    request({
      action: "power",
      from: "web",
      target: "boot",
      id: "x1",
      data: { power_type: "shutdown", ids: [1] },
    }),
  );
  expect(await wire.until("power", "response")).toMatchObject({
    status: "error",
    data: { error: "route.not_found" },
  });
});

test("a journal counts once, a hole in it and a forged signature are told", async () => {
  const seat = await hall.takeSeat("A7");
  const wire = await hall.logIn(seat);
  await wire.until("client_status");
  const entry = (n: number, kind = "link_lost") => ({
    n,
    boot_id: "b",
    mono_ms: n,
    wall_ms: n * 1000,
    kind,
    session_id: null,
    lease_no: 0,
    data: {},
  });
  const send = async (id: string, entries: ReturnType<typeof entry>[], signed = entries) => {
    const signature = seat.key.sign(journalText(seat.credential.credential_id, signed as never));
    wire.send(
      request({ action: "journal", from: "client", target: "wss-server", id, data: { entries, signature } }),
    );
    return wire.until("journal", "response");
  };
  const alerts = async () =>
    (
      await server.db.rows<{ details: string }>(
        "select details from billing_logs where event = 'ALERT' and pc_name = 'A7' order by billing_log_id",
      )
    ).map(({ details }) => details);
  expect((await send("j1", [entry(1), entry(2, "clock_jump")])).data).toEqual({ acked: 2 });
  expect((await send("j2", [entry(1), entry(2, "clock_jump"), entry(3)])).data).toEqual({ acked: 3 });
  expect(await alerts()).toEqual(["clock_jump {}"]);
  expect(await send("j3", [entry(4, "policy_broken")], [entry(4)])).toMatchObject({ status: "error" });
  expect(await alerts()).toHaveLength(1);
  expect((await send("j4", [entry(6)])).data).toEqual({ acked: 6 });
  expect(await alerts()).toEqual(["clock_jump {}", "The journal lacks entries 4 to 5."]);
});

test("a panel needs our own page, its cookie and its CSRF token; it hears of PCs and of its own end", async () => {
  const entered = await server.caller().raw({
    method: "POST",
    path: "/panel/sign-in",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      license_name: server.cafe.licenseName,
      staff_name: "Admin",
      password: adminPassword,
    }),
  });
  const cookie = String(entered.headers["set-cookie"]).split(";")[0] ?? "";
  const csrf = (entered.data as { csrf_token: string }).csrf_token;
  const enter = async (headers: Record<string, string>, token: string) => {
    const wire = await hall.open(headers);
    await wire.until("hello");
    wire.send(
      request({ action: "login", from: "web", target: "wss-server", id: "p", data: { csrf_token: token } }),
    );
    return wire;
  };
  const origin = server.baseUrl;
  expect(await (await enter({ cookie, origin: "https://evil.example" }, csrf)).closed).toBe(4403);
  expect(await (await enter({ cookie }, csrf)).closed).toBe(4403);
  expect(await (await enter({ cookie, origin }, "wrong")).closed).toBe(4401);
  expect(await (await enter({ origin }, csrf)).closed).toBe(4401);

  const panel = await enter({ cookie, origin }, csrf);
  expect((await panel.until("login", "response")).data).toMatchObject({
    staff_id: expect.any(Number) as number,
  });
  panel.send(
    request({
      action: "watch",
      from: "web",
      target: "wss-server",
      id: "w",
      data: { topics: ["pcs", "notices"] },
    }),
  );
  const before = Date.now();
  const { server_ms: serverMs, ...watched } = (await panel.until("watch", "response")).data as {
    server_ms: number;
  };
  expect(watched).toMatchObject({ pcs: expect.any(Array) as unknown[] });
  expect(Math.abs(serverMs - before)).toBeLessThan(10_000);
  await api.call("POST", "pcs", { pc_name: "SEEN" });
  const told = (await panel.until("pcs_changed")).data as { server_ms: number };
  expect(told).toMatchObject({ pcs: [{ pc_name: "SEEN" }] });
  expect(told.server_ms).toBeGreaterThanOrEqual(serverMs);

  await server.caller().raw({
    method: "POST",
    path: "/panel/sign-out",
    headers: { "content-type": "application/json", cookie, "x-csrf-token": csrf },
    body: "{}",
  });
  await api.call("POST", "pcs", { pc_name: "UNSEEN" });
  expect((await panel.until("signed_out")).data).toEqual({ reason: "signed out" });
  expect(await panel.closed).toBe(4401);
  expect(panel.heard.filter(({ action }) => action === "pcs_changed")).toEqual([]);
});
