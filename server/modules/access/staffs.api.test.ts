import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { adminPassword, openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Staff accounts as the Admin keeps them (api-v2.md 2.15, 3.19, 4.12). */

let server: TestServer;
let admin: ApiCaller;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
const password = "a few unrelated words";

beforeAll(async () => {
  server = await openTestServer({ clock });
  admin = server.caller(await server.signIn());
});
afterAll(() => server.close());
beforeEach(() => clock.turn(61));

interface StaffAnswer {
  staff_id: number;
  staff_name: string;
  staff_role: string;
  staff_rights: string[];
  staff_email: string;
}

const add = (fields: Record<string, unknown>, headers?: Record<string, string>) =>
  admin.call("POST", "staffs", { staff_password: password, staff_role: "staff", ...fields }, headers);
async function added(fields: Record<string, unknown>): Promise<number> {
  const answer = await add(fields);
  expect(answer.code, answer.text).toBe(201);
  return (answer.data as { staff_id: number }).staff_id;
}
const change = (id: number, fields: Record<string, unknown>) => admin.call("PUT", `staffs/${id}`, fields);
const read = async (id: number) =>
  ((await admin.call("GET", `staffs/${id}`)).data as { staff: StaffAnswer }).staff;
const list = async (caller = admin) => (await caller.call("GET", "staffs")).data as StaffAnswer[];
const signInAs = (name: string, secret = password) =>
  server.caller().call("POST", "/api/v2/auth/staffLogin", {
    license_name: server.cafe.licenseName,
    staff_name: name,
    staff_password: secret,
  });
const whoAmI = (token: string) => server.caller(token).call("GET", "/api/v2/auth/staffSession");
const adminRows = async () =>
  (
    await server.db.rows<{ event: string; details: string }>(
      "select event, details from billing_logs where staff_name = 'Admin' order by billing_log_id desc limit 3",
    )
  ).map(({ event, details }) => `${event} ${details}`);

describe("an account", () => {
  test("is added with what was said, listed after the Admin by name, and read back without password", async () => {
    const id = await added({
      staff_name: "Zoe",
      staff_rights: ["log_read", "topup"],
      staff_ip: "::ffff:192.0.2.7, 198.51.100.0/24",
      staff_email: "zoe@cafe.example",
      staff_expires_local: "2026-12-31 23:00:00",
    });
    await added({ staff_name: "ana", staff_role: "manager" });
    expect((await list()).map((staff) => staff.staff_name)).toEqual(["Admin", "ana", "Zoe"]);
    expect(await read(id)).toEqual({
      staff_id: id,
      staff_name: "Zoe",
      staff_role: "staff",
      staff_is_active: 1,
      staff_rights: ["topup", "log_read"],
      staff_ip: "192.0.2.7,198.51.100.0/24",
      staff_last_login_local: null,
      staff_last_ip: "",
      shift_id: null,
      staff_email: "zoe@cafe.example",
      staff_expires_local: "2026-12-31 23:00:00",
      staff_two_factor: 0,
    });
    expect((await adminRows())[1]).toBe(
      'STAFF_ADD Zoe added, from 127.0.0.1: role: "staff"; addresses: "192.0.2.7,198.51.100.0/24"; ' +
        'e-mail: "zoe@cafe.example"; expires: "2026-12-31 23:00:00"; rights: topup, log_read',
    );
  });

  test("under the same key is added once, and neither key nor log keeps its password", async () => {
    const headers = { "idempotency-key": "add-once" };
    const [first, again] = [
      await add({ staff_name: "Once" }, headers),
      await add({ staff_name: "Once" }, headers),
    ];
    expect(again.text).toBe(first.text);
    expect((await list()).filter((staff) => staff.staff_name === "Once")).toHaveLength(1);
    for (const table of ["idempotency_keys", "billing_logs", "staff"]) {
      const rows = await server.db.rows<{ text: string }>(`select t::text as text from ${table} t`);
      expect(rows.map(({ text }) => text).join("\n")).not.toContain(password);
    }
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["a short password", { staff_password: "short" }, "staff_password"],
    ["a bad address", { staff_ip: "192.0.2.1,nonsense,300.1.1.1" }, "staff_ip"],
    ["a bad e-mail", { staff_email: "a@b.example,c@d.example" }, "staff_email"],
    ["an unknown right", { staff_rights: ["topup", "everything"] }, "staff_rights"],
    ["a role that is not given", { staff_role: "admin" }, "staff_role"],
    ["a name the log uses", { staff_name: "API" }, "staff_name"],
    ["a date that is none", { staff_expires_local: "2026-02-30 00:00:00" }, "staff_expires_local"],
  ])("with %s is refused, naming the field", async (_what, fields, field) => {
    const answer = await add({ staff_name: "Wrong", ...fields });
    expect(answer.error).toBe("request.validation");
    const problems = (answer.data as { fields: Record<string, string[]> }).fields;
    expect(Object.keys(problems)[0]).toContain(field);
    if (field === "staff_ip") expect(problems["staff_ip"]).toHaveLength(2);
  });

  test("has a name that is free, also when twenty ask for it at once; a removed one is free again", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => add({ staff_name: "Twin" })));
    expect(answers.filter(({ code }) => code === 201)).toHaveLength(1);
    expect(answers.filter(({ error }) => error === "staff.name_exists")).toHaveLength(19);
    const [twin] = (await list()).filter((staff) => staff.staff_name === "Twin");
    const other = await added({ staff_name: "Other" });
    expect((await change(other, { staff_name: "TWIN" })).error).toBe("staff.name_exists");
    expect((await admin.call("DELETE", `staffs/${twin?.staff_id}`)).code).toBe(200);
    expect((await admin.call("DELETE", `staffs/${twin?.staff_id}`)).error).toBe("staff.not_found");
    expect((await change(other, { staff_name: "TWIN" })).code).toBe(200);
  });

  test("is one of at most a hundred in the café, the Admin counted", async () => {
    const crowded = await server.addCafe("Crowded");
    const owner = server.caller(await server.signIn("Admin", adminPassword, crowded), crowded.cafeId);
    await server.db.transact((tx) =>
      tx.run(
        `insert into staff (cafe_id, staff_id, name, role, password_hash, created_at)
         select $1, nextval('staff_ids'), 'S' || n, 'staff', 'x', $2 from generate_series(1, 97) n`,
        [crowded.cafeId, clock.now()],
      ),
    );
    const fields = { staff_password: password, staff_role: "staff" };
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, at) => owner.call("POST", "staffs", { ...fields, staff_name: `T${at}` })),
    );
    expect(answers.filter(({ code }) => code === 201)).toHaveLength(2);
    expect(answers.filter(({ error }) => error === "limit.max_records")).toHaveLength(4);
  });
});

describe("who may", () => {
  test("staff and the café's key read, the Admin alone changes; e-mail addresses are the Admin's, the key's and one's own", async () => {
    const id = await added({ staff_name: "Seen", staff_email: "seen@cafe.example" });
    await added({ staff_name: "Looker", staff_role: "manager", staff_email: "looker@cafe.example" });
    const looker = server.caller(await server.signIn("Looker", password));
    const key = server.caller(await server.makeKey());
    const emailsFor = async (caller: ApiCaller) =>
      (await list(caller))
        .filter(({ staff_name: name }) => ["Seen", "Looker"].includes(name))
        .map((staff) => staff.staff_email);
    expect(await emailsFor(looker)).toEqual(["looker@cafe.example", ""]);
    expect(await emailsFor(key)).toEqual(["looker@cafe.example", "seen@cafe.example"]);
    expect(await emailsFor(admin)).toEqual(["looker@cafe.example", "seen@cafe.example"]);
    for (const caller of [looker, key]) {
      for (const [method, path, input] of [
        ["POST", "staffs", { staff_name: "X", staff_password: password, staff_role: "staff" }],
        ["PUT", `staffs/${id}`, { staff_name: "X" }],
        ["DELETE", `staffs/${id}`, {}],
        ["GET", `staffs/${id}/sessions`, {}],
        ["POST", "staffs/action/endSessions", { staff_id: id }],
        ["POST", "staffs/action/twoFactorOff", { staff_id: id }],
      ] as const)
        expect((await caller.call(method, path, input)).error, path).toBe("permission.denied");
    }
  });

  test("of the Admin only the name can be changed, and the new name signs in", async () => {
    const [me] = await list();
    const id = me?.staff_id ?? 0;
    for (const fields of [
      { staff_role: "staff", staff_rights: [] },
      { staff_is_active: 0 },
      { staff_password: "another password" },
      { staff_ip: "192.0.2.1" },
      { staff_email: "a@b.example" },
      { staff_expires_local: "2020-01-01 00:00:00" },
    ])
      expect((await change(id, fields)).error, JSON.stringify(fields)).toBe("staff.built_in");
    expect((await admin.call("DELETE", `staffs/${id}`)).error).toBe("staff.built_in");
    expect((await change(id, { staff_name: "Owner" })).code).toBe(200);
    expect((await signInAs("Owner", adminPassword)).code).toBe(200);
    expect((await change(id, { staff_name: "Admin" })).code).toBe(200);
  });
});

describe("a change counts at once", () => {
  test("rights given and taken decide the very next call", async () => {
    const id = await added({ staff_name: "Rights" });
    const token = await server.signIn("Rights", password);
    const desk = server.caller(token);
    expect((await desk.call("POST", "shifts", { shift_cash_start: 0 })).code).toBe(201);
    const tryIt = () => desk.call("POST", "memberGroups", { member_group_name: "Gold" });
    expect((await tryIt()).error).toBe("permission.denied");
    await change(id, { staff_rights: ["member_group_edit", "topup"] });
    expect((await tryIt()).code).toBe(201);
    await change(id, { staff_rights: ["topup"] });
    expect((await tryIt()).error).toBe("permission.denied");
    await change(id, { staff_role: "manager", staff_rights: ["member_group_edit"] });
    expect((await tryIt()).error).toBe("member_group.name_exists");
    expect((await change(id, { staff_role: "staff" })).error).toBe("request.validation");
    await change(id, { staff_role: "staff", staff_rights: [] });
    expect((await tryIt()).error).toBe("permission.denied");
    expect((await adminRows())[0]).toBe(
      'STAFF_UPDATE Rights changed, from 127.0.0.1: role: "manager" → "staff"; rights: none',
    );
    expect((await whoAmI(token)).data).toMatchObject({ rights: [], staff: { staff_role: "staff" } });
  });

  test("switched off, the account's sign-ins end; switched on again they stay ended", async () => {
    const id = await added({ staff_name: "Off" });
    const token = await server.signIn("Off", password);
    await change(id, { staff_is_active: 0 });
    expect((await whoAmI(token)).error).toBe("auth.unauthenticated");
    expect((await signInAs("Off")).error).toBe("auth.account_inactive");
    expect((await signInAs("Off", "wrong password")).error).toBe("auth.bad_credentials");
    await change(id, { staff_is_active: 1 });
    expect((await whoAmI(token)).error).toBe("auth.unauthenticated");
    expect((await signInAs("Off")).code).toBe(200);
  });

  test("the end of an account ends its sign-ins to the second; more time opens none of them", async () => {
    const id = await added({ staff_name: "Ending", staff_expires_local: "2026-03-02 13:00:00" });
    const end = new Date("2026-03-02T12:00:00Z");
    const token = await server.signIn("Ending", password);
    clock.turn((end.getTime() - clock.now().getTime()) / 1000 - 1);
    expect((await whoAmI(token)).code).toBe(200);
    clock.turn(1);
    expect((await whoAmI(token)).error).toBe("auth.unauthenticated");
    expect((await signInAs("Ending")).error).toBe("auth.account_expired");
    expect((await signInAs("Ending", "wrong password")).error).toBe("auth.bad_credentials");
    admin = server.caller(await server.signIn());
    await change(id, { staff_expires_local: null });
    expect((await whoAmI(token)).error).toBe("auth.unauthenticated");
    expect((await signInAs("Ending")).code).toBe(200);
  });

  test("bound to addresses, the account works from nowhere else, by the rules of the API's list", async () => {
    const id = await added({ staff_name: "Bound" });
    const token = await server.signIn("Bound", password);
    for (const [list, works] of [
      ["192.0.2.1", false],
      ["192.0.2.1,127.0.0.0/8", true],
      ["::1", false],
      ["::ffff:127.0.0.1", true],
      ["127.0.0.2/32", false],
      ["", true],
    ] as const) {
      await change(id, { staff_ip: list });
      expect((await whoAmI(token)).code === 200, list).toBe(works);
      const entered = await signInAs("Bound");
      expect(entered.error, list).toBe(works ? undefined : "auth.ip_not_allowed");
      if (!works) expect(entered.message).toBe("Unauthorization from 127.0.0.1");
      expect((await signInAs("Bound", "wrong password")).error).toBe("auth.bad_credentials");
      clock.turn(600);
    }
  });

  test("a new password from the Admin ends the sign-ins, and links that were mailed open nothing", async () => {
    const id = await added({ staff_name: "Reset", staff_email: "reset@cafe.example" });
    const token = await server.signIn("Reset", password);
    server.mails.length = 0;
    const who = { license_name: server.cafe.licenseName, staff_name: "Reset" };
    await server.caller().call("POST", "/api/v2/auth/staffForgotPassword", who);
    const link = /#token=(\S+)/.exec(server.mails[0]?.text ?? "")?.[1];
    await change(id, { staff_password: "given by the Admin" });
    expect((await adminRows())[0]).toBe("STAFF_UPDATE Reset changed, from 127.0.0.1: new password");
    expect((await whoAmI(token)).error).toBe("auth.unauthenticated");
    expect((await signInAs("Reset")).error).toBe("auth.bad_credentials");
    expect((await signInAs("Reset", "given by the Admin")).code).toBe(200);
    const late = { reset_token: link, new_password: "by the old link" };
    expect((await server.caller().call("POST", "/api/v2/auth/staffResetPassword", late)).error).toBe(
      "auth.reset_token_wrong",
    );
  });

  test("removed, the account is gone with its sign-ins; what it did keeps its name", async () => {
    const id = await added({ staff_name: "Gone", staff_rights: ["topup"] });
    const token = await server.signIn("Gone", password);
    await admin.call("DELETE", `staffs/${id}`);
    expect((await whoAmI(token)).error).toBe("auth.unauthenticated");
    expect((await signInAs("Gone")).error).toBe("auth.bad_credentials");
    expect((await admin.call("GET", `staffs/${id}`)).error).toBe("staff.not_found");
    expect((await adminRows())[0]).toBe(
      'STAFF_DELETE Gone removed, from 127.0.0.1; it was: role: "staff"; rights: topup',
    );
    const kept = await server.db.rows("select 1 from billing_logs where staff_name = 'Gone'");
    expect(kept).toHaveLength(1);
  });

  test("a change that changes nothing leaves no row", async () => {
    const id = await added({ staff_name: "Same", staff_rights: ["topup"], staff_ip: "192.0.2.1" });
    const before = await adminRows();
    await change(id, {
      staff_name: "Same",
      staff_rights: ["topup"],
      staff_ip: " 192.0.2.1 ",
      staff_is_active: 1,
    });
    expect(await adminRows()).toEqual(before);
  });
});

describe("open sign-ins", () => {
  const from = (userAgent: string, name: string) =>
    server
      .caller()
      .call(
        "POST",
        "/api/v2/auth/staffLogin",
        { license_name: server.cafe.licenseName, staff_name: name, staff_password: password },
        { "user-agent": userAgent },
      );
  const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
  interface SignIn {
    staff_session_id: number;
    device: string;
    is_current: number;
  }
  const tokenOf = (answer: { data: unknown }) => (answer.data as { token: string }).token;
  const own = async (token: string) =>
    (await server.caller(token).call("GET", "/api/v2/auth/staffSessions")).data as SignIn[];
  const endOwn = (token: string, input: Record<string, unknown> = {}) =>
    server.caller(token).call("POST", "/api/v2/auth/endStaffSessions", input);

  test("are listed with device and address, the last used first; one's own can be ended one by one or all others", async () => {
    await added({ staff_name: "Many" });
    const desk = tokenOf(await from(firefox, "Many"));
    clock.turn(120);
    const phone = tokenOf(await from("curl/8.14.1", "Many"));
    clock.turn(120);
    expect(await own(desk)).toMatchObject([
      { device: "Firefox on Windows", address: "127.0.0.1", last_address: "127.0.0.1", is_current: 1 },
      { device: "Program curl", is_current: 0 },
    ]);
    const third = tokenOf(await from("", "Many"));
    const [newest] = await own(third);
    expect((await endOwn(desk, { staff_session_id: newest?.staff_session_id })).data).toEqual({ ended: 1 });
    expect((await whoAmI(third)).error).toBe("auth.unauthenticated");
    expect((await endOwn(desk, { staff_session_id: newest?.staff_session_id })).error).toBe(
      "staff_session.not_found",
    );
    expect((await endOwn(desk)).data).toEqual({ ended: 1 });
    expect((await whoAmI(phone)).error).toBe("auth.unauthenticated");
    expect((await whoAmI(desk)).code).toBe(200);
    expect((await endOwn(desk, { this_too: 1 })).data).toEqual({ ended: 1 });
    expect((await whoAmI(desk)).error).toBe("auth.unauthenticated");
    const rows = await server.db.rows<{ details: string }>(
      "select details from billing_logs where staff_name = 'Many' and event = 'STAFF_LOGOUT' order by billing_log_id",
    );
    expect(rows.map(({ details }) => details)).toEqual([
      "from 127.0.0.1: sign-in from 127.0.0.1, Unknown device, ended",
      "from 127.0.0.1: other sign-ins (1) ended",
      "from 127.0.0.1: all sign-ins (1) ended",
    ]);
  });

  test("of another staff are seen and ended by the Admin alone, never by their number under another account", async () => {
    const id = await added({ staff_name: "Watched" });
    const other = await added({ staff_name: "Bystander" });
    const token = tokenOf(await from(firefox, "Watched"));
    const bystander = tokenOf(await from(firefox, "Bystander"));
    const [shown] = (await admin.call("GET", `staffs/${id}/sessions`)).data as SignIn[];
    expect(shown).toMatchObject({ device: "Firefox on Windows", is_current: 0 });
    const end = (input: object) => admin.call("POST", "staffs/action/endSessions", { ...input });
    expect((await end({ staff_id: other, staff_session_id: shown?.staff_session_id })).error).toBe(
      "staff_session.not_found",
    );
    expect((await endOwn(bystander, { staff_session_id: shown?.staff_session_id })).error).toBe(
      "staff_session.not_found",
    );
    expect((await whoAmI(token)).code).toBe(200);
    expect((await end({ staff_id: id, staff_session_id: shown?.staff_session_id })).data).toEqual({
      ended: 1,
    });
    expect((await end({ staff_id: other })).data).toEqual({ ended: 1 });
    expect((await end({ staff_id: other })).data).toEqual({ ended: 0 });
    expect((await whoAmI(bystander)).error).toBe("auth.unauthenticated");
    expect((await adminRows())[0]).toBe("STAFF_LOGOUT from 127.0.0.1: all sign-ins (1) of Bystander ended");
  });

  test("are at most a hundred of one staff: the one unused longest makes room, and ended ones are swept", async () => {
    await added({ staff_name: "Program" });
    const first = tokenOf(await from("first", "Program"));
    for (let count = 0; count < 100; count++) {
      if (count % 50 === 0) clock.turn(61);
      await from("next", "Program");
    }
    expect((await whoAmI(first)).error).toBe("auth.unauthenticated");
    const last = tokenOf(await from("last", "Program"));
    expect(await own(last)).toHaveLength(100);
    clock.turn(13 * 3600);
    expect(await own(tokenOf(await from("tomorrow", "Program")))).toHaveLength(1);
    const rows = await server.db.rows(
      "select 1 from staff_sessions join staff using (cafe_id, staff_id) where name = 'Program'",
    );
    expect(rows).toHaveLength(1);
  });
});

describe("a staff's lost password", () => {
  const forgot = (name: string) =>
    server.caller().call("POST", "/api/v2/auth/staffForgotPassword", {
      license_name: server.cafe.licenseName,
      staff_name: name,
    });
  const reset = (token: string | undefined, newPassword: string) =>
    server.caller().call("POST", "/api/v2/auth/staffResetPassword", {
      reset_token: token,
      new_password: newPassword,
    });
  const newestToken = () => /#token=(\S+)/.exec(server.mails.at(-1)?.text ?? "")?.[1];
  beforeEach(async () => {
    clock.turn(25 * 3600);
    server.mails.length = 0;
    admin = server.caller(await server.signIn());
  });

  test("is mailed to one's own address alone; nothing tells whether there is one", async () => {
    await added({ staff_name: "WithMail", staff_email: "with@cafe.example" });
    await added({ staff_name: "NoMail" });
    const off = await added({ staff_name: "OffMail", staff_email: "off@cafe.example" });
    await change(off, { staff_is_active: 0 });
    const answers = [];
    for (const name of ["withmail", "NoMail", "OffMail", "Nobody", "Admin"]) answers.push(await forgot(name));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(server.mails.map(({ to }) => to)).toEqual(["with@cafe.example"]);
  });

  test("the newest link sets it once, ends the sign-ins and leaves other staff's addresses alone", async () => {
    const id = await added({ staff_name: "Loser", staff_email: "loser@cafe.example" });
    const other = await added({ staff_name: "Fenced", staff_ip: "192.0.2.1" });
    const token = await server.signIn("Loser", password);
    await forgot("Loser");
    const old = newestToken();
    await forgot("Loser");
    expect((await reset(old, "a fresh password")).error).toBe("auth.reset_token_wrong");
    expect((await reset(newestToken(), "short")).error).toBe("request.validation");
    expect((await reset(newestToken(), "a fresh password")).data).toEqual({ staff_name: "Loser" });
    expect((await reset(newestToken(), "a fresh password")).error).toBe("auth.reset_token_wrong");
    expect((await whoAmI(token)).error).toBe("auth.unauthenticated");
    expect((await signInAs("Loser", "a fresh password")).code).toBe(200);
    expect(await read(other)).toMatchObject({ staff_ip: "192.0.2.1" });
    const [row] = await server.db.rows<{ details: string }>(
      "select details from billing_logs where staff_name = 'Loser' and event = 'STAFF_UPDATE'",
    );
    expect(row?.details).toBe("password reset by e-mail, from 127.0.0.1; sign-ins ended: 1");
    expect(id).toBeGreaterThan(0);
  });

  test("asking for one staff's link neither uses up nor ends another's", async () => {
    await added({ staff_name: "First", staff_email: "first@cafe.example" });
    await added({ staff_name: "Second", staff_email: "second@cafe.example" });
    await forgot("First");
    const firstLink = newestToken();
    await Promise.all(Array.from({ length: 12 }, () => forgot("Second")));
    expect(server.mails.filter(({ to }) => to === "second@cafe.example")).toHaveLength(4);
    expect((await reset(firstLink, "a fresh password")).code).toBe(200);
  });
});
