import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** PCs that are not heard of for as long as the café waits, 10 minutes here (billing.md 7.5). */

let server: TestServer;
let api: ApiCaller;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let members = 0;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  for (const name of ["PC1", "PC2"]) await api.call("POST", "pcs", { pc_name: name });
  const [price] = (await api.call("GET", "prices")).data as { price_id: number }[];
  await act("PUT", `prices/${price?.price_id ?? 0}`, { price_price1: "4.00" });
  await act("PUT", "configs/centerSettings", { auto_checkout_power_outage_minutes: 10 });
});
afterAll(() => server.close());
beforeEach(() => clock.turn(60));
afterEach(async () => {
  for (const name of ["PC1", "PC2"]) await api.call("POST", "pcSessions/checkout", { pc_name: name });
  await server.db.transact((tx) => tx.run("update pcs set last_heard_at = null"));
});

async function act(method: "POST" | "PUT", path: string, body: Record<string, unknown>): Promise<unknown> {
  const answer = await api.call(method, path, body);
  expect(answer.code, answer.message).toBeLessThan(300);
  return answer.data;
}
const minutes = (n: number) => clock.turn(n * 60);

async function newMember(balance: number): Promise<number> {
  const made = await act("POST", "members", {
    ...{ member_account: `silent${++members}`, member_password: "secret", member_confirm: "secret" },
  });
  const { member_id: id } = made as { member_id: number };
  await act("POST", "members/action/topup", { topup_ids: id, topup_value: balance });
  return id;
}
const startMember = (pc: string, member: number) =>
  act("POST", "pcSessions/action/startMember", { pc_name: pc, member_id: member });
const heard = (pc: string) =>
  server.db.transact((tx) => tx.run("update pcs set last_heard_at = $1 where name = $2", [clock.now(), pc]));
const sessions = async (member: number) =>
  ((await api.call("GET", `pcSessions/${member}/memberSessionHistory`)).data as { items: object[] }).items;
const running = async () =>
  (await server.db.rows<{ pc_name: string }>("select pc_name from sessions where ended_at is null")).map(
    (row) => row.pc_name,
  );

test("a session ends at the instant the café stops waiting, however late that is noticed", async () => {
  const id = await newMember(10);
  await startMember("PC1", id);
  minutes(20);
  await heard("PC1");
  minutes(300);
  await server.app.sessions.clock.look();
  expect((await sessions(id))[0]).toMatchObject({
    ...{ session_duration: "00:30:00", session_cost: "2.00", ended_by: "Auto" },
  });
});

test("staff who act after that instant find the session ended there, before the clock has noticed", async () => {
  const id = await newMember(10);
  await startMember("PC1", id);
  await server.app.sessions.clock.look();
  await heard("PC1");
  minutes(10);
  // The clock has just looked: it asks for silent PCs again within seconds, not at once.
  const late = await api.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
  expect(late).toMatchObject({ code: 409, error: "pc.not_in_session" });
  minutes(1);
  await server.app.sessions.clock.look();
  expect((await sessions(id))[0]).toMatchObject({ session_duration: "00:10:00", ended_by: "Auto" });
});

test("a session held by a pause ends there too, and is not let go on by whoever ends the pause later", async () => {
  const id = await newMember(10);
  await startMember("PC1", id);
  await heard("PC1");
  minutes(5);
  await act("POST", "pauses", { pc_names: ["PC1"] });
  minutes(30);
  await act("POST", "pauses/action/resume", {});
  expect(await running()).toEqual([]);
  expect((await sessions(id))[0]).toMatchObject({ session_cost: "0.33", ended_by: "Auto" });
});

test("one that is moved to a PC which is silent already is waited for from the move on", async () => {
  await heard("PC2");
  const id = await newMember(10);
  await startMember("PC1", id);
  minutes(60);
  await act("POST", "pcSessions/action/move", { pc_name: "PC1", to_pc_name: "PC2" });
  minutes(9);
  await server.app.sessions.clock.look();
  expect(await running()).toEqual(["PC2"]);
  minutes(1);
  await server.app.sessions.clock.look();
  expect((await sessions(id))[0]).toMatchObject({ session_duration: "01:10:00", ended_by: "Auto" });
});
