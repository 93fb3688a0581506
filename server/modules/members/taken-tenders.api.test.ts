import { afterAll, beforeAll, expect, it } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Staff take money only by the tenders of Settings, Payment; programs with the key as before (api-v2.md 5 payment). */
let test: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let desk: ApiCaller;
let program: ApiCaller;
let memberId = 0;

beforeAll(async () => {
  test = await openTestServer({ clock });
  program = test.caller(await test.makeKey());
  desk = test.caller(await test.signIn());
  const password = { member_password: "choose-one", member_confirm: "choose-one" };
  const added = await desk.call("POST", "members", { member_account: "player1", ...password });
  memberId = (added.data as { member_id: number }).member_id;
  await desk.call("POST", "pcs", { pc_name: "PC1" });
  const off = { payment_method_credit_card: 0, payment_method_qr: 0 };
  expect((await desk.call("PUT", "configs/paymentSettings", off)).code).toBe(200);
});
afterAll(() => test.close());

const refused = (field = "payment_method") => ({
  code: 400,
  error: "request.validation",
  data: { fields: { [field]: [expect.stringContaining("Card is off in Settings, Payment")] } },
});

it("a top-up by a tender that is off is refused staff and nothing is booked; money may go back by it", async () => {
  const asked = { topup_ids: memberId, topup_value: "10.00", payment_method: 2 };
  expect(await desk.call("POST", "members/action/topup", asked)).toMatchObject(refused());
  expect(await test.db.rows("select 1 from transfers")).toEqual([]);
  expect(await program.call("POST", "members/action/topup", asked)).toMatchObject({ code: 200 });
  const back = { ...asked, topup_value: "-4.00", comment: "by mistake" };
  expect(await desk.call("POST", "members/action/topup", back)).toMatchObject({
    data: { members: [{ member_balance: "6.00" }] },
  });
});

it("so are sales of time, added time and what is due at checkout", async () => {
  const act = (path: string, body: object, who = desk) =>
    who.call("POST", `pcSessions/${path}`, { pc_name: "PC1", ...body });
  const card = { amount: "4.00", payment_method: 2 };
  expect(await act("action/startPrepaid", card)).toMatchObject(refused());
  expect((await act("action/startPrepaid", { amount: "4.00" })).code).toBe(200);
  expect(await act("action/addTime", card)).toMatchObject(refused());
  // What goes back may go by any tender.
  expect(await act("checkout", { payment_method: 2 })).toMatchObject({ data: { refund: "4.00" } });

  expect((await act("action/startPostpaid", {})).code).toBe(200);
  clock.turn(3600);
  expect(await act("checkout", { payment_method: 2 })).toMatchObject(refused());
  const mixed = { payments: [{ payment_method: 2, amount: "1.00" }] };
  expect(await act("checkout", mixed)).toMatchObject({ code: 400 });
  expect((await act("checkout", { payment_method: 0 })).code).toBe(200);
});
