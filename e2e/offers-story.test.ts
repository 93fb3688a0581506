import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, openTab, signIn } from "./browser.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** An owner puts an offer for Friday nights on sale; who lacks the right is told so. */

let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(["--demo"]), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

test("an offer is added with its window, found again, changed and deleted", async () => {
  const { page, faults } = await openTab(browser, server.url);
  await signIn(page, {
    license: server.ready.license_name,
    staff: "Admin",
    password: server.ready.admin_password,
  });
  await page.goto("/offers");
  await page.getByRole("cell", { name: "School is out" }).waitFor();
  await page.getByTestId("offer-add").click();
  await page.getByTestId("offer-save").click();
  await page.getByText("Enter a price such as 10 or 10.50.").waitFor();
  await page.getByTestId("offer-name").fill("Friday night");
  await page.getByTestId("offer-price").fill("9,50");
  await page.getByTestId("offer-minutes").fill("600");
  await page.getByRole("dialog").getByText("Fr", { exact: true }).first().click();
  await page.getByTestId("offer-from").fill("22:00");
  await page.getByTestId("offer-to").fill("08:00");
  await page.getByRole("img", { name: "Saturday: 00:00–08:00" }).last().waitFor();
  await page.getByTestId("offer-save").click();
  await page.getByRole("cell", { name: "Friday night" }).waitFor();
  await page.getByRole("textbox", { name: "Search offers" }).fill("friday n");
  const row = page.getByRole("row", { name: /Friday night/ });
  await row.getByText("10 h").waitFor();
  await row.getByRole("button", { name: "Edit" }).click();
  expect(await page.getByTestId("offer-price").inputValue()).toBe("9.50");
  await page.getByTestId("offer-price").fill("11");
  await page.getByTestId("offer-save").click();
  await row.getByText("11.00").waitFor();
  await row.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("No offer fits this search.").waitFor();
  expect(faults).toEqual([]);
});

test("staff without the right see the offers and why they cannot change them", async () => {
  const { page } = await openTab(browser, server.url, { width: 390, height: 844 });
  const desk = server.ready.staff.find(({ name }) => name === "Desk");
  await signIn(page, { license: server.ready.license_name, staff: "Desk", password: desk?.password ?? "" });
  await page.goto("/offers");
  const add = page.getByTestId("offer-add");
  await add.focus();
  await page.getByText(/Your account lacks the right “Change products”/).waitFor();
  expect(await add.getAttribute("aria-disabled")).toBe("true");
});
