import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localText } from "../../kernel/local-time.ts";
import type { ApiAnswer, ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";
import { verifyLedger } from "../ledger/index.ts";

let test: TestServer;
let api: ApiCaller;
let members = 0;

beforeAll(async () => {
  test = await openTestServer();
  api = test.caller(await test.makeKey());
  const admin = test.caller(await test.signIn());
  const saved = await admin.call("PUT", "configs/loyaltySettings", {
    price_bonus: [{ limit: 10, value: 2 }],
    topup_reward_percent: [50, 50, 50, 50, 50, 50, 50],
  });
  expect(saved.code).toBe(200);
});
afterAll(async () => {
  for await (const { broken } of verifyLedger(test.db)) expect(broken).toBeNull();
  await test.close();
});

const dataOf = <T>(answer: ApiAnswer): T => {
  expect([answer.code, answer.message]).toEqual([expect.toBeOneOf([200, 201]), "success"]);
  return answer.data as T;
};

async function member(): Promise<number> {
  const answer = await api.call("POST", "members", {
    member_account: `player${++members}`,
    member_password: "choose-one",
    member_confirm: "choose-one",
  });
  return dataOf<{ member_id: number }>(answer).member_id;
}
const add = async (fields: Record<string, unknown>) =>
  dataOf<{ promo_id: number; promo_ids: number[] }>(await api.call("POST", "promoCodes", fields));

interface Read {
  promo: Record<string, unknown>;
  uses: Record<string, unknown>[];
}
const read = async (promoId: number) => dataOf<Read>(await api.call("GET", `promoCodes/${promoId}`));

describe("promoCodes", () => {
  it("are added, read, changed and removed, times in café time", async () => {
    const { promo_id, promo_ids } = await add({
      promo_code: "Welcome-1",
      promo_value: "5",
      promo_min_topup: "10.5",
      promo_member_group_ids: [0],
      promo_from_local: "2026-01-01",
      promo_to_local: "2026-07-01 12:00:00",
    });
    expect(promo_ids).toEqual([promo_id]);
    const { promo, uses } = await read(promo_id);
    expect(Object.entries(promo)).toEqual(
      Object.entries({
        promo_id,
        promo_code: "Welcome-1",
        promo_purpose: "topup",
        promo_value: "5.00",
        promo_unit: "currency",
        promo_target: "bonus",
        promo_min_topup: "10.50",
        promo_max_uses: 0,
        promo_once_per_member: 1,
        promo_member_group_ids: [0],
        promo_from_local: "2026-01-01 00:00:00",
        promo_to_local: "2026-07-01 12:00:00",
        promo_is_active: 1,
        promo_uses: 0,
      }),
    );
    expect(uses).toEqual([]);
    const changed = await api.call("PUT", `promoCodes/${promo_id}`, {
      promo_value: "7.25",
      promo_to_local: null,
      promo_member_group_ids: [],
    });
    expect(dataOf(changed)).toEqual({ promo_id });
    expect((await read(promo_id)).promo).toMatchObject({
      promo_value: "7.25",
      promo_to_local: null,
      promo_member_group_ids: [],
      promo_min_topup: "10.50",
    });
    expect(dataOf(await api.call("DELETE", `promoCodes/${promo_id}`))).toEqual({});
    const gone = await api.call("GET", `promoCodes/${promo_id}`);
    expect(gone).toMatchObject({ code: 404, message: "Promo code not found.", error: "promo.not_found" });
  });

  it("leave a row of who added, changed and removed them, with what was before and without the text", async () => {
    const { promo_id } = await add({ promo_code: "Telltale", promo_value: "5" });
    await api.call("PUT", `promoCodes/${promo_id}`, { promo_value: "50", promo_code: "Telltale2" });
    await api.call("PUT", `promoCodes/${promo_id}`, { promo_value: "50" });
    await api.call("DELETE", `promoCodes/${promo_id}`);
    const rows = await test.db.rows<{ staff_name: string; details: string }>(
      `select staff_name, details from billing_logs where cafe_id = $1 and event = 'CONFIG_UPDATE'
       and details ~ ('\\m' || $2 || '\\M') order by billing_log_id`,
      [test.cafe.cafeId, String(promo_id)],
    );
    expect(rows).toEqual([
      {
        staff_name: "API",
        details: `promotion codes added, 1 from number ${promo_id} on: 5.00 currency as bonus`,
      },
      {
        staff_name: "API",
        details: `promotion code ${promo_id}: promo_code; promo_value: "5.00" → "50.00"`,
      },
      { staff_name: "API", details: `promotion code ${promo_id} removed` },
    ]);
  });

  it("are generated up to a thousand at a time and listed by page, part of the text and whether they are active", async () => {
    const { promo_ids } = await add({
      promo_value: "1.00",
      count: 1_000,
      promo_max_uses: 1,
      promo_is_active: 0,
    });
    expect(new Set(promo_ids).size).toBe(1_000);
    const page = dataOf<{ items: { promo_id: number; promo_code: string }[]; paging_info: object }>(
      await api.call("GET", "promoCodes", { active: 0, limit: 2, page: 2 }),
    );
    expect(page.items.map((item) => item.promo_id)).toEqual(promo_ids.slice(2, 4));
    expect(page.paging_info).toMatchObject({ total_records: 1_000, pages: 500 });
    const wanted = page.items[0]?.promo_code ?? "";
    expect(dataOf(await api.call("GET", "promoCodes", { search_text: wanted.toLowerCase() }))).toMatchObject({
      items: [{ promo_code: wanted }],
    });
    expect(dataOf(await api.call("GET", "promoCodes", { search_text: wanted, active: 1 }))).toMatchObject({
      items: [],
    });
  });

  it("refuse what cannot be, and name the field", async () => {
    const taken = await add({ promo_code: "TAKEN", promo_value: "1.00" });
    const refused: [Record<string, unknown>, number, string][] = [
      [{ promo_code: "taken", promo_value: "1.00" }, 409, "promo.name_exists"],
      [{ promo_code: "TWICE", promo_value: "1.00", count: 2 }, 400, "request.validation"],
      [{ promo_value: "1.00", count: 1_001 }, 400, "request.validation"],
      [{ promo_value: "0" }, 400, "request.validation"],
      [{ promo_value: "0.001" }, 400, "request.validation"],
      [{ promo_value: "10", promo_unit: "percent", promo_purpose: "both" }, 400, "request.validation"],
      [{ promo_value: "1.00", promo_member_group_ids: [987_654] }, 404, "member_group.not_found"],
    ];
    for (const [fields, code, error] of refused) {
      expect(await api.call("POST", "promoCodes", fields)).toMatchObject({ code, error });
    }
    const other = await add({ promo_code: "OTHER", promo_value: "1.00" });
    const renamed = await api.call("PUT", `promoCodes/${other.promo_id}`, { promo_code: "Taken" });
    expect(renamed).toMatchObject({ code: 409, error: "promo.name_exists" });
    const same = await api.call("PUT", `promoCodes/${taken.promo_id}`, { promo_code: "Taken" });
    expect(same.code).toBe(200);
  });

  it("are at most ten thousand in a café, and what is refused adds none", async () => {
    const cafe = await test.addCafe("Full");
    const full = test.caller(await test.makeKey(cafe), cafe.cafeId);
    const fill = () => full.call("POST", "promoCodes", { promo_value: "1.00", count: 1_000 });
    for (let thousand = 1; thousand <= 10; thousand++) expect((await fill()).code).toBe(201);
    const more = await full.call("POST", "promoCodes", { promo_value: "1.00" });
    expect(more).toMatchObject({ code: 400, error: "limit.max_records" });
    const { paging_info } = dataOf<{ paging_info: object }>(await full.call("GET", "promoCodes"));
    expect(paging_info).toMatchObject({ total_records: 10_000 });
  });

  it("are changed by staff with the right promo_edit alone", async () => {
    await test.addStaff("desk", "staff", ["topup"]);
    await test.addStaff("marketing", "staff", ["promo_edit"]);
    const asked = { promo_value: "1.00" };
    const desk = test.caller(await test.signIn("desk"));
    expect(await desk.call("POST", "promoCodes", asked)).toMatchObject({
      code: 403,
      error: "permission.denied",
    });
    const marketing = test.caller(await test.signIn("marketing"));
    expect((await marketing.call("POST", "promoCodes", asked)).code).toBe(201);
  });
});

describe("a top-up with a code", () => {
  const fetch = async (id: number, promo_code: string, topup_value = "10.00") =>
    dataOf<{ topup_balance_bonus: string; add_coin: number }>(
      await api.call("POST", "members/action/fetchBonus", { member_id: id, topup_value, promo_code }),
    );

  it.each<[string, Record<string, unknown>, string, number]>([
    // 2.00 of the setting on a 50 % day, the code's own without the weekday's percent.
    ["money", { promo_value: "5.00" }, "6.00", 0],
    ["percent", { promo_value: "12.5", promo_unit: "percent" }, "2.25", 0],
    ["coins", { promo_value: "3", promo_target: "coin" }, "1.00", 3],
  ])("brings what fetchBonus says, once: %s", async (kind, fields, bonus, add_coin) => {
    const [id, code] = [await member(), `FETCH-${kind}`];
    const { promo_id } = await add({ promo_code: code, ...fields });
    const due = await fetch(id, code.toLowerCase());
    expect(due).toMatchObject({ bonus, topup_balance_bonus: bonus, add_coin, member_id: id });
    expect((await read(promo_id)).promo["promo_uses"]).toBe(0);
    const { topup_balance_bonus } = due;
    const asked = { topup_ids: id, topup_value: "10.00", promo_code: code, topup_balance_bonus, add_coin };
    expect(dataOf(await api.call("POST", "members/action/topup", asked))).toMatchObject({
      members: [
        { member_balance: "10.00", member_balance_bonus: bonus, member_coin_balance: `${add_coin}.00` },
      ],
    });
    const again = await api.call("POST", "members/action/topup", asked);
    expect(again).toMatchObject({ code: 400, message: "Promo code has already been used" });
    const { promo, uses } = await read(promo_id);
    expect(promo["promo_uses"]).toBe(1);
    expect(uses).toEqual([
      {
        member_account: `player${members}`,
        used_at_local: localText(test.clock.now(), "Europe/Madrid"),
        bonus: kind === "money" ? "5.00" : kind === "percent" ? "1.25" : "0.00",
        coins: add_coin,
      },
    ]);
  });

  it("alone brings the code's own; repeated with its key it changes nothing", async () => {
    const id = await member();
    const { promo_id } = await add({ promo_code: "ALONE", promo_value: "5.00", promo_max_uses: 1 });
    const asked = { topup_ids: id, topup_value: "10.00", promo_code: "alone" };
    const key = { "idempotency-key": "alone-1" };
    const first = await api.call("POST", "members/action/topup", asked, key);
    expect(dataOf(first)).toMatchObject({ members: [{ member_balance_bonus: "5.00" }] });
    const again = await api.call("POST", "members/action/topup", asked, key);
    expect([again.data, again.headers["idempotency-replayed"]]).toEqual([first.data, "true"]);
    expect((await read(promo_id)).promo["promo_uses"]).toBe(1);
  });

  it("and a bonus, repeated with its key, answers as the first time although the code is used up by then", async () => {
    const id = await member();
    await add({ promo_code: "KEYED", promo_value: "5.00", promo_max_uses: 1 });
    const asked = { topup_ids: id, topup_value: "10.00", topup_balance_bonus: "6.00", promo_code: "keyed" };
    const key = { "idempotency-key": "keyed-1" };
    const first = await api.call("POST", "members/action/topup", asked, key);
    expect((await api.call("POST", "members/action/topup", asked, key)).text).toBe(first.text);
    expect(dataOf(first)).toMatchObject({ members: [{ member_balance_bonus: "6.00" }] });
  });

  it("needs no right of bonus_manual for what both bring, but for anything else", async () => {
    const [id, desk] = [await member(), test.caller(await test.signIn("desk"))];
    await add({ promo_code: "TILL", promo_value: "5.00", promo_once_per_member: 0 });
    const asked = { topup_ids: id, topup_value: "10.00", promo_code: "TILL" };
    const topUp = (bonus: string) =>
      desk.call("POST", "members/action/topup", { ...asked, topup_balance_bonus: bonus });
    expect((await desk.call("POST", "members/action/topup", asked)).code).toBe(200);
    expect((await topUp("6.00")).code).toBe(200);
    expect(await topUp("6.01")).toMatchObject({ code: 403, error: "permission.denied" });
  });

  it("fifty at once with a code of ten uses: ten get it", async () => {
    const ids: number[] = [];
    while (ids.length < 50) ids.push(await member());
    const { promo_id } = await add({ promo_code: "TEN", promo_value: "5.00", promo_max_uses: 10 });
    const answers = await Promise.all(
      ids.map((id) =>
        api.call("POST", "members/action/topup", { topup_ids: id, topup_value: "10.00", promo_code: "Ten" }),
      ),
    );
    expect(answers.filter(({ code }) => code === 200)).toHaveLength(10);
    expect(answers.filter(({ message }) => message === "Promo code has been used up")).toHaveLength(40);
    const { promo, uses } = await read(promo_id);
    expect([promo["promo_uses"], new Set(uses.map((use) => use["member_account"])).size]).toEqual([10, 10]);
  });

  it("removes the code with its last use when delete_promocode_after_use is 1", async () => {
    const admin = test.caller(await test.signIn());
    expect((await admin.call("PUT", "configs/loyaltySettings", { delete_promocode_after_use: 1 })).code).toBe(
      200,
    );
    const { promo_id } = await add({ promo_code: "ONCE", promo_value: "5.00", promo_max_uses: 1 });
    const asked = { topup_ids: await member(), topup_value: "10.00", promo_code: "ONCE" };
    expect((await api.call("POST", "members/action/topup", asked)).code).toBe(200);
    expect(await api.call("GET", `promoCodes/${promo_id}`)).toMatchObject({ code: 404 });
    const again = await api.call("POST", "members/action/topup", asked);
    expect(again).toMatchObject({ code: 400, error: "promo.unknown", message: "Promo code does not exist" });
  });
});

describe("promoCodes/action/check", () => {
  it("answers what the code alone brings and uses nothing up", async () => {
    const id = await member();
    const { promo_id } = await add({
      promo_code: "CHECK",
      promo_value: "10",
      promo_unit: "percent",
      promo_min_topup: "5",
    });
    const check = (more: object) =>
      api.call("POST", "promoCodes/action/check", { promo_code: "check", ...more });
    expect(dataOf(await check({ member_id: id, topup_value: "7.50" }))).toEqual({
      promo_id,
      bonus: "0.75",
      coins: 0,
    });
    expect(dataOf(await check({}))).toEqual({ promo_id, bonus: "0.00", coins: 0 });
    expect(await check({ topup_value: "4.99" })).toMatchObject({
      message: "Promo code cannot be used for topup",
    });
    expect(await check({ purpose: "register" })).toMatchObject({ error: "promo.unknown" });
    expect(await check({ member_id: 1 })).toMatchObject({ code: 404, error: "member.not_found" });
    expect((await read(promo_id)).promo["promo_uses"]).toBe(0);
  });
});
