import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiCaller } from "../server/testing/api-caller.ts";
import { launchBrowser, openTab, signIn } from "./browser.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** A busy desk: guests who pay before and after, a session that moves, pauses and is settled, told by the log. */

const names = ["HALL01", "HALL02", "HALL03"] as const;

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
  for (const name of names) expect((await desk.call("POST", "pcs", { pc_name: name })).code).toBe(201);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const soon = { timeout: 10_000 };

async function signedIn(name: string, clockAheadMs = 0) {
  const password = server.ready.staff.find((each) => each.name === name)?.password;
  const tab = await openTab(browser, server.url);
  if (clockAheadMs > 0)
    await tab.page.addInitScript(`{ const now = Date.now; Date.now = () => now() + ${clockAheadMs}; }`);
  await signIn(tab.page, {
    license: server.ready.license_name,
    staff: name,
    password: password ?? server.ready.admin_password,
  });
  await tab.page.getByRole("textbox", { name: "Search PC, room or member" }).fill("HALL0");
  return tab;
}

async function act(page: Page, pc: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${pc}`, exact: true }).click();
  await page.getByTestId(`act-${action}`).click();
}

const rowOf = async (pc: string) =>
  ((await desk.call("GET", "pcList")).data as Record<string, unknown>[]).find(
    (row) => row["pc_name"] === pc,
  ) ?? {};

const seconds = (clock: string) =>
  clock
    .split(":")
    .map(Number)
    .reduce((sum, part) => sum * 60 + part, 0);

/** Seconds a tile shows, and their word: "0:59:58 left". */
async function shown(page: Page, pc: string): Promise<{ seconds: number; word: string }> {
  const [clock = "", word = ""] = ((await page.getByTestId(`pc-time-${pc}`).textContent()) ?? "").split(" ");
  return { seconds: seconds(clock), word };
}

/**
 * The page counts by itself, and shows the very second of the server: not more than the server said just before, not less than
 * it says just after. One reading of five may fall into the instant in which the second changes.
 */
async function expectAgrees(page: Page, pc: string): Promise<number> {
  await page.getByTestId(`pc-time-${pc}`).waitFor();
  const told = async () => seconds(String((await rowOf(pc))["status_connect_time_left"]));
  const readings: { before: number; here: number; after: number }[] = [];
  for (let count = 0; count < 5; count++) {
    const before = await told();
    const here = await shown(page, pc);
    expect(here.word).toBe("left");
    readings.push({ before, here: here.seconds, after: await told() });
  }
  const fits = readings.filter(({ before, here, after }) => here <= before && here >= after);
  expect(fits.length, JSON.stringify(readings)).toBeGreaterThanOrEqual(4);
  return readings.at(-1)?.here ?? 0;
}

test("a guest pays before, gets more time, moves, and takes the rest along at the checkout", async () => {
  const { page, faults } = await signedIn("Admin");
  await act(page, "HALL01", "start");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Prepaid", { exact: true }).click();
  await page.getByTestId("topup-amount").fill("10");
  await expect.poll(() => page.getByTestId("sale-worth").textContent(), soon).toMatch(/Lasts \d+ h/);
  await page.getByTestId("start-confirm").click();
  await page.getByTestId("guest-receipt").waitFor();
  expect((await page.getByTestId("guest-password").textContent())?.length).toBeGreaterThan(3);
  await page.getByTestId("receipt-close").click();

  const before = await expectAgrees(page, "HALL01");
  await expect.poll(async () => (await shown(page, "HALL01")).seconds, soon).toBeLessThan(before);

  await act(page, "HALL01", "addTime");
  await dialog.getByText("Time", { exact: true }).click();
  await page.getByTestId("sale-minutes").fill("30");
  await expect.poll(() => page.getByTestId("sale-worth").textContent(), soon).toMatch(/Costs \D*\d/);
  await page.getByTestId("addtime-confirm").click();
  await dialog.waitFor({ state: "detached" });
  await expect.poll(async () => (await shown(page, "HALL01")).seconds, soon).toBeGreaterThan(before + 1_700);
  await expectAgrees(page, "HALL01");

  await page.getByTestId("pc-tile-HALL01").dragTo(page.getByTestId("pc-tile-HALL02"));
  await page.getByTestId("move-confirm").click();
  await dialog.waitFor({ state: "detached" });
  await expectAgrees(page, "HALL02");
  expect(await page.getByTestId("pc-time-HALL01").count()).toBe(0);

  await act(page, "HALL02", "end");
  await expect.poll(() => page.getByTestId("end-sums").textContent(), soon).toMatch(/To pay back/);
  const back = /To pay back\D*([\d.]+)/.exec((await page.getByTestId("end-sums").textContent()) ?? "")?.[1];
  expect(Number(back)).toBeGreaterThan(5);
  await page.getByTestId("end-comment").fill("had to leave");
  await page.getByTestId("end-confirm").click();
  await page.getByTestId("end-done").waitFor();
  expect(await page.getByTestId("end-done").textContent()).toMatch(/Paid back\D*\d+\.\d\d/);
  await page.getByTestId("receipt-close").click();
  await expect.poll(() => page.getByTestId("pc-time-HALL02").count(), soon).toBe(0);

  await page.goto("/logs");
  const rows = page.getByRole("table", { name: "Logs" }).locator("tbody tr");
  await expect.poll(() => rows.filter({ hasText: "Session moved" }).count(), soon).toBe(1);
  await expect
    .poll(() => rows.filter({ hasText: "HALL02" }).filter({ hasText: "had to leave" }).count(), soon)
    .toBeGreaterThan(0);
  expect(faults).toEqual([]);
});

test("a machine whose clock is wrong shows the server's time all the same", async () => {
  expect(
    (await desk.call("POST", "pcSessions/action/startPrepaid", { pc_name: "HALL03", mins: 90 })).code,
  ).toBe(200);
  const { page, faults } = await signedIn("Admin", 5_000_000);
  await expectAgrees(page, "HALL03");
  expect((await desk.call("POST", "pcSessions/checkout", { pc_name: "HALL03" })).code).toBe(200);
  await expect.poll(() => page.getByTestId("pc-time-HALL03").count(), soon).toBe(0);
  expect(faults).toEqual([]);
});

test("a guest pays after, by card and cash, and the parts make up what is due", async () => {
  const { page, faults } = await signedIn("Admin");
  expect((await desk.call("PUT", "configs/paymentSettings", { minimum_charge: "2.00" })).code).toBe(200);
  await act(page, "HALL01", "start");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Postpaid", { exact: true }).click();
  await page.getByTestId("start-confirm").click();
  await page.getByTestId("receipt-close").click();
  await expect.poll(async () => (await shown(page, "HALL01")).word, soon).toBe("used");
  // The first minutes may be free: let some be charged.
  await expect
    .poll(
      async () =>
        Number(
          (
            (await desk.call("POST", "pcSessions/paymentInfo", { pc_name: "HALL01" })).data as {
              amount: string;
            }
          ).amount,
        ),
      { timeout: 15_000 },
    )
    .toBeGreaterThan(1);

  await act(page, "HALL01", "end");
  await expect.poll(() => page.getByTestId("end-sums").textContent(), soon).toMatch(/To take\D*2\.00/);
  await dialog.getByText("Two ways", { exact: true }).click();
  await dialog.getByRole("radiogroup", { name: "First" }).getByText("Card", { exact: true }).click();
  await page.getByTestId("end-first-amount").fill("2");
  expect(await page.getByTestId("end-confirm").isDisabled()).toBe(true);
  await page.getByTestId("end-first-amount").fill("1.50");
  expect(await page.getByTestId("end-rest").textContent()).toMatch(/Cash: \D*0\.50/);
  await page.getByTestId("end-confirm").click();
  await page.getByTestId("end-done").waitFor();
  expect(await page.getByTestId("end-done").textContent()).toMatch(
    /Taken\D*2\.00.*Card\D*1\.50.*Cash\D*0\.50/,
  );
  await page.getByTestId("receipt-close").click();
  expect(faults).toEqual([]);
});

test("several PCs start, stand still, go on and end at once", async () => {
  const { page } = await signedIn("Admin");
  const dialog = page.getByRole("dialog");
  await page.getByTestId("select-toggle").click();
  await page.getByTestId("select-all").click();
  await page.getByTestId("selected-start").click();
  await dialog.getByText("Free", { exact: true }).click();
  await page.getByTestId("start-confirm").click();
  await page.getByTestId("guest-receipt").waitFor();
  expect(await page.getByTestId("guest-password").count()).toBe(3);
  await page.getByTestId("receipt-close").click();

  await page.getByTestId("pause-open").click();
  await page.getByTestId("pause-reason").fill("power cut");
  await page.getByTestId("pause-confirm").click();
  await page.getByTestId("pause-banner").getByText("power cut").waitFor();
  await expect.poll(() => page.locator("[data-testid^=pc-time-][data-paused]").count(), soon).toBe(3);
  const stood = await shown(page, "HALL01");
  const { page: other } = await signedIn("Desk");
  await other.getByTestId("pause-banner").waitFor();
  await other.locator("[data-testid=pc-time-HALL01][data-paused]").waitFor();
  expect(await shown(page, "HALL01")).toEqual(stood);
  await page.getByTestId("pause-resume").click();
  await expect.poll(() => other.getByTestId("pause-banner").count(), soon).toBe(0);
  await expect.poll(async () => (await shown(page, "HALL01")).seconds, soon).toBeGreaterThan(stood.seconds);

  await page.getByTestId("selected-end").click();
  await page.getByTestId("end-confirm").click();
  await page.getByTestId("end-done").getByText("3 sessions are over").waitFor();
});

test("a guest starts on an offer and buys another; who pays after is offered none", async () => {
  const fields = {
    product_name: "Story pack",
    product_price: "3.00",
    product_group_id: -1,
    product_mins: 60,
  };
  expect((await desk.call("POST", "products", fields)).code).toBe(201);
  const { page, faults } = await signedIn("Admin");
  const dialog = page.getByRole("dialog");
  await act(page, "HALL01", "start");
  await dialog.getByText("Offer", { exact: true }).click();
  await dialog.getByLabel("Story pack").check();
  await page.getByTestId("offer-confirm").click();
  await page.getByTestId("guest-receipt").waitFor();
  await page.getByTestId("receipt-close").click();
  const before = await expectAgrees(page, "HALL01");
  expect(before).toBeGreaterThan(3_500);
  await act(page, "HALL01", "addOffer");
  await dialog.getByLabel("Story pack").check();
  await page.getByTestId("offer-confirm").click();
  await dialog.waitFor({ state: "detached" });
  await expect.poll(async () => (await shown(page, "HALL01")).seconds, soon).toBeGreaterThan(7_000);

  await desk.call("POST", "pcSessions/action/startPostpaid", { pc_name: "HALL02" });
  await page.getByTestId("pc-time-HALL02").waitFor();
  await page.getByRole("button", { name: "Actions for HALL02", exact: true }).click();
  expect(await page.getByTestId("act-addOffer").getAttribute("aria-disabled")).toBe("true");
  expect(await page.getByTestId("act-addOffer").textContent()).toContain("use no offers");
  expect(faults).toEqual([]);
});
