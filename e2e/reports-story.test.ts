import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, openTab, signIn } from "./browser.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** An owner reads the reports of today and keeps one as a file; staff without the right are told why they see none. */

let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(["--demo"]), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** What the API says of the days that the page shows. */
const askApi = (page: Page, from: string, to: string) =>
  page.evaluate(
    async ([date_start, date_end]) => {
      const session = (await (await fetch("/panel/session")).json()) as {
        data: { csrf_token: string; session: { cafe: { id: number } } };
      };
      const query = `date_start=${date_start}&date_end=${date_end}`;
      const answer = await fetch(`/api/v2/cafe/${session.data.session.cafe.id}/reports/reportData?${query}`, {
        headers: { "X-CSRF-Token": session.data.csrf_token },
      });
      return ((await answer.json()) as { data: { income: Record<string, number> } }).data.income;
    },
    [from, to] as const,
  );

test("a report is read and kept as a file that says what the API says", async () => {
  const { page, faults } = await openTab(browser, server.url);
  const { license_name: license, admin_password: password } = server.ready;
  await signIn(page, { license, staff: "Admin", password });
  await page.getByRole("link", { name: "Reports" }).click();
  await Promise.all([
    page.waitForResponse((answer) => /reportData\?.*date_start=\d{4}-\d\d-01/.test(answer.url())),
    page.getByRole("button", { name: "This month" }).click(),
  ]);
  const income = page.getByTestId("report-income");
  await income.getByRole("cell", { name: "Profit" }).waitFor();
  const day = (name: string) => page.getByRole("textbox", { name, exact: true });
  const [from, to] = [await day("From").inputValue(), await day("To").inputValue()];
  expect(from.slice(8)).toBe("01");

  const [file] = await Promise.all([
    page.waitForEvent("download"),
    income.getByRole("button", { name: "Save as CSV: What came in" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(`income-${from}-${to}.csv`);
  const lines = (await readFile(await file.path(), "utf8")).replace("\uFEFF", "").trimEnd().split("\r\n");
  const told = await askApi(page, from, to);
  expect(told["amount"]).toBeGreaterThan(0);
  expect(lines[0]).toBe("What,Amount");
  for (const [name, key] of [["Cash", "cash"], ["Together", "amount"], ["Profit", "profit"]] as const)
    expect(lines).toContain(`${name},${told[key] ?? "?"}`); // prettier-ignore

  await page.getByRole("img", { name: /What came in, by day or hour/ }).waitFor();
  await page.getByRole("tab", { name: "Computers" }).click();
  await page.getByRole("table", { name: "Hours played by weekday and hour" }).waitFor();
  await page.getByRole("tab", { name: "Taxes" }).click();
  await page.getByRole("region", { name: "Taxes" }).waitFor();

  await day("From").fill("2026-02-02");
  await day("To").fill("2026-02-01");
  await page.getByText("The first day must not come after the last.").waitFor();
  expect(faults).toEqual([]);
});

test("staff without the right are told so", async () => {
  const desk = server.ready.staff.find(({ name }) => name === "Desk");
  const { page } = await openTab(browser, server.url);
  const license = server.ready.license_name;
  await signIn(page, { license, staff: "Desk", password: desk?.password ?? "" });
  await page.goto("/reports");
  await page.getByTestId("reports-no-right").waitFor();
});
