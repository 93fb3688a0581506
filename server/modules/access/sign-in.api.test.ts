import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller, ApiAnswer } from "../../testing/api-caller.ts";
import { adminPassword, openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Staff signing in, staying and leaving; the Admin's lost password; the panel's own session (api-v2.md 1.2, 1.8, 2.1). */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");

beforeAll(async () => {
  server = await openTestServer({ clock });
  for (const name of ["Desk", "Night", "Away", "Change", "Guessed"]) await server.addStaff(name, "staff");
});
afterAll(() => server.close());
beforeEach(() => clock.turn(61));

const signIn = (name: string, password = adminPassword, license = server.cafe.licenseName) =>
  server.caller().call("POST", "/api/v2/auth/staffLogin", {
    license_name: license,
    staff_name: name,
    staff_password: password,
  });
const whoAmI = (token: string) => server.caller(token).call("GET", "/api/v2/auth/staffSession");

describe("staff sign-in", () => {
  test("unknown licence, unknown name and wrong password read alike", async () => {
    const answers = [
      await signIn("Desk", adminPassword, "999999999999"),
      await signIn("Nobody"),
      await signIn("Desk", "wrong password"),
    ];
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect([answers[0]?.status, answers[0]?.code, answers[0]?.error]).toEqual([
      200,
      400,
      "auth.bad_credentials",
    ]);
  });

  test("ten failures close the pair of account and address, also for the right password, until they are ten minutes old", async () => {
    for (let tries = 0; tries < 10; tries++)
      expect((await signIn("Night", "wrong")).error).toBe("auth.bad_credentials");
    const closed = await signIn("nIGHT");
    expect([closed.status, closed.error, closed.headers["retry-after"]]).toEqual([
      429,
      "auth.too_many_logins",
      "600",
    ]);
    expect((await signIn("Desk")).code).toBe(200);
    clock.turn(599);
    expect((await signIn("Night")).headers["retry-after"]).toBe("1");
    clock.turn(1);
    expect((await signIn("Night")).code).toBe(200);
  });

  test("thirty guesses at once are no way round", async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => signIn("Away", "wrong")));
    expect(answers.filter(({ error }) => error === "auth.bad_credentials")).toHaveLength(10);
    clock.turn(600);
  });

  test("a session lasts twelve hours from its last use", async () => {
    const token = await server.signIn("Desk");
    clock.turn(12 * 3600 - 1);
    expect((await whoAmI(token)).code).toBe(200);
    clock.turn(12 * 3600 - 1);
    expect((await whoAmI(token)).code).toBe(200);
    clock.turn(12 * 3600);
    expect((await whoAmI(token)).error).toBe("auth.unauthenticated");
  });

  test("an address list binds the sign-in and the session", async () => {
    const token = await server.signIn("Away");
    const setList = (list: string) =>
      server.db.transact((tx) => tx.run("update staff set address_list = $1 where name = 'Away'", [list]));
    await setList("192.0.2.0/24");
    expect((await signIn("Away")).message).toBe("Unauthorization from 127.0.0.1");
    expect((await whoAmI(token)).message).toBe("Unauthorization from 127.0.0.1");
    await setList("192.0.2.0/24,127.0.0.1");
    expect((await whoAmI(token)).code).toBe(200);
  });

  test("signing out ends this session alone", async () => {
    const [first, second] = [await server.signIn("Desk"), await server.signIn("Desk")];
    expect((await server.caller(first).call("POST", "/api/v2/auth/staffLogout")).code).toBe(200);
    expect((await whoAmI(first)).error).toBe("auth.unauthenticated");
    expect((await whoAmI(second)).code).toBe(200);
  });

  test("a new password ends the other sessions and wants the old one", async () => {
    const [first, second] = [await server.signIn("Change"), await server.signIn("Change")];
    const change = (old: string, next: string) =>
      server
        .caller(first)
        .call("POST", "/api/v2/auth/staffChangePassword", { old_password: old, new_password: next });
    expect((await change("wrong", "another good one")).error).toBe("auth.bad_credentials");
    expect((await change(adminPassword, "short")).error).toBe("request.validation");
    expect((await change(adminPassword, "another good one")).code).toBe(200);
    expect((await whoAmI(first)).code).toBe(200);
    expect((await whoAmI(second)).error).toBe("auth.unauthenticated");
    expect((await signIn("Change")).error).toBe("auth.bad_credentials");
    expect((await signIn("Change", "another good one")).code).toBe(200);
  });

  test("the old password cannot be guessed over a session left open, not even by thirty tries at once", async () => {
    const caller = server.caller(await server.signIn("Guessed"));
    const guess = (old: string) =>
      caller.call("POST", "/api/v2/auth/staffChangePassword", {
        old_password: old,
        new_password: "another good one",
      });
    const answers = await Promise.all(Array.from({ length: 30 }, () => guess("wrong")));
    expect(answers.filter(({ error }) => error === "auth.bad_credentials")).toHaveLength(10);
    expect((await guess(adminPassword)).error).toBe("auth.too_many_logins");
    clock.turn(600);
    expect((await guess(adminPassword)).code).toBe(200);
  });
});

describe("the Admin's lost password", () => {
  const forgot = (license = server.cafe.licenseName) =>
    server.caller().call("POST", "/api/v2/auth/adminForgotPassword", { license_name: license });
  const reset = (token: string, password?: string) =>
    server.caller().call("POST", "/api/v2/auth/adminResetPassword", {
      reset_token: token,
      ...(password === undefined ? {} : { new_password: password }),
    });
  const newestToken = () => /#token=(\S+)/.exec(server.mails.at(-1)?.text ?? "")?.[1] ?? "";

  beforeAll(async () => {
    await server.db.transact((tx) =>
      tx.run("update cafes set info = jsonb_set(info, '{license_email}', '\"owner@cafe.example\"')"),
    );
  });
  beforeEach(() => {
    clock.turn(25 * 3600);
    server.mails.length = 0;
  });

  test("reads alike for any licence; only the café's own address gets a mail", async () => {
    const [known, unknown] = [await forgot(), await forgot("999999999999")];
    expect(known.text).toBe('{"code":200,"message":"success","data":{}}');
    expect(unknown.text).toBe(known.text);
    expect(server.mails.map(({ to }) => to)).toEqual(["owner@cafe.example"]);
  });

  test("the newest link alone works, once, within the hour; sessions end and staff address lists are cleared", async () => {
    const session = await server.signIn();
    await forgot();
    const old = newestToken();
    await forgot();
    const token = newestToken();
    expect((await reset(old, "a fresh password")).error).toBe("auth.reset_token_wrong");
    await server.db.transact((tx) =>
      tx.run("update staff set address_list = '192.0.2.1' where name = 'Desk'"),
    );
    expect((await reset(token, "a fresh password")).data).toEqual({ staff_name: "Admin" });
    expect((await reset(token, "a fresh password")).error).toBe("auth.reset_token_wrong");
    expect((await whoAmI(session)).error).toBe("auth.unauthenticated");
    expect((await signIn("Admin")).error).toBe("auth.bad_credentials");
    expect((await signIn("Admin", "a fresh password")).code).toBe(200);
    expect((await signIn("Desk")).code).toBe(200);
    await forgot();
    const late = newestToken();
    clock.turn(3600);
    expect((await reset(late, adminPassword)).error).toBe("auth.reset_token_wrong");
  });

  test("without a new password one is made and shown once", async () => {
    await forgot();
    const { password } = (await reset(newestToken())).data as { password: string };
    expect(password).toMatch(/^\S{16}$/);
    expect((await signIn("Admin", password)).code).toBe(200);
    await forgot();
    await reset(newestToken(), adminPassword);
  });

  test("four mails a day, also when asked twenty times at once; the answer does not tell", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => forgot()));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(server.mails).toHaveLength(4);
  });
});

describe("the panel's session", () => {
  const panel = (
    at: TestServer,
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> => {
    const caller: ApiCaller = at.caller();
    const typed = body === undefined ? headers : { "content-type": "application/json", ...headers };
    return caller.raw({
      method,
      path,
      headers: typed,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  const enter = async () => {
    const answer = await panel(server, "POST", "/panel/sign-in", {
      license_name: server.cafe.licenseName,
      staff_name: "Admin",
      password: adminPassword,
    });
    const cookie = String(answer.headers["set-cookie"]);
    return {
      answer,
      cookie,
      pair: cookie.split(";")[0] ?? "",
      csrf: (answer.data as { csrf_token: string }).csrf_token,
    };
  };

  test("the cookie is closed to scripts and other sites, and the token is nowhere in the answer", async () => {
    const { answer, cookie, pair } = await enter();
    expect(cookie).toMatch(
      /^__Host-netcafe=netcafe_stf_\w+; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
    expect(answer.text).not.toContain(pair.split("=")[1]);
    expect(answer.data).toMatchObject({ state: "signed-in", session: { staff: { staff_name: "Admin" } } });
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });

  test("a call by cookie needs the page's CSRF token, also to read", async () => {
    const { pair, csrf } = await enter();
    const path = `/api/v2/cafe/${server.cafe.cafeId}/apiSettings`;
    expect((await panel(server, "GET", path, undefined, { cookie: pair })).error).toBe(
      "auth.unauthenticated",
    );
    expect(
      (await panel(server, "GET", path, undefined, { cookie: pair, "x-csrf-token": `${csrf}x` })).error,
    ).toBe("auth.unauthenticated");
    expect(
      (await panel(server, "GET", path, undefined, { cookie: `other=1; ${pair}`, "x-csrf-token": csrf }))
        .code,
    ).toBe(200);
  });

  test("a reloaded page is signed in again and its cookie renewed; sign-out without the CSRF token ends nothing", async () => {
    const { pair, csrf } = await enter();
    const again = await panel(server, "GET", "/panel/session", undefined, { cookie: pair });
    expect(again.data).toMatchObject({ state: "signed-in", csrf_token: csrf });
    expect(String(again.headers["set-cookie"])).toContain("Max-Age=43200");
    await panel(server, "POST", "/panel/sign-out", {}, { cookie: pair });
    expect((await panel(server, "GET", "/panel/session", undefined, { cookie: pair })).data).toMatchObject({
      state: "signed-in",
    });
    const out = await panel(server, "POST", "/panel/sign-out", {}, { cookie: pair, "x-csrf-token": csrf });
    expect(String(out.headers["set-cookie"])).toContain("Max-Age=0");
    expect((await panel(server, "GET", "/panel/session", undefined, { cookie: pair })).data).toMatchObject({
      state: "signed-out",
      session: null,
    });
  });

  test("forms of other sites are not read", async () => {
    const answer = await server
      .caller()
      .raw({ method: "POST", path: "/panel/sign-in", headers: { "content-type": "text/plain" }, body: "{}" });
    expect(answer.error).toBe("request.malformed");
  });

  test("an empty installation is set up once, by who knows the printed code", async () => {
    const empty = await openTestServer({ empty: true });
    const cafe = {
      cafe_name: "First",
      country: "ES",
      currency: "EUR",
      timezone: "Europe/Madrid",
      admin_password: adminPassword,
    };
    expect((await panel(empty, "GET", "/panel/session")).data).toMatchObject({
      state: "set-up",
      csrf_token: null,
    });
    expect(
      (await panel(empty, "POST", "/panel/set-up", { ...cafe, set_up_code: "WRONGSETUP22" })).error,
    ).toBe("auth.bad_credentials");
    expect(
      (
        await panel(empty, "POST", "/panel/set-up", {
          ...cafe,
          admin_password: "short",
          set_up_code: "TESTSETUP234",
        })
      ).error,
    ).toBe("request.validation");
    const both = await Promise.all(
      [1, 2].map(() => panel(empty, "POST", "/panel/set-up", { ...cafe, set_up_code: "TESTSETUP234" })),
    );
    expect(both.map(({ code }) => code).sort()).toEqual([200, 409]);
    expect(both.find(({ code }) => code === 200)?.data).toMatchObject({ state: "signed-in" });
    expect((await panel(empty, "GET", "/panel/session")).data).toMatchObject({ state: "signed-out" });
    await empty.close();
  });
});
