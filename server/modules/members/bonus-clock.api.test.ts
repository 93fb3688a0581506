import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Bonus is gone at the second it expires, whoever looks, and whether a process ran then or not (billing.md 5). */
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let server: TestServer;
let api: ApiCaller;
let members = 0;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  const admin = server.caller(await server.signIn());
  expect((await admin.call("PUT", "configs/loyaltySettings", { bonus_expiration_time: 2 })).code).toBe(200);
  await api.call("POST", "pcs", { pc_name: "PC1" });
});
afterAll(() => server.close());

async function memberWithBonus(): Promise<number> {
  const password = { member_password: "choose-one", member_confirm: "choose-one" };
  const added = await api.call("POST", "members", { member_account: `player${++members}`, ...password });
  const id = (added.data as { member_id: number }).member_id;
  await api.call("POST", "members/action/topup", {
    ...{ topup_ids: id, topup_value: 10, topup_balance_bonus: 3, comment: "test" },
  });
  return id;
}
async function bonusOf(id: number, caller = api): Promise<string | undefined> {
  const answer = await caller.call("GET", `members/${id}`);
  return (answer.data as { member: Record<string, string> }).member["member_balance_bonus"];
}
const expiryOf = (id: number) =>
  server.db.row<{ at: Date; bonus_minor: number }>(
    "select at, bonus_minor from billing_logs where member_id = $1 and event = 'BONUS_EXPIRE'",
    [id],
  );

test("a running process takes it out at that second and not before", async () => {
  const id = await memberWithBonus();
  const givenAt = clock.now().getTime();
  clock.turn(2 * 3600 - 1);
  expect(await bonusOf(id)).toBe("3.00");
  expect(await expiryOf(id)).toBeUndefined();
  clock.turn(1);
  await vi.waitFor(async () => expect(await bonusOf(id)).toBe("0.00"));
  expect(await expiryOf(id)).toEqual({ at: new Date(givenAt + 2 * 3_600_000), bonus_minor: -300 });
});

test("a log-in at a PC starts the clock anew", async () => {
  const id = await memberWithBonus();
  clock.turn(3600);
  const started = await api.call("POST", "pcSessions/action/startMember", { pc_name: "PC1", member_id: id });
  expect(started.code, started.message).toBe(200);
  const lot = await server.db.row("select expires_at from bonus_lots where member_id = $1", [id]);
  expect(lot).toEqual({ expires_at: new Date(clock.now().getTime() + 2 * 3_600_000) });
  clock.turn(1);
  expect((await api.call("POST", "pcSessions/checkout", { pc_name: "PC1" })).code).toBe(200);
});

test("what expired while no process ran is taken out by the next start, at its own instant", async () => {
  const id = await memberWithBonus();
  const givenAt = clock.now().getTime();
  await server.app.close();
  clock.turn(30 * 3600);
  const next = await openTestServer({ beside: server });
  try {
    expect(await bonusOf(id, next.caller(await next.signIn()))).toBe("0.00");
    expect(await expiryOf(id)).toEqual({ at: new Date(givenAt + 2 * 3_600_000), bonus_minor: -300 });
  } finally {
    await next.close();
  }
});
