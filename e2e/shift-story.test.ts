import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, openTab, signIn } from "./browser.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** A day at the till: staff start their shift, take and pay money, and count the drawer; without a shift nothing is sold. */

let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(["--demo"]), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function atTheDesk() {
  const desk = server.ready.staff.find(({ name }) => name === "Desk");
  const tab = await openTab(browser, server.url);
  await signIn(tab.page, {
    license: server.ready.license_name,
    staff: "Desk",
    password: desk?.password ?? "",
  });
  return tab;
}

test("a shift from the float to the counted drawer", async () => {
  const { page, faults } = await atTheDesk();
  await page.goto("/members");
  await page.getByRole("link").filter({ hasText: /\w/ }).first().waitFor();

  // Without a shift the server refuses, in words that say what to do.
  const refused = await page.evaluate(async () => {
    const session = (await (await fetch("/panel/session")).json()) as {
      data: { csrf_token: string; session: { cafe: { id: number } } };
    };
    const answer = await fetch(`/api/v2/cafe/${session.data.session.cafe.id}/members/action/sendMessage`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": session.data.csrf_token },
      body: "{}",
    });
    return (await answer.json()) as { error: string };
  });
  expect(refused.error).toBe("shift.required");

  await page.getByTestId("shift-menu").click();
  await page.getByTestId("shift-start").click();
  await page.getByText("Enter an amount.").waitFor();
  await page.getByTestId("shift-float").fill("100");
  await page.getByTestId("shift-start").click();
  await page.getByText("Your shift has begun.").waitFor();

  await page.getByTestId("shift-menu").click();
  await page.getByText(/100\.00 should be in the drawer/).waitFor();
  // The sample's Desk may not pay expenses, and is told so.
  await page.getByText(/lacks the right “Enter expenses”|lacks the right/).waitFor();
  await page.getByRole("menuitem", { name: "Cash in or out" }).click();
  await page.getByTestId("move-amount").fill("40");
  await page.getByTestId("move-confirm").click();
  await page.getByText("Say where it comes from or goes.").waitFor();
  await page.getByTestId("move-comment").fill("to the bank");
  await page.getByTestId("move-confirm").click();
  await page.getByText(/60\.00 should be in the drawer now/).waitFor();

  await page.getByTestId("shift-menu").click();
  await page.getByTestId("shift-menu-end").click();
  await page.getByTestId("shift-counted").fill("59.50");
  await page.getByText(/0\.50 is missing/).waitFor();
  await page.getByTestId("shift-end").click();
  await page.getByText("Say why it differs.").waitFor();
  await page.getByTestId("shift-reason").fill("wrong change");
  await page.getByTestId("shift-end").click();
  await page.getByText(/Your shift has ended/).waitFor();
  await page.getByRole("button", { name: "Start shift" }).click();
  await page.getByText(/The last shift left .*59\.50/).waitFor();
  await page.getByRole("button", { name: "Take over" }).click();
  expect(await page.getByTestId("shift-float").inputValue()).toBe("59.50");
  expect(faults).toEqual([]);
});
