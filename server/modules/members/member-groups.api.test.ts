import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiAnswer, ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Member groups over HTTP (api-v2.md 2.8, 3.3, 4.3). */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00.000Z");
let api: ApiCaller;
const picture = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
});
beforeEach(() => clock.turn(60));
afterAll(() => server.close());

const dataOf = (answer: ApiAnswer) => answer.data as Record<string, unknown>;
async function add(fields: Record<string, unknown>): Promise<number> {
  const answer = await api.call("POST", "memberGroups", fields);
  expect(answer).toMatchObject({ code: 201, message: "success" });
  return dataOf(answer)["member_group_id"] as number;
}
const read = async (id: number) =>
  dataOf(await api.call("GET", `memberGroups/${id}`))["member_group"] as Record<string, unknown>;
const change = (id: number, fields: Record<string, unknown>) => api.call("PUT", `memberGroups/${id}`, fields);
async function memberIn(groupId: number, account: string): Promise<number> {
  const password = { member_password: "secret", member_confirm: "secret" };
  const fields = { member_account: account, member_group_id: groupId, ...password };
  return dataOf(await api.call("POST", "members", fields))["member_id"] as number;
}
function upload(path: string, bytes: Uint8Array): Promise<ApiAnswer> {
  const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n';
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from("\r\n--b--\r\n")]);
  const headers = { "content-type": "multipart/form-data; boundary=b" };
  return api.raw({ method: "PUT", path: `/api/v2/cafe/${server.cafe.cafeId}/${path}`, headers, body });
}

describe("a group of the café's own", () => {
  it("is added, read with all its fields, and listed behind the built-in ones", async () => {
    const id = await add({
      member_group_name: "Gold",
      member_group_desc: "Our best",
      member_group_point_min: "100.50",
      member_group_discount_rate: 5,
      member_group_discount_pc_time: 10,
      member_group_discount_offer: 15,
      member_group_bonus_cashback: "2.5",
    });
    await memberIn(id, "goldie");
    expect(await read(id)).toEqual({
      member_group_icafe_id: server.cafe.cafeId,
      member_group_id: id,
      member_group_name: "Gold",
      member_group_desc: "Our best",
      member_group_point_min: "100.50",
      member_group_point_max: "0.00",
      member_group_company_id: 0,
      member_group_discount_rate: 5,
      member_group_discount_pc_time: 10,
      member_group_discount_offer: 15,
      member_group_bonus_cashback: "2.50",
      member_group_update: Math.floor(clock.now().getTime() / 1_000),
      member_group_has_icon: false,
      members_number: 1,
    });
    const list = (await api.call("GET", "memberGroups")).data as { member_group_id: number }[];
    expect(list.map((group) => group.member_group_id)).toEqual([-5, -4, -3, -2, -1, 0, id]);
  });

  it("keeps what is not sent, and is told in the log", async () => {
    const id = await add({ member_group_name: "Silver", member_group_desc: "Second" });
    expect((await change(id, { member_group_discount_rate: 3 })).data).toEqual({ member_group_id: id });
    expect(await read(id)).toMatchObject({
      member_group_name: "Silver",
      member_group_desc: "Second",
      member_group_discount_rate: 3,
    });
    await change(id, { member_group_desc: "" });
    expect(await read(id)).toMatchObject({ member_group_desc: "", member_group_discount_rate: 3 });
    const rows = await server.db.rows<{ details: string }>(
      "select details from billing_logs where cafe_id = $1 and event = 'CONFIG_UPDATE' and details like '%Silver%' order by billing_log_id",
      [server.cafe.cafeId],
    );
    expect(rows.map((row) => row.details)).toEqual([
      "member group Silver added",
      "member group Silver changed: discount_rate",
      "member group Silver changed: description",
    ]);
  });

  it("has a name of its own, without regard to case", async () => {
    const id = await add({ member_group_name: "Bronze" });
    const taken = { code: 409, error: "member_group.name_exists" };
    expect(await api.call("POST", "memberGroups", { member_group_name: "BRONZE" })).toMatchObject(taken);
    expect(await api.call("POST", "memberGroups", { member_group_name: "default" })).toMatchObject(taken);
    expect(await change(id, { member_group_name: "Prepaid" })).toMatchObject(taken);
    expect(await change(id, { member_group_name: "bronze" })).toMatchObject({ code: 200 });
  });

  it("refuses discounts outside 0 to 100 and what has too many places", async () => {
    const name = "Broken";
    for (const wrong of [
      { member_group_discount_pc_time: 101 },
      { member_group_discount_rate: -1 },
      { member_group_bonus_cashback: "100.5" },
      { member_group_point_min: "0.005" },
      { member_group_name: "x".repeat(51) },
    ])
      expect(await api.call("POST", "memberGroups", { member_group_name: name, ...wrong })).toMatchObject({
        error: "request.validation",
      });
    expect(await api.call("GET", "memberGroups/999999")).toMatchObject({ error: "member_group.not_found" });
  });

  it("goes, and its members are of the default group then, once", async () => {
    const id = await add({ member_group_name: "Gone" });
    const living = await memberIn(id, "mover");
    const removed = await memberIn(id, "leaver");
    await api.call("DELETE", `members/${removed}`);
    expect(await api.call("DELETE", `memberGroups/${id}`)).toMatchObject({ code: 200, data: {} });
    const { member } = dataOf(await api.call("GET", `members/${living}`));
    expect(member).toMatchObject({ member_group_id: 0, member_group_name: "Default" });
    expect(await api.call("DELETE", `memberGroups/${id}`)).toMatchObject({ error: "member_group.not_found" });
  });

  it("members added while it is removed end in a group that is there", async () => {
    const id = await add({ member_group_name: "Racing" });
    const password = { member_password: "secret", member_confirm: "secret" };
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, (_, index) =>
        api.call("POST", "members", { member_account: `racer${index}`, member_group_id: id, ...password }),
      ),
      api.call("DELETE", `memberGroups/${id}`),
    ]);
    for (const { code } of answers) expect([200, 201, 404]).toContain(code);
    const left = await server.db.rows("select 1 from members where cafe_id = $1 and member_group_id = $2", [
      server.cafe.cafeId,
      id,
    ]);
    expect(left).toEqual([]);
  });
});

describe("a built-in group", () => {
  it("lets its discounts and its description be changed, also by a form that sends all fields", async () => {
    const form = await read(-2);
    const asked = { ...form, member_group_discount_pc_time: 7, member_group_desc: "Pays first" };
    expect(await change(-2, asked)).toMatchObject({ code: 200 });
    expect(await read(-2)).toMatchObject({
      member_group_discount_pc_time: 7,
      member_group_desc: "Pays first",
    });
  });

  it.each([
    { member_group_name: "Other" },
    { member_group_point_min: 5 },
    { member_group_bonus_cashback: 5 },
  ])("refuses %o", async (fields) => {
    expect(await change(0, fields)).toMatchObject({ code: 409, error: "member_group.built_in" });
  });

  it("cannot be removed", async () => {
    expect(await api.call("DELETE", "memberGroups/0")).toMatchObject({
      code: 409,
      error: "member_group.built_in",
    });
  });
});

describe("the icon", () => {
  it("is stored, shown to anybody, and goes with the group", async () => {
    const id = await add({ member_group_name: "Drawn" });
    const path = `memberGroups/${id}/icon`;
    expect(await server.caller().call("GET", path)).toMatchObject({ error: "image.not_found" });
    expect(await upload(path, Buffer.from("no picture"))).toMatchObject({ error: "image.invalid" });
    expect(await upload("memberGroups/999999/icon", picture)).toMatchObject({
      error: "member_group.not_found",
    });
    expect((await upload(path, picture)).code).toBe(200);
    expect(await read(id)).toMatchObject({ member_group_has_icon: true });
    expect((await server.caller().call("GET", path)).headers["content-type"]).toBe("image/png");
    await api.call("DELETE", `memberGroups/${id}`);
    expect(await server.caller().call("GET", path)).toMatchObject({ error: "image.not_found" });
  });
});

it("a café has at most 100 groups of its own", async () => {
  await server.db.transact((tx) =>
    tx.run(
      `insert into member_groups (cafe_id, member_group_id, name, updated_at)
       select $1, nextval('member_group_ids'), 'Many ' || n, $2 from generate_series(1, 100) n
       limit 99 - (select count(*) from member_groups where cafe_id = $1 and member_group_id > 0)`,
      [server.cafe.cafeId, clock.now()],
    ),
  );
  const answers = await Promise.all(
    ["A", "B", "C"].map((name) => api.call("POST", "memberGroups", { member_group_name: `Last ${name}` })),
  );
  expect(answers.map(({ code }) => code).sort()).toEqual([201, 400, 400]);
  expect(answers.find(({ code }) => code === 400)).toMatchObject({ error: "limit.max_records" });
});
