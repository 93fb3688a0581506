import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiCaller } from "../server/testing/api-caller.ts";
import { launchBrowser, openTab, signIn } from "./browser.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** Money at the till: a bonus rule, a top-up with its receipt, a refund, and a statement that explains the balance. */

let server: ServerProcess;
let browser: Browser;
let desk: ApiCaller;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(["--demo"]), launchBrowser()]);
  const login = await server.caller().call("POST", "/api/v2/auth/staffLogin", {
    license_name: server.ready.license_name,
    staff_name: "Admin",
    staff_password: server.ready.admin_password,
  });
  desk = server.caller((login.data as { token: string }).token);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const soon = { timeout: 10_000 };
const textOf = (page: Page, testId: string) => page.getByTestId(testId).textContent();

async function addMember(account: string): Promise<number> {
  const password = "a long enough one";
  const fields = { member_account: account, member_password: password, member_confirm: password };
  const made = await desk.call("POST", "members", fields);
  return (made.data as { member_id: number }).member_id;
}

async function signedIn(name: string, size?: { width: number; height: number }) {
  const password = server.ready.staff.find((each) => each.name === name)?.password;
  const tab = await openTab(browser, server.url, size);
  await signIn(tab.page, {
    license: server.ready.license_name,
    staff: name,
    password: password ?? server.ready.admin_password,
  });
  return tab;
}

/** Lines of the statement as they stand there, newest first, by the heads of their columns. */
async function statement(page: Page): Promise<Record<string, string>[]> {
  const table = page.getByTestId("statement").getByRole("table");
  const heads = await table.locator("thead th").allTextContents();
  const rows = await table.locator("tbody tr").all();
  const cells = await Promise.all(rows.map((row) => row.locator("td").allTextContents()));
  return cells.map((row) => Object.fromEntries(row.map((cell, at) => [heads[at] ?? "", cell])));
}

/** Minor units of an amount as it is shown: 12.50 with whatever sign and currency. */
const minorOf = (shown = "") => {
  const digits = Number(shown.replace(/[^\d]/g, ""));
  return shown === "–" ? 0 : /[-−]/.test(shown) ? -digits : digits;
};

/** Each line follows from the one below it, down to nothing. */
function expectExplained(lines: Record<string, string>[]): void {
  for (const account of ["Balance", "Bonus"])
    lines.forEach((line, at) => {
      const before = minorOf(lines[at + 1]?.[`${account} after`] ?? "–");
      expect(minorOf(line[`${account} after`])).toBe(before + minorOf(line[account]));
    });
}

/** One step more: whoever tops up 100 gets 20 on top of the steps below; the page says so before it is saved. */
async function addBonusStep(page: Page): Promise<void> {
  await page.goto("/settings/loyalty");
  await page.getByTestId("bonus-steps-add").click();
  const steps = page.getByTestId("bonus-steps").getByRole("textbox");
  await steps.nth(-2).fill("100");
  await steps.last().fill("20");
  await page.getByTestId("preview-amount").fill("100");
  // The sample café's own steps give 1, 2 and 5; steps add up.
  await expect.poll(() => textOf(page, "preview-gives"), soon).toMatch(/28\.00/);
  await page.getByTestId("settings-save").click();
  await page.getByText("Saved", { exact: true }).first().waitFor();
}

async function topUp(page: Page): Promise<void> {
  await page.getByTestId("member-topup").click();
  await page.getByRole("button", { name: /100\.00/ }).click();
  await page.getByTestId("topup-received").fill("120");
  expect(await textOf(page, "topup-change")).toMatch(/20\.00/);
  await expect.poll(() => textOf(page, "topup-bonus"), soon).toMatch(/\+\D*28\.00/);
  await page.getByTestId("topup-confirm").click();
  await page.getByTestId("topup-new-balance").waitFor();
  expect(await textOf(page, "topup-new-balance")).toMatch(/100\.00/);
}

test("a top-up with bonus, its receipt and a refund are explained line by line by the statement and the logs", async () => {
  const memberId = await addMember("story.payer");
  const { page, faults } = await signedIn("Admin");
  await addBonusStep(page);
  await page.goto(`/members/${memberId}`);
  await topUp(page);

  const sheet = await textOf(page, "print-sheet");
  for (const said of ["story.payer", "Admin", "100.00", "28.00", "120.00", "20.00", "Order"])
    expect(sheet).toContain(said);
  await page.emulateMedia({ media: "print" });
  expect(await page.getByTestId("print-sheet").isVisible()).toBe(true);
  expect(await page.getByTestId("topup-done").isVisible()).toBe(false);
  await page.emulateMedia({ media: "screen" });
  await page.getByTestId("receipt-close").click();

  await page.getByTestId("member-refund").click();
  await page.getByTestId("topup-amount").fill("25");
  // A quarter of the money takes a quarter of the bonus back: 7 of 28.
  await expect
    .poll(() => textOf(page, "refund-preview"), soon)
    .toMatch(/25\.00.*25\.00.*7\.00.*75\.00.*21\.00/);
  await page.getByTestId("refund-comment").fill("paid twice by mistake");
  await page.getByTestId("refund-confirm").click();
  await expect.poll(() => textOf(page, "topup-new-balance"), soon).toMatch(/75\.00/);
  await page.getByTestId("receipt-close").click();

  await expect.poll(async () => (await statement(page)).length, soon).toBe(2);
  const lines = await statement(page);
  expectExplained(lines);
  expect(lines[0]).toMatchObject({ What: "Refund", Note: "paid twice by mistake", Staff: "Admin" });
  expect(
    lines.map((line) => [minorOf(line["Paid"]), minorOf(line["Balance"]), minorOf(line["Bonus"])]),
  ).toEqual([
    [-2_500, -2_500, -700],
    [10_000, 10_000, 2_800],
  ]);
  await page.getByTestId("tab-bonus").click();
  await page.getByRole("cell", { name: /21\.00/ }).waitFor();

  await page.goto("/logs");
  await page.getByRole("textbox", { name: "Member", exact: true }).fill("story.payer");
  const rows = page.getByRole("table", { name: "Logs" }).locator("tbody tr");
  await expect.poll(() => rows.filter({ hasText: "Top-up" }).count(), soon).toBe(1);
  await expect.poll(() => rows.filter({ hasText: "Refund" }).count(), soon).toBe(1);
  await expect.poll(() => textOf(page, "logs-totals"), soon).toMatch(/75\.00/);
  expect(faults).toEqual([]);
});

test("a lost answer is asked for again and books once; what stays unanswered is kept until it is sent or dropped", async () => {
  const memberId = await addMember("story.lost");
  const { page } = await signedIn("Admin");
  await page.goto(`/members/${memberId}`);
  const calls = "**/members/action/topup";
  const keys: (string | undefined)[] = [];
  // The server books it, and the way back is cut, once.
  await page.route(calls, async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    if (keys.length > 1) return route.continue();
    await route.fetch();
    return route.abort("connectionreset");
  });
  await page.getByTestId("member-topup").click();
  await page.getByTestId("topup-amount").fill("5");
  await page.getByTestId("topup-confirm").click();
  await page.getByTestId("topup-done").waitFor();
  await page.getByTestId("receipt-close").click();
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  await expect.poll(async () => (await statement(page)).length, soon).toBe(1);

  // Now the network is gone: the page says so, and keeps the call also when it is loaded anew.
  await page.unroute(calls);
  await page.route(calls, (route) => route.abort("internetdisconnected"));
  await page.getByTestId("member-topup").click();
  await page.getByTestId("topup-amount").fill("7");
  await page.getByTestId("topup-confirm").click();
  await page.getByTestId("booking-unanswered").waitFor();
  await page.getByText("The server cannot be reached").waitFor();
  await page.unroute(calls);
  await page.reload();
  await page.getByTestId("member-topup").click();
  await page.getByTestId("booking-unanswered").waitFor();
  await page.getByTestId("topup-confirm").click();
  await expect.poll(() => textOf(page, "topup-new-balance"), soon).toMatch(/12\.00/);
  await page.getByTestId("receipt-close").click();
  await expect.poll(async () => (await statement(page)).length, soon).toBe(2);
  expectExplained(await statement(page));
});

test("wrong and too large amounts are refused before and by the server, and nothing is booked", async () => {
  const memberId = await addMember("story.short");
  await desk.call("POST", "members/action/topup", { topup_ids: memberId, topup_value: 10 });
  const { page } = await signedIn("Admin");
  await page.goto(`/members/${memberId}`);
  await page.getByTestId("member-topup").click();
  for (const [typed, said] of [
    ["ten", "Enter a number such as"],
    ["1.234", "At most 2 decimals"],
    ["-5", "use Refund"],
    ["0", "above 0"],
  ] as const) {
    await page.getByTestId("topup-amount").fill(typed);
    await page.getByTestId("topup-amount").press("Enter");
    await page.getByText(said).waitFor();
  }
  await page.getByTestId("topup-amount").fill("50");
  await page.getByTestId("topup-promo").fill("NOSUCHCODE");
  await page.getByText("Promo code does not exist").waitFor();
  await page.keyboard.press("Escape");

  await page.getByTestId("member-refund").click();
  await page.getByTestId("topup-amount").fill("10.01");
  await page.getByText(/only 10\.00 is left to refund/).waitFor();
  expect(await page.getByTestId("refund-confirm").isDisabled()).toBe(true);
  await page.getByTestId("refund-of").click();
  await page.getByRole("option", { name: "An amount without a top-up" }).click();
  await page.getByTestId("topup-amount").fill("10.01");
  await page.getByText("Insufficient balance.").waitFor();
  expect(await page.getByTestId("refund-confirm").isDisabled()).toBe(true);
  await page.keyboard.press("Escape");

  await page.getByTestId("member-deduct").click();
  await page.getByTestId("member-amount").fill("10.01");
  await page.getByRole("dialog").getByLabel("Comment").fill("broken cup");
  await page.getByTestId("member-amount-confirm").click();
  await page.getByText("Insufficient balance.").waitFor();
  await page.keyboard.press("Escape");
  expect(await statement(page)).toHaveLength(1);
});

test("staff without a right see which one is missing, and the server refuses as well", async () => {
  const memberId = await addMember("story.desk");
  await desk.call("POST", "members/action/topup", { topup_ids: memberId, topup_value: 10 });
  const { page } = await signedIn("Desk");
  await page.goto(`/members/${memberId}`);
  const refund = page.getByTestId("member-refund");
  await refund.waitFor();
  expect(await refund.getAttribute("aria-disabled")).toBe("true");
  await refund.focus();
  await page.getByText("Your account lacks the right “Refund and deduct”").waitFor();
  await page.getByTestId("member-topup").click();
  await page.getByTestId("topup-more").click();
  await page.getByText("Your account lacks the right “Give a bonus of one’s own”").waitFor();
  expect(await page.getByTestId("topup-ownBonus").isDisabled()).toBe(true);
  await page.keyboard.press("Escape");
  await page.goto("/logs");
  await page.getByTestId("logs-no-right").waitFor();
  expect(await page.getByTestId("logs-csv").count()).toBe(0);

  const login = await server.caller().call("POST", "/api/v2/auth/staffLogin", {
    license_name: server.ready.license_name,
    staff_name: "Desk",
    staff_password: server.ready.staff.find(({ name }) => name === "Desk")?.password,
  });
  const plain = server.caller((login.data as { token: string }).token);
  // With a shift, so that it is the right alone that is missing.
  expect((await plain.call("POST", "shifts", { shift_cash_start: 0 })).code).toBe(201);
  const act = (name: string, fields: Record<string, unknown>) =>
    plain.call("POST", `members/action/${name}`, fields);
  const refused = { code: 403, error: "permission.denied" };
  expect(await act("topup", { topup_ids: memberId, topup_value: -5, comment: "x" })).toMatchObject(refused);
  expect(await act("previewRefund", { member_id: memberId, topup_value: 5 })).toMatchObject(refused);
  expect(await act("deductBalance", { member_id: memberId, deduct_value: 5 })).toMatchObject(refused);
  expect(
    await act("topup", { topup_ids: memberId, topup_value: 5, topup_balance_bonus: 3, comment: "x" }),
  ).toMatchObject(refused);
});

test("on a phone, by keyboard alone, a member is topped up and the statement fits the screen", async () => {
  const memberId = await addMember("story.keys");
  const { page, faults } = await signedIn("Admin", { width: 390, height: 844 });
  await page.goto(`/members/${memberId}`);
  await page.getByTestId("member-topup").focus();
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=topup-amount]:focus").waitFor();
  await page.keyboard.type("12,50");
  await expect.poll(() => textOf(page, "topup-bonus"), soon).toMatch(/1\.00/);
  await page.keyboard.press("Enter");
  await page.getByTestId("topup-done").waitFor();
  expect(await textOf(page, "topup-new-balance")).toMatch(/12\.50/);
  await page.getByTestId("receipt-close").press("Enter");
  await expect.poll(async () => (await statement(page)).length, soon).toBe(1);
  expectExplained(await statement(page));
  const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
  expect(await page.evaluate(overflow)).toBe(0);
  expect(faults).toEqual([]);
});

test("the file of the logs holds every row of the filter, not only the page shown, and runs nothing", async () => {
  const memberId = await addMember("story.file");
  await desk.call("POST", "members/action/topup", { topup_ids: memberId, topup_value: 1, comment: "=1+1" });
  const { page } = await signedIn("Admin");
  await page.goto("/logs");
  await page.getByTestId("log-show").first().waitFor();
  const listed = await desk.call("GET", "billingLogs", { date_start: "2000-01-01", date_end: "2100-01-01" });
  const { paging_info: paging } = listed.data as { paging_info: { total_records: number } };
  expect(paging.total_records).toBeGreaterThan(100);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("logs-csv").click()]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
  expect(lines.length - 1).toBe(paging.total_records);
  expect(lines.some((line) => line.includes("'=1+1"))).toBe(true);
  expect(lines.some((line) => /(^|,)=/.test(line))).toBe(false);
});

test("a file of members is judged row by row before anything is written", async () => {
  const { page } = await signedIn("Admin");
  await page.goto("/members");
  await page.getByTestId("member-import").click();
  const rows = [
    "member_account,member_birthday",
    "story.import,2001-02-03",
    "bad name!,",
    "story.third,2001-13-40",
  ];
  const buffer = Buffer.from(rows.join("\n"));
  await page.locator("input[type=file]").setInputFiles({ name: "m.csv", mimeType: "text/csv", buffer });
  await page.getByTestId("import-run").click();
  await page.getByText("Nothing is written yet").waitFor();
  const outcome = page.getByTestId("import-outcome");
  expect(await outcome.textContent()).toMatch(
    /Would be added1.*wrong2.*3The member_account.*4The member_birthday/,
  );
  const found = () => desk.call("GET", "members/action/suggestMembers", { search_text: "story.import" });
  expect((await found()).data).toEqual([]);
  await page.getByTestId("import-run").click();
  await page.getByText("The file is imported.").waitFor();
  expect((await found()).data).toHaveLength(1);
});
