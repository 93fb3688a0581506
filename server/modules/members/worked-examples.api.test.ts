import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/**
 * The worked examples 1 to 8 and 11 of billing.md 13 as a program and a till meet them: over HTTP, into the real books. The
 * lots of 9 no setting makes; they are in ledger/top-up.db.test.ts.
 */
let server: TestServer;
let api: ApiCaller;
let admin: ApiCaller;
let members = 0;
/** A Monday, 10:00 in UTC. */
const monday = Date.parse("2026-03-02T10:00:00Z");
const clock = new TurnedClock(new Date(monday));
const turnTo = (instant: number) => clock.turn((instant - clock.now().getTime()) / 1000);

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  admin = server.caller(await server.signIn());
  await api.call("POST", "pcs", { pc_name: "PC1" });
});
afterAll(() => server.close());
beforeEach(() => {
  clock.turn(60); // The key's calls are counted by the minute.
});

const set = async (settings: Record<string, unknown>) => {
  for (const page of ["loyaltySettings", "generalSettings"])
    if (page === "loyaltySettings" || "timezone" in settings)
      expect((await admin.call("PUT", `configs/${page}`, settings)).code, page).toBe(200);
};
async function member(): Promise<number> {
  const password = { member_password: "choose-one", member_confirm: "choose-one" };
  const answer = await api.call("POST", "members", { member_account: `player${++members}`, ...password });
  return (answer.data as { member_id: number }).member_id;
}
const topUp = (ids: number | string, value: number | string, about: object = {}) =>
  api.call("POST", "members/action/topup", { topup_ids: ids, topup_value: value, comment: "test", ...about });
const deduct = (id: number, value: number) =>
  api.call("POST", "members/action/deductBalance", { member_id: id, deduct_value: value });
async function held(id: number): Promise<Record<string, string>> {
  const answer = await api.call("GET", `members/${id}`);
  return (answer.data as { member: Record<string, string> }).member;
}
async function owing(balance: number, loan: number): Promise<number> {
  const id = await member();
  await api.call("POST", "members/action/addLoan", { member_id: id, amount: loan });
  expect((await deduct(id, loan - balance)).code).toBe(200);
  expect(await held(id)).toMatchObject({ member_balance: balance.toFixed(2), member_loan: loan.toFixed(2) });
  return id;
}

describe("top-up and refund", () => {
  test("#1 a loan is paid back first", async () => {
    const id = await owing(4.5, 6);
    await topUp(id, "1.00");
    expect(await held(id)).toMatchObject({ member_balance: "0.00", member_loan: "0.50" });
    await topUp(id, "1.00");
    expect(await held(id)).toMatchObject({ member_balance: "0.50", member_loan: "0.00" });
  });

  test("#2 in session the running cost is left out of what pays the loan back", async () => {
    const id = await owing(4.5, 6);
    expect(
      (await api.call("POST", "pcSessions/action/startMember", { pc_name: "PC1", member_id: id })).code,
    ).toBe(200);
    const { ends } = (await server.db.row<{ ends: number }>(
      "select extract(epoch from ends_at - started_at)::float8 as ends from sessions where member_id = $1",
      [id],
    )) ?? { ends: 0 };
    // So long that it costs 1.00 of the 4.50.
    clock.turn(Math.ceil(ends / 4.5));
    await topUp(id, "1.00");
    expect(await held(id)).toMatchObject({ member_balance: "1.00", member_loan: "1.50" });
    expect(await deduct(id, 0.01)).toMatchObject({ code: 402 });
    await api.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
    expect(await held(id)).toMatchObject({ member_balance: "0.00", member_loan: "1.50" });
  });

  test("#3 points come and go with whole units of money", async () => {
    await set({ point_enable: 1 });
    const id = await member();
    await api.call("POST", "members/action/addPoints", { member_id: id, points: 10, comment: "test" });
    await topUp(id, "49.99");
    expect((await held(id))["member_points"]).toBe("59.00");
    await topUp(id, "-20.50");
    expect((await held(id))["member_points"]).toBe("39.00");
    await set({ point_enable: 0 });
  });

  test("#4 a refund takes bonus, and what the bonus lacks from the balance", async () => {
    const [id, poor] = [await member(), await member()];
    await topUp(id, "30.00", { topup_balance_bonus: 3 });
    expect(await topUp(id, "-20.00", { topup_balance_bonus: -5 })).toMatchObject({
      data: { members: [{ member_balance: "8.00", member_balance_bonus: "0.00" }] },
    });
    // The row says what gave it: 3.00 the bonus, 2.00 the balance.
    expect(
      await server.db.row(
        `select cash_minor, bonus_minor, spend_minor from billing_logs where member_id = $1 order by billing_log_id desc`,
        [id],
      ),
    ).toEqual({ cash_minor: -2000, bonus_minor: -300, spend_minor: 200 });
    await topUp(poor, "21.99", { topup_balance_bonus: 3 });
    expect(await topUp(poor, "-20.00", { topup_balance_bonus: -5 })).toMatchObject({ code: 402 });
    expect(await held(poor)).toMatchObject({ member_balance: "21.99", member_balance_bonus: "3.00" });
  });

  test("#5 a member named twice counts once; with an unknown one nobody gets anything", async () => {
    const [seven, nine] = [await member(), await member()];
    const answer = await topUp(`${seven},${seven},${nine}`, "10.00");
    expect((answer.data as { order_ids: number[] }).order_ids).toHaveLength(2);
    expect(await topUp(`${seven},999999,${nine}`, "10.00")).toMatchObject({ code: 404 });
    for (const id of [seven, nine]) expect((await held(id))["member_balance"]).toBe("10.00");
  });
});

const fetchBonus = async (value: number) => {
  const answer = await api.call("POST", "members/action/fetchBonus", { topup_value: value });
  return answer.data as { bonus: string; add_coin: number };
};

describe("bonus of a top-up", () => {
  const everyDay = [100, 100, 100, 100, 100, 100, 100];
  test.each([
    [49.99, "0.00"],
    [50, "5.00"],
    [99.99, "5.00"],
    [100, "15.00"],
    [199.99, "15.00"],
    [200, "45.00"],
  ])("#6 rows of currency add up: %d brings %s", async (value, bonus) => {
    const rows = [50, 100, 200].map((limit, index) => ({ limit, value: [5, 10, 30][index] }));
    await set({ price_bonus: rows, bonus_unit: "currency", topup_reward_percent: everyDay });
    expect((await fetchBonus(value)).bonus).toBe(bonus);
    const id = await member();
    await topUp(id, value, { topup_balance_bonus: bonus });
    expect((await held(id))["member_balance_bonus"]).toBe(bonus);
  });

  const percent = [
    { limit: 50, value: 5 },
    { limit: 100, value: 10 },
  ];
  test.each([
    [49.99, "0.00"],
    [50, "2.50"],
    [50.1, "2.51"],
    [75, "3.75"],
    [99.99, "5.00"],
    [100, "10.00"],
  ])("#7 of percent rows the highest reached counts: %d brings %s", async (value, bonus) => {
    await set({ price_bonus: percent, bonus_unit: "percent", topup_reward_percent: everyDay });
    expect((await fetchBonus(value)).bonus).toBe(bonus);
    const id = await member();
    await topUp(id, value, { topup_balance_bonus: bonus });
    expect((await held(id))["member_balance_bonus"]).toBe(bonus);
  });

  test("#8 the weekday's percent counts, and all is rounded once", async () => {
    await set({ price_bonus: [{ limit: 50, value: 20 }], bonus_unit: "currency" });
    await set({ topup_reward_percent: everyDay.map(() => 70) });
    expect((await fetchBonus(50)).bonus).toBe("14.00");
    await set({ price_bonus: percent, bonus_unit: "percent", topup_reward_percent: everyDay.map(() => 50) });
    expect((await fetchBonus(50.1)).bonus).toBe("1.25");
    await set({ topup_reward_percent: everyDay, topup_bonus_field_type: "coin" });
    expect(await fetchBonus(75)).toMatchObject({ bonus: "0.00", add_coin: 4 });
    const id = await member();
    await topUp(id, 75, { add_coin: 4 });
    expect((await held(id))["member_coin_balance"]).toBe("4.00");
    await set({ topup_bonus_field_type: "bonus" });
  });
});

describe("the life of bonus", () => {
  const lots = (id: number) =>
    server.db.rows("select expires_at as at from bonus_lots where member_id = $1 order by bonus_lot_id", [
      id,
    ]);
  const grant = (id: number, bonus: number) => topUp(id, 0, { topup_balance_bonus: bonus });

  test("#11 hours set later start the clock of lots without one; other hours only count for new lots", async () => {
    await set({ bonus_expiration_time: 0 });
    const ten = Date.parse("2026-03-03T10:00:00Z");
    const hour = 3_600_000;
    turnTo(ten);
    admin = server.caller(await server.signIn());
    const id = await member();
    await topUp(id, 5, { topup_balance_bonus: 1 });
    turnTo(ten + hour);
    expect(
      (await api.call("POST", "pcSessions/action/startMember", { pc_name: "PC1", member_id: id })).code,
    ).toBe(200);
    clock.turn(1);
    await api.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
    turnTo(ten + 2 * hour);
    await grant(id, 1);
    turnTo(ten + 3 * hour);
    await set({ bonus_expiration_time: 24 });
    turnTo(ten + 4 * hour);
    await set({ bonus_expiration_time: 48 });
    turnTo(ten + 5 * hour);
    await grant(id, 1);
    const expiries = (await lots(id)).map((lot) => (lot as { at: Date }).at.getTime());
    expect(expiries).toEqual([ten + 27 * hour, ten + 27 * hour, ten + 53 * hour]);
  });
});
