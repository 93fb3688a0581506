import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiAnswer, ApiCaller } from "../../testing/api-caller.ts";
import { adminPassword, openTestServer, type TestServer } from "../../testing/test-server.ts";
import { verifyLedger } from "../ledger/index.ts";

/** History, messages, photos, loans, points, deductions and bonus of members over HTTP (api-v2.md 2.7). */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00.000Z");
let api: ApiCaller;
let plain: ApiCaller;
let made = 0;
const picture = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  await server.addStaff("Sam", "staff");
  await server.addStaff("Lee", "staff", ["loan_add", "point_add", "topup_refund", "member_edit"]);
  plain = server.caller(await server.signIn("Sam", adminPassword));
});
beforeEach(() => clock.turn(60));
afterEach(async () => {
  for await (const { broken } of verifyLedger(server.db)) expect(broken).toBeNull();
});
afterAll(() => server.close());

async function newMember(balance = 0): Promise<{ id: number; account: string }> {
  const account = `player${++made}`;
  const fields = { member_account: account, member_password: "secret", member_confirm: "secret" };
  const { data } = await api.call("POST", "members", fields);
  const id = (data as { member_id: number }).member_id;
  if (balance > 0) await api.call("POST", "members/action/topup", { topup_ids: id, topup_value: balance });
  return { id, account };
}
const act = (name: string, fields: Record<string, unknown>, headers?: Record<string, string>) =>
  api.call("POST", `members/action/${name}`, fields, headers);
const dataOf = (answer: ApiAnswer) => answer.data as Record<string, unknown>;
const memberOf = async (id: number) =>
  dataOf(await api.call("GET", `members/${id}`))["member"] as Record<string, unknown>;
function upload(caller: ApiCaller, path: string, bytes: Uint8Array) {
  const head =
    '--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n';
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from("\r\n--b--\r\n")]);
  const headers = { "content-type": "multipart/form-data; boundary=b" };
  return caller.raw({ method: "PUT", path: `/api/v2/cafe/${server.cafe.cafeId}/${path}`, headers, body });
}

describe("rights (api-v2.md 4.12)", () => {
  it.each([
    ["POST", "members/action/addLoan", "loan_add"],
    ["POST", "members/action/addPoints", "point_add"],
    ["POST", "members/action/deductBalance", "topup_refund"],
    ["POST", "members/action/import", "member_add"],
    ["PUT", "members/1/photo", "member_edit"],
    ["POST", "memberGroups", "member_group_edit"],
    ["PUT", "memberGroups/0", "member_group_edit"],
    ["DELETE", "memberGroups/0", "member_group_edit"],
    ["PUT", "memberGroups/0/icon", "member_group_edit"],
  ])("%s %s needs %s", async (method, path, right) => {
    expect(await plain.call(method, path)).toMatchObject({
      code: 403,
      error: "permission.denied",
      message: `This needs the right ${right}.`,
    });
  });

  it("staff who have the rights may", async () => {
    const lee = server.caller(await server.signIn("Lee", adminPassword));
    const { id } = await newMember(10);
    const call = (name: string, fields: object) =>
      lee.call("POST", `members/action/${name}`, { member_id: id, ...fields });
    expect((await call("addLoan", { amount: 5 })).code).toBe(200);
    expect((await call("addPoints", { points: 5, comment: "x" })).code).toBe(200);
    expect((await call("deductBalance", { value: 5 })).code).toBe(200);
    expect((await upload(lee, `members/${id}/photo`, picture)).code).toBe(200);
  });

  it("reading is open to all staff, and so is sending a message", async () => {
    const { id } = await newMember();
    expect((await plain.call("GET", "memberGroups")).code).toBe(200);
    expect((await plain.call("GET", `members/${id}/balanceHistory`)).code).toBe(200);
    expect((await plain.call("GET", `members/${id}/messages`)).code).toBe(200);
    expect(
      (await plain.call("POST", "members/action/sendMessage", { member_ids: id, message: "Hi" })).code,
    ).toBe(200);
  });
});

describe("addLoan", () => {
  it("lends once for a key and answers balance and loan", async () => {
    const { id } = await newMember();
    const key = { "idempotency-key": "loan-1" };
    const first = await act("addLoan", { member_id: id, amount: "10.50" }, key);
    expect(first).toMatchObject({ code: 200, message: "success" });
    expect(first.data).toEqual({ member_id: id, member_balance: "10.50", member_loan: "10.50" });
    const again = await act("addLoan", { amount: "10.50", member_id: String(id) }, key);
    expect(again.text).toBe(first.text);
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect(await memberOf(id)).toMatchObject({ member_loan: "10.50" });
  });

  it("refuses no amount, a finer one, and an unknown member", async () => {
    const { id } = await newMember();
    for (const amount of [0, -1, "1.005"])
      expect(await act("addLoan", { member_id: id, amount })).toMatchObject({ error: "request.validation" });
    expect(await act("addLoan", { member_id: 1, amount: 1 })).toMatchObject({ error: "member.not_found" });
    // What was refused is kept with the key as well.
    const key = { "idempotency-key": "loan-2" };
    expect((await act("addLoan", { member_id: id, amount: 0 }, key)).error).toBe("request.validation");
    const again = await act("addLoan", { member_id: id, amount: 0 }, key);
    expect(again).toMatchObject({
      error: "request.validation",
      data: { fields: { amount: ["The amount must be above 0."] } },
    });
  });
});

describe("addPoints", () => {
  it("gives and takes points; the group follows while point_enable is 1", async () => {
    const { id } = await newMember();
    const added = await api.call("POST", "memberGroups", {
      member_group_name: "Points",
      member_group_point_min: 100,
    });
    const groupId = dataOf(added)["member_group_id"];
    const give = (points: unknown) => act("addPoints", { member_id: id, points, comment: "cup" });
    expect((await give("150.25")).data).toEqual({
      member_id: id,
      member_points: "150.25",
      member_group_id: 0,
    });
    await api.call("PUT", "configs/loyaltySettings", { point_enable: 1 });
    expect((await give(-0.25)).data).toEqual({
      member_id: id,
      member_points: "150.00",
      member_group_id: groupId,
    });
    expect((await give(-1000)).data).toEqual({ member_id: id, member_points: "0.00", member_group_id: 0 });
    await api.call("PUT", "configs/loyaltySettings", { point_enable: 0 });
    expect(await give(0)).toMatchObject({ error: "request.validation" });
    expect(await act("addPoints", { member_id: id, points: 1 })).toMatchObject({
      error: "request.validation",
    });
  });
});

describe("deductBalance", () => {
  it.each(["member_id", "topup_ids", "member_ids"])("takes the member as %s", async (name) => {
    const { id } = await newMember(10);
    const answer = await act("deductBalance", { [name]: id, deduct_value: 4, comment: "key lost" });
    expect(answer.data).toMatchObject({
      member_id: id,
      member_balance: "6.00",
      member_balance_bonus: "0.00",
    });
    expect(dataOf(answer)["order_ids"]).toHaveLength(1);
  });

  it.each(["deduct_value", "value", "amount", "topup_value", "balance"])(
    "takes the amount as %s, its sign ignored",
    async (name) => {
      const { account, id } = await newMember(10);
      const answer = await act("deductBalance", { member_account: account.toUpperCase(), [name]: "-4.00" });
      expect(answer.data).toMatchObject({ member_id: id, member_balance: "6.00" });
    },
  );

  it("refuses when the balance is short, with an unknown member, without one, and nothing", async () => {
    const { id } = await newMember(10);
    expect(await act("deductBalance", { member_id: id, value: "10.01" })).toMatchObject({
      code: 402,
      message: "Insufficient balance.",
    });
    expect(await act("deductBalance", { member_id: [id, 1], value: 1 })).toMatchObject({ code: 404 });
    expect(await act("deductBalance", { member_account: "nobody", value: 1 })).toMatchObject({ code: 404 });
    expect(await act("deductBalance", { value: 1 })).toMatchObject({ code: 400 });
    expect(await act("deductBalance", { member_id: id, value: 0 })).toMatchObject({ code: 400 });
    expect(await memberOf(id)).toMatchObject({ member_balance: "10.00" });
  });

  it("leaves what a running session has cost", async () => {
    const { id } = await newMember(10);
    await api.call("POST", "pcs", { pc_name: "PC9" });
    expect(
      (await api.call("POST", "pcSessions/action/startMember", { pc_name: "PC9", member_id: id })).code,
    ).toBe(200);
    clock.turn(600);
    expect(await act("deductBalance", { member_id: id, value: 10 })).toMatchObject({ code: 402 });
    expect((await act("deductBalance", { member_id: id, value: 1 })).data).toMatchObject({
      member_balance: "9.00",
    });
    await api.call("POST", "pcSessions/checkout", { pc_name: "PC9" });
  });
});

describe("refreshBonus", () => {
  it("with an amount is fetchBonus and changes nothing", async () => {
    await api.call("PUT", "configs/loyaltySettings", { price_bonus: [{ limit: 50, value: 5 }] });
    const { id } = await newMember();
    const [fetched, refreshed] = [
      await act("fetchBonus", { member_id: id, topup_value: 50 }),
      await act("refreshBonus", { topup_ids: id, amount: 50 }),
    ];
    expect(refreshed.data).toEqual(fetched.data);
    expect(refreshed.data).toMatchObject({ bonus: "5.00", add_coin: 0, member_id: id });
  });

  it("without one takes out what has expired and answers what is left", async () => {
    await api.call("PUT", "configs/loyaltySettings", { bonus_expiration_time: 2 });
    const { id } = await newMember();
    const give = { topup_ids: id, topup_value: 0, topup_balance_bonus: 3, comment: "gift" };
    await act("topup", give);
    clock.turn(3_600);
    await act("topup", give);
    clock.turn(3_600);
    const answer = await act("refreshBonus", { member_id: id });
    expect(answer.data).toMatchObject({
      ...{ member_id: id, member_balance_bonus: "3.00", bonus: "3.00", topup_balance_bonus: "3.00" },
    });
    expect(await memberOf(id)).toMatchObject({ member_balance_bonus: "3.00" });
    await api.call("PUT", "configs/loyaltySettings", { bonus_expiration_time: 0 });
  });

  it("needs a member when it is given no amount, and is limited to 100 a minute", async () => {
    clock.turn(60);
    expect(await act("refreshBonus", {})).toMatchObject({ error: "request.validation" });
    expect(await act("refreshBonus", { member_id: 1 })).toMatchObject({ error: "member.not_found" });
    expect((await act("refreshBonus", {})).headers["x-ratelimit-limit"]).toBe("100");
  });
});

describe("messages", () => {
  it("are kept in order with who sent them, unread", async () => {
    const { id } = await newMember();
    const other = await newMember();
    expect((await act("sendMessage", { member_ids: [id, other.id], message: "First" })).data).toEqual({
      sent: 2,
    });
    await plain.call("POST", "members/action/sendMessage", { member_ids: id, message: "Second" });
    const { log_list: list } = dataOf(await api.call("GET", `members/${id}/messages`));
    expect(list).toMatchObject([
      { log_details: "Second", log_staff_name: "Sam", read: 0 },
      { log_details: "First", log_staff_name: "API", read: 0 },
    ]);
  });

  it("go to all or to none, and have at most 500 characters", async () => {
    const { id } = await newMember();
    expect(await act("sendMessage", { member_ids: [id, 1], message: "x" })).toMatchObject({
      error: "member.not_found",
    });
    expect(await act("sendMessage", { member_ids: id, message: "ü".repeat(501) })).toMatchObject({
      code: 400,
    });
    expect((await act("sendMessage", { member_ids: id, message: "ü".repeat(500) })).data).toEqual({
      sent: 1,
    });
    const { log_list: list } = dataOf(await api.call("GET", `members/${id}/messages`));
    expect(list).toHaveLength(1);
    expect(await api.call("GET", "members/1/messages")).toMatchObject({ error: "member.not_found" });
  });
});

describe("balanceHistory", () => {
  it("shows what moved, newest first, pages it and sums all pages", async () => {
    const { id } = await newMember(50);
    clock.turn(1);
    await act("topup", { topup_ids: id, topup_value: -20, comment: "back" });
    await act("topup", { topup_ids: id, topup_value: 5, payment_method: 2 });
    await act("deductBalance", { member_id: id, value: 8, comment: "print" });
    await act("addLoan", { member_id: id, amount: 2 });
    await act("addPoints", { member_id: id, points: 2, comment: "none of money" });
    const history = dataOf(await api.call("GET", `members/${id}/balanceHistory`, { limit: 3 }));
    expect(history).toMatchObject({
      items: [
        { log_event: "LOAN_ADD", log_money: "0.00", log_details: "Loan 2.00" },
        { log_event: "BALANCE_DEDUCT", log_spend: "8.00", log_money: "0.00", log_details: "print" },
        { log_event: "TOPUP", log_card: "5.00", log_money: "0.00" },
      ],
      paging_info: { total_records: 5, pages: 2, page_next: 2 },
      summary: { topup: "35.00", spend: "8.00" },
    });
    const second = dataOf(await api.call("GET", `members/${id}/balanceHistory`, { limit: 3, page: 2 }));
    expect(second).toMatchObject({
      items: [
        { log_money: "-20.00" },
        {
          log_money: "50.00",
          log_date_local: "2026-03-02 ".concat(
            String((second["items"] as { log_date_local: string }[])[1]?.log_date_local.slice(11)),
          ),
        },
      ],
      summary: { topup: "35.00", spend: "8.00" },
    });
    expect(dataOf(await api.call("GET", `members/${id}/balanceHistory`, { page: 9 }))["items"]).toEqual([]);
    expect(await api.call("GET", "members/1/balanceHistory")).toMatchObject({ error: "member.not_found" });
  });
});

describe("a member's photo", () => {
  it("is stored, read with its mark, shown as an address, removed", async () => {
    const { id } = await newMember();
    const path = `members/${id}/photo`;
    expect(await api.call("GET", path)).toMatchObject({ error: "image.not_found" });
    expect((await upload(api, path, picture)).code).toBe(200);
    const address = String((await memberOf(id))["member_photo"]);
    const read = await api.call("GET", address);
    expect(read.status).toBe(200);
    expect(read.headers["content-type"]).toBe("image/png");
    expect(read.headers["etag"]).toBeDefined();
    expect((await upload(api, path, Buffer.alloc(0))).code).toBe(200);
    expect((await memberOf(id))["member_photo"]).toBe("");
    expect(await api.call("GET", path)).toMatchObject({ error: "image.not_found" });
  });

  it("must be a picture, and goes with the account", async () => {
    const { id } = await newMember();
    expect(await upload(api, `members/${id}/photo`, Buffer.from("<svg/>"))).toMatchObject({
      error: "image.invalid",
    });
    expect(await upload(api, "members/1/photo", picture)).toMatchObject({ error: "member.not_found" });
    await upload(api, `members/${id}/photo`, picture);
    await api.call("DELETE", `members/${id}`);
    expect(await api.call("GET", `members/${id}/photo`)).toMatchObject({ error: "image.not_found" });
  });
});
