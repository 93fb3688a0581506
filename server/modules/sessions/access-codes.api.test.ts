import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestCafe, type TestServer } from "../../testing/test-server.ts";

/** Prepaid time with a code of four digits, typed at a locked PC (pc-protocol.md 6.2, api-v2.md 2.1, 2.6). */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let api: ApiCaller;
let other: TestCafe;
let otherApi: ApiCaller;
const names = ["PC1", "PC2", "VIP1"];

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  other = await server.addCafe("Other Café");
  otherApi = server.caller(await server.makeKey(other), other.cafeId);
  const vip = (await api.call("POST", "pcGroups", { pc_group_name: "VIP" })).data as { pc_group_id: number };
  for (const name of names)
    await api.call("POST", "pcs", {
      pc_name: name,
      ...(name === "VIP1" ? { pc_group_id: vip.pc_group_id } : {}),
    });
  await otherApi.call("POST", "pcs", { pc_name: "PC1" });
  const [price] = (await api.call("GET", "prices")).data as { price_id: number }[];
  await api.call("PUT", `prices/${price?.price_id ?? 0}`, { price_price1: "4.00" });
});
afterAll(() => server.close());
beforeEach(async () => {
  // Closed code entries and tries of the test before are over.
  clock.turn(11 * 60);
  await allow(1);
});
afterEach(async () => {
  for (const name of names) await api.call("POST", "pcSessions/checkout", { pc_name: name });
  for (const { access_code } of await listed())
    await api.call("POST", "pcSessions/action/cancelAccessCode", { access_code });
});

const allow = async (on: 0 | 1) => {
  for (const caller of [api, otherApi])
    expect((await caller.call("PUT", "configs/clientSettings", { access_code_login: on })).code).toBe(200);
};
interface Sold {
  access_code: string;
  session_id: number | null;
  member_id: number;
  member_account: string;
  mins: number;
  amount: string;
}
const sell = async (pcNames: string[] = ["PC1"], caller = api) => {
  const answer = await caller.call("POST", "pcSessions/action/startPrepaid", {
    pc_names: pcNames,
    amount: "4.00",
    access_code: 1,
  });
  return { ...answer, sold: (answer.data as { results?: Sold[] } | undefined)?.results ?? [] };
};
const sellOne = async (pcName = "PC1") => {
  const [one] = (await sell([pcName])).sold;
  if (one === undefined) throw new Error("nothing was sold");
  return one;
};
const listed = async (caller = api) =>
  (await caller.call("GET", "pcSessions/accessCodes")).data as { access_code: string; amount: string }[];
const enter = (code: string, pcName = "PC1", more: Record<string, unknown> = {}, cafe = server.cafe) =>
  server.caller().call("POST", "/api/v2/auth/accessCodeLogin", {
    ...{ access_code: code, license_name: cafe.licenseName, pc_name: pcName, is_client: 1 },
    ...more,
  });
const wrongOf = (codes: readonly string[]) =>
  ["1111", "2222", "3333", "4444"].find((code) => !codes.includes(code)) ?? "5555";
const pc = async (name: string) => {
  const list = (await api.call("GET", "pcList")).data as Record<string, unknown>[];
  return list.find((row) => row["pc_name"] === name) ?? {};
};
const balanceOf = async (memberId: number) =>
  ((await api.call("GET", `members/${memberId}`)).data as { member: { member_balance: string } }).member
    .member_balance;

describe("sold at the desk", () => {
  test("the code waits: no session runs, the money is on the guest's account, staff see the code", async () => {
    const { data, sold } = await sell();
    expect(data).toMatchObject({ order_ids: [expect.any(Number)] });
    expect(sold).toMatchObject([
      { pc_name: "PC1", session_id: null, mins: 60, amount: "4.00", status: "success" },
    ]);
    expect(sold[0]?.access_code).toMatch(/^\d{4}$/);
    expect(await pc("PC1")).toMatchObject({ member_id: null });
    expect(await balanceOf(sold[0]?.member_id ?? 0)).toBe("4.00");
    expect(await listed()).toMatchObject([
      { access_code: sold[0]?.access_code, pc_name: "PC1", mins: 60, amount: "4.00" },
    ]);
  });

  test("the PC may be in use meanwhile, and several PCs get a code each", async () => {
    await api.call("POST", "pcSessions/action/startFree", { pc_name: "PC1" });
    const { sold } = await sell(["PC1", "PC2"]);
    expect(new Set(sold.map(({ access_code }) => access_code)).size).toBe(2);
  });

  test("taken back, it is good no more and its money is paid back", async () => {
    const { access_code: code, member_id: id } = await sellOne();
    const back = await api.call("POST", "pcSessions/action/cancelAccessCode", { access_code: code });
    expect(back.data).toMatchObject({ member_id: id, refund: "4.00" });
    expect(await balanceOf(id)).toBe("0.00");
    expect(await listed()).toEqual([]);
    expect((await enter(code)).error).toBe("auth.access_code_wrong");
    const again = await api.call("POST", "pcSessions/action/cancelAccessCode", { access_code: code });
    expect(again.error).toBe("access_code.not_found");
  });

  test("switched off in the settings, none are sold and none are taken", async () => {
    const { access_code: code } = await sellOne();
    await allow(0);
    expect((await sell()).error).toBe("feature.disabled");
    expect((await enter(code)).error).toBe("feature.disabled");
  });
});

describe("typed at a PC", () => {
  test("the session starts there; the page's own start finds it running", async () => {
    const sold = await sellOne();
    const answer = await enter(sold.access_code);
    expect(answer.data).toMatchObject({
      member: { member_account: sold.member_account, member_group_id: -2 },
      client: { start_session: true },
    });
    expect(await pc("PC1")).toMatchObject({
      member_account: sold.member_account,
      status_connect_time_left: "01:00:00",
    });
    const { token } = answer.data as { token: string };
    const started = await server.caller(token).call("POST", "clientStartSession", {
      ...{ member_account: sold.member_account, pc_name: "PC1" },
    });
    expect(started.code).toBe(200);
    expect(await listed()).toEqual([]);
  });

  test("it is good once", async () => {
    const { access_code: code } = await sellOne();
    expect((await enter(code, "PC1")).code).toBe(200);
    expect((await enter(code, "PC2")).error).toBe("auth.access_code_wrong");
  });

  test("at two PCs at once exactly one of them starts", async () => {
    const { access_code: code } = await sellOne();
    const answers = await Promise.all([enter(code, "PC1"), enter(code, "PC2")]);
    expect(answers.map(({ code: status }) => status).sort()).toEqual([200, 400]);
  });

  test("at another PC of the group it is good, at one of another group it is not", async () => {
    const { access_code: code } = await sellOne("PC1");
    expect((await enter(code, "VIP1")).error).toBe("auth.access_code_wrong");
    expect((await enter(code, "PC2")).code).toBe(200);
  });

  test("at a PC in use or out of order it is refused and stays good", async () => {
    const { access_code: code } = await sellOne();
    await api.call("POST", "pcSessions/action/startFree", { pc_name: "PC1" });
    expect((await enter(code, "PC1")).error).toBe("pc.in_session");
    await api.call("POST", "pcs/action/setOutOfOrder", { pc_name: "PC2", out_of_order: 1 });
    expect((await enter(code, "PC2")).error).toBe("pc.out_of_order");
    await api.call("POST", "pcs/action/setOutOfOrder", { pc_name: "PC2", out_of_order: 0 });
    expect((await enter(code, "PC2")).code).toBe(200);
  });

  test("with the token of its session it gives a new token, not a second session", async () => {
    const { access_code: code } = await sellOne();
    await enter(code);
    const session = await server.db.row<{ id: number }>(
      "select session_id as id from sessions where ended_at is null",
    );
    const token = server.app.sessions.pcToken(server.cafe.cafeId, session?.id ?? 0);
    expect((await enter(code, "PC1", { status_pc_token: token })).data).toMatchObject({
      token: expect.stringMatching(/^netcafe_mem_/) as string,
    });
    expect((await enter(code, "PC1", { status_pc_token: "x" })).error).toBe("pc.in_session");
  });

  test("a guest who ends before the time is over goes on with the rest by account and password", async () => {
    const allowed = (on: 0 | 1) => api.call("PUT", "configs/centerSettings", { allow_prepaid_checkout: on });
    await allowed(0);
    const [sold] = (await sell()).sold as (Sold & { member_password: string })[];
    const { token } = (await enter(sold?.access_code ?? "")).data as { token: string };
    clock.turn(15 * 60);
    const end = () => server.caller(token).call("POST", "autoCheckout", { pc_name: "PC1" });
    expect(await end()).toMatchObject({
      error: "session.kind_refused",
      message: "Please contact the counter",
    });
    await allowed(1);
    expect((await end()).code).toBe(200);
    const again = await server.caller().call("POST", "/api/v2/auth/memberLogin", {
      ...{ license_name: server.cafe.licenseName, pc_name: "PC2", is_client: 1 },
      ...{ member_account: sold?.member_account, member_password: sold?.member_password },
    });
    const own = server.caller((again.data as { token: string }).token);
    const started = await own.call("POST", "clientStartSession", {
      ...{ member_account: sold?.member_account, pc_name: "PC2" },
    });
    expect(started.code).toBe(200);
    expect(await pc("PC2")).toMatchObject({ member_group_id: -2, status_connect_time_left: "00:45:00" });
    await allowed(0);
  });
});

describe("wrong codes", () => {
  test("the fifth closes code entry on that PC for five minutes, on that PC alone", async () => {
    const { access_code: code } = await sellOne();
    const wrong = wrongOf([code]);
    for (let tries = 1; tries <= 5; tries += 1)
      expect((await enter(wrong, "PC1")).error).toBe("auth.access_code_wrong");
    const closed = await enter(code, "PC1");
    expect(closed).toMatchObject({ code: 429, error: "auth.too_many_logins" });
    expect(closed.message).toContain("300 seconds");
    clock.turn(299);
    expect((await enter(code, "PC1")).error).toBe("auth.too_many_logins");
    expect((await enter(wrong, "PC2")).message).toContain("4 more tries");
    clock.turn(1);
    expect((await enter(code, "PC1")).code).toBe(200);
  });

  test("many at once are no way round it", async () => {
    const wrong = wrongOf([]);
    const answers = await Promise.all(Array.from({ length: 9 }, () => enter(wrong, "PC1")));
    expect(answers.filter(({ error }) => error === "auth.access_code_wrong")).toHaveLength(5);
    expect(answers.filter(({ error }) => error === "auth.too_many_logins")).toHaveLength(4);
  });

  test("a right code begins the count anew", async () => {
    const { access_code: code } = await sellOne();
    for (let tries = 1; tries <= 4; tries += 1) await enter(wrongOf([code]), "PC1");
    expect((await enter(code, "PC1")).code).toBe(200);
    await api.call("POST", "pcSessions/checkout", { pc_name: "PC1" });
    expect((await enter(wrongOf([code]), "PC1")).message).toContain("4 more tries");
  });

  test("who calls from no PC is slowed down whatever PCs are named", async () => {
    const wrong = wrongOf([]);
    for (const name of ["PC1", "PC2"]) for (let tries = 1; tries <= 5; tries += 1) await enter(wrong, name);
    expect((await enter(wrong, "VIP1")).error).toBe("auth.too_many_logins");
  });

  test("cafés are never crossed: the same digits are another code there, and none where nobody sold them", async () => {
    const { access_code: code } = await sellOne();
    expect((await enter(code, "PC1", {}, other)).error).toBe("auth.access_code_wrong");
    expect(await listed(otherApi)).toEqual([]);
    const cancelled = await otherApi.call("POST", "pcSessions/action/cancelAccessCode", {
      access_code: code,
    });
    expect(cancelled.error).toBe("access_code.not_found");
    expect((await enter(code, "PC1")).code).toBe(200);
  });
});

test("staff need the right for sessions to see and take back codes", async () => {
  await server.addStaff("Clerk", "staff", ["member_add"]);
  const clerk = server.caller(await server.signIn("Clerk"));
  expect((await clerk.call("GET", "pcSessions/accessCodes")).error).toBe("permission.denied");
});
