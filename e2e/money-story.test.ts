import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, openTab, signIn, type Tab } from "./browser.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** Money at the till: a bonus rule, a top-up with its receipt, a refund, and a statement that explains the balance. */

const member = { account: "story.payer", password: "a long enough one" };

let server: ServerProcess;
let browser: Browser;
let tab: Tab;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(["--demo"]), launchBrowser()]);
  tab = await openTab(browser, server.url);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const license = () => server.ready.license_name;
const lastText = (page: Page, testId: string) => page.getByTestId(testId).textContent();

async function addMember(): Promise<number> {
  const login = await server.caller().call("POST", "/api/v2/auth/staffLogin", {
    license_name: license(),
    staff_name: "Admin",
    staff_password: server.ready.admin_password,
  });
  const desk = server.caller((login.data as { token: string }).token);
  const made = await desk.call("POST", "members", {
    member_account: member.account,
    member_password: member.password,
    member_confirm: member.password,
  });
  return (made.data as { member_id: number }).member_id;
}

/** One step more: whoever tops up 100 gets 20 on top of the steps below. */
async function addBonusStep(page: Page): Promise<void> {
  await page.goto("/settings/loyalty");
  const steps = page.getByTestId("bonus-steps");
  await page.getByTestId("bonus-steps-add").click();
  await steps.getByRole("textbox").nth(-2).fill("100");
  await steps.getByRole("textbox").last().fill("20");
  await page.getByTestId("settings-save").click();
  await page.getByText("Saved", { exact: true }).first().waitFor();
}

const cells = (page: Page, row: number) =>
  page.getByTestId("statement").locator("tbody tr").nth(row).locator("td").allTextContents();

test("a top-up with bonus, its receipt and a refund are explained line by line by the statement and the logs", async () => {
  const { page, faults } = tab;
  const memberId = await addMember();
  await signIn(page, { license: license(), staff: "Admin", password: server.ready.admin_password });

  await addBonusStep(page);
  await page.getByTestId("loyalty-amount").fill("100");
  // The sample café's own steps give 1, 2 and 5; steps add up.
  await expect.poll(() => lastText(page, "loyalty-gives"), { timeout: 5_000 }).toMatch(/28\.00 bonus/);

  await page.goto(`/members/${memberId}`);
  await page.getByTestId("member-topup").click();
  await page.getByTestId("topup-amount").fill("100");
  await expect.poll(() => lastText(page, "topup-bonus"), { timeout: 5_000 }).toMatch(/\+\D*28\.00/);
  await page.getByTestId("topup-confirm").click();
  await page.getByTestId("topup-new-balance").waitFor();
  expect(await lastText(page, "topup-new-balance")).toMatch(/100\.00/);
  const receipt = page.getByTestId("topup-done");
  expect(await receipt.textContent()).toContain(member.account);
  const sheet = await lastText(page, "print-sheet");
  for (const said of [member.account, "Admin", "100.00", "28.00", "Order"]) expect(sheet).toContain(said);
  await page.emulateMedia({ media: "print" });
  expect(await page.getByTestId("print-sheet").isVisible()).toBe(true);
  expect(await receipt.isVisible()).toBe(false);
  await page.emulateMedia({ media: "screen" });
  await page.getByTestId("receipt-close").click();

  await page.getByTestId("member-topup").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Refund", { exact: true }).click();
  expect(await lastText(page, "refundable")).toMatch(/100\.00/);
  await page.getByTestId("topup-amount").fill("30");
  expect(await page.getByTestId("topup-confirm").isDisabled()).toBe(true);
  await dialog.getByLabel("Comment").fill("paid twice by mistake");
  await page.getByTestId("topup-confirm").click();
  await expect.poll(() => lastText(page, "topup-new-balance"), { timeout: 5_000 }).toMatch(/70\.00/);
  await page.getByTestId("receipt-close").click();

  await expect.poll(() => cells(page, 1), { timeout: 5_000 }).toHaveLength(7);
  const [refund, paid] = [await cells(page, 0), await cells(page, 1)];
  // Time, what, paid, bonus, what it did to the balance, the balance after it, note.
  expect(refund[1]).toBe("Refund");
  expect(refund[4]).toMatch(/[-−].*30\.00/);
  expect(refund[5]).toMatch(/70\.00/);
  expect(refund[6]).toContain("paid twice by mistake");
  expect(paid[1]).toBe("Top-up");
  expect(paid[3]).toMatch(/\+.*28\.00/);
  expect(paid[4]).toMatch(/\+.*100\.00/);
  expect(paid[5]).toMatch(/100\.00/);

  await page.goto("/logs");
  await page.getByRole("textbox", { name: "Member", exact: true }).fill(member.account);
  const rows = page.getByRole("table", { name: "Logs" }).locator("tbody tr");
  await expect.poll(() => rows.filter({ hasText: "Top-up" }).count(), { timeout: 5_000 }).toBe(1);
  await expect.poll(() => rows.filter({ hasText: "Refund" }).count(), { timeout: 5_000 }).toBe(1);
  expect(await lastText(page, "logs-totals")).toMatch(/70\.00/);
  expect(faults).toEqual([]);
});

test("who may not read the logs is told so in a sentence", async () => {
  const desk = server.ready.staff.find(({ name }) => name === "Desk");
  const { page } = await openTab(browser, server.url);
  await signIn(page, { license: license(), staff: "Desk", password: desk?.password ?? "" });
  await page.goto("/logs");
  await page.getByTestId("logs-no-right").waitFor();
  expect(await page.getByTestId("logs-csv").count()).toBe(0);
});
