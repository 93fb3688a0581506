import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TurnedClock } from "../clock.ts";
import type { ApiAnswer, ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Paths, order of checks and the envelope, through the real server over TLS (api-v2.md 1.1, 1.2, 1.4, 1.5). */

let server: TestServer;
const clock = new TurnedClock(new Date());
let key: string;
let api: ApiCaller;
let stranger: ApiCaller;
let root: string;

beforeAll(async () => {
  server = await openTestServer({ clock });
  key = await server.makeKey();
  api = server.caller(key);
  stranger = server.caller("netcafe_key_wrong");
  root = `/api/v2/cafe/${server.cafe.cafeId}`;
  await api.call("POST", "pcs", { pc_name: "VIP 1/ü" });
  await server.addStaff("Desk", "staff");
});
afterAll(() => server.close());
// A new minute for each test, so that none runs into the rate limits of another.
beforeEach(() => clock.turn(60));

const bad = '{"code":401,"message":"Unauthenticated.","error":"auth.unauthenticated"}';
const unknownPath = '{"code":404,"message":"Url not match","error":"route.not_found"}';

function expectEnvelope(answer: ApiAnswer): void {
  expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
  const keys = Object.keys(JSON.parse(answer.text) as object);
  if (answer.code < 400) expect(keys).toEqual(["code", "message", "data"]);
  else
    expect([
      ["code", "message", "error"],
      ["code", "message", "data", "error"],
    ]).toContainEqual(keys);
}

describe("paths", () => {
  test.each(["/pcs", "/pcs/", "/pcs?_t=1", "/pcs/?_t=1"])("%s is the list of PCs", async (path) => {
    expect((await api.call("GET", root + path)).code).toBe(200);
  });

  test.each<[string, string]>([
    ["GET", "/api/v2/cafe/{id}/PCS"],
    ["GET", "/api/V2/cafe/{id}/pcs"],
    ["GET", "/api/v2/cafe/{id}/pcs//"],
    ["GET", "/api/v2/cafe/{id}//pcs"],
    ["GET", "/api/v2/cafe/{id}/nothing"],
    ["GET", "/api/v2/cafe/{id}"],
    ["GET", "/api/v2/cafe/abc/pcs"],
    ["GET", "/api/v2/cafe/0x10/pcs"],
    ["GET", "/api/v2/cafe/-1/pcs"],
    ["GET", "/api/v2/cafe/99999999999/pcs"],
    ["GET", "/api/v1/cafe/{id}/pcs"],
    ["GET", "/api/"],
    ["GET", "/api"],
    ["GET", "/api/v2/cafe/{id}/pcs/%zz"],
    ["GET", "/api/v2/cafe/{id}/pcs/%ff%fe"],
    ["GET", `/api/v2/cafe/{id}/pcs/${"x".repeat(5_000)}`],
    ["PUT", "/api/v2/cafe/{id}/pcs"],
    ["DELETE", "/api/v2/cafe/{id}/pcs"],
    ["PATCH", "/api/v2/cafe/{id}/pcs"],
    ["TRACE", "/api/v2/cafe/{id}/pcs"],
    ["PROPFIND", "/api/v2/cafe/{id}/pcs"],
    ["POST", "/api/v2/cafe/{id}/pcs/PC001"],
  ])("%s %s answers 404, with any key and without", async (method, path) => {
    for (const caller of [api, stranger, server.caller()]) {
      const answer = await caller.raw({ method, path: path.replace("{id}", String(server.cafe.cafeId)) });
      expect([answer.status, answer.text]).toEqual([200, unknownPath]);
    }
  });

  test("a literal segment wins over an {id} of the same place", async () => {
    expect((await api.call("GET", "pcs/action/rooms")).data).toBeInstanceOf(Array);
    expect(
      (await api.call("GET", "members/action/suggestMembers", { search_text: "a" })).data,
    ).toBeInstanceOf(Array);
  });

  test("names in paths are percent-encoded, slashes too", async () => {
    const answer = await api.call("GET", `pcs/${encodeURIComponent("VIP 1/ü")}`);
    expect(answer.data).toMatchObject({ pc: { pc_name: "VIP 1/ü" } });
  });

  test("a browser at another origin may ask and read, with its key and no cookie", async () => {
    const asked = await server.caller().raw({
      method: "OPTIONS",
      path: `${root}/pcs`,
      headers: {
        origin: "https://kiosk.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
      },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, POST, PUT, DELETE",
    });
    expect(String(asked.headers["access-control-allow-headers"])).toContain("idempotency-key");
    const answer = await api.raw({
      method: "GET",
      path: `${root}/pcs`,
      headers: { origin: "https://kiosk.example" },
    });
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
    expect(String(answer.headers["access-control-expose-headers"])).toContain("x-ratelimit-remaining");
  });
});

describe("the order of checks: of two things wrong at once the earlier is told", () => {
  const json = { "content-type": "application/json" };
  const exhaust = async (caller: ApiCaller, calls: number) => {
    for (let done = 0; done < calls; done += 20) {
      await Promise.all(Array.from({ length: Math.min(20, calls - done) }, () => caller.call("GET", "pcs")));
    }
  };

  test("path before token", async () => {
    expect((await stranger.call("GET", "nothing")).text).toBe(unknownPath);
  });

  test("a path that only `_method` could open is unknown, whoever asks and whatever the body is", async () => {
    for (const body of ["{", "{}", '{"_method":"PATCH"}', '{"_method":["PUT"]}']) {
      const answer = await stranger.raw({ method: "POST", path: `${root}/pcs/PC001`, headers: json, body });
      expect(answer.text).toBe(unknownPath);
    }
    const fitting = await stranger.raw({
      method: "POST",
      path: `${root}/pcs/PC001`,
      headers: json,
      body: '{"_method":"PUT"}',
    });
    expect(fitting.text).toBe(bad);
  });

  test("token before address", async () => {
    const admin = server.caller(await server.signIn());
    await admin.call("PUT", "apiSettings", { api_access_ip: "192.0.2.1" });
    expect((await stranger.call("GET", "pcs")).text).toBe(bad);
    const elsewhere = await api.call("GET", "pcs");
    expect(elsewhere.text).toBe(
      '{"code":401,"message":"Unauthorization from 127.0.0.1","error":"auth.ip_not_allowed"}',
    );
    await admin.call("PUT", "apiSettings", { api_access_ip: "127.0.0.1" });
  });

  test("address before rate", async () => {
    await exhaust(api, 200);
    expect((await api.call("GET", "pcs")).status).toBe(429);
    const admin = server.caller(await server.signIn());
    await admin.call("PUT", "apiSettings", { api_access_ip: "192.0.2.1" });
    expect((await api.call("GET", "pcs")).error).toBe("auth.ip_not_allowed");
    await admin.call("PUT", "apiSettings", { api_access_ip: "127.0.0.1" });
  });

  test("rate before right", async () => {
    await exhaust(api, 200);
    expect((await api.call("GET", "apiSettings")).error).toBe("rate.limited");
  });

  test("right before the Idempotency-Key and before the parameters", async () => {
    const desk = server.caller(await server.signIn("Desk"));
    const asked = {
      method: "POST",
      path: `${root}/members`,
      body: "{",
      headers: { ...json, "idempotency-key": "not visible" },
    };
    expect((await desk.raw(asked)).error).toBe("permission.denied");
    expect((await desk.raw({ ...asked, headers: json })).error).toBe("permission.denied");
  });

  test("the Idempotency-Key before the parameters", async () => {
    const asked = {
      method: "POST",
      path: `${root}/members`,
      body: "{",
      headers: { ...json, "idempotency-key": "not visible" },
    };
    expect((await api.raw(asked)).error).toBe("idempotency.key_invalid");
    await api.call("POST", "pcs", { pc_name: "ORDER" }, { "idempotency-key": "order" });
    expect(
      (await api.call("POST", "pcs", { pc_console_type: 99 }, { "idempotency-key": "order" })).error,
    ).toBe("idempotency.key_reused");
  });

  test("parameters before the object", async () => {
    expect((await api.call("PUT", "pcs/NOPC", { pc_console_type: "x" })).error).toBe("request.validation");
    expect((await api.call("PUT", "pcs/NOPC", { pc_console_type: 0 })).error).toBe("pc.not_found");
  });

  test("the object before the state, and the state before money", async () => {
    await api.call("POST", "pcs", { pc_name: "OUT", pc_enabled: 0 });
    await api.call("POST", "members", {
      member_account: "poor",
      member_password: "secret",
      member_confirm: "secret",
    });
    const start = (pcName: string, account: string) =>
      api.call("POST", "pcSessions/action/startMember", { pc_name: pcName, member_account: account });
    expect((await start("OUT", "nobody")).error).toBe("member.not_found");
    expect((await start("OUT", "poor")).error).toBe("pc.out_of_order");
    expect((await start("VIP 1/ü", "poor")).text).toBe(
      '{"code":402,"message":"Insufficient balance.","error":"ledger.insufficient_balance"}',
    );
  });
});

describe("the envelope", () => {
  test("a success is code, message, data in this order, `{}` when there is nothing to say", async () => {
    const answer = await api.call("POST", "pcSessions/pushClientStatus", { pc_name: "VIP 1/ü" });
    expect(answer.text).toBe('{"code":200,"message":"success","data":{}}');
    expect(answer.status).toBe(200);
  });

  test("a new member and every CRUD row answer code 201 over HTTP 200", async () => {
    const made = await api.call("POST", "members", {
      member_account: "m201",
      member_password: "secret",
      member_confirm: "secret",
    });
    expect([made.status, made.code, made.message]).toEqual([200, 201, "success"]);
    expect((await api.call("POST", "pcs", { pc_name: "NEW" })).code).toBe(201);
  });

  test.each<[string, string, string, Record<string, unknown>, number, string, string]>([
    ["an unknown object", "GET", "pcs/NOPC", {}, 404, "PC not found.", "pc.not_found"],
    ["an unknown member", "GET", "members/1", {}, 404, "Member not found.", "member.not_found"],
    [
      "a top-up of one unknown member",
      "POST",
      "members/action/topup",
      { topup_ids: "1", topup_value: 1 },
      404,
      "Member not found.",
      "member.not_found",
    ],
    [
      "a missing right",
      "GET",
      "apiSettings",
      {},
      403,
      "Only the account Admin may do this.",
      "permission.denied",
    ],
    ["a taken name", "POST", "pcs", { pc_name: "vip 1/ü" }, 409, "", "pc.name_exists"],
    [
      "the Admin's rows for a key",
      "POST",
      "apiSettings/action/createKey",
      {},
      403,
      "Only the account Admin may do this.",
      "permission.denied",
    ],
  ])("%s is told over HTTP 200 without data", async (_, method, path, input, code, message, error) => {
    const answer = await api.call(method, path, input);
    expect([answer.status, answer.code, answer.error]).toEqual([200, code, error]);
    if (message !== "") expect(answer.message).toBe(message);
    expect(answer.text).not.toContain('"data"');
    expectEnvelope(answer);
  });

  test("a duplicate account says that it already exists", async () => {
    const asked = { member_account: "Twice", member_password: "secret", member_confirm: "secret" };
    await api.call("POST", "members", asked);
    const again = await api.call("POST", "members", { ...asked, member_account: "tWICE" });
    expect(again.text).toBe(
      '{"code":409,"message":"Member account already exists.","error":"member.account_exists"}',
    );
  });

  test.each<[string, Record<string, unknown>, string, string]>([
    ["pcs", {}, "pc_name", "The pc_name field is required."],
    [
      "pcs",
      { pc_name: "x", pc_console_type: "one" },
      "pc_console_type",
      "The pc_console_type must be an integer.",
    ],
    [
      "pcs",
      { pc_name: "x", pc_console_type: 9 },
      "pc_console_type",
      "The pc_console_type must be between 0 and 8.",
    ],
    ["pcs", { pc_name: "x".repeat(16) }, "pc_name", "The pc_name may not be longer than 15 characters."],
    [
      "members/action/topup",
      { topup_ids: "1", topup_value: "1,5" },
      "topup_value",
      "The topup_value must be a number.",
    ],
    [
      "members/action/topup",
      { topup_ids: "1", topup_value: 1, payment_method: 1 },
      "payment_method",
      "The selected payment_method is invalid.",
    ],
    ["members", { member_account: "a", member_password: "b", member_confirm: "c" }, "member_confirm", ""],
  ])("POST %s %o names the field and what would be right", async (path, input, field, text) => {
    const answer = await api.call("POST", path, input);
    expect([answer.status, answer.code]).toEqual([200, 400]);
    expectEnvelope(answer);
    if (text === "") return;
    expect(answer.message).toBe(text);
    expect((answer.data as { fields: Record<string, string[]> }).fields[field]).toEqual([text]);
  });

  test("the confirmation of a password must match, in the words of the specification", async () => {
    const answer = await api.call("POST", "members", {
      member_account: "conf",
      member_password: "secret",
      member_confirm: "other",
    });
    expect(answer.message).toMatch(
      /^The member_password confirmation does not match\.$|^The member_confirm confirmation does not match\.$/,
    );
  });
});

describe("a page", () => {
  test("beyond the last is an empty list, and page echoes the text of the query", async () => {
    const answer = await api.call("GET", "members", { page: "999" });
    const { members, paging_info: paging } = answer.data as {
      members: unknown[];
      paging_info: Record<string, unknown>;
    };
    expect(members).toEqual([]);
    expect(paging).toMatchObject({ page: "999", page_next: 0 });
    expect(Object.keys(paging)).toEqual([
      "total_records",
      "pages",
      "page",
      "page_prev",
      "page_next",
      "page_start",
      "page_end",
      "start_from",
      "end_from",
    ]);
  });

  test("without rows says what programs know", async () => {
    const answer = await api.call("GET", "members", { page: "3", search_text: "no such member" });
    expect((answer.data as { paging_info: unknown }).paging_info).toMatchObject({
      total_records: 0,
      pages: 0,
      page: 1,
      page_start: 1,
      page_end: 0,
    });
  });

  test.each([
    ["limit=0", 30],
    ["limit=-5", 30],
    ["limit=abc", 30],
    ["per_page=2", 2],
    ["limit=9999", 500],
  ])("%s is corrected, never refused", async (query, rows) => {
    const answer = await api.raw({ method: "GET", path: `${root}/members?${query}` });
    expect((answer.data as { paging_info: { end_from: string } }).paging_info.end_from).toBe(String(rows));
  });

  test("an unknown column to sort by changes nothing", async () => {
    const plain = await api.call("GET", "members", {});
    expect(
      (await api.call("GET", "members", { sort: "asc", sort_name: "password_hash; drop table members" }))
        .code,
    ).toBe(200);
    expect(plain.code).toBe(200);
  });
});
