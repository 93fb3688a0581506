import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import { verifyLedger } from "../ledger/index.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Sessions from start to end through the real server, on a turned clock (billing.md 6.5, 7). */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00.400Z");
let api: ApiCaller;
let members = 0;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  for (const name of ["PC1", "PC2", "PC3"]) await api.call("POST", "pcs", { pc_name: name });
});
afterAll(() => server.close());
beforeEach(() => clock.turn(60));
afterEach(async () => {
  const broken: string[] = [];
  for await (const result of verifyLedger(server.db)) if (result.broken !== null) broken.push(result.broken);
  expect(broken).toEqual([]);
});

async function newMember(balance: number): Promise<{ id: number; account: string }> {
  const account = `player${++members}`;
  const made = await api.call("POST", "members", {
    member_account: account,
    member_password: "secret",
    member_confirm: "secret",
  });
  const id = (made.data as { member_id: number }).member_id;
  if (balance > 0) await topUp(id, balance);
  return { id, account };
}
const topUp = (id: number, value: number, bonus?: number) =>
  api.call("POST", "members/action/topup", {
    topup_ids: String(id),
    topup_value: value,
    ...(bonus === undefined ? {} : { topup_balance_bonus: bonus, comment: "bonus" }),
  });
const start = (pcName: string, id: number) =>
  api.call("POST", "pcSessions/action/startMember", { pc_name: pcName, member_id: id });
const checkout = (pcName: string) => api.call("POST", "pcSessions/checkout", { pc_name: pcName });
const pcRow = async (pcName: string) => {
  const list = (await api.call("GET", "pcList")).data as Record<string, unknown>[];
  return list.find((row) => row["pc_name"] === pcName) ?? {};
};
const balanceOf = async (id: number) =>
  ((await api.call("GET", `members/${id}`)).data as { member: Record<string, string> }).member[
    "member_balance"
  ];

interface Row {
  started_at: Date;
  ended_at: Date | null;
  ends_at: Date | null;
  ended_by: string;
  charge_minor: number;
}
const sessionOf = (id: number) =>
  server.db.row<Row>(
    "select started_at, ended_at, ends_at, ended_by, charge_minor from sessions where member_id = $1 order by started_at desc limit 1",
    [id],
  );
const logOf = (id: number) =>
  server.db.row<{ at: Date; details: string; staff_name: string }>(
    "select at, details, staff_name from billing_logs where member_id = $1 and event = 'CHECKOUT' order by at desc limit 1",
    [id],
  );

/** The rate an hour of the café's first price, as the PC list's left time shows it. */
const ratePerHour = async () => {
  const probe = await newMember(100);
  await start("PC3", probe.id);
  const row = await sessionOf(probe.id);
  await checkout("PC3");
  const seconds = ((row?.ends_at?.getTime() ?? 0) - (row?.started_at.getTime() ?? 0)) / 1000;
  return 100 / (seconds / 3600);
};

test("staff start and stop: half an hour costs half the rate, once, and the books name who did it", async () => {
  const rate = await ratePerHour();
  const { id } = await newMember(20);
  const started = await start("PC1", id);
  expect(started.code).toBe(200);
  expect(await pcRow("PC1")).toMatchObject({
    member_id: id,
    status_connect_time_duration: "00:00:00",
    member_balance: "20.00",
  });
  clock.turn(1800);
  expect(await pcRow("PC1")).toMatchObject({
    status_connect_time_duration: "00:30:00",
    member_balance: "20.00",
  });
  const ended = await checkout("PC1");
  expect(ended.data).toMatchObject({
    paid: (rate / 2).toFixed(2),
    results: [{ pc_name: "PC1", member_id: id, status: "success" }],
  });
  expect(await balanceOf(id)).toBe((20 - rate / 2).toFixed(2));
  expect((await sessionOf(id))?.ended_by).toBe("Cafe");
  expect((await logOf(id))?.details).toContain("Checkout by Cafe");
  expect((await checkout("PC1")).text).toBe(
    '{"code":409,"message":"No session is running on this PC.","error":"pc.not_in_session"}',
  );
  expect((await pcRow("PC1"))["member_id"]).toBeNull();
});

test("the member starts and ends the session by a token of their own, and the token of that PC ends with it", async () => {
  const { id, account } = await newMember(20);
  const login = {
    license_name: server.cafe.licenseName,
    member_account: account,
    member_password: "secret",
    pc_name: "PC1",
    is_client: 1,
  };
  const answer = await server.caller().call("POST", "/api/v2/auth/memberLogin", login);
  const own = server.caller((answer.data as { token: string }).token);
  expect(
    (await own.call("POST", "clientStartSession", { member_account: "somebody", pc_name: "PC1" })).error,
  ).toBe("permission.other_member");
  expect(
    (await own.call("POST", "clientStartSession", { member_account: account, pc_name: "PC1" })).code,
  ).toBe(200);
  clock.turn(600);
  expect((await own.call("POST", "autoCheckout", { member_id: id, pc_name: "PC1" })).code).toBe(200);
  expect((await sessionOf(id))?.ended_by).toBe("Client");
  expect((await own.call("POST", "autoCheckout", { member_id: id, pc_name: "PC1" })).error).toBe(
    "auth.unauthenticated",
  );
});

describe("time over", () => {
  test("ends at the exact second the money is used up, when the clock stands right there", async () => {
    const { id } = await newMember(1);
    await start("PC1", id);
    const ends = (await sessionOf(id))?.ends_at as Date;
    clock.turn((ends.getTime() - clock.now().getTime()) / 1000);
    await vi.waitFor(async () => expect((await sessionOf(id))?.ended_at).toEqual(ends), { timeout: 5_000 });
    expect(await balanceOf(id)).toBe("0.00");
    expect((await pcRow("PC1"))["member_id"]).toBeNull();
  });

  test("noticed hours later reads in the books as on time", async () => {
    const { id } = await newMember(2);
    await start("PC2", id);
    const ends = (await sessionOf(id))?.ends_at as Date;
    clock.turn(9 * 3600);
    await vi.waitFor(async () => expect((await sessionOf(id))?.ended_at).toEqual(ends), { timeout: 5_000 });
    const log = await logOf(id);
    expect(log?.at).toEqual(ends);
    expect(log?.details).toContain("Checkout by Auto");
    expect(await balanceOf(id)).toBe("0.00");
  });

  test("one second before the end the session still runs", async () => {
    const { id } = await newMember(1);
    await start("PC1", id);
    const ends = (await sessionOf(id))?.ends_at as Date;
    clock.turn((ends.getTime() - 1000 - clock.now().getTime()) / 1000);
    await server.app.sessions.clock.look();
    expect((await sessionOf(id))?.ended_at).toBeNull();
    expect((await pcRow("PC1"))["status_connect_time_left"]).toBe("00:00:01");
    clock.turn(1);
    await vi.waitFor(async () => expect((await sessionOf(id))?.ended_at).toEqual(ends), { timeout: 5_000 });
  });

  test("one session that cannot be ended keeps no other running", async () => {
    const [stuck, fine] = [await newMember(1), await newMember(1)];
    const idOf = async (answer: ReturnType<typeof start>) =>
      ((await answer).data as { session_id: number }).session_id;
    const stuckId = await idOf(start("PC1", stuck.id));
    const fineId = await idOf(start("PC2", fine.id));
    // Terms that were spoilt from outside cannot be reckoned with.
    await server.db.transact((tx) =>
      tx.run("update session_spans set terms = '{}' where ended_at is null and session_id = $1", [stuckId]),
    );
    clock.turn(24 * 3600);
    await vi.waitFor(async () => expect((await sessionOf(fine.id))?.ended_at).not.toBeNull(), {
      timeout: 5_000,
    });
    await server.db.transact((tx) =>
      tx.run(
        `update session_spans set terms = (select terms from session_spans where session_id = $2) where session_id = $1`,
        [stuckId, fineId],
      ),
    );
    clock.turn(60);
    await vi.waitFor(async () => expect((await sessionOf(stuck.id))?.ended_at).not.toBeNull(), {
      timeout: 5_000,
    });
  });
});

test("a top-up in session moves the end, and the old end passes without an end", async () => {
  const { id } = await newMember(1);
  await start("PC1", id);
  const before = (await sessionOf(id))?.ends_at as Date;
  const left = (before.getTime() - clock.now().getTime()) / 1000;
  clock.turn(60);
  await topUp(id, 3);
  await vi.waitFor(
    async () =>
      expect((await sessionOf(id))?.ends_at?.getTime()).toBeGreaterThan(before.getTime() + left * 1000),
    { timeout: 5_000 },
  );
  clock.turn(left);
  await server.app.sessions.clock.look();
  expect((await sessionOf(id))?.ended_at).toBeNull();
  await checkout("PC1");
});

describe("twenty at once", () => {
  test("on one PC: exactly one member sits down, the others are told that a session runs", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => newMember(5)));
    clock.turn(60);
    const answers = await Promise.all(all.map(({ id }) => start("PC1", id)));
    expect(answers.filter(({ code }) => code === 200)).toHaveLength(1);
    expect(answers.filter(({ error }) => error === "pc.in_session")).toHaveLength(19);
    await checkout("PC1");
  });

  test("one member on three PCs: exactly one session", async () => {
    const { id } = await newMember(5);
    const answers = await Promise.all(
      Array.from({ length: 21 }, (_, index) => start(`PC${(index % 3) + 1}`, id)),
    );
    const won = answers.filter(({ code }) => code === 200);
    expect(won).toHaveLength(1);
    expect(
      answers.filter(({ error }) => error === "session.member_elsewhere" || error === "pc.in_session"),
    ).toHaveLength(20);
    await checkout((won[0]?.data as { pc_name: string }).pc_name);
  });

  test("ends of one session: it is charged once", async () => {
    const rate = await ratePerHour();
    const { id } = await newMember(20);
    await start("PC1", id);
    clock.turn(3600);
    const answers = await Promise.all(Array.from({ length: 20 }, () => checkout("PC1")));
    expect(answers.filter(({ code }) => code === 200)).toHaveLength(1);
    expect(answers.filter(({ error }) => error === "pc.not_in_session")).toHaveLength(19);
    expect(await balanceOf(id)).toBe((20 - rate).toFixed(2));
  });
});

test("twenty guesses of one password at once are no way round the ten in ten minutes", async () => {
  const { account } = await newMember(0);
  const login = { license_name: server.cafe.licenseName, member_account: account, member_password: "wrong" };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => server.caller().call("POST", "/api/v2/auth/memberLogin", login)),
  );
  expect(answers.filter(({ error }) => error === "auth.bad_credentials")).toHaveLength(10);
  expect(answers.filter(({ error }) => error === "auth.too_many_logins")).toHaveLength(10);
});
