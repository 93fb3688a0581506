import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clientStatusFields, type ClientStatus } from "../../../contract/frames/client-status.ts";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";
import { openWireHall, type Wire, type WireHall } from "../../testing/wire-hall.ts";

/** The state on the wire, row by row of the table "What each state gives" (pc-protocol.md 3.3). */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let api: ApiCaller;
let hall: WireHall;
let wire: Wire;
let offerId: number;
let eveningId: number;
let made = 0;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  hall = openWireHall(server, api);
  const [price] = (await api.call("GET", "prices")).data as { price_id: number }[];
  await api.call("PUT", `prices/${price?.price_id ?? 0}`, { price_price1: "4.00" });
  await set("clientSettings", { wss_ping_timeout: 86_400 });
  offerId = await addOffer({ product_name: "3 hours", product_mins: 180 });
  // Its hours are later in the day: it waits.
  eveningId = await addOffer({ product_name: "Evening", product_mins: 60, ...evening });
  wire = await hall.logIn(await hall.takeSeat("PC1"));
  await wire.until("login", "response");
});
afterAll(async () => {
  hall.close();
  await server.close();
});
beforeEach(() => clock.turn(2));
afterEach(async () => {
  await api.call("POST", "pauses/action/resume", {});
  await api.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
  await set("centerSettings", { license_using_billing: 1 });
  await api.call("POST", "pcs/action/setOutOfOrder", { pc_name: "PC1", out_of_order: 0 });
});

const evening = { product_enable_time: "20:00-23:00" };

async function addOffer(offer: Record<string, unknown>): Promise<number> {
  const answer = await api.call("POST", "products", {
    ...{ product_group_id: -1, product_price: "1.00", ...offer },
  });
  expect(answer.code, answer.message).toBe(201);
  return (answer.data as { product_id: number }).product_id;
}
async function set(page: string, values: Record<string, unknown>): Promise<void> {
  expect((await api.call("PUT", `configs/${page}`, values)).code).toBe(200);
}
const act = async (path: string, body: Record<string, unknown> = {}) => {
  const answer = await api.call("POST", `pcSessions/${path}`, { pc_name: "PC1", ...body });
  expect(answer.code, answer.message).toBeLessThan(300);
};

/** The state as it is now: one that was on its way before has a number that is not above the last one given. */
async function state(): Promise<ClientStatus> {
  clock.turn(1);
  const before = await server.db.row<{ no: number }>("select state_no as no from pcs where name = 'PC1'");
  await api.call("POST", "pcSessions/pushClientStatus", { pc_name: "PC1" });
  for (;;) {
    const { client_status: told } = (await wire.until("client_status")).data as {
      client_status: ClientStatus;
    };
    if (told.state_no > (before?.no ?? 0)) return told;
  }
}

/** A member with so much money after it bought these offers, which cost 1.00 each. */
async function newMember(balance: number, bonus = 0, offers: readonly number[] = []) {
  const account = `status${++made}`;
  const added = await api.call("POST", "members", {
    ...{ member_account: account, member_password: "secret", member_confirm: "secret" },
    ...{ member_birthday: "2000-01-31" },
  });
  const { member_id: id } = added.data as { member_id: number };
  await api.call("POST", "members/action/topup", {
    ...{ topup_ids: id, topup_value: balance + offers.length, topup_balance_bonus: bonus, comment: "bonus" },
  });
  const login = await logIn(account);
  const own = server.caller((login.data as { token: string }).token);
  for (const offer of offers) {
    const items = [{ product_id: `o-${offer}`, qty: 1 }];
    const bought = await own.call("POST", "submitOrder", { pc_name: "PC1", payment_method: 1, items });
    expect(bought.code, bought.message).toBe(200);
  }
  return { id, account };
}
const logIn = (account: string) =>
  server.caller().call("POST", "/api/v2/auth/memberLogin", {
    ...{ license_name: server.cafe.licenseName, pc_name: "PC1", is_client: 1 },
    ...{ member_account: account, member_password: "secret" },
  });

const locked = {
  member_id: 0,
  member_account: "",
  member_group_id: 0,
  member_group_name: null,
  member_balance: "0.00",
  member_balance_bonus: "0.00",
  member_balance_realtime: "0.00",
  member_balance_bonus_realtime: "0.00",
  status_connect_time_left: null,
  status_connect_time_duration: null,
  status_connect_time_local: null,
  status_disconnect_time_local: null,
  status_pc_token: "",
  status_member_offer_id: 0,
  offer_in_using: "",
  available_offers: [],
  session_id: null,
  session_kind: "",
  pc_paused: 0,
};
const noOffers = { status_member_offer_id: 0, offer_in_using: "", available_offers: [] };

describe("what each state gives", () => {
  test("locked, no session", async () => {
    expect(await state()).toMatchObject({ ...locked, pc_enabled: 1, recent_booking: null });
  });

  test("out of order", async () => {
    await api.call("POST", "pcs/action/setOutOfOrder", { pc_name: "PC1", out_of_order: 1 });
    expect(await state()).toMatchObject({ ...locked, pc_enabled: 0 });
  });

  test("start page: the page knows the member by HTTP only", async () => {
    const { account } = await newMember(4);
    expect((await logIn(account)).code).toBe(200);
    expect(await state()).toMatchObject(locked);
  });

  test("member on balance: what balance and bonus buy, waiting offers listed", async () => {
    const { id, account } = await newMember(4, 2, [eveningId]);
    await act("action/startMember", { member_id: id });
    clock.turn(1_799);
    const told = await state();
    expect(told).toMatchObject({
      ...{
        member_account: account,
        member_group_id: 0,
        member_balance: "4.00",
        member_balance_bonus: "2.00",
      },
      // Bonus first: half an hour of 4.00.
      ...{ member_balance_realtime: "4.00", member_balance_bonus_realtime: "0.00" },
      ...{ status_connect_time_left: "01:00:00", status_connect_time_duration: "00:30:00" },
      ...{ member_balance_bonus_left_seconds: 3_600, status_member_offer_id: 0, offer_in_using: "" },
      ...{ session_kind: "member", member_birthday: "2000-01-31", member_oauth_platform: "account" },
      available_offers: [
        { product_name: "Evening", product_seconds: 3_600, member_offer_left_seconds: 3_600 },
      ],
    });
    expect(told.status_pc_token.length).toBeGreaterThanOrEqual(43);
    expect(told.member_group_name).toEqual(expect.any(String));
  });

  test("member on an offer: left of this offer, it stands first", async () => {
    const { id, account } = await newMember(4, 0, [eveningId, offerId]);
    await act("action/startMember", { member_id: id });
    clock.turn(599);
    const told = await state();
    expect(told).toMatchObject({
      ...{ member_account: account, offer_in_using: "3 hours" },
      ...{ status_connect_time_left: "02:50:00", status_connect_time_duration: "00:10:00" },
      available_offers: [
        { product_name: "3 hours", product_seconds: 10_800, member_offer_left_seconds: 10_200 },
        { product_name: "Evening" },
      ],
    });
    expect(told.status_member_offer_id).toBe(told.available_offers[0]?.member_offer_id);
  });

  test.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    [
      "prepaid: left of the paid money",
      "action/startPrepaid",
      { amount: "4.00" },
      { ...noOffers, member_group_id: -2, status_connect_time_left: "00:50:00", session_kind: "prepaid" },
    ],
    [
      "postpaid: not counted down",
      "action/startPostpaid",
      {},
      { ...noOffers, member_group_id: -3, status_connect_time_left: "00:00:00", session_kind: "postpaid" },
    ],
    [
      "free: not counted down",
      "action/startFree",
      {},
      { ...noOffers, member_group_id: -5, status_connect_time_left: "00:00:00", session_kind: "free" },
    ],
  ])("%s", async (_, path, body, expected) => {
    await act(path, body);
    clock.turn(599);
    expect(await state()).toMatchObject({
      ...{ member_account: expect.stringMatching(/^G_/) as string, member_group_name: null },
      ...{ member_group_desc: null, status_connect_time_duration: "00:10:00", ...expected },
    });
  });

  test("offer guest: left of the offer, which is named and first", async () => {
    await act("action/startOffer", { product_id: `o-${offerId}` });
    clock.turn(599);
    const told = await state();
    expect(told).toMatchObject({
      ...{
        member_group_id: -4,
        status_connect_time_left: "02:50:00",
        status_connect_time_duration: "00:10:00",
      },
      ...{
        offer_in_using: "3 hours",
        available_offers: [{ product_name: "3 hours" }],
        session_kind: "offer",
      },
    });
    expect(told.status_member_offer_id).toBe(told.available_offers[0]?.member_offer_id);
  });

  test("billing off: no end, no offers, the member's own group", async () => {
    const { id, account } = await newMember(4, 0, [offerId]);
    await set("centerSettings", { license_using_billing: 0 });
    await act("action/startMember", { member_id: id });
    clock.turn(599);
    expect(await state()).toMatchObject({
      ...{ member_account: account, member_group_id: 0, status_connect_time_left: "9999:00:00" },
      ...{ status_connect_time_duration: "00:10:00", ...noOffers, session_kind: "guest" },
    });
  });

  test("paused: as its kind, frozen", async () => {
    await act("action/startPrepaid", { amount: "4.00" });
    clock.turn(599);
    await state();
    await api.call("POST", "pauses", {});
    clock.turn(3_600);
    expect(await state()).toMatchObject({
      ...{ member_group_id: -2, pc_paused: 1 },
      ...{ status_connect_time_left: "00:50:00", status_connect_time_duration: "00:10:00" },
    });
  });
});

test("every field is there in every state, in the order of the wire, and nothing of the member besides", async () => {
  expect(Object.keys(await state())).toEqual(clientStatusFields);
  const { id } = await newMember(4);
  await act("action/startMember", { member_id: id });
  const told = await state();
  expect(Object.keys(told)).toEqual(clientStatusFields);
  expect(told).toMatchObject({ pc_mining_enabled: 0, pc_mining_tool: "", pc_mining_options: "" });
});

test("each session has a token of its own, and state numbers only rise", async () => {
  await act("action/startFree");
  const first = await state();
  await act("checkout");
  const between = await state();
  await act("action/startFree");
  const second = await state();
  expect(second.status_pc_token).not.toBe(first.status_pc_token);
  expect(between.status_pc_token).toBe("");
  expect(first.state_no < between.state_no && between.state_no < second.state_no).toBe(true);
});
