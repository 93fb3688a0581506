import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiAnswer } from "../../testing/api-caller.ts";
import { codeOnPhone, secretOf } from "../../testing/phone.ts";
import { adminPassword, openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Two-factor sign-in: set up, used, lost, switched off; and what a stranger learns of it, which is nothing. */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");

beforeAll(async () => {
  server = await openTestServer({ clock });
});
afterAll(() => server.close());
// A minute on, so that no code of the test before is in its window and no call limit is met.
beforeEach(() => clock.turn(61));

const signInAs = (name: string, more: Record<string, unknown> = {}, password = adminPassword) =>
  server.caller().call("POST", "/api/v2/auth/staffLogin", {
    license_name: server.cafe.licenseName,
    staff_name: name,
    staff_password: password,
    ...more,
  });
const auth = (token: string, path: string, input: Record<string, unknown> = {}) =>
  server.caller(token).call("POST", `/api/v2/auth/${path}`, input);
const look = (token: string, path: string) => server.caller(token).call("GET", `/api/v2/auth/${path}`);
const codeNow = (secret: string) => codeOnPhone(secret, clock.now());
const logRows = async (name: string) =>
  (
    await server.db.rows<{ event: string; details: string }>(
      "select event, details from billing_logs where staff_name = $1 order by billing_log_id",
      [name],
    )
  ).map(({ event, details }) => `${event} ${details}`);

interface Equipped {
  token: string;
  secret: string;
  recovery: string[];
}

/** A new staff with two-factor sign-in on, the clock a minute past the code that was shown. */
async function equip(name: string): Promise<Equipped> {
  await server.addStaff(name, "staff");
  const token = await server.signIn(name);
  const made = await auth(token, "twoFactorSetUp", { password: adminPassword });
  const { secret } = made.data as { secret: string };
  const confirmed = await auth(token, "twoFactorConfirm", { code: codeNow(secret) });
  clock.turn(61);
  return { token, secret, recovery: (confirmed.data as { recovery_codes: string[] }).recovery_codes };
}

const withoutTime = ({ status, text }: ApiAnswer) => ({ status, text });

describe("setting it up", () => {
  test("wants the password, changes nothing before a code was shown, then ends the other sign-ins", async () => {
    await server.addStaff("Setter", "staff");
    const [token, other] = [await server.signIn("Setter"), await server.signIn("Setter")];
    expect((await auth(token, "twoFactorSetUp", { password: "wrong" })).error).toBe("auth.bad_credentials");
    const made = await auth(token, "twoFactorSetUp", { password: adminPassword });
    const { secret, otpauth_url: url } = made.data as { secret: string; otpauth_url: string };
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(secretOf(url)).toBe(secret);
    expect(decodeURIComponent(new URL(url).pathname)).toContain("Test Café:Setter");
    expect((await signInAs("Setter")).code).toBe(200);
    expect((await look(token, "twoFactor")).data).toMatchObject({ two_factor: 0, recovery_codes_left: 0 });

    const wrong = codeNow(secret) === "000000" ? "000001" : "000000";
    expect((await auth(token, "twoFactorConfirm", { code: wrong })).error).toBe("auth.code_wrong");
    const confirmed = await auth(token, "twoFactorConfirm", { code: ` ${codeNow(secret)} ` });
    const codes = (confirmed.data as { recovery_codes: string[] }).recovery_codes;
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){3}$/);
    expect((await look(token, "twoFactor")).data).toEqual({
      two_factor: 1,
      since_local: "2026-03-02 11:01:01",
      recovery_codes_left: 10,
    });
    expect((await look(token, "staffSession")).data).toMatchObject({ staff: { staff_two_factor: 1 } });
    expect((await look(other, "staffSession")).error).toBe("auth.unauthenticated");
    expect((await auth(token, "twoFactorSetUp", { password: adminPassword })).error).toBe("two_factor.on");
    expect((await auth(token, "twoFactorConfirm", { code: codeNow(secret) })).error).toBe("two_factor.on");
    expect(await logRows("Setter")).toContain(
      "STAFF_UPDATE two-factor sign-in: off → on, from 127.0.0.1; other sign-ins ended: 2",
    );
  });

  test("a secret that waited a quarter of an hour is good no longer, and a second one takes the place of the first", async () => {
    await server.addStaff("Waiter", "staff");
    const token = await server.signIn("Waiter");
    const setUp = async () =>
      ((await auth(token, "twoFactorSetUp", { password: adminPassword })).data as { secret: string }).secret;
    expect((await auth(token, "twoFactorConfirm", { code: "123456" })).error).toBe("two_factor.off");
    const first = await setUp();
    clock.turn(901);
    expect((await auth(token, "twoFactorConfirm", { code: codeNow(first) })).error).toBe("two_factor.off");
    const second = await setUp();
    expect((await auth(token, "twoFactorConfirm", { code: codeNow(first) })).error).toBe("auth.code_wrong");
    expect((await auth(token, "twoFactorConfirm", { code: codeNow(second) })).code).toBe(200);
  });

  test("neither secret nor recovery codes are kept where they can be read, or written into a log", async () => {
    const { secret, recovery } = await equip("Silent");
    await signInAs("Silent", { staff_code: codeNow(secret) });
    await signInAs("Silent", { staff_code: recovery[0] });
    const tables = ["billing_logs", "recovery_codes", "idempotency_keys", "outbox", "sign_in_failures"];
    for (const table of tables) {
      const rows = await server.db.rows<{ text: string }>(`select t::text as text from ${table} t`);
      const text = rows.map((row) => row.text).join("\n");
      for (const hidden of [secret, ...recovery, ...recovery.map((code) => code.replaceAll("-", ""))])
        expect(text.includes(hidden), table).toBe(false);
    }
    const admin = await server.signIn();
    const listed = await server.caller(admin).call("GET", "staffs");
    expect(listed.text).not.toContain(secret);
    expect(listed.text).not.toMatch(/password|secret|argon/i);
  });
});

describe("signing in", () => {
  test("takes the password and the code of now, each code once, and none older", async () => {
    const { secret } = await equip("Phoner");
    const now = clock.now().getTime();
    const [before, present, after] = [-30, 0, 30].map((off) =>
      codeOnPhone(secret, new Date(now + off * 1000)),
    );
    expect((await signInAs("Phoner", { staff_code: present })).code).toBe(200);
    expect((await signInAs("Phoner", { staff_code: present })).error).toBe("auth.bad_credentials");
    expect((await signInAs("Phoner", { staff_code: before })).error).toBe("auth.bad_credentials");
    expect((await signInAs("Phoner", { staff_code: after })).code).toBe(200);
    expect((await signInAs("Phoner", { staff_code: present })).error).toBe("auth.bad_credentials");
    clock.turn(60);
    expect((await signInAs("Phoner", { staff_code: codeNow(secret) })).code).toBe(200);
    const rows = await logRows("Phoner");
    expect(rows.at(-1)).toBe("STAFF_LOGIN from 127.0.0.1, Unknown device, with a sign-in code");
  });

  test("of many who show one code at once, one gets in", async () => {
    const { secret } = await equip("Crowd");
    const code = codeNow(secret);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => signInAs("Crowd", { staff_code: code })),
    );
    expect(answers.filter((answer) => answer.code === 200)).toHaveLength(1);
  });

  test("wrong name, wrong password, wrong code, spent code and no code read alike", async () => {
    const { secret, recovery } = await equip("Hidden");
    const spent = codeNow(secret);
    expect((await signInAs("Hidden", { staff_code: spent })).code).toBe(200);
    const good = { staff_code: codeOnPhone(secret, new Date(clock.now().getTime() + 30_000)) };
    const answers = [
      await signInAs("Hidden", { staff_code: spent }),
      await signInAs("Hidden", { staff_code: "ABCDEFGHJKMNPQRS" }),
      await signInAs("Hidden", { staff_code: "nonsense" }),
      await signInAs("Hidden"),
      await signInAs("Hidden", good, "wrong password"),
      await signInAs("Hidden", { staff_code: recovery[0] }, "wrong password"),
      await signInAs("Nobody", good),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(withoutTime(answer)))).size).toBe(1);
    // Neither code was spent by the wrong password.
    expect((await signInAs("Hidden", { staff_code: recovery[0] })).code).toBe(200);
    expect((await signInAs("Hidden", good)).code).toBe(200);
  });

  test("a recovery code works once, in any writing, and says how many are left", async () => {
    const { token, recovery } = await equip("Paper");
    const [first = "", second = ""] = recovery;
    expect((await signInAs("Paper", { staff_code: first.toLowerCase().replaceAll("-", " ") })).code).toBe(
      200,
    );
    expect((await signInAs("Paper", { staff_code: first })).error).toBe("auth.bad_credentials");
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => signInAs("Paper", { staff_code: second })),
    );
    expect(answers.filter((answer) => answer.code === 200)).toHaveLength(1);
    expect((await look(token, "twoFactor")).data).toMatchObject({ recovery_codes_left: 8 });
    expect(await logRows("Paper")).toContain(
      "STAFF_LOGIN from 127.0.0.1, Unknown device, with a recovery code, 9 left",
    );
  });

  test("one staff's codes open nobody else's account, and a code is passed over where none is asked", async () => {
    const { secret, recovery } = await equip("Mine");
    await equip("Theirs");
    const code = { staff_code: codeNow(secret) };
    expect((await signInAs("Theirs", code)).error).toBe("auth.bad_credentials");
    expect((await signInAs("Theirs", { staff_code: recovery[0] })).error).toBe("auth.bad_credentials");
    await server.addStaff("Plain", "staff");
    expect((await signInAs("Plain", code)).code).toBe(200);
    expect((await signInAs("Mine", code)).code).toBe(200);
  });
});

describe("guessing", () => {
  test("ten wrong codes from one address close the pair like ten wrong passwords, thirty at once no less", async () => {
    const { secret } = await equip("Guessed");
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, at) => signInAs("Guessed", { staff_code: String(100_000 + at) })),
    );
    expect(answers.filter(({ error }) => error === "auth.bad_credentials")).toHaveLength(10);
    expect((await signInAs("Guessed", { staff_code: codeNow(secret) })).error).toBe("auth.too_many_logins");
  });

  test("ten wrong codes from many addresses end the taking of codes for an hour, and the café is told", async () => {
    const far = await openTestServer({ beside: server, proxies: "127.0.0.1", clock });
    const from = (address: string, staffCode: string, password = adminPassword) => {
      const body = JSON.stringify({
        license_name: server.cafe.licenseName,
        staff_name: "Sought",
        staff_password: password,
        staff_code: staffCode,
      });
      const headers = { "content-type": "application/json", "x-forwarded-for": address };
      return far.caller().raw({ method: "POST", path: "/api/v2/auth/staffLogin", headers, body });
    };
    const { secret, recovery } = await equip("Sought");
    // Guesses beside a wrong password say nothing about codes, and close nothing for others.
    for (let at = 0; at < 12; at++) await from(`198.51.100.${at}`, "000000", "wrong password");
    expect((await from("192.0.2.1", codeNow(secret))).code).toBe(200);
    clock.turn(60);
    const wrong = codeNow(secret) === "000000" ? "111111" : "000000";
    await Promise.all(Array.from({ length: 15 }, (_, at) => from(`203.0.113.${at}`, wrong)));
    const shut = await from("192.0.2.1", codeNow(secret));
    expect(shut.error).toBe("auth.bad_credentials");
    const told = await server.db.rows<{ details: string }>(
      "select details from billing_logs where event = 'ALERT' and details like '%Sought%'",
    );
    expect(told).toHaveLength(1);
    expect(told[0]?.details).toMatch(
      /^ten wrong sign-in codes beside the right password of Sought, last from 203\.0\.113\./,
    );
    // The paper still opens, and goes on guessing does not keep it shut.
    expect((await from("192.0.2.1", recovery[0] ?? "")).code).toBe(200);
    clock.turn(1_800);
    expect((await from("203.0.113.77", wrong)).error).toBe("auth.bad_credentials");
    clock.turn(1_801);
    expect((await from("192.0.2.1", codeNow(secret))).code).toBe(200);
    await far.close();
  });
});

describe("losing it", () => {
  test("new recovery codes want password and code, and end the old ones", async () => {
    const { token, secret, recovery } = await equip("Renewer");
    const renew = (code: string, password = adminPassword) =>
      auth(token, "twoFactorNewCodes", { password, code });
    expect((await renew(codeNow(secret), "wrong")).error).toBe("auth.bad_credentials");
    expect((await renew("000000")).error).toBe("auth.bad_credentials");
    const renewed = await renew(codeNow(secret));
    const codes = (renewed.data as { recovery_codes: string[] }).recovery_codes;
    expect(codes.filter((code) => recovery.includes(code))).toEqual([]);
    expect((await signInAs("Renewer", { staff_code: recovery[3] })).error).toBe("auth.bad_credentials");
    expect((await signInAs("Renewer", { staff_code: codes[3] })).code).toBe(200);
    expect(await logRows("Renewer")).toContain("STAFF_UPDATE new recovery codes, from 127.0.0.1");
  });

  test("switching off wants password and code; then the password alone signs in", async () => {
    const { token, secret, recovery } = await equip("Quitter");
    expect((await auth(token, "twoFactorOff", { password: adminPassword, code: "1" })).error).toBe(
      "auth.bad_credentials",
    );
    expect((await auth(token, "twoFactorOff", { password: adminPassword, code: recovery[0] })).code).toBe(
      200,
    );
    expect(
      (await auth(token, "twoFactorOff", { password: adminPassword, code: codeNow(secret) })).error,
    ).toBe("two_factor.off");
    expect((await auth(token, "twoFactorNewCodes", { password: adminPassword, code: "1" })).error).toBe(
      "two_factor.off",
    );
    expect((await signInAs("Quitter")).code).toBe(200);
    expect(await logRows("Quitter")).toContain("STAFF_UPDATE two-factor sign-in: on → off, from 127.0.0.1");
  });

  test("the Admin switches it off for others, not for the Admin, and their sign-ins end", async () => {
    const { token } = await equip("Unlucky");
    const admin = server.caller(await server.signIn());
    const staffs = (await admin.call("GET", "staffs")).data as { staff_id: number; staff_name: string }[];
    const idOf = (name: string) => staffs.find((staff) => staff.staff_name === name)?.staff_id;
    const off = (id: number | undefined) =>
      admin.call("POST", "staffs/action/twoFactorOff", { staff_id: id });
    expect((await off(idOf("Admin"))).error).toBe("staff.built_in");
    expect((await off(99_999)).error).toBe("staff.not_found");
    expect((await off(idOf("Unlucky"))).code).toBe(200);
    expect((await off(idOf("Unlucky"))).error).toBe("two_factor.off");
    expect((await look(token, "staffSession")).error).toBe("auth.unauthenticated");
    expect((await signInAs("Unlucky")).code).toBe(200);
    expect(await logRows("Admin")).toContain(
      "STAFF_UPDATE Unlucky changed, from 127.0.0.1: two-factor sign-in: on → off; sign-ins ended: 1",
    );
  });

  test("a mailed link changes the password and leaves the code asked for", async () => {
    const { secret } = await equip("Mailed");
    await server.db.transact((tx) =>
      tx.run("update staff set email = 'm@cafe.example' where name = 'Mailed'"),
    );
    server.mails.length = 0;
    await server.caller().call("POST", "/api/v2/auth/staffForgotPassword", {
      license_name: server.cafe.licenseName,
      staff_name: "mailed",
    });
    const token = /#token=(\S+)/.exec(server.mails[0]?.text ?? "")?.[1];
    await server.caller().call("POST", "/api/v2/auth/staffResetPassword", {
      reset_token: token,
      new_password: "a fresh password",
    });
    expect((await signInAs("Mailed", {}, "a fresh password")).error).toBe("auth.bad_credentials");
    expect((await signInAs("Mailed", { staff_code: codeNow(secret) }, "a fresh password")).code).toBe(200);
  });
});

test("a café whose Admin takes codes is linked by password and code alone", async () => {
  const child = await server.addCafe("Child");
  const token = await server.signIn("Admin", adminPassword, child);
  const made = await auth(token, "twoFactorSetUp", { password: adminPassword });
  const { secret } = made.data as { secret: string };
  await auth(token, "twoFactorConfirm", { code: codeNow(secret) });
  clock.turn(61);
  const admin = server.caller(await server.signIn());
  const link = (more: object) =>
    admin.call("POST", "subcafes", {
      license_name: child.licenseName,
      license_password: adminPassword,
      ...more,
    });
  expect((await link({})).error).toBe("license.credentials_wrong");
  expect((await link({ license_code: "000000" })).error).toBe("license.credentials_wrong");
  expect((await link({ license_code: codeNow(secret) })).code).toBe(201);
});
