import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiAnswer, ApiCaller } from "../../testing/api-caller.ts";
import { adminPassword, openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Statement, lots of bonus and the preview of a top-up over HTTP. */

let server: TestServer;
// A Monday.
const clock = new TurnedClock("2026-03-02T10:00:00.000Z");
let api: ApiCaller;
let made = 0;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
});
beforeEach(() => clock.turn(60));
afterAll(() => server.close());

async function newMember(groupId = 0): Promise<number> {
  const fields = { member_account: `books${++made}`, member_password: "secret", member_confirm: "secret" };
  const { data } = await api.call("POST", "members", { ...fields, member_group_id: groupId });
  return (data as { member_id: number }).member_id;
}
const dataOf = <Data = Record<string, unknown>>(answer: ApiAnswer) => answer.data as Data;
const act = (name: string, fields: Record<string, unknown>) =>
  api.call("POST", `members/action/${name}`, fields);
const loyalty = (fields: Record<string, unknown>) => api.call("PUT", "configs/loyaltySettings", fields);

interface Statement {
  items: Record<string, string | number>[];
  paging_info: { total_records: number };
  total: Record<string, string>;
}
const statementOf = async (id: number, query: Record<string, unknown> = {}) =>
  dataOf<Statement>(await api.call("GET", `members/${id}/statement`, query));

/** Top-up by card with bonus, loan, deduction, coins, points, and a refund that takes bonus back. */
async function movedMember(): Promise<number> {
  const id = await newMember();
  const topUp = (fields: Record<string, unknown>) => act("topup", { topup_ids: id, ...fields });
  await topUp({ topup_value: 20, payment_method: 2, topup_balance_bonus: 4, comment: "first" });
  clock.turn(24 * 3600);
  await act("addLoan", { member_id: id, amount: 6 });
  await act("deductBalance", { member_id: id, value: "2.50", comment: "broken cup" });
  await topUp({ topup_value: 10, add_coin: 3, comment: "with coins" });
  await act("addPoints", { member_id: id, points: 7, comment: "won" });
  await topUp({ topup_value: -5, topup_balance_bonus: -4, comment: "back" });
  return id;
}

describe("statement", () => {
  it("each line follows from the one before, down to nothing, and the newest shows what is kept", async () => {
    const id = await movedMember();
    const { items } = await statementOf(id);
    const kept = dataOf<{ member: Record<string, string> }>(await api.call("GET", `members/${id}`)).member;
    expect(items[0]).toMatchObject({
      balance: kept["member_balance"],
      bonus: kept["member_balance_bonus"],
      loan: kept["member_loan"],
      coins: kept["member_coin_balance"],
      points: kept["member_points"],
    });
    for (const account of ["balance", "bonus", "loan", "coins", "points"]) {
      const reached = items.reduceRight((sum, line) => {
        const after = sum + Math.round(Number(line[`${account}_change`]) * 100);
        expect(Math.round(Number(line[account]) * 100)).toBe(after);
        return after;
      }, 0);
      expect(reached).toBe(Math.round(Number(items[0]?.[account]) * 100));
    }
  });

  it("says what each line was, how it was paid, why and by whom", async () => {
    const { items, total } = await statementOf(await movedMember());
    expect(items.map((line) => line["log_event"])).toEqual([
      ...["TOPUP", "POINT_CHANGE", "TOPUP", "BALANCE_DEDUCT", "LOAN_ADD", "TOPUP"],
    ]);
    expect(items.at(-1)).toMatchObject({
      ...{ log_card: "20.00", log_money: "0.00", balance_change: "20.00", bonus_change: "4.00" },
      log_staff_name: "API",
    });
    // Owed 6.00, so of 10.00 paid in 4.00 are left.
    expect(items[2]).toMatchObject({
      log_money: "10.00",
      balance_change: "4.00",
      loan_change: "-6.00",
      coins: "3.00",
    });
    expect(items[0]).toMatchObject({ log_money: "-5.00", balance_change: "-5.00", bonus_change: "-4.00" });
    expect(String(items[0]?.["log_details"])).toContain("back");
    expect(total).toEqual({ paid: "25.00", balance_change: "22.50", bonus_change: "0.00" });
  });

  it("a filter leaves out lines, not what they led to", async () => {
    const id = await movedMember();
    const all = await statementOf(id);
    const topUps = await statementOf(id, { event: "TOPUP" });
    expect(topUps.items).toEqual(all.items.filter((line) => line["log_event"] === "TOPUP"));
    const [newest] = all.items;
    const today = String(newest?.["log_date_local"]).slice(0, 10);
    const later = await statementOf(id, { date_start: today, date_end: today });
    expect(later.items).toEqual(all.items.slice(0, 5));
    expect((await statementOf(id, { date_end: "2020-01-01" })).items).toEqual([]);
    const second = await statementOf(id, { page: 2, limit: 4 });
    expect(second.items).toEqual(all.items.slice(4));
    expect(second.paging_info.total_records).toBe(6);
  });

  it("a range that ends before it begins and an unknown member are refused", async () => {
    const id = await newMember();
    const wrong = { date_start: "2026-03-02", date_end: "2026-03-01" };
    expect(await api.call("GET", `members/${id}/statement`, wrong)).toMatchObject({
      error: "request.time_range",
    });
    for (const path of ["statement", "bonusLots"])
      expect(await api.call("GET", `members/1/${path}`)).toMatchObject({ error: "member.not_found" });
  });
});

describe("bonusLots", () => {
  it("stand in the order they are spent and leave out what has expired, whether or not it was booked", async () => {
    const id = await newMember();
    const give = (bonus: number) =>
      act("topup", { topup_ids: id, topup_value: 0, topup_balance_bonus: bonus, comment: "gift" });
    const lots = async () =>
      dataOf<Record<string, unknown>[]>(await api.call("GET", `members/${id}/bonusLots`));
    await loyalty({ bonus_expiration_time: 48 });
    await give(3);
    await loyalty({ bonus_expiration_time: 2 });
    await give(4);
    expect((await lots()).map((lot) => lot["left"])).toEqual(["4.00", "3.00"]);
    const [soonest] = await lots();
    expect(soonest).toMatchObject({ granted: "4.00" });
    expect(String(soonest?.["expires_local"])).toMatch(/^2026-03-\d\d \d\d:\d\d:\d\d$/);
    clock.turn(2 * 3600 - 1);
    expect(await lots()).toHaveLength(2);
    clock.turn(1);
    expect((await lots()).map((lot) => lot["left"])).toEqual(["3.00"]);
    await loyalty({ bonus_expiration_time: 0 });
    expect((await lots()).map((lot) => lot["expires_local"])).toEqual([null]);
  });
});

describe("previewBonus", () => {
  const rows = [
    { limit: 50, value: 5 },
    { limit: 100, value: 10 },
  ];
  const preview = async (fields: Record<string, unknown>) => dataOf(await act("previewBonus", fields));

  it("is what fetchBonus gives on that day", async () => {
    await loyalty({ price_bonus: rows, topup_reward_percent: [100, 50, 70, 100, 0, 33, 250] });
    for (let day = 0; day < 7; day += 1) {
      for (const value of ["49.99", "50", "75.5", "100"]) {
        const shown = await preview({ topup_value: value });
        const given = dataOf(await act("fetchBonus", { topup_value: value }));
        expect([shown["bonus"], shown["coins"]]).toEqual([given["bonus"], given["add_coin"]]);
        const { weekday } = shown;
        expect(await preview({ topup_value: value, weekday })).toEqual(shown);
      }
      clock.turn(24 * 3600);
    }
  });

  it("counts settings that are not saved yet, and refuses what saving would refuse", async () => {
    await loyalty({ price_bonus: rows, topup_reward_percent: [100, 100, 70, 100, 100, 100, 100] });
    const draft = { price_bonus: JSON.stringify([{ limit: 10, value: 20 }]), topup_value: 10, weekday: 3 };
    expect(await preview(draft)).toMatchObject({ bonus: "14.00", weekday: 3, weekday_percent: "70.00" });
    expect(await preview({ ...draft, bonus_unit: "percent" })).toMatchObject({ bonus: "1.40" });
    expect(await preview({ ...draft, topup_bonus_field_type: "coin" })).toMatchObject({
      bonus: "0.00",
      coins: 14,
    });
    expect(await preview({ topup_value: 10 })).toMatchObject({ bonus: "0.00" });
    const falling = [rows[1], rows[0]];
    expect(await act("previewBonus", { topup_value: 10, price_bonus: falling })).toMatchObject({
      error: "request.validation",
      data: { fields: { price_bonus: [expect.any(String)] } },
    });
  });

  it("judges a code for the group that is asked", async () => {
    await loyalty({ price_bonus: rows, topup_reward_percent: [] });
    const group = dataOf(await api.call("POST", "memberGroups", { member_group_name: "Gold" }));
    const gold = group["member_group_id"];
    await api.call("POST", "promoCodes", {
      ...{ promo_code: "GOLD7", promo_value: 7, promo_min_topup: 20 },
      promo_member_group_ids: [gold],
    });
    const asked = { topup_value: 50, promo_code: "gold7" };
    expect(await preview({ ...asked, member_group_id: gold })).toMatchObject({
      bonus: "12.00",
      by_steps: { bonus: "5.00", coins: 0 },
      by_code: { bonus: "7.00", coins: 0 },
    });
    expect(await act("previewBonus", { ...asked, member_group_id: 0 })).toMatchObject({
      error: "promo.not_for_topup",
    });
    expect(await act("previewBonus", { ...asked, topup_value: 10 })).toMatchObject({
      error: "promo.not_for_topup",
    });
    expect(await act("previewBonus", { ...asked, member_group_id: 999 })).toMatchObject({
      error: "member_group.not_found",
    });
    // What is shown for the group is what its member then gets.
    const id = await newMember(Number(gold));
    expect(dataOf(await act("fetchBonus", { ...asked, member_id: id }))).toMatchObject({ bonus: "12.00" });
  });

  it("tells the points when points are on", async () => {
    expect(await preview({ topup_value: "12.99" })).toMatchObject({ points: 0 });
    await loyalty({ point_enable: 1 });
    expect(await preview({ topup_value: "12.99" })).toMatchObject({ points: 12 });
  });
});

describe("topups and previewRefund", () => {
  const topUps = async (id: number) =>
    dataOf<Record<string, string | number>[]>(await api.call("GET", `members/${id}/topups`));
  const held = async (id: number) =>
    dataOf<{ member: Record<string, string> }>(await api.call("GET", `members/${id}`)).member;

  async function toppedUp(fields: Record<string, unknown> = {}): Promise<[id: number, order: number]> {
    const id = await newMember();
    const given = { topup_value: 20, payment_method: 2, topup_balance_bonus: 4, comment: "x", ...fields };
    const { order_ids: orders } = dataOf<{ order_ids: number[] }>(
      await act("topup", { topup_ids: id, ...given }),
    );
    return [id, orders[0] ?? 0];
  }

  it("a preview says what the refund then does, for any part of it, and changes nothing", async () => {
    const [id, order] = await toppedUp({ add_coin: 5 });
    await act("topup", { topup_ids: id, topup_value: 3 });
    // Of the bonus 1.50 are gone: what it lacks comes from the balance.
    await act("topup", { topup_ids: id, topup_value: 0, topup_balance_bonus: "-1.50", comment: "played" });
    for (const value of ["7.77", "12.23"]) {
      const before = await held(id);
      const lines = (await statementOf(id)).items.length;
      const asked = { member_id: id, topup_value: value, refund_of: order };
      const preview = dataOf(await act("previewRefund", asked));
      expect(await held(id)).toEqual(before);
      expect((await statementOf(id)).items).toHaveLength(lines);
      const refund = { topup_ids: id, topup_value: `-${value}`, refund_of: order, comment: "back" };
      expect((await act("topup", refund)).code).toBe(200);
      const [line] = (await statementOf(id)).items;
      expect(line).toMatchObject({
        balance_change: `-${String(preview["balance_taken"])}`,
        bonus_change: Number(preview["bonus_taken"]) === 0 ? "0.00" : `-${String(preview["bonus_taken"])}`,
        coins_change: Number(preview["coins_taken"]) === 0 ? "0.00" : `-${String(preview["coins_taken"])}`,
        balance: preview["member_balance"],
        bonus: preview["member_balance_bonus"],
        log_card: `-${String(preview["paid_out"])}`,
      });
      expect(preview["payment_method"]).toBe(2);
    }
    expect((await topUps(id)).map((row) => row["topup_value"])).toEqual(["3.00"]);
  });

  it("lists what is left to refund, the newest first, and refuses more than that before anything is booked", async () => {
    const [id, first] = await toppedUp();
    await act("topup", { topup_ids: id, topup_value: 5 });
    await act("topup", { topup_ids: id, topup_value: -8, refund_of: first, comment: "part" });
    const listed = await topUps(id);
    expect(listed).toMatchObject([
      { topup_value: "5.00", refundable: "5.00", payment_method: 0, refunded: "0.00" },
      { order_id: first, topup_value: "20.00", refunded: "8.00", refundable: "12.00", bonus: "4.00" },
    ]);
    const older = await api.call("GET", `members/${id}/topups`, { before: listed[0]?.["order_id"] });
    expect(older.data).toEqual(listed.slice(1));
    const ask = (fields: Record<string, unknown>) => act("previewRefund", { member_id: id, ...fields });
    expect(await ask({ topup_value: "12.01", refund_of: first })).toMatchObject({
      error: "order.already_refunded",
    });
    expect(await ask({ topup_value: 1, refund_of: 1 })).toMatchObject({ error: "order.not_found" });
    expect(await ask({ topup_value: "17.01" })).toMatchObject({ code: 402 });
    expect(await ask({ topup_value: 0 })).toMatchObject({ error: "request.validation" });
    expect(await act("previewRefund", { member_id: 1, topup_value: 1 })).toMatchObject({
      error: "member.not_found",
    });
  });

  it("staff without the right may not ask what a refund would do", async () => {
    await server.addStaff("Sam", "staff", ["topup"]);
    const sam = server.caller(await server.signIn("Sam", adminPassword));
    const [id, order] = await toppedUp();
    expect(
      await sam.call("POST", "members/action/previewRefund", {
        member_id: id,
        topup_value: 1,
        refund_of: order,
      }),
    ).toMatchObject({ code: 403, error: "permission.denied" });
  });
});
