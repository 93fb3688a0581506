import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TurnedClock } from "../clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Idempotency-Key through the real server (api-v2.md 1.7). */

let server: TestServer;
const clock = new TurnedClock(new Date());
let api: ApiCaller;
let memberId: number;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  const made = await api.call("POST", "members", {
    member_account: "payer",
    member_password: "secret",
    member_confirm: "secret",
  });
  memberId = (made.data as { member_id: number }).member_id;
});
afterAll(() => server.close());
beforeEach(() => clock.turn(60));

const withKey = (key: string) => ({ "idempotency-key": key });
const topUp = (key: string, value: unknown, more: Record<string, unknown> = {}) =>
  api.call(
    "POST",
    "members/action/topup",
    { topup_ids: String(memberId), topup_value: value, ...more },
    withKey(key),
  );
const balance = async () => {
  const answer = await api.call("GET", `members/${memberId}`);
  return (answer.data as { member: { member_balance: string } }).member.member_balance;
};
const path = () => `/api/v2/cafe/${server.cafe.cafeId}/members/action/topup`;

test.each(["", "with space", "ü", "x".repeat(256), "tab\there"])("the key %o is refused", async (key) => {
  const answer = await topUp(key, 1).catch((error: unknown) => error);
  // Node itself sends no header with letters outside Latin-1 or control characters.
  if (!(answer instanceof Error))
    expect(answer).toMatchObject({ code: 400, error: "idempotency.key_invalid" });
  expect(await balance()).toBe("0.00");
});

test("the same key and body answer the first answer again, byte for byte, and nothing happens twice", async () => {
  const first = await topUp("pay-1", 50, { comment: "kiosk" });
  const again = await topUp("pay-1", 50, { comment: "kiosk" });
  expect(first.code).toBe(200);
  expect(first.headers["idempotency-replayed"]).toBeUndefined();
  expect(again.headers["idempotency-replayed"]).toBe("true");
  expect(again.text).toBe(first.text);
  expect(await balance()).toBe("50.00");
});

test("encoding and order of what is asked do not matter", async () => {
  const first = await topUp("pay-2", 5, { comment: "a" });
  const form = `comment=a&topup_value=5&topup_ids=${memberId}`;
  const asForm = {
    method: "POST",
    path: path(),
    body: form,
    headers: { "content-type": "application/x-www-form-urlencoded", ...withKey("pay-2") },
  };
  expect((await api.raw(asForm)).text).toBe(first.text);
  expect(
    (await api.raw({ method: "POST", path: `${path()}/?${form}&_t=1`, headers: withKey("pay-2") })).text,
  ).toBe(first.text);
  const multipart = ["topup_ids", String(memberId), "comment", "a", "topup_value", "5"];
  const parts = [0, 2, 4].map(
    (index) =>
      `--B\r\ncontent-disposition: form-data; name="${multipart[index]}"\r\n\r\n${multipart[index + 1]}\r\n`,
  );
  const asParts = {
    method: "POST",
    path: path(),
    body: `${parts.join("")}--B--\r\n`,
    headers: { "content-type": "multipart/form-data; boundary=B", ...withKey("pay-2") },
  };
  expect((await api.raw(asParts)).text).toBe(first.text);
  expect(await balance()).toBe("55.00");
});

test("the same key with another body is refused and moves nothing", async () => {
  await topUp("pay-3", 1);
  const other = await topUp("pay-3", 2);
  expect(other.text).toBe(
    '{"code":409,"message":"Idempotency-Key was used with another body.","error":"idempotency.key_reused"}',
  );
  expect((await topUp("pay-3", 1)).code).toBe(200);
  expect(await balance()).toBe("56.00");
});

test("the key counts for a path and a caller: elsewhere it is another", async () => {
  const made = await api.call("POST", "pcs", { pc_name: "PC900" }, withKey("pay-3"));
  expect(made.code).toBe(201);
  const admin = server.caller(await server.signIn());
  const asAdmin = await admin.call(
    "POST",
    "members/action/topup",
    { topup_ids: String(memberId), topup_value: 4 },
    withKey("pay-3"),
  );
  expect(asAdmin.headers["idempotency-replayed"]).toBeUndefined();
  expect(await balance()).toBe("60.00");
});

test("twenty calls with one new key at once: one does it, the others wait and are answered alike", async () => {
  const key = randomUUID();
  const answers = await Promise.all(Array.from({ length: 20 }, () => topUp(key, 3)));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers["idempotency-replayed"] === undefined)).toHaveLength(1);
  expect(await balance()).toBe("63.00");
  const pcs = await Promise.all(
    Array.from({ length: 20 }, () => api.call("POST", "pcs", { pc_name: "PC901" }, withKey(key))),
  );
  expect(new Set(pcs.map(({ text }) => text)).size).toBe(1);
  expect(pcs[0]?.code).toBe(201);
});

describe("refusals", () => {
  test("are kept with the key and answered again byte for byte, although they would not be refused now", async () => {
    const asked = {
      member_account: "late",
      member_password: "x",
      member_confirm: "y",
      member_birthday: "never",
    };
    const first = await api.call("POST", "members", asked, withKey("late"));
    const again = await api.call("POST", "members", asked, withKey("late"));
    expect(first.code).toBe(400);
    expect(again.text).toBe(first.text);
    const noMoney = await topUp("refund", -1000, { comment: "back" });
    expect(noMoney.code).toBe(402);
    await topUp("rich", 2000);
    expect((await topUp("refund", -1000, { comment: "back" })).text).toBe(noMoney.text);
    expect((await topUp("refund", -999, { comment: "back" })).error).toBe("idempotency.key_reused");
    expect(await balance()).toBe("2063.00");
  });

  test("401 and 429 leave the key free", async () => {
    const stranger = server.caller("netcafe_key_unknown");
    const asked = { topup_ids: String(memberId), topup_value: 1 };
    expect((await stranger.call("POST", "members/action/topup", asked, withKey("free"))).code).toBe(401);
    for (let done = 0; done < 200; done += 25)
      await Promise.all(Array.from({ length: 25 }, () => api.call("GET", "configs")));
    expect((await topUp("free", 1)).status).toBe(429);
    clock.turn(60);
    const done = await topUp("free", 1);
    expect([done.code, done.headers["idempotency-replayed"]]).toEqual([200, undefined]);
  });
});

test("a key is kept for 48 hours and then free again", async () => {
  const first = await topUp("two-days", 7);
  clock.turn(48 * 3600 - 1);
  expect((await topUp("two-days", 7)).text).toBe(first.text);
  expect((await topUp("two-days", 8)).error).toBe("idempotency.key_reused");
  clock.turn(1);
  const anew = await topUp("two-days", 8);
  expect([anew.code, anew.headers["idempotency-replayed"]]).toEqual([200, undefined]);
});

test("rows that are not written POST* take no notice of the header", async () => {
  const first = await api.call(
    "POST",
    "pcSessions/pushClientStatus",
    { pc_name: "PC900" },
    withKey("bad key"),
  );
  expect(first.code).toBe(200);
});
