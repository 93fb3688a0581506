import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** The life of the café's key through the real server (api-v2.md 1.2, 2.3). */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00.250Z");
let admin: ApiCaller;

beforeAll(async () => {
  server = await openTestServer({ clock });
});
afterAll(() => server.close());
beforeEach(async () => {
  clock.turn(61);
  admin = server.caller(await server.signIn());
});

const list = (addresses: string) => admin.call("PUT", "apiSettings", { api_access_ip: addresses });
const settings = async () => (await admin.call("GET", "apiSettings")).data as Record<string, unknown>;
async function makeKey(): Promise<{ key: string; key_expires_utc: string }> {
  const answer = await admin.call("POST", "apiSettings/action/createKey");
  expect(answer.code).toBe(201);
  return answer.data as { key: string; key_expires_utc: string };
}
const tryKey = (key: string, at = server) => at.caller(key).call("GET", "configs");
const bad = '{"code":401,"message":"Unauthenticated.","error":"auth.unauthenticated"}';
const elsewhere = '{"code":401,"message":"Unauthorization from 127.0.0.1","error":"auth.ip_not_allowed"}';

test("without an address there is no key", async () => {
  const answer = await admin.call("POST", "apiSettings/action/createKey");
  expect([answer.code, answer.error]).toEqual([400, "apikey.no_address"]);
  expect((await settings())["has_key"]).toBe(0);
});

test("a key is shown once; the database holds only its hash", async () => {
  await list("127.0.0.1");
  const { key } = await makeKey();
  expect((await tryKey(key)).code).toBe(200);
  expect(JSON.stringify(await settings())).not.toContain(key);
  const tables = await server.db.rows<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  expect(tables.length).toBeGreaterThan(20);
  for (const { name } of tables) {
    const found = await server.db.row(`select 1 from "${name}" t where t::text like $1 or t::text like $2`, [
      `%${key}%`,
      `%${Buffer.from(key).toString("hex")}%`,
    ]);
    expect(found, name).toBeUndefined();
  }
});

test.each<[string, boolean]>([
  ["127.0.0.1", true],
  ["127.0.0.0/8", true],
  ["::ffff:127.0.0.1", true],
  ["::ffff:127.0.0.0/104", true],
  ["192.0.2.1, 127.0.0.1", true],
  ["127.0.0.2", false],
  ["127.0.1.0/24", false],
  ["2001:db8::/32,::1", false],
  ["192.0.2.0/24", false],
])("with the list %s a call from 127.0.0.1 is let in: %s", async (addresses, letIn) => {
  await list("127.0.0.1");
  const { key } = await makeKey();
  await list(addresses);
  const answer = await tryKey(key);
  if (letIn) expect(answer.code).toBe(200);
  else expect(answer.text).toBe(elsewhere);
});

test.each(["127.0.0.256", "example.com", "10.0.0.0/33", "1", "::/129", "127.0.0.1;192.0.2.1"])(
  "%s is no address: the list stays as it was",
  async (wrong) => {
    await list("127.0.0.1");
    const answer = await list(`192.0.2.1,${wrong}`);
    expect([answer.code, answer.error]).toEqual([400, "request.validation"]);
    expect(answer.message).toContain(wrong);
    expect((await settings())["api_access_ip"]).toBe("127.0.0.1");
  },
);

test("emptying the list closes the API at once", async () => {
  await list("127.0.0.1");
  const { key } = await makeKey();
  await list("");
  expect((await tryKey(key)).text).toBe(elsewhere);
});

test("a forged X-Forwarded-For changes nothing, for better or worse", async () => {
  await list("192.0.2.7");
  const { key } = await makeKey();
  const forged = { "x-forwarded-for": "192.0.2.7", forwarded: "for=192.0.2.7", "x-real-ip": "192.0.2.7" };
  expect((await server.caller(key).call("GET", "configs", {}, forged)).text).toBe(elsewhere);
  await list("127.0.0.1");
  expect((await server.caller(key).call("GET", "configs", {}, forged)).code).toBe(200);
});

test("behind a configured proxy the last hop that is no proxy counts", async () => {
  await list("192.0.2.7,2001:db8::7");
  const { key } = await makeKey();
  const proxied = await openTestServer({ beside: server, proxies: "127.0.0.1" });
  const from = (hops: string) => proxied.caller(key).call("GET", "configs", {}, { "x-forwarded-for": hops });
  expect((await from("192.0.2.7")).code).toBe(200);
  expect((await from("198.51.100.9, 192.0.2.7")).code).toBe(200);
  expect((await from("2001:0db8:0::7")).code).toBe(200);
  expect((await from("::ffff:192.0.2.7")).code).toBe(200);
  expect((await from("192.0.2.7, 198.51.100.9")).message).toBe("Unauthorization from 198.51.100.9");
  await proxied.close();
});

test("a new key kills the one before at once, in a second process too; so does revoking", async () => {
  await list("127.0.0.1");
  const second = await openTestServer({ beside: server });
  const { key: first } = await makeKey();
  expect([(await tryKey(first)).code, (await tryKey(first, second)).code]).toEqual([200, 200]);
  const { key: next } = await makeKey();
  expect((await tryKey(first)).text).toBe(bad);
  await vi.waitFor(async () => expect((await tryKey(first, second)).text).toBe(bad), {
    timeout: 2_000,
    interval: 20,
  });
  expect([(await tryKey(next)).code, (await tryKey(next, second)).code]).toEqual([200, 200]);
  expect((await admin.call("POST", "apiSettings/action/revokeKey")).code).toBe(200);
  expect((await tryKey(next)).text).toBe(bad);
  await vi.waitFor(async () => expect((await tryKey(next, second)).text).toBe(bad), {
    timeout: 2_000,
    interval: 20,
  });
  expect((await settings())["has_key"]).toBe(0);
  await second.close();
});

test("twenty makers at once leave one living key", async () => {
  await list("127.0.0.1");
  const made = await Promise.all(Array.from({ length: 20 }, makeKey));
  const answers = await Promise.all(made.map(({ key }) => tryKey(key)));
  expect(answers.filter(({ code }) => code === 200)).toHaveLength(1);
  expect(answers.filter(({ text }) => text === bad)).toHaveLength(19);
});

test("a key is valid for one year to the second, and the last thirty days say so", async () => {
  await list("127.0.0.1");
  const { key, key_expires_utc: expires } = await makeKey();
  const year = 365 * 24 * 3600;
  const expiresAt = new Date(`${expires.replace(" ", "T")}Z`).getTime();
  expect(expiresAt).toBe(Math.floor(clock.now().getTime() / 1000) * 1000 + year * 1000);
  clock.turn(year - 30 * 24 * 3600);
  admin = server.caller(await server.signIn());
  expect((await settings())["key_expires_soon"]).toBe(0);
  clock.turn(1);
  expect((await settings())["key_expires_soon"]).toBe(1);
  clock.turn(30 * 24 * 3600 - 2);
  expect((await tryKey(key)).code).toBe(200);
  clock.turn(1);
  expect((await tryKey(key)).text).toBe(bad);
});

describe("only the built-in Admin sees or makes keys", () => {
  const rows: [string, string][] = [
    ["GET", "apiSettings"],
    ["PUT", "apiSettings"],
    ["POST", "apiSettings/action/createKey"],
    ["POST", "apiSettings/action/revokeKey"],
    ["POST", "apiSettings/action/createDocsKey"],
  ];
  beforeAll(async () => {
    const { rights } = await import("../../../contract/rights.ts");
    await server.addStaff("Boss", "manager", [...rights]);
    await server.addStaff("Clerk", "staff", [...rights]);
  });

  test.each(rows)("%s %s refuses manager, staff and the key itself", async (method, path) => {
    await list("127.0.0.1");
    const { key } = await makeKey();
    for (const token of [await server.signIn("Boss"), await server.signIn("Clerk"), key]) {
      const answer = await server.caller(token).call(method, path, { api_access_ip: "0.0.0.0/0" });
      expect(answer.text).toBe(
        '{"code":403,"message":"Only the account Admin may do this.","error":"permission.denied"}',
      );
    }
    expect((await tryKey(key)).code).toBe(200);
    expect((await settings())["api_access_ip"]).toBe("127.0.0.1");
  });
});

test("the documentation's key works fifteen minutes from the address it was made at, beside the café's own", async () => {
  await list("127.0.0.1");
  const { key } = await makeKey();
  const made = await admin.call("POST", "apiSettings/action/createDocsKey");
  const docs = made.data as { key: string; address: string };
  expect(docs.address).toBe("127.0.0.1");
  await list("192.0.2.1");
  expect((await tryKey(docs.key)).code).toBe(200);
  const proxied = await openTestServer({ beside: server, proxies: "127.0.0.1" });
  const other = await proxied.caller(docs.key).call("GET", "configs", {}, { "x-forwarded-for": "192.0.2.1" });
  expect(other.error).toBe("auth.ip_not_allowed");
  await proxied.close();
  clock.turn(15 * 60 - 1);
  expect((await tryKey(docs.key)).code).toBe(200);
  clock.turn(1);
  expect((await tryKey(docs.key)).text).toBe(bad);
  await list("127.0.0.1");
  expect((await tryKey(key)).code).toBe(200);
});

test("uses and refusals are counted, and the last refusals say why", async () => {
  await list("127.0.0.1");
  const { key } = await makeKey();
  const before = Number((await settings())["refusals_number"]);
  for (let use = 0; use < 3; use++) await tryKey(key);
  const mistyped = `${key.slice(0, -9)}${key.at(-9) === "a" ? "b" : "a"}${key.slice(-8)}`;
  await tryKey(mistyped);
  await server.caller().call("GET", "configs");
  await list("192.0.2.1");
  await tryKey(key);
  const after = await settings();
  expect(after).toMatchObject({
    key_uses: 3,
    key_last_used_from: "127.0.0.1",
    caller_address: "127.0.0.1",
    caller_address_place: "loopback",
    cafe_id: server.cafe.cafeId,
  });
  expect(after["refusals_number"]).toBe(before + 3);
  const reasons = (after["last_refusals"] as { reason: string; address: string; path: string }[]).slice(0, 3);
  expect(reasons.map(({ reason }) => reason)).toEqual(["auth.ip_not_allowed", "no key", "mistyped key"]);
  expect(reasons[0]).toMatchObject({
    address: "127.0.0.1",
    path: `/api/v2/cafe/${server.cafe.cafeId}/configs`,
  });
  expect(after["base_url"]).toBe(`${server.baseUrl}/api/v2/`);
});
