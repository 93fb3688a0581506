import { afterAll, beforeAll, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";
import { addPc } from "../pcs/index.ts";

/** A price that is edited or removed while somebody plays by it (billing.md 6.6). */

const clock = new TurnedClock("2026-11-02T09:00:00Z");
let server: TestServer;
let admin: ApiCaller;
let memberId: number;

beforeAll(async () => {
  server = await openTestServer({ clock });
  admin = server.caller(await server.signIn());
  const { cafeId, pcGroupId } = server.cafe;
  await server.db.transact((tx) => addPc(tx, cafeId, { name: "PC001", pcGroupId }));
  const made = await admin.call("POST", "members", {
    ...{ member_account: "player", member_password: "secret word", member_confirm: "secret word" },
  });
  ({ member_id: memberId } = made.data as { member_id: number });
  await admin.call("POST", "members/action/topup", { topup_ids: String(memberId), topup_value: 100 });
});
afterAll(() => server.close());

const startSession = async () =>
  expect(
    await admin.call("POST", "pcSessions/action/startMember", { pc_name: "PC001", member_id: memberId }),
  ).toMatchObject({ code: 200 });
const paidAtCheckout = async () =>
  ((await admin.call("POST", "pcSessions/checkout", { pc_name: "PC001" })).data as { paid: string }).paid;

test("a running session keeps the price it began with; the next one takes the new", async () => {
  const [price] = (await admin.call("GET", "prices")).data as { price_id: number; price_price1: string }[];
  expect(price?.price_price1).toBe("2.00");
  await startSession();
  clock.turn(1800);
  await admin.call("PUT", `prices/${price?.price_id}`, { price_price1: "6.00" });
  clock.turn(1800);
  expect(await paidAtCheckout()).toBe("2.00");
  await startSession();
  clock.turn(3600);
  expect(await paidAtCheckout()).toBe("6.00");
});

test("a session whose price is removed is charged by it to its end", async () => {
  const [price] = (await admin.call("GET", "prices")).data as { price_id: number }[];
  await startSession();
  const other = { price_name: "Other", price_type: "fixed", price_price1: "9.00", price_order: 5 };
  expect((await admin.call("POST", "prices", other)).code).toBe(201);
  expect((await admin.call("DELETE", `prices/${price?.price_id}`)).code).toBe(200);
  clock.turn(3600);
  expect(await paidAtCheckout()).toBe("6.00");
  await startSession();
  clock.turn(1200);
  expect(await paidAtCheckout()).toBe("3.00");
});
