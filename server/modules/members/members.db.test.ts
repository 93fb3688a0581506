import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CacheBus } from "../../kernel/cache-bus.ts";
import { TurnedClock } from "../../kernel/clock.ts";
import { Api, type Gate } from "../../kernel/http/api.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import type { Right } from "../../../contract/rights.ts";
import { openCafes, registerServer, setSetting, setUpCafe } from "../cafes/index.ts";
import { verifyLedger } from "../ledger/index.ts";
import {
  addBuiltInGroups,
  bindMemberRoutes,
  checkMemberPassword,
  insertMemberGroup,
  insertMembers,
  listMemberGroups,
  type LiveFacts,
} from "./index.ts";

/** The members' rows through the real binding and database; who calls is said by the test. */
let test: TestDatabase;
let bus: CacheBus;
let api: Api;
let cafeId = 0;
let gold = 0;
const now = new Date("2026-03-02T10:00:00Z"); // a Monday
const clock = new TurnedClock(now);
const seats = new Map<number, { pcName: string; runningCostMinor: number }>();
const live: LiveFacts = {
  pcOf: async (_, ids) => new Map([...seats].filter(([id]) => ids.includes(id))),
  beforeMoney: async (_, ids) =>
    new Map([...seats].filter(([id]) => ids.includes(id)).map(([id, seat]) => [id, seat.runningCostMinor])),
  playSeconds: async (_, member) => (member.discount_pc_time === 100 ? null : member.balance_minor),
};
const key = (): Caller => ({ kind: "key", cafeId, keyId: 1, name: "API", rateScope: "key:1" });
const staff = (...rights: Right[]): Caller => ({
  kind: "staff",
  cafeId,
  staffId: 2,
  staffSessionId: 3,
  name: "Sam",
  role: "staff",
  rights: new Set(rights),
});
const goldGroup = {
  name: "Gold",
  description: "",
  pointMinHundredths: 10_000,
  discountRate: 5,
  discountPcTime: 100,
  discountOffer: 7,
};
let caller: Caller;
let address = "192.0.2.1";

interface Answered {
  code: number;
  message: string;
  error?: string;
  // What a program reads: any JSON.
  data: Record<string, unknown>;
  replayed: boolean;
}

async function call(
  method: string,
  path: string,
  body: Record<string, unknown> = {},
  idempotencyKey?: string,
): Promise<Answered> {
  const headers = {
    "content-type": "application/json",
    ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
  };
  const readBody = async () => Buffer.from(JSON.stringify(body));
  const where = { path: `/api/v2/cafe/${cafeId}/${path}`, query: "", address, requestId: "r" };
  const request = { ...where, method, headers, readBody };
  try {
    clock.turn(61); // so that no rate limit is met
    const answer = await api.answer(request, () => undefined);
    return { ...(JSON.parse(String(answer.text)) as Answered), replayed: answer.replayed };
  } catch (error) {
    const { code, message, error: name, data } = error as Answered;
    if (name === undefined) throw error;
    return { code, message, error: name, data, replayed: false };
  }
}

const set = async (name: string, value: unknown) => {
  await test.db.transact((tx) => setSetting(tx, cafeId, name, value, now));
  await bus.close();
  bus = await CacheBus.open(test.db);
  await build();
};

async function build(): Promise<void> {
  const [identify, identifyPc] = [async () => caller, async () => null];
  const gate: Gate = { identify, identifyPc, noteRefusal: () => undefined };
  api = new Api({ db: test.db, clock, gate });
  bindMemberRoutes(api, { db: test.db, cafes: openCafes(test.db, bus), live });
}

let made = 0;
async function add(about: Record<string, unknown> = {}): Promise<number> {
  const answer = await call("POST", "members", {
    member_account: `player${++made}`,
    member_password: "secret",
    member_confirm: "secret",
    ...about,
  });
  expect(answer).toMatchObject({ code: 201, message: "success" });
  return answer.data["member_id"] as number;
}
const read = async (id: number) =>
  (await call("GET", `members/${id}`)).data["member"] as Record<string, unknown>;
const topUp = (ids: unknown, value: unknown, about: Record<string, unknown> = {}, idempotencyKey?: string) =>
  call("POST", "members/action/topup", { topup_ids: ids, topup_value: value, ...about }, idempotencyKey);

beforeAll(async () => {
  test = await openTestDatabase();
  bus = await CacheBus.open(test.db);
  await test.db.transact(async (tx) => {
    await registerServer(tx, "main", "main", "https://localhost", now);
    const ids = { bytes: (length: number) => new Uint8Array(length).fill(7) };
    ({ cafeId } = await setUpCafe(tx, ids, {
      name: "Corner",
      countryCode: "ES",
      currencyCode: "EUR",
      zone: "Europe/Madrid",
      serverCode: "main",
      now,
    }));
    await addBuiltInGroups(tx, cafeId, now);
    gold = await insertMemberGroup(tx, cafeId, goldGroup, now);
  });
  await build();
});
beforeEach(() => {
  caller = key();
});
afterEach(async () => {
  for await (const { broken } of verifyLedger(test.db)) expect(broken).toBeNull();
});
afterAll(async () => {
  await bus.close();
  await test.close();
});

describe("a member on the wire (api-v2.md 3.2, 6 #19)", () => {
  it("has 45 keys in the recorded order and the recorded formats", async () => {
    const id = await add({
      member_first_name: "Ada",
      member_birthday: "2001-05-17",
      member_expire_time_local: "2026-07-01 12:00:00",
      member_group_id: gold,
    });
    const member = await read(id);
    expect(Object.keys(member)).toHaveLength(45);
    expect(Object.keys(member).slice(0, 6)).toEqual([
      "member_id",
      "member_icafe_id",
      "member_account",
      "member_balance",
      "member_first_name",
      "member_last_name",
    ]);
    expect(member).toMatchObject({
      member_id: id,
      member_icafe_id: cafeId,
      member_id_icafe_id: `${id}_${cafeId}`,
      member_balance: "0.00",
      member_points: "0.00",
      member_birthday: "2001-05-17",
      member_expire_time_local: "2026-07-01 12:00:00",
      member_is_active: 1,
      member_is_expired: 0,
      member_is_logined: 0,
      member_pc_name: "",
      member_group_name: "Gold",
      member_group_discount_offer: 7,
      member_center_name: "Corner",
      is_owner: true,
      left_time: "9999:59:59",
    });
    expect(String(member["member_create_local"]).slice(11, 13)).not.toBe(
      String(member["member_create"]).slice(11, 13),
    );
    expect(
      Object.entries(member)
        .filter(([, value]) => value === null)
        .map(([name]) => name),
    ).toEqual(["member_comments", "member_recent_played"]);
  });

  it("shows where it plays and how long its money lasts", async () => {
    const id = await add();
    await topUp(id, 5);
    seats.set(id, { pcName: "PC001", runningCostMinor: 0 });
    expect(await read(id)).toMatchObject({
      member_is_logined: 1,
      member_pc_name: "PC001",
      left_time: "00:08:20",
      member_expire_time_local: "0000-00-00 00:00:00",
    });
    seats.clear();
  });

  it("that is not there is not found", async () => {
    expect(await call("GET", "members/1")).toMatchObject({
      code: 404,
      message: "Member not found.",
      error: "member.not_found",
    });
  });
});

describe("adding a member", () => {
  it("refuses what cannot be an account or a password, and says what would be right", async () => {
    const asked = { member_account: "good", member_password: "secret", member_confirm: "secret" };
    const refused = async (about: Record<string, unknown>) =>
      (await call("POST", "members", { ...asked, ...about })).error;
    expect(await refused({ member_account: "two words" })).toBe("member.account_invalid");
    expect(await refused({ member_account: "g_abc" })).toBe("member.account_invalid");
    expect(await refused({ member_password: "abc", member_confirm: "abc" })).toBe("member.password_invalid");
    expect(await refused({ member_group_id: 5 })).toBe("member_group.not_found");
    expect(await refused({ member_group_id: -2 })).toBe("member_group.not_found");
    expect(await refused({ promo_code: "X" })).toBe("promo.unknown");
    expect(await call("POST", "members", { ...asked, member_confirm: "other" })).toMatchObject({
      code: 400,
      message: "The member_confirm confirmation does not match.",
    });
  });

  it("takes an account once, without regard to case, also when many ask at once", async () => {
    const asked = { member_password: "secret", member_confirm: "secret" };
    const answers = await Promise.all(
      ["Twin", "twin", "TWIN", "tWin"].map((member_account) =>
        call("POST", "members", { ...asked, member_account }),
      ),
    );
    expect(answers.map(({ code }) => code).sort()).toEqual([201, 409, 409, 409]);
    expect(answers.find(({ code }) => code === 409)).toMatchObject({
      error: "member.account_exists",
      message: "Member account already exists.",
    });
  });

  it("demands the fields the café demands, and puts new members in its group", async () => {
    await set("member_settings", { member_phone: 1 });
    await set("default_member_group", gold);
    expect(
      await call("POST", "members", {
        member_account: "nophone",
        member_password: "secret",
        member_confirm: "secret",
      }),
    ).toMatchObject({
      code: 400,
      message: "The member_phone field is required.",
    });
    expect(await read(await add({ member_phone: "1" }))).toMatchObject({ member_group_id: gold });
    await set("member_settings", {});
    await set("default_member_group", 0);
  });

  it("with the same key happens once", async () => {
    const asked = { member_account: "once", member_password: "secret", member_confirm: "secret" };
    const first = await call("POST", "members", asked, "add-1");
    expect(await call("POST", "members", asked, "add-1")).toEqual({ ...first, replayed: true });
  });

  it("stops at 50000 members; guests do not count", async () => {
    const before = await test.db.row<{ n: number }>(
      "select count(*)::integer as n from members where cafe_id = $1",
      [cafeId],
    );
    const few = Array.from({ length: 50_000 - (before?.n ?? 0) }, (_, i) => ({
      account: `bulk${i}`,
      passwordHash: null,
      memberGroupId: 0,
    }));
    const ids = await test.db.transact((tx) => insertMembers(tx, cafeId, few, now));
    await test.db.transact((tx) =>
      insertMembers(tx, cafeId, [{ account: "G_AAAAAA", passwordHash: null, memberGroupId: -2 }], now),
    );
    const asked = { member_account: "toomany", member_password: "secret", member_confirm: "secret" };
    expect(await call("POST", "members", asked)).toMatchObject({ code: 400, error: "limit.max_records" });
    expect((await call("GET", "members", { guest: 1 })).data["paging_info"]).toMatchObject({
      total_records: 1,
    });
    await test.db.transact((tx) =>
      tx.run("delete from members where cafe_id = $1 and (member_id = any ($2) or account = 'G_AAAAAA')", [
        cafeId,
        ids,
      ]),
    );
    expect(await call("POST", "members", asked)).toMatchObject({ code: 201 });
  });
});

describe("changing a member", () => {
  it("changes what is sent and nothing else", async () => {
    const id = await add({ member_phone: "1", member_comments: "note", member_birthday: "2001-05-17" });
    const before = await read(id);
    expect(
      await call("PUT", `members/${id}`, {
        member_first_name: "Eva",
        member_is_active: 0,
        member_comments: "",
      }),
    ).toMatchObject({ data: { member_id: id } });
    const { member_update: _, member_update_local: __, ...after } = await read(id);
    expect({ ...before, ...after }).toEqual({
      ...before,
      member_first_name: "Eva",
      member_is_active: 0,
      member_comments: null,
    });
    await call("PUT", `members/${id}`, {
      member_birthday: "",
      member_expire_time_local: "0000-00-00",
      member_password: "",
    });
    expect(await read(id)).toMatchObject({
      member_birthday: null,
      member_expire_time_local: "0000-00-00 00:00:00",
    });
  });

  it("changes password, account and group, and refuses those that cannot be", async () => {
    const [id, other] = [await add(), await add()];
    await call("PUT", `members/${id}`, {
      member_account: "Renamed",
      member_password: "better",
      member_confirm: "better",
      member_group_id: gold,
    });
    expect(await checkMemberPassword(test.db, cafeId, "renamed", "better")).toMatchObject({
      member_id: id,
      member_group_id: gold,
    });
    expect(await checkMemberPassword(test.db, cafeId, "renamed", "secret")).toBeNull();
    expect(await call("PUT", `members/${other}`, { member_account: "RENAMED" })).toMatchObject({
      code: 409,
      error: "member.account_exists",
    });
    expect(await call("PUT", `members/${other}`, { member_account: "" })).toMatchObject({
      error: "member.account_invalid",
    });
    expect(await call("PUT", `members/${other}`, { member_group_id: 77 })).toMatchObject({
      error: "member_group.not_found",
    });
    await set("point_enable", 1);
    expect(await call("PUT", `members/${id}`, { member_group_id: 0 })).toMatchObject({ code: 200 });
    expect(await read(id)).toMatchObject({ member_group_id: gold, member_account: "Renamed" });
    await set("point_enable", 0);
  });
});

describe("removing a member", () => {
  it("is refused in a session and while values are left; forced, the books stay right and the account is free", async () => {
    const id = await add({ member_account: "leaver" });
    await topUp(id, 12, { topup_balance_bonus: 3, add_coin: "1.5" });
    seats.set(id, { pcName: "PC001", runningCostMinor: 0 });
    expect(await call("DELETE", `members/${id}`)).toMatchObject({ code: 409, error: "member.in_session" });
    seats.clear();
    expect(await call("DELETE", `members/${id}`)).toMatchObject({
      code: 409,
      error: "member.has_values",
      message:
        "The member still has balance, bonus, coins: settle it first, or send force=1 to write it off.",
    });
    expect(await call("DELETE", `members/${id}`, { force: 1 })).toMatchObject({ code: 200, data: {} });
    expect(await call("DELETE", `members/${id}`, { force: 1 })).toMatchObject({ code: 404 });
    expect(await add({ member_account: "Leaver" })).not.toBe(id);
    const logs = await test.db.rows(
      "select event, member_account from billing_logs where cafe_id = $1 and member_id = $2 order by billing_log_id",
      [cafeId, id],
    );
    expect(logs.at(-1)).toEqual({ event: "MEMBER_DELETE", member_account: "leaver" });
  });
});

describe("lists", () => {
  it("page, sort and search by part of a value", async () => {
    for (const name of ["Zoe", "Yan", "Xi"])
      await add({ member_first_name: name, member_last_name: "Lister%", member_phone: `+34 ${name}` });
    const list = async (about: Record<string, unknown>) => {
      const { data } = await call("GET", "members", { search_text: "lister%", ...about });
      const members = data["members"] as { member_first_name: string }[];
      return {
        names: members.map((member) => member.member_first_name),
        paging: data["paging_info"] as Record<string, unknown>,
      };
    };
    expect((await list({})).names).toEqual(["Zoe", "Yan", "Xi"]);
    expect((await list({ sort_name: "member_first_name", sort: "asc" })).names).toEqual(["Xi", "Yan", "Zoe"]);
    expect((await list({ sort_name: "no such; drop", sort: "desc" })).names).toEqual(["Xi", "Yan", "Zoe"]);
    const second = await list({ page: "2", limit: 2 });
    expect(second.names).toEqual(["Xi"]);
    expect(second.paging).toMatchObject({
      total_records: 3,
      pages: 2,
      page: "2",
      page_prev: 1,
      page_next: 0,
      start_from: "2",
      end_from: "4",
    });
    expect((await list({ page: "9" })).names).toEqual([]);
    expect((await list({ search_field: "member_account" })).names).toEqual([]);
    expect((await list({ search_text: "34 yAN", search_field: "member_phone" })).names).toEqual(["Yan"]);
    expect((await list({ search_text: "_oe" })).names).toEqual([]);
    expect((await list({ search_text: "Xi Lister" })).names).toEqual(["Xi"]);
    expect((await list({ guest: 1 })).names).toEqual([]);
    expect((await list({ member_group_id: gold })).names).toEqual([]);
  });

  it("suggestions put the exact account first and are at most thirty", async () => {
    for (let i = 0; i < 32; i++) await add({ member_account: `sug${i}` });
    await add({ member_account: "Xsug1" });
    const { data } = await call("GET", "members/action/suggestMembers", { search_text: "SUG1" });
    const accounts = (data as unknown as { member_account: string }[]).map((member) => member.member_account);
    expect(accounts[0]).toBe("sug1");
    expect(accounts.at(-1)).toBe("Xsug1");
    expect((await call("GET", "members/action/suggestMembers", { search_text: "sug" })).data).toHaveLength(
      30,
    );
  });

  it("a café has the known groups", async () => {
    expect(
      (await listMemberGroups(test.db, cafeId)).map((group) => [group.member_group_id, group.name]),
    ).toEqual([
      [-5, "Free"],
      [-4, "Offer"],
      [-3, "Postpaid"],
      [-2, "Prepaid"],
      [-1, "Guest"],
      [0, "Default"],
      [gold, "Gold"],
    ]);
  });
});

describe("memberInfo (api-v2.md 6 #23)", () => {
  it("answers code 200 for all, and says whether the password is right", async () => {
    const id = await add({ member_account: "Info" });
    const info = async (about: Record<string, unknown>) =>
      (await call("POST", "members/action/memberInfo", about)).data;
    expect(await info({ member_account: "nobody", member_password: "secret" })).toEqual({
      member: null,
      verify: false,
    });
    expect(await info({ member_account: "info" })).toMatchObject({
      verify: true,
      member_id: id,
      member: { member_id: id },
    });
    expect(await info({ member_account: "INFO", member_password: "secret" })).toMatchObject({ verify: true });
    expect(await info({ member_account: "info", member_password: "wrong" })).toMatchObject({
      verify: false,
      member: { member_id: id },
    });
  });

  it("closes account and address after ten wrong passwords, but not for programs that send a dash", async () => {
    await add({ member_account: "guessed" });
    const ask = (member_password: string) =>
      call("POST", "members/action/memberInfo", { member_account: "guessed", member_password });
    for (let i = 0; i < 12; i++) expect((await ask("-")).data["verify"]).toBe(false);
    const start = clock.now();
    for (let i = 0; i < 10; i++) {
      await test.db.transact((tx) =>
        tx.run("update sign_in_failures set at = $2 where cafe_id = $1 and account = 'guessed'", [
          cafeId,
          new Date(start.getTime() + 700_000),
        ]),
      );
      expect(await ask("wrong")).toMatchObject({ code: 200 });
    }
    expect(await ask("secret")).toMatchObject({ code: 429, error: "auth.too_many_logins" });
    address = "192.0.2.2";
    expect((await ask("secret")).data["verify"]).toBe(true);
    address = "192.0.2.1";
  });
});

describe("top-up over the wire", () => {
  it("answers one order for each member in the order given, and what they hold", async () => {
    const [a, b] = [await add(), await add()];
    const answer = await topUp(`${b},${a},${b}`, "50", {
      topup_balance_bonus: 10,
      add_coin: 2,
      payment_method: 2,
    });
    expect(answer.data["order_ids"]).toHaveLength(2);
    expect(answer.data["members"]).toEqual(
      [b, a].map((member_id) => ({
        member_id,
        member_balance: "50.00",
        member_balance_bonus: "10.00",
        member_coin_balance: "2.00",
        member_loan: "0.00",
      })),
    );
    expect(await topUp(`${a},5`, 1)).toMatchObject({ code: 404, message: "Member not found." });
    expect((await read(a))["member_balance"]).toBe("50.00");
  });

  it("with the same key answers byte for byte the same, with another body 409", async () => {
    const id = await add();
    const first = await topUp(id, 50, {}, "pay-1");
    expect(await topUp(String(id), "50", {}, "pay-1")).toEqual({ ...first, replayed: true });
    expect(await topUp(id, 60, {}, "pay-1")).toMatchObject({ code: 409, error: "idempotency.key_reused" });
    expect(await topUp(id, "x", {}, "pay-1")).toMatchObject({ code: 409, error: "idempotency.key_reused" });
    expect(await topUp(id, -60, {}, "pay-1")).toMatchObject({ code: 409, error: "idempotency.key_reused" });
    expect((await read(id))["member_balance"]).toBe("50.00");
  });

  it("a refund needs a comment and money that is there and not played away", async () => {
    const id = await add();
    await topUp(id, 20);
    expect(await topUp(id, -5)).toMatchObject({ code: 400, error: "topup.comment_required" });
    seats.set(id, { pcName: "PC001", runningCostMinor: 1_600 });
    expect(await topUp(id, -5, { comment: "back" })).toMatchObject({
      code: 402,
      message: "Insufficient balance.",
      error: "ledger.insufficient_balance",
    });
    seats.clear();
    expect(await topUp(id, -5, { comment: "back" })).toMatchObject({ code: 200 });
    expect(await topUp(id, 0, { add_coin: -1 })).toMatchObject({
      code: 402,
      error: "ledger.insufficient_coins",
    });
    expect(await topUp(id, "0.001")).toMatchObject({ code: 400 });
    expect(await topUp(id, 1, { promo_code: "X" })).toMatchObject({ code: 400, error: "promo.unknown" });
  });

  it("staff need the rights; the bonus that is due needs none of its own", async () => {
    await set("price_bonus", [{ limit: 50, value: 5 }]);
    const id = await add();
    expect(
      (await call("POST", "members/action/fetchBonus", { member_id: id, topup_value: 50 })).data,
    ).toMatchObject({ bonus: "5.00" });
    caller = staff("topup");
    expect(await topUp(id, 50, { topup_balance_bonus: 5 })).toMatchObject({ code: 200 });
    expect(await topUp(id, 50, { topup_balance_bonus: 6, comment: "x" })).toMatchObject({
      code: 403,
      error: "permission.denied",
    });
    expect(await topUp(id, -1, { comment: "x" })).toMatchObject({ code: 403 });
    caller = staff("topup", "bonus_manual");
    expect(await topUp(id, 50, { topup_balance_bonus: 6 })).toMatchObject({
      code: 400,
      error: "topup.comment_required",
    });
    expect(await topUp(id, 50, { topup_balance_bonus: 6, comment: "birthday" })).toMatchObject({ code: 200 });
    const log = await test.db.row(
      "select staff_name, details, bonus_minor from billing_logs where cafe_id = $1 and member_id = $2 order by billing_log_id desc limit 1",
      [cafeId, id],
    );
    expect(log).toEqual({ staff_name: "Sam", details: "birthday", bonus_minor: 600 });
    await set("price_bonus", []);
  });

  it("fetchBonus answers under every name and per member, and guests get none", async () => {
    await set("price_bonus", [[50, 10]]);
    await set("bonus_unit", "percent");
    const id = await add();
    const [guest = 0] = await test.db.transact((tx) =>
      insertMembers(tx, cafeId, [{ account: "G_BBBBBB", passwordHash: null, memberGroupId: -2 }], now),
    );
    const fetch = (body: Record<string, unknown>) => call("POST", "members/action/fetchBonus", body);
    expect((await fetch({ member_ids: `${id},${guest}`, topup: "75" })).data).toEqual({
      bonus: "7.50",
      topup_balance_bonus: "7.50",
      add_coin: 0,
      member_id: id,
      members: [
        { bonus: "7.50", topup_balance_bonus: "7.50", add_coin: 0, member_id: id },
        { bonus: "0.00", topup_balance_bonus: "0.00", add_coin: 0, member_id: guest },
      ],
    });
    expect((await fetch({ amount: 49.99 })).data).toMatchObject({
      bonus: "0.00",
      member_id: null,
      members: [],
    });
    expect(await fetch({ member_id: 5, topup_value: 1 })).toMatchObject({ code: 404 });
    await set("topup_bonus_field_type", "coin");
    expect((await fetch({ member_id: id, topup_value: 75 })).data).toMatchObject({
      bonus: "0.00",
      add_coin: 8,
    });
  });
});
