import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "../server/kernel/clock.ts";
import { codeOnPhone } from "../server/testing/phone.ts";
import { adminPassword, openTestServer, type TestServer } from "../server/testing/test-server.ts";

/** Letting the Admin in again on the server's machine, while the server runs. */

const command = fileURLToPath(new URL("netcafe.ts", import.meta.url));
let server: TestServer;

beforeAll(async () => {
  server = await openTestServer({ clock: systemClock });
});
afterAll(() => server.close());

async function run(...args: string[]) {
  const child = spawn(process.execPath, [command, "reset-admin", ...args], {
    env: { ...process.env, DATABASE_URL: server.url },
  });
  let output = "";
  child.stdout.on("data", (part: Buffer) => (output += part.toString()));
  child.stderr.on("data", (part: Buffer) => (output += part.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, output };
}
const signIn = (password: string) =>
  server.caller().call("POST", "/api/v2/auth/staffLogin", {
    license_name: server.cafe.licenseName,
    staff_name: "Admin",
    staff_password: password,
  });

it("prints a password that works alone, from anywhere; the old one, the code and the open sign-ins are gone", async () => {
  const token = await server.signIn();
  const auth = (path: string, input: object) =>
    server.caller(token).call("POST", `/api/v2/auth/${path}`, { ...input });
  const made = await auth("twoFactorSetUp", { password: adminPassword });
  const { secret } = made.data as { secret: string };
  expect((await auth("twoFactorConfirm", { code: codeOnPhone(secret, new Date()) })).code).toBe(200);
  await server.db.transact((tx) => tx.run("update staff set address_list = '192.0.2.1'"));
  expect((await signIn(adminPassword)).error).toBe("auth.bad_credentials");

  const { code, output } = await run();
  expect(code, output).toBe(0);
  expect(output).toContain(`Licence   ${server.cafe.licenseName}\n`);
  const password = /Password {2}(\S+)/.exec(output)?.[1] ?? "";
  expect(password).toMatch(/^\S{16}$/);
  expect((await signIn(password)).code).toBe(200);
  expect((await signIn(adminPassword)).error).toBe("auth.bad_credentials");
  expect((await server.caller(token).call("GET", "/api/v2/auth/staffSession")).error).toBe(
    "auth.unauthenticated",
  );
  const [row] = await server.db.rows<{ details: string }>(
    "select details from billing_logs where event = 'STAFF_UPDATE' order by billing_log_id desc limit 1",
  );
  expect(row?.details).toBe(
    "password reset on the server's own machine; two-factor sign-in: on → off; the addresses of all staff cleared; sign-ins ended: 1",
  );
});

it("with several cafés asks which, and names what it does not know", async () => {
  const second = await server.addCafe("Second");
  const unsaid = await run();
  expect(unsaid.code).toBe(1);
  expect(unsaid.output).toContain(
    `choose one with --cafe. ${server.cafe.cafeId} (Test Café), ${second.cafeId} (Second)`,
  );
  expect((await run("--cafe", String(second.cafeId))).output).toContain(`Café id   ${second.cafeId}\n`);
  expect((await run("--cafe", "99999")).output).toContain("There is no café 99999.");
  expect((await run("now")).output).toContain('takes no "now"');
  expect((await run("--help")).code).toBe(0);
});
