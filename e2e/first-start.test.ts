import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, openTab, signIn } from "./browser.ts";
import { tryOut } from "./docs-page.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** An empty installation: the set-up page, then the documentation tried out from an address that is not listed. */

const password = "a password of the owner";

let server: ServerProcess;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer([]), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

test("an empty installation leads to the set-up page, which makes the café once", async () => {
  const { page, faults } = await openTab(browser, server.url);
  await page.goto("/");
  await page.getByRole("heading", { name: "Set up your café" }).waitFor();
  // A stranger without the printed code gets nowhere.
  await page.getByLabel("Set-up code").fill("WRONGCODE234");
  await page.getByLabel("Café name").fill("Arcade Sur");
  await page.getByLabel("Password of the Admin").fill(password);
  await page.getByLabel("The same password again").fill(password);
  await page.getByRole("button", { name: "Create the café" }).click();
  await page
    .getByText(/set_up_code is wrong|link that was printed/)
    .first()
    .waitFor();

  const owner = await openTab(browser, server.url);
  await owner.page.goto(server.ready.set_up ?? "");
  await owner.page.getByLabel("Café name").fill("Arcade Sur");
  await owner.page.getByLabel("Password of the Admin").fill(password);
  await owner.page.getByLabel("The same password again").fill(password);
  await owner.page.getByRole("button", { name: "Create the café" }).click();
  await owner.page.getByRole("heading", { name: "Computers" }).waitFor();
  await owner.page.getByText("There are no PCs yet.").waitFor();

  // Who comes second, even with the code, is led to the sign-in.
  await page.goto(server.ready.set_up ?? "");
  await page.reload();
  await page.getByText("This server is set up already").waitFor();
  expect([...faults, ...owner.faults]).toEqual([]);
});

test("from an address that is not listed the documentation explains it, and the Admin makes a docs key", async () => {
  const { page, faults } = await openTab(browser, server.url);
  await page.goto("/sign-in");
  const field = page.getByLabel("Licence name");
  await expect.poll(() => field.inputValue(), { timeout: 5_000 }).toMatch(/^\d{12}$/);
  const license = await field.inputValue();
  await signIn(page, { license, staff: "Admin", password });
  await page.goto("/settings/api");
  await page.getByTestId("api-access-ip").fill("203.0.113.7, example.com");
  await page.getByTestId("api-save").click();
  await page
    .getByText(/"example.com" is no IPv4/)
    .first()
    .waitFor();
  await page.getByTestId("api-access-ip").fill("203.0.113.7, 2001:db8::7");
  await page.getByTestId("api-save").click();
  await page.getByTestId("api-create").click();
  await page.getByTestId("api-create-confirm").click();
  const shown = page.getByTestId("api-key-value");
  await shown.waitFor();
  const key = ((await shown.inputValue().catch(() => null)) ?? (await shown.textContent()) ?? "").trim();

  await page.goto("/docs#boot-pcs-apis");
  await page.getByTestId("docs-key").fill(key);
  await page.getByTestId("docs-cafe-id").fill("10001");
  expect((await tryOut(page, "bootPcs.list", {})).error).toBe("auth.ip_not_allowed");
  await page.getByTestId("docs-not-listed").waitFor();
  await page.getByTestId("docs-make-key").click();
  await expect
    .poll(() => page.getByTestId("docs-key").inputValue(), { timeout: 5_000 })
    .toMatch(/^netcafe_doc_/);
  expect((await tryOut(page, "bootPcs.list", {})).code).toBe(200);
  expect(faults).toEqual([]);

  // The owner sees why the program was refused.
  await page.goto("/settings/api");
  await page
    .getByText("auth.ip_not_allowed")
    .or(page.getByText(/not in API Access IP/i))
    .first()
    .waitFor();
});
