import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { adminPassword, openTestServer, type TestServer } from "../../testing/test-server.ts";

/** billingLogs and feedback as programs read them (api-v2.md 2.13, 3.9, 3.24, 6). The café lies in Madrid, in winter. */

let server: TestServer;
let clock: TurnedClock;
let key: ApiCaller;
let admin: ApiCaller;

beforeAll(async () => {
  clock = new TurnedClock("2025-02-10T12:00:00Z");
  server = await openTestServer({ clock });
  key = server.caller(await server.makeKey());
  admin = server.caller(await server.signIn());
  await server.db.transact(async (tx) => {
    await tx.run("delete from billing_logs where cafe_id = $1", [server.cafe.cafeId]);
    await tx.run(
      `insert into members (cafe_id, member_id, account, member_group_id, created_at, updated_at) values
       ($1, 100000000777, 'Player1', 0, now(), now())`,
      [server.cafe.cafeId],
    );
  });
});
afterAll(() => server.close());

interface Row {
  log_id: number;
  log_event: string;
  [key: string]: unknown;
}
interface LogAnswer {
  log_list: Row[];
  paging_info: Record<string, unknown>;
  total: Record<string, string | null>;
  event_list: string[];
}

/** The transfer of a row that shows tenders: what came in is a sale. */
async function transferOf(row: Record<string, unknown>): Promise<number | null> {
  const paid = ["cash", "card", "qr"].map((tender) => Number(row[`${tender}_minor`] ?? 0));
  if (paid.every((amount) => amount === 0)) return null;
  const found = await server.db.row<{ id: number }>(
    `with t as (insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_name)
       values ($1, nextval('transfer_ids'), $2, 'sale', 'system', 'Test') returning transfer_id), posted as (
       insert into entries (cafe_id, transfer_id, line, account, unit, amount)
       select $1, transfer_id, row_number() over (), account, 'money', amount from t cross join (values
         ('cash', -$3::bigint), ('card', -$4::bigint), ('qr', -$5::bigint), ('sales_other', $3 + $4 + $5)) e (account, amount)
       where amount <> 0)
     select transfer_id as id from t`,
    [server.cafe.cafeId, row["at"], ...paid],
  );
  return found?.id ?? null;
}

/** Writes a row as a module that moves money does; its id. */
async function write(about: Record<string, unknown>): Promise<number> {
  const row = { ...about, transfer_id: await transferOf(about) };
  const names = Object.keys(row);
  const written = await server.db.row<{ billing_log_id: number }>(
    `insert into billing_logs (cafe_id, ${names.join(", ")}) values ($1, ${names.map((_, n) => `$${n + 2}`).join(", ")})
     returning billing_log_id`,
    [server.cafe.cafeId, ...Object.values(row)],
  );
  return written?.billing_log_id ?? 0;
}

const logs = async (parameters: Record<string, unknown>, caller = key) => {
  const answer = await caller.call("GET", "billingLogs", parameters);
  expect(answer.message).toBe("success");
  return answer.data as LogAnswer;
};
const onDay = (date: string) => ({ date_start: date, date_end: date });

describe("billingLogs", () => {
  test("without rows answers the recorded empty shape, byte for byte (6 #9)", async () => {
    const answer = await key.call("GET", "billingLogs", { ...onDay("2020-01-01"), page: 1 });
    expect(answer.text).toBe(
      '{"code":200,"message":"success","data":{"log_list":[],"paging_info":{"total_records":0,"pages":0,"page":1,"page_prev":1,"page_next":0,"page_start":1,"page_end":0,"start_from":"0","end_from":"30"},"total":{"log_bonus":null,"log_money":null,"log_coin":null,"log_spend":null,"log_card":null,"log_used_secs":"00:00:00"},"event_list":[]}}',
    );
  });

  test("writes a row with the 15 recorded keys in their order, ours after them (6 #20)", async () => {
    await write({
      ...{ at: "2025-01-05T23:30:00Z", event: "CHECKOUT", member_account: "Player1", pc_name: "PC001" },
      ...{ staff_name: "API", cash_minor: -250, card_minor: 100, bonus_minor: -50, coins_hundredths: 150 },
      ...{ spend_minor: 1234, used_seconds: 90_061, details: "Client", qr_minor: 7 },
    });
    const { log_list } = await logs(onDay("2025-01-06"));
    expect(Object.keys(log_list[0] ?? {}).join(" ")).toBe(
      "log_id log_icafe_id log_date log_member_account log_pc_name log_event log_money log_spend log_card log_bonus log_coin log_used_secs log_details log_staff_name log_date_local log_qr log_read order_id session_id shift_id",
    );
    expect(log_list).toEqual([
      {
        log_id: expect.any(Number) as number,
        log_icafe_id: server.cafe.cafeId,
        log_date: "2025-01-05 23:30:00",
        log_member_account: "Player1",
        log_pc_name: "PC001",
        log_event: "CHECKOUT",
        log_money: "-2.50",
        log_spend: "12.34",
        log_card: "1.00",
        log_bonus: "-0.50",
        log_coin: "1.50",
        log_used_secs: "25:01:01",
        log_details: "Client",
        log_staff_name: "API",
        log_date_local: "2025-01-06 00:30:00",
        log_qr: "0.07",
        log_read: 0,
        order_id: expect.any(Number) as number,
        session_id: null,
        shift_id: null,
      },
    ]);
  });

  test("takes its days in café time and counts the last minute whole", async () => {
    for (const time of ["09:59:59", "10:00:00", "10:30:59", "10:31:00"])
      await write({ at: `2025-01-07T${time}+01:00`, event: "TOPUP", details: time });
    const found = async (parameters: Record<string, unknown>) =>
      (await logs({ ...onDay("2025-01-07"), ...parameters })).log_list.map((row) => row["log_details"]);
    expect(await found({})).toEqual(["10:31:00", "10:30:59", "10:00:00", "09:59:59"]);
    expect(await found({ time_start: "10:00", time_end: "10:30" })).toEqual(["10:30:59", "10:00:00"]);
    expect(await found({ date_start: "2025-01-07 10:00" })).toEqual(["10:31:00", "10:30:59", "10:00:00"]);
    expect(await found({ time_start: "10:31", time_end: "24:00" })).toEqual(["10:31:00"]);
    expect(await found({ data_source: "history" })).toHaveLength(4);
  });

  test("takes ranges as programs send them: + for the space, a bare colon, a body on GET (6 #15)", async () => {
    for (const query of ["date_start=2025-01-07+10:00:00", "date_start=2025-01-07%2010%3A00&event="]) {
      const path = `/api/v2/cafe/${server.cafe.cafeId}/billingLogs?${query}&date_end=2025-01-07&page=1`;
      const answer = await key.raw({ method: "GET", path, headers: { "content-type": "application/json" } });
      expect((answer.data as LogAnswer).log_list).toHaveLength(3);
    }
  });

  test("a start that is not before its end is `Time range error`", async () => {
    for (const asked of [
      { date_start: "2025-01-08", date_end: "2025-01-07" },
      { ...onDay("2025-01-07"), time_start: "10:00", time_end: "10:00" },
    ]) {
      const answer = await key.call("GET", "billingLogs", asked);
      expect([answer.status, answer.text]).toEqual([
        200,
        '{"code":400,"message":"Time range error","error":"request.time_range"}',
      ]);
    }
    const none = await key.call("GET", "billingLogs", { date_start: "2025-13-01", date_end: "2025-01-07" });
    expect([none.code, Object.keys((none.data as { fields: object }).fields)]).toEqual([400, ["date_start"]]);
  });

  test("pages follow one another to an empty list, and page is the text that was sent (6 #16, #21)", async () => {
    for (let n = 0; n < 7; n++) await write({ at: "2025-01-09T10:00:00Z", event: "ALERT" });
    const asked = { ...onDay("2025-01-09"), limit: 3 };
    const pages = [];
    for (const page of [1, 2, 3, 4]) pages.push(await logs({ ...asked, page }));
    const ids = pages.flatMap(({ log_list }) => log_list.map((row) => row.log_id));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
    expect(pages.map(({ log_list }) => log_list.length)).toEqual([3, 3, 1, 0]);
    expect(pages.map(({ paging_info }) => [paging_info["page"], paging_info["page_next"]])).toEqual([
      ["1", 2],
      ["2", 3],
      ["3", 0],
      ["4", 0],
    ]);
    expect((await logs(asked)).paging_info).toMatchObject({ page: 1, total_records: 7, pages: 3 });
  });

  test("filters by event, group of events, staff, member, PC, and members or guests", async () => {
    const at = "2025-01-10T10:00:00Z";
    await write({ at, event: "TOPUP", member_account: "Player1", staff_name: "Ann", cash_minor: 500 });
    await write({ at, event: "CHECKOUT", member_account: "G_ABC123", pc_name: "PC002", cash_minor: 70 });
    await write({ at, event: "STAFF_LOGIN", staff_name: "Bob" });
    const found = async (asked: Record<string, unknown>) =>
      (await logs({ ...onDay("2025-01-10"), ...asked })).log_list.map((row) => row.log_event);
    expect(await found({ event: "TOPUP" })).toEqual(["TOPUP"]);
    expect(await found({ log_type: "session" })).toEqual(["CHECKOUT"]);
    expect(await found({ log_type: "all" })).toHaveLength(3);
    expect(await found({ staff: "ann" })).toEqual(["TOPUP"]);
    expect(await found({ member: "PLAYER1" })).toEqual(["TOPUP"]);
    expect(await found({ pc: "pc002" })).toEqual(["CHECKOUT"]);
    expect(await found({ member_or_guest: "member" })).toEqual(["TOPUP"]);
    expect(await found({ member_or_guest: "guest" })).toEqual(["CHECKOUT"]);
    expect(await found({ member: "player1", event: "CHECKOUT" })).toEqual([]);
    const refused = await key.call("GET", "billingLogs", { ...onDay("2025-01-10"), log_type: "weather" });
    expect(refused.message).toBe("The selected log_type is invalid.");
  });

  test("the total is of what fits, the events are those of the range", async () => {
    const { total, event_list } = await logs({ ...onDay("2025-01-10"), event: "TOPUP" });
    expect(total).toEqual({
      ...{ log_bonus: "0.00", log_money: "5.00", log_coin: "0.00", log_spend: "0.00", log_card: "0.00" },
      log_used_secs: "00:00:00",
    });
    expect(event_list).toEqual(["CHECKOUT", "STAFF_LOGIN", "TOPUP"]);
    expect((await logs({ ...onDay("2025-01-10"), member: "nobody" })).event_list).toEqual([]);
  });

  test("a top-up made over the API is there at once, with its order", async () => {
    await key.call("POST", "members/action/topup", { topup_ids: "100000000777", topup_value: "20.50" });
    const { log_list, total } = await logs({ ...onDay("2025-02-10"), event: "TOPUP" });
    expect(log_list[0]).toMatchObject({
      log_money: "20.50",
      log_staff_name: "API",
      log_member_account: "Player1",
    });
    expect(log_list[0]?.["order_id"]).toEqual(expect.any(Number));
    expect(total["log_money"]).toBe("20.50");
  });
});

test("what staff do is told with who did it, from where, and what was before", async () => {
  await server.addStaff("Eve", "staff", [], { shift: false });
  const eve = server.caller(await server.signIn("Eve"));
  const passwords = { old_password: adminPassword, new_password: "another long one" };
  expect((await eve.call("POST", "/api/v2/auth/staffChangePassword", passwords)).code).toBe(200);
  expect((await eve.call("POST", "/api/v2/auth/staffLogout")).code).toBe(200);
  await admin.call("PUT", "apiSettings", { api_access_ip: "127.0.0.1,::1,10.0.0.0/8" });
  const member = { member_first_name: "Ada", member_is_active: 0, member_account: "Player1" };
  expect((await admin.call("PUT", "members/100000000777", member)).code).toBe(200);
  await admin.call("PUT", "members/100000000777", { member_is_active: 1 });
  const told = async (asked: Record<string, unknown>) =>
    (await logs({ ...onDay("2025-02-10"), ...asked })).log_list.map((row) => [
      ...[row.log_event, row["log_staff_name"], row["log_details"]],
    ]);
  expect(await told({ staff: "Eve" })).toEqual([
    ["STAFF_LOGOUT", "Eve", "from 127.0.0.1"],
    ["STAFF_UPDATE", "Eve", "password changed, from 127.0.0.1; other sign-ins ended: 0"],
    ["STAFF_LOGIN", "Eve", "from 127.0.0.1, Unknown device"],
  ]);
  expect((await told({ event: "CONFIG_UPDATE" }))[0]).toEqual([
    ...["CONFIG_UPDATE", "Admin", 'api_access_ip: "127.0.0.1,::1" → "127.0.0.1,::1,10.0.0.0/8"'],
  ]);
  expect(await told({ event: "MEMBER_UPDATE" })).toEqual([
    ["MEMBER_UPDATE", "Admin", "is_active: false → true"],
    ["MEMBER_UPDATE", "Admin", "first_name, is_active: true → false"],
  ]);
});

describe("one row", () => {
  test("is read by its id, and hidden by the Admin alone: the list is shorter, the sums and the row stay", async () => {
    const at = "2025-01-11T10:00:00Z";
    const logId = await write({ at, event: "EXPENSE", cash_minor: -100 });
    await write({ at, event: "EXPENSE", cash_minor: -200 });
    expect((await key.call("GET", `billingLogs/${logId}`)).data).toMatchObject({ log: { log_id: logId } });
    expect((await key.call("DELETE", `billingLogs/${logId}`)).error).toBe("permission.denied");
    const deleted = await admin.call("DELETE", `billingLogs/${logId}`);
    expect(deleted.text).toBe('{"code":200,"message":"success","data":{}}');
    const { log_list, paging_info, total } = await logs(onDay("2025-01-11"));
    expect([log_list.length, paging_info["total_records"], total["log_money"]]).toEqual([1, 1, "-3.00"]);
    for (const gone of [
      await key.call("GET", `billingLogs/${logId}`),
      await admin.call("DELETE", `billingLogs/${logId}`),
    ])
      expect([gone.code, gone.message, gone.error]).toEqual([404, "Log not found.", "log.not_found"]);
    const kept = "select hidden_by from billing_logs where cafe_id = $1 and billing_log_id = $2";
    expect(await server.db.row(kept, [server.cafe.cafeId, logId])).toEqual({ hidden_by: "Admin" });
  });

  test("markRead says how many marks changed, and takes one back", async () => {
    const logId = await write({ at: "2025-01-12T10:00:00Z", event: "RESTOCKNOTIFY" });
    const mark = async (more: object) =>
      (await key.call("POST", "billingLogs/action/markRead", { log_ids: [logId, 999_999], ...more })).data;
    expect([await mark({}), await mark({}), await mark({ read: 0 })]).toEqual([
      { changed: 1 },
      { changed: 0 },
      { changed: 1 },
    ]);
  });
});

describe("feedback", () => {
  const add = async (more: object = {}) => {
    const answer = await key.call("POST", "feedback", {
      subject: "Headset",
      message: "<b>silent</b>",
      ...more,
    });
    expect(answer.code).toBe(201);
    return (answer.data as { log_id: number }).log_id;
  };
  const one = async (logId: number) =>
    ((await key.call("GET", `feedback/${logId}`)).data as { feedback: Record<string, unknown> }).feedback;

  test("is added, read, put right and removed, and its row of the log stays as it was written", async () => {
    const logId = await add({ member_account: "PLAYER1" });
    expect(await one(logId)).toEqual({
      ...{ log_id: logId, subject: "Headset", message: "<b>silent</b>", log_member_account: "Player1" },
      ...{
        log_pc_name: "",
        log_date_local: "2025-02-10 13:00:00",
        read: 0,
        reply: "",
        log_staff_name: "API",
      },
    });
    expect((await key.call("PUT", `feedback/${logId}`, { subject: "Left ear" })).data).toEqual({
      log_id: logId,
    });
    expect(await one(logId)).toMatchObject({ subject: "Left ear", message: "<b>silent</b>", read: 0 });
    expect((await logs({ ...onDay("2025-02-10"), event: "FEEDBACK" })).log_list[0]).toMatchObject({
      log_id: logId,
      log_details: "Headset",
    });
    expect((await key.call("DELETE", `feedback/${logId}`)).data).toEqual({});
    for (const method of ["GET", "PUT", "DELETE"])
      expect((await key.call(method, `feedback/${logId}`)).error, method).toBe("feedback.not_found");
  });

  test("a reply marks the row read and goes to the member as a message", async () => {
    const logId = await add({ member_account: "player1" });
    await admin.call("PUT", `feedback/${logId}`, { reply: "You have a new one." });
    expect(await one(logId)).toMatchObject({
      reply: "You have a new one.",
      read: 1,
      log_staff_name: "Admin",
    });
    const stored = "select reply, reply_staff_name, replied_at from billing_logs where billing_log_id = $1";
    expect(await server.db.row(stored, [logId])).toEqual({
      ...{ reply: "You have a new one.", reply_staff_name: "Admin", replied_at: clock.now() },
    });
    const told =
      "select message, staff_name from member_messages where cafe_id = $1 and member_id = 100000000777";
    expect(await server.db.rows(told, [server.cafe.cafeId])).toEqual([
      { message: "You have a new one.", staff_name: "Admin" },
    ]);
  });

  test("names what it does not know", async () => {
    const asked = { subject: "a", message: "b" };
    expect((await key.call("POST", "feedback", { ...asked, member_account: "nobody" })).message).toBe(
      "Member not found.",
    );
    expect((await key.call("POST", "feedback", { ...asked, pc_name: "PC9" })).message).toBe("PC not found.");
    expect((await key.call("POST", "feedback", {})).data).toEqual({
      fields: { subject: ["The subject field is required."], message: ["The message field is required."] },
    });
  });

  test("repeated with the same key is written once", async () => {
    const asked = { subject: "Once", message: "only" };
    const answers = [];
    for (let n = 0; n < 2; n++)
      answers.push(await key.call("POST", "feedback", asked, { "idempotency-key": "feedback-1" }));
    expect(answers[1]?.text).toBe(answers[0]?.text);
    const { data } = await key.call("GET", "feedback", { search_text: "ONLY" });
    expect((data as { items: object[] }).items).toHaveLength(1);
  });

  test("lists by mark, day, text and column; rubbish columns are ignored", async () => {
    await write({
      at: "2025-01-20T10:00:00Z",
      event: "FEEDBACK",
      subject: "Zebra",
      message: "m",
      is_read: true,
    });
    await write({ at: "2025-01-20T11:00:00Z", event: "FEEDBACK", subject: "Apple 50%", message: "m" });
    const found = async (asked: Record<string, unknown>) => {
      const { data } = await key.call("GET", "feedback", { ...onDay("2025-01-20"), ...asked });
      return (data as { items: { subject: string }[] }).items.map(({ subject }) => subject);
    };
    expect(await found({})).toEqual(["Apple 50%", "Zebra"]);
    expect(await found({ read: 0 })).toEqual(["Apple 50%"]);
    expect(await found({ read: 1 })).toEqual(["Zebra"]);
    expect(await found({ read: -1, sort_name: "subject", sort: "desc" })).toEqual(["Zebra", "Apple 50%"]);
    expect(await found({ search_text: "0%", search_field: "subject" })).toEqual(["Apple 50%"]);
    expect(await found({ sort_name: "constructor", search_field: "; drop" })).toEqual(["Apple 50%", "Zebra"]);
    expect(await found({ page: 2 })).toEqual([]);
  });

  test("feedbackLogs shows FEEDBACK and RESTOCKNOTIFY rows with subject and message", async () => {
    await write({ at: "2025-01-20T12:00:00Z", event: "RESTOCKNOTIFY", details: "Cola" });
    const { data } = await key.call("GET", "billingLogs/action/feedbackLogs", {
      ...onDay("2025-01-20"),
      read: 0,
    });
    const { log_list, paging_info } = data as LogAnswer;
    expect(log_list.map((row) => [row.log_event, row["subject"], row["message"]])).toEqual([
      ["RESTOCKNOTIFY", "", ""],
      ["FEEDBACK", "Apple 50%", "m"],
    ]);
    expect(paging_info["total_records"]).toBe(2);
    const wrong = await key.call("GET", "billingLogs/action/feedbackLogs", {
      ...{ date_start: "2025-01-21", date_end: "2025-01-20" },
    });
    expect(wrong.message).toBe("Time range error");
  });
});

describe("rights", () => {
  test.each([
    ["log_read", [200, 404, 403, 403, 200]],
    ["feedback_read", [403, 403, 200, 200, 403]],
    ["topup", [403, 403, 403, 403, 403]],
  ])("staff with %s alone", async (right, expected) => {
    await server.addStaff(`With ${right}`, "staff", [right]);
    const staff = server.caller(await server.signIn(`With ${right}`, adminPassword));
    const answers = [
      await staff.call("GET", "billingLogs", onDay("2025-01-10")),
      await staff.call("GET", "billingLogs/999999"),
      await staff.call("GET", "billingLogs/action/feedbackLogs"),
      await staff.call("GET", "feedback"),
      await staff.call("POST", "billingLogs/action/markRead", { log_ids: [999_999] }),
    ];
    expect(answers.map(({ code }) => code)).toEqual(expected);
    expect((await staff.call("DELETE", "billingLogs/999999")).error).toBe("permission.denied");
  });
});
