import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** What somebody without an account may do at the lock screen (api-v2.md 2.1, 2.9; pc-protocol.md 6.2). */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let api: ApiCaller;
let made = 0;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  for (const name of ["PC1", "PC2"]) await api.call("POST", "pcs", { pc_name: name });
  const [price] = (await api.call("GET", "prices")).data as { price_id: number }[];
  await api.call("PUT", `prices/${price?.price_id ?? 0}`, { price_price1: "4.00" });
});
afterAll(() => server.close());
beforeEach(() => clock.turn(60));
afterEach(async () => {
  for (const name of ["PC1", "PC2"]) await api.call("POST", "pcSessions/checkout", { pc_name: name });
  await set("centerSettings", { license_using_billing: 1, disable_prepaid: 0 });
  await set("memberSettings", { register_member_at_client: 1, member_settings: "{}" });
});

async function set(page: string, values: Record<string, unknown>): Promise<void> {
  expect((await api.call("PUT", `configs/${page}`, values)).code).toBe(200);
}
const logIn = (pcName = "PC1") =>
  server.caller().call("POST", "/api/v2/auth/guestLogin", {
    ...{ license_name: server.cafe.licenseName, pc_name: pcName, is_client: 1 },
  });
async function screen(pcName = "PC1"): Promise<ApiCaller> {
  return server.caller(((await logIn(pcName)).data as { token: string }).token);
}
const pc = async (name: string) => {
  const list = (await api.call("GET", "pcList")).data as Record<string, unknown>[];
  return list.find((row) => row["pc_name"] === name) ?? {};
};
const memberOf = async (account: string) => {
  const found = await api.call("GET", "members", { search_text: account });
  const [row] = (found.data as { members: { member_id: number; member_balance: string }[] }).members;
  return row ?? { member_id: 0, member_balance: "" };
};

describe("the token of a lock screen", () => {
  test("is nobody's, and tells what time costs a guest", async () => {
    expect((await logIn()).data).toMatchObject({
      token: expect.stringMatching(/^netcafe_gst_/) as string,
      member: { member_id: 0, member_account: "" },
      client: { start_session: false, pc_time_info: { fixed_price: "4.00" } },
    });
    const guest = await screen();
    const cost = await guest.call("POST", "calculate/amount", {
      ...{ pc_name: "PC1", member_account: "Guest", mins: 30 },
    });
    expect(cost.data).toEqual({ cost: "2.00" });
  });

  test.each<[string, string, string, Record<string, unknown>]>([
    ["its own account", "GET", "memberSelf", {}],
    ["a session", "POST", "clientStartSession", { member_account: "x", pc_name: "PC1" }],
    ["a balance", "POST", "getRealTimeBalance", { member_account: "x", pc_name: "PC1" }],
    ["members", "GET", "members", {}],
    ["PCs", "GET", "pcs", {}],
  ])("opens no more than that: %s is refused", async (_, method, path, body) => {
    expect((await (await screen()).call(method, path, body)).error).toBe("auth.unauthenticated");
  });

  test("asks for its own PC alone, and for no member's price", async () => {
    const guest = await screen("PC1");
    expect((await guest.call("POST", "clientMemberRegister", { pc_name: "PC2" })).error).toBe(
      "permission.denied",
    );
    const other = await guest.call("POST", "calculate/time", {
      ...{ pc_name: "PC1", member_account: "player", topup_amount: "5" },
    });
    expect(other.error).toBe("permission.other_member");
  });

  test("ends after an hour, and is given at free PCs alone", async () => {
    const guest = await screen();
    clock.turn(3_600);
    expect((await guest.call("POST", "clientMemberRegister", { pc_name: "PC1" })).error).toBe(
      "auth.unauthenticated",
    );
    await api.call("POST", "pcSessions/action/startFree", { pc_name: "PC1" });
    expect((await logIn()).error).toBe("pc.in_session");
    expect((await logIn("NOPC")).error).toBe("pc.not_found");
  });
});

describe("making an account", () => {
  const register = async (body: Record<string, unknown>) =>
    (await screen()).call("POST", "clientMemberRegister", { pc_name: "PC1", ...body });

  test("a member, by the names the pages use; the token is the member's", async () => {
    const account = `new${++made}`;
    const answer = await register({ account, password: "secret", first_name: "Ana" });
    expect(answer.data).toMatchObject({ member: { member_account: account, member_group_id: 0 } });
    const own = server.caller((answer.data as { token: string }).token);
    expect((await own.call("GET", "memberSelf")).data).toMatchObject({ member_first_name: "Ana" });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["no password", { account: "nopass" }, "member.password_invalid"],
    ["a short password", { account: "short", password: "abc" }, "member.password_invalid"],
    ["a guest's name", { account: "G_ABC", password: "secret" }, "member.account_invalid"],
  ])("%s is refused", async (_, body, error) => {
    expect((await register(body)).error).toBe(error);
  });

  test("fields the café demands are named; a name that is taken is refused", async () => {
    await set("memberSettings", { member_settings: JSON.stringify({ phone: 1 }) });
    const refused = await register({ account: "nophone", password: "secret" });
    expect(refused).toMatchObject({
      error: "request.validation",
      message: "The member_phone field is required.",
    });
    const account = `new${++made}`;
    expect((await register({ account, password: "secret", phone: "123" })).code).toBe(200);
    expect((await register({ account, password: "secret", phone: "123" })).error).toBe(
      "member.account_exists",
    );
  });

  test("switched off, members register at the counter; guests still may", async () => {
    await set("memberSettings", { register_member_at_client: 0 });
    expect((await register({ account: "off", password: "secret" })).error).toBe("feature.disabled");
    expect((await register({})).data).toMatchObject({
      member: { member_account: expect.stringMatching(/^G_/) as string, member_group_id: -2 },
      client: { start_session: false },
    });
  });

  test("without billing the guest plays at once", async () => {
    await set("centerSettings", { license_using_billing: 0 });
    const { data } = await register({});
    expect(data).toMatchObject({ member: { member_group_id: -1 }, client: { start_session: true } });
    const { token, member } = data as { token: string; member: { member_account: string } };
    const start = { member_account: member.member_account, pc_name: "PC1" };
    expect((await server.caller(token).call("POST", "clientStartSession", start)).code).toBe(200);
    expect(await pc("PC1")).toMatchObject({ member_account: member.member_account });
  });
});

describe("time that is to be paid", () => {
  const ask = async (amount = "4.00", pcName = "PC1") =>
    (await screen(pcName)).call("POST", "memberAddGuest", { topup_amount: amount, pc_name: pcName });
  const asked = async () => ((await ask()).data as { member_account: string }).member_account;
  const pay = async (account: string, value = "4.00") =>
    api.call("POST", "members/action/topup", {
      topup_ids: (await memberOf(account)).member_id,
      topup_value: value,
    });
  const within = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 5_000, interval: 20 });
  const alerts = async () =>
    (
      await server.db.rows<{ details: string }>(
        "select details from billing_logs where event = 'ALERT' order by billing_log_id",
      )
    ).map(({ details }) => details);

  test("as its money comes in, the session starts", async () => {
    const account = await asked();
    expect(account).toMatch(/^G_/);
    expect(await pc("PC1")).toMatchObject({ member_id: null });
    expect((await pay(account)).code).toBe(200);
    await within(async () =>
      expect(await pc("PC1")).toMatchObject({
        ...{ member_account: account, member_group_id: -2, status_connect_time_left: "01:00:00" },
      }),
    );
  });

  test.each<[string, () => Promise<unknown>, string]>([
    [
      "somebody else sat down",
      () => api.call("POST", "pcSessions/action/startFree", { pc_name: "PC1" }),
      "A session is running on this PC.",
    ],
    [
      "the PC is out of order",
      () => api.call("POST", "pcs/action/setOutOfOrder", { pc_name: "PC1", out_of_order: 1 }),
      "This PC is out of order.",
    ],
    [
      "an hour has gone by",
      async () => {
        clock.turn(3_601);
        await server.app.sessions.clock.look();
      },
      "it was asked for at",
    ],
  ])("%s meanwhile: the money stays on the account and staff are told", async (_, happens, why) => {
    const account = await asked();
    await happens();
    const before = (await alerts()).length;
    await pay(account);
    await within(async () => expect((await alerts()).at(before)).toContain(why));
    expect((await memberOf(account)).member_balance).toBe("4.00");
    await api.call("POST", "pcs/action/setOutOfOrder", { pc_name: "PC1", out_of_order: 0 });
    // Seen to once: a second payment of the same guest seats nobody.
    await api.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
    await pay(account);
    await server.app.sessions.clock.look();
    expect(await pc("PC1")).toMatchObject({ member_id: null });
  });

  test("nothing, or less than the minimum, or where prepaid time is not sold, is refused", async () => {
    expect((await ask("0")).message).toBe("The topup_amount must be at least 0.01.");
    await set("centerSettings", { disable_prepaid: 1 });
    expect((await ask()).error).toBe("feature.disabled");
  });

  test("what nobody heard of is found by the clock", async () => {
    const account = await asked();
    await server.app.hub.close();
    await pay(account);
    clock.turn(61);
    await server.app.sessions.clock.look();
    expect(await pc("PC1")).toMatchObject({ member_account: account });
  });
});
