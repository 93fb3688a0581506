import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** A session follows the pauses of the place where it is: it begins under one, comes under one, leaves one (billing.md 7.5). */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let api: ApiCaller;
let vip: number;
const names = ["PC1", "PC2", "VIP1"];

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  vip = ((await api.call("POST", "pcGroups", { pc_group_name: "VIP" })).data as { pc_group_id: number })
    .pc_group_id;
  for (const name of names)
    await api.call("POST", "pcs", { pc_name: name, ...(name === "VIP1" ? { pc_group_id: vip } : {}) });
  const [price] = (await api.call("GET", "prices")).data as { price_id: number }[];
  await api.call("PUT", `prices/${price?.price_id ?? 0}`, { price_price1: "4.00" });
});
afterAll(() => server.close());
beforeEach(() => clock.turn(60));
afterEach(async () => {
  for (const name of names) await api.call("POST", "pcSessions/checkout", { pc_name: name });
  await resume();
});

const minutes = (n: number) => clock.turn(n * 60);
const pause = async (covers: Record<string, unknown> = {}) =>
  (await api.call("POST", "pauses", covers)).data as { pause_id: number; paused: string[] };
const resume = async (id?: number) =>
  (await api.call("POST", "pauses/action/resume", id === undefined ? {} : { pause_id: id })).data as {
    resumed: string[];
  };
const startFree = (name: string) => api.call("POST", "pcSessions/action/startFree", { pc_name: name });
const move = (from: string, to: string) =>
  api.call("POST", "pcSessions/action/move", { pc_name: from, to_pc_name: to });
const pc = async (name: string) => {
  const list = (await api.call("GET", "pcList")).data as Record<string, unknown>[];
  const row = list.find((one) => one["pc_name"] === name) ?? {};
  return { paused: row["is_paused"], used: row["status_connect_time_duration"] };
};

test("a session that begins while the café is paused uses nothing until it goes on", async () => {
  await pause({ pause_reason: "power cut" });
  await api.call("POST", "pcSessions/action/startPrepaid", { pc_name: "PC1", amount: "4.00" });
  minutes(45);
  expect(await pc("PC1")).toEqual({ paused: 1, used: "00:00:00" });
  expect(await resume()).toEqual({ resumed: ["PC1"] });
  minutes(30);
  expect(await pc("PC1")).toEqual({ paused: 0, used: "00:30:00" });
  const ended = await api.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
  expect(ended.data).toMatchObject({ refund: "2.00" });
  const rows = await server.db.rows<{ event: string; details: string }>(
    "select event, details from billing_logs where event in ('PAUSE', 'RESUME') order by billing_log_id",
  );
  expect(rows.map(({ event }) => event)).toEqual(["PAUSE", "RESUME"]);
  expect(rows[0]?.details).toBe("power cut");
});

test("one that ends while it never went on costs nothing", async () => {
  await pause();
  await api.call("POST", "pcSessions/action/startPostpaid", { pc_name: "PC1" });
  minutes(90);
  const ended = await api.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
  expect(ended.data).toMatchObject({ amount: "0.00" });
});

test.each<[string, () => Record<string, unknown>, number]>([
  ["of its PC", () => ({ pc_names: ["pc1"] }), 1],
  ["of its group", () => ({ pc_group_ids: [server.cafe.pcGroupId] }), 1],
  ["of another group", () => ({ pc_group_ids: [vip] }), 0],
  ["of another PC", () => ({ pc_names: ["PC2"] }), 0],
])("a pause %s holds what begins at PC1: asked", async (_, covers, paused) => {
  await pause(covers());
  await startFree("PC1");
  expect(await pc("PC1")).toMatchObject({ paused });
});

test("a session that is moved under a pause stands still there, and goes on where none lasts", async () => {
  await pause({ pc_group_ids: [vip] });
  await startFree("PC1");
  minutes(10);
  expect((await move("PC1", "VIP1")).code).toBe(200);
  minutes(20);
  expect(await pc("VIP1")).toEqual({ paused: 1, used: "00:10:00" });
  expect((await move("VIP1", "PC2")).code).toBe(200);
  minutes(5);
  expect(await pc("PC2")).toEqual({ paused: 0, used: "00:15:00" });
});

test("it goes on when the last pause over it ends, not before", async () => {
  await startFree("PC1");
  await startFree("PC2");
  const all = await pause();
  const one = await pause({ pc_names: ["PC1"] });
  expect([all.paused, one.paused]).toEqual([["PC1", "PC2"], []]);
  expect(await resume(all.pause_id)).toEqual({ resumed: ["PC2"] });
  minutes(10);
  expect(await pc("PC1")).toEqual({ paused: 1, used: "00:00:00" });
  expect(await resume(one.pause_id)).toEqual({ resumed: ["PC1"] });
});

test("paused, let go on and paused again within one second, it stands still", async () => {
  await startFree("PC1");
  const first = await pause();
  await resume(first.pause_id);
  expect((await pause()).paused).toEqual(["PC1"]);
  minutes(10);
  expect(await pc("PC1")).toEqual({ paused: 1, used: "00:00:00" });
});

test("starts and pauses at the same instant: nothing runs on under a pause, nothing is held by one that is over", async () => {
  for (let round = 0; round < 8; round += 1) {
    const resumed = round % 2 === 0 ? [] : [resume()];
    await Promise.all([startFree("PC1"), pause(), startFree("PC2"), ...resumed, startFree("VIP1")]);
    const wrong = await server.db.rows(
      `select s.pc_name, h.pause_id from sessions s
       left join session_holds h on h.cafe_id = s.cafe_id and h.session_id = s.session_id and h.held_until is null
       left join pauses p on p.cafe_id = h.cafe_id and p.pause_id = h.pause_id
       where s.ended_at is null and ((h.session_id is not null) <> exists (select from pauses where ended_at is null)
         or p.ended_at is not null)`,
    );
    expect(wrong).toEqual([]);
    for (const name of names) await api.call("POST", "pcSessions/checkout", { pc_name: name });
    await resume();
    minutes(1);
  }
});
