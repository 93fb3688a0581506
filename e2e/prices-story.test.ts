import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, openTab, signIn } from "./browser.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** The owner's prices: a week painted by mouse and keys, tried out in words before it is saved, and what is refused. */

let server: ServerProcess;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(["--demo"]), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function openAs(staff: string, password: string, size?: { width: number; height: number }) {
  const tab = await openTab(browser, server.url, size);
  await signIn(tab.page, { license: server.ready.license_name, staff, password });
  return tab;
}

/** As long as the page itself is waited for. */
const soon = { timeout: 15_000 };

const cell = (page: Page, day: number, hour: number) => page.locator(`[data-cell="${day}-${hour}"]`);

async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  await from.scrollIntoViewIfNeeded();
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (start === null || end === null) throw new Error("the cells are not to be seen");
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 6 });
  await page.mouse.up();
}

/** A real finger, as the browser hears one: with touch events it turns into pointer events by itself. */
async function swipe(page: Page, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (start === null || end === null) throw new Error("the cells are not to be seen");
  const finger = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove", at: { x: number; y: number }) =>
    finger.send("Input.dispatchTouchEvent", { type, touchPoints: [{ x: at.x + 5, y: at.y + 5 }] });
  await touch("touchStart", start);
  await touch("touchMove", { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 });
  await touch("touchMove", end);
  await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

async function pick(page: Page, field: string, option: string): Promise<void> {
  // The field of several choices is a row of pills around a hidden input: the keyboard opens both kinds.
  await page.getByTestId(field).focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("option", { name: option, exact: true }).click();
}

test("an owner paints a price, reads the sum in words, saves it, and it holds", async () => {
  const { page, faults } = await openAs("Admin", server.ready.admin_password, { width: 1280, height: 1600 });
  await page.goto("/settings/prices");
  await page.getByTestId("price-add").click();
  await page.getByTestId("price-name").fill("VIP evenings");
  await page.getByTestId("price-rate-1").fill("50");
  await page.getByTestId("price-brush-2").click();
  // Rate 2 from ten o'clock on, every day: painted before its price is known, so the sum has to wait.
  await drag(page, cell(page, 6, 23), cell(page, 0, 10));
  expect(await cell(page, 3, 10).textContent()).toBe("2");
  expect(await cell(page, 3, 9).textContent()).toBe("1");
  await page.getByText("Put right what is marked").waitFor();
  await page.getByTestId("price-rate-2").fill("60");

  await pick(page, "price-pc-groups", "VIP");
  await page.keyboard.press("Escape");
  await pick(page, "preview-pcGroup", "VIP");
  await page.getByTestId("preview-day").fill("2026-11-02");
  await page.getByTestId("preview-from").fill("09:15");
  await page.getByTestId("preview-to").fill("10:15");
  const words = page.getByTestId("preview-words");
  await expect
    .poll(() => words.textContent(), soon)
    .toBe("00:45:00 at 50.00 / h + 00:15:00 at 60.00 / h = 52.50");
  expect(await page.getByTestId("preview-total").textContent()).toContain("52.50");
  // The demo's own price for VIP has the lower order, so it would still hold there.
  await page.getByLabel("Order", { exact: true }).fill("5");
  await page.getByText("For these groups “VIP” holds, not this price.").waitFor();

  // By keys alone: Tuesday nine to noon to rate 1 again, with half hours from then on.
  await cell(page, 1, 9).focus();
  for (let hour = 9; hour < 12; hour += 1) await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("1");
  for (const hour of [9, 10, 11, 12]) expect(await cell(page, 1, hour).textContent()).toBe("1");
  expect(await cell(page, 1, 13).textContent()).toBe("2");
  await page.getByTestId("price-half-hours").click();
  expect(await cell(page, 1, 25).textContent()).toBe("1");
  expect(await cell(page, 1, 26).textContent()).toBe("2");

  await page.getByTestId("price-save").click();
  await page.getByText("VIP evenings is saved.").waitFor();
  const row = page.getByRole("row", { name: /VIP evenings/ });
  expect(await row.first().textContent()).toContain("50.00 - 60.00 / h");
  await page.getByTestId("price-gaps").getByText("A price fits in every case.").waitFor();

  // Without the older price the new one holds at once.
  await page
    .getByRole("row", { name: /^VIP 2\.45/ })
    .getByRole("button", { name: "Remove" })
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("VIP is removed.").waitFor();
  await pick(page, "preview-pcGroup", "VIP");
  await page.getByText("Price: VIP evenings").waitFor();
  expect(faults).toEqual([]);
});

test("a finger paints on a phone, and a dynamic price is tried out with its curve", async () => {
  const { page, faults } = await openAs("Admin", server.ready.admin_password, { width: 390, height: 844 });
  await page.goto("/settings/prices");
  await page.getByRole("link", { name: "Stream", exact: true }).click();
  await page.getByTestId("price-brush-3").click();
  await page.getByTestId("price-rate-3").fill("9");
  // To the middle of the page: at its foot the bar of the buttons stands above the week.
  await page.evaluate(`document.querySelector('[data-cell="6-13"]').scrollIntoView({ block: "center" })`);
  await swipe(page, cell(page, 5, 12), cell(page, 6, 14));
  await expect.poll(() => cell(page, 6, 13).textContent(), soon).toBe("3");
  expect(await cell(page, 4, 13).textContent()).toBe("1");

  await page.getByText("Minutes played").click();
  await page.getByTestId("price-row-add").click();
  await page.getByLabel("Minutes 1").fill("60");
  await page.getByLabel("Cost in all 1").fill("4");
  await page.getByTestId("price-row-add").click();
  await page.getByLabel("Minutes 2").fill("180");
  await page.getByLabel("Cost in all 2").fill("4");
  await page.getByText("Put right what is marked").waitFor();
  expect(await page.getByRole("img", { name: /Curve of the cost/ }).count()).toBe(0);
  await page.getByLabel("Cost in all 2").fill("9");
  await page.getByRole("img", { name: /Curve of the cost/ }).waitFor();
  await page.getByTestId("preview-from").fill("10:00");
  await page.getByTestId("preview-to").fill("12:00");
  await expect
    .poll(() => page.getByTestId("preview-words").textContent(), soon)
    .toBe("02:00:00 at 4.00 / 60 min, 9.00 / 180 min = 6.50");
  expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
  expect(faults).toEqual([]);
});

test("a name that is taken, the last price of a hall, and staff without the right are refused, each with the reason", async () => {
  const { page } = await openAs("Admin", server.ready.admin_password);
  await page.goto("/settings/prices/new");
  await page.getByTestId("price-save").click();
  await page.getByText("Enter a name.").waitFor();
  await page.getByTestId("price-name").fill("standard");
  await page.getByTestId("price-rate-1").fill("3");
  await page.getByTestId("price-save").click();
  await page.getByText("Price standard already exists").waitFor();

  await page.goto("/settings/prices");
  await page
    .getByRole("row", { name: /^Default/ })
    .first()
    .getByRole("button", { name: "Remove" })
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("Default is removed.").waitFor();
  // Each hall has one price of its own left; where none is, the table says so and the PCs keep theirs.
  await page
    .getByTestId("price-gaps")
    .getByText(/no price fits/)
    .waitFor();
  await page
    .getByRole("row", { name: /^Consoles/ })
    .first()
    .getByRole("button", { name: "Remove" })
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("Consoles is the last price of Consoles").waitFor();

  const manager = server.ready.staff.find(({ name }) => name === "Manager");
  // With a shift, so that nothing but the right stands in the way.
  const login = await server.caller().call("POST", "/api/v2/auth/staffLogin", {
    ...{ license_name: server.ready.license_name, staff_name: "Manager", staff_password: manager?.password },
  });
  const own = server.caller((login.data as { token: string }).token);
  expect((await own.call("POST", "shifts", { shift_cash_start: 0 })).code).toBe(201);
  const other = await openAs("Manager", manager?.password ?? "");
  await other.page.goto("/settings/prices");
  await other.page.getByTestId("price-add").hover();
  await other.page.getByText("Your account lacks the right “Change prices”").first().waitFor();
  await other.page.getByRole("link", { name: "Stream", exact: true }).click();
  await other.page.getByTestId("preview-total").waitFor();
  expect(await other.page.getByTestId("price-save").count()).toBe(0);
  expect(await other.page.getByTestId("price-name").isDisabled()).toBe(true);
});
