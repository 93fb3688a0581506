import { request } from "node:https";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import type { ApiAnswer } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** A call that moves money is carried out once, whichever process it is repeated at and whatever broke off (api-v2.md 1.7). */
let first: TestServer;
let second: TestServer;
let key = "";
let members = 0;

beforeAll(async () => {
  first = await openTestServer();
  key = await first.makeKey();
  second = await openTestServer({ beside: first });
});
afterAll(async () => {
  await second.close();
  await first.close();
});

const post = (server: TestServer, path: string, body: object, idempotencyKey: string) =>
  server.caller(key).call("POST", path, { ...body }, { "idempotency-key": idempotencyKey });
async function member(): Promise<number> {
  const password = { member_password: "choose-one", member_confirm: "choose-one" };
  const account = `player${++members}`;
  const added = await post(first, "members", { member_account: account, ...password }, `add-${account}`);
  return (added.data as { member_id: number }).member_id;
}
const same = ({ text, code }: ApiAnswer) => ({ text, code });
const isReplay = ({ headers }: ApiAnswer) => headers["idempotency-replayed"] === "true";
const balanceOf = async (id: number) =>
  (
    await first.db.row<{ balance_minor: number }>("select balance_minor from members where member_id = $1", [
      id,
    ])
  )?.balance_minor;

test.each<[string, string, (id: number) => object, number]>([
  ["topup", "members/action/topup", (id) => ({ topup_ids: id, topup_value: 5 }), 1_500],
  ["addLoan", "members/action/addLoan", (id) => ({ member_id: id, amount: 5 }), 1_500],
  ["deductBalance", "members/action/deductBalance", (id) => ({ member_id: id, deduct_value: 5 }), 500],
  ["addPoints", "members/action/addPoints", (id) => ({ member_id: id, points: 5, comment: "won" }), 1_000],
])(
  "%s under one key at two processes at once happens once, with one answer",
  async (name, path, body, after) => {
    const id = await member();
    await post(first, "members/action/topup", { topup_ids: id, topup_value: 10 }, `money-${name}`);
    const calls = Array.from({ length: 12 }, (_, at) =>
      post(at % 2 ? first : second, path, body(id), `race-${name}`),
    );
    const answers = await Promise.all(calls);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.code).toBe(200);
    expect(answers.filter((answer) => !isReplay(answer))).toHaveLength(1);
    expect(await balanceOf(id)).toBe(after);
  },
);

test("a refusal is kept too: what was refused at one process stays refused at the other, and says that it is a replay", async () => {
  const id = await member();
  const body = { member_id: id, deduct_value: 5 };
  const calls = [
    ["members/action/deductBalance", body, "short"],
    ["members/action/topup", { topup_ids: id, topup_value: -5, comment: "back" }, "short"],
    ["members/action/topup", { topup_ids: id, topup_value: -5 }, "no-comment"],
    ["members", { member_account: "no way", member_password: "x", member_confirm: "y" }, "no-account"],
  ] as const;
  const refused = await Promise.all(calls.map(([path, asked, name]) => post(first, path, asked, name)));
  expect(refused.map(({ error }) => error)).toEqual([
    ...["ledger.insufficient_balance", "ledger.insufficient_balance"],
    ...["topup.comment_required", "member.account_invalid"],
  ]);
  expect(refused.map(isReplay)).toEqual([false, false, false, false]);
  await post(first, "members/action/topup", { topup_ids: id, topup_value: 10 }, "now-enough");
  const again = await Promise.all(calls.map(([path, asked, name]) => post(second, path, asked, name)));
  expect(again.map(same)).toEqual(refused.map(same));
  expect(again.map(isReplay)).toEqual([true, true, true, true]);
  expect(
    await post(second, "members/action/deductBalance", { ...body, deduct_value: 6 }, "short"),
  ).toMatchObject({
    error: "idempotency.key_reused",
  });
});

/** Sends a top-up and breaks the connection off while the call waits for the member's row, so that its answer is lost. */
async function sendAndHangUp(id: number, idempotencyKey: string): Promise<void> {
  const { hostname, port } = new URL(first.baseUrl);
  const asked = request({
    ...{ hostname, port, method: "POST", ca: inject("tls").caPem, agent: false },
    path: `/api/v2/cafe/${first.cafe.cafeId}/members/action/topup`,
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      "idempotency-key": idempotencyKey,
    },
  });
  const broken = new Promise((resolve) => asked.once("error", resolve));
  await first.db.transact(async (tx) => {
    await tx.rows("select 1 from members where member_id = $1 for update", [id]);
    asked.end(JSON.stringify({ topup_ids: id, topup_value: 5 }));
    await vi.waitFor(async () => {
      const waiting = await first.db.rows("select 1 from pg_locks where not granted");
      expect(waiting.length).toBeGreaterThan(0);
    });
    asked.destroy();
    await broken;
  });
}

test("a top-up whose answer was lost is answered by another process, and is there once", async () => {
  const id = await member();
  await sendAndHangUp(id, "lost");
  await vi.waitFor(async () => expect(await balanceOf(id)).toBe(500));
  const again = await post(second, "members/action/topup", { topup_ids: id, topup_value: 5 }, "lost");
  expect(again).toMatchObject({ code: 200, data: { members: [{ member_balance: "5.00" }] } });
  expect(isReplay(again)).toBe(true);
  expect(await balanceOf(id)).toBe(500);
});
