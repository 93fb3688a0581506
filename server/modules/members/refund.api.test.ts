import { afterAll, beforeAll, expect, it } from "vitest";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";
import { verifyLedger } from "../ledger/index.ts";

/** Refunds as the panel and programs ask for them (api-v2.md 2.7 topup, billing.md 3.5). */
let test: TestServer;
let api: ApiCaller;
let memberId = 0;

beforeAll(async () => {
  test = await openTestServer();
  api = test.caller(await test.makeKey());
  const password = { member_password: "choose-one", member_confirm: "choose-one" };
  const added = await api.call("POST", "members", { member_account: "player1", ...password });
  memberId = (added.data as { member_id: number }).member_id;
});
afterAll(async () => {
  for await (const { broken } of verifyLedger(test.db)) expect(broken).toBeNull();
  await test.close();
});

const topUp = (value: number, about: object = {}, caller = api) =>
  caller.call("POST", "members/action/topup", { topup_ids: memberId, topup_value: value, ...about });
async function paidIn(about: object): Promise<number> {
  const answer = await topUp(50, { comment: "first", ...about });
  return (answer.data as { order_ids: number[] }).order_ids[0] ?? 0;
}

it("one that names its top-up takes the bonus back with it, by the tender it came by, and never more than there was", async () => {
  const about = {
    refund_of: await paidIn({ topup_balance_bonus: 5, payment_method: 2 }),
    comment: "by mistake",
  };
  expect(await topUp(-20, about)).toMatchObject({
    code: 200,
    data: { members: [{ member_balance: "30.00", member_balance_bonus: "3.00" }] },
  });
  expect(await topUp(-31, about)).toMatchObject({
    code: 409,
    error: "order.already_refunded",
    message: `Of order ${about.refund_of} only 30.00 is left to refund.`,
    data: { refundable: "30.00" },
  });
  expect(await topUp(-30, about)).toMatchObject({
    data: { members: [{ member_balance: "0.00", member_balance_bonus: "0.00" }] },
  });
  expect(await topUp(-1, about)).toMatchObject({ code: 409, error: "order.already_refunded" });
  const rows = await test.db.rows("select cash_minor, card_minor from billing_logs where event = 'TOPUP'");
  expect(rows).toEqual([5000, -2000, -3000].map((card_minor) => ({ cash_minor: 0, card_minor })));
});

it("one that cannot be meant like this is refused, naming the field, and nothing changes", async () => {
  const about = { refund_of: await paidIn({}), comment: "why" };
  for (const [field, wrong] of [
    ["topup_value", { topup_value: 5 }],
    ["topup_balance_bonus", { topup_balance_bonus: -3 }],
    ["add_coin", { add_coin: -1 }],
    ["promo_code", { promo_code: "TEN" }],
    ["refund_of", { refund_of: 0 }],
  ] as const)
    expect(await topUp(-5, { ...about, ...wrong }), field).toMatchObject({
      code: 400,
      error: "request.validation",
      data: { fields: { [field]: [expect.any(String)] } },
    });
  expect(await topUp(-5, { ...about, refund_of: 1 })).toMatchObject({ code: 404, error: "order.not_found" });
  expect(await topUp(-5, { ...about, comment: "" })).toMatchObject({ error: "topup.comment_required" });
  await test.addStaff("sam", "staff", ["topup"]);
  const staff = test.caller(await test.signIn("sam"));
  expect(await topUp(-5, about, staff)).toMatchObject({ code: 403, error: "permission.denied" });
  expect(await topUp(-50, about)).toMatchObject({ data: { members: [{ member_balance: "0.00" }] } });
});
