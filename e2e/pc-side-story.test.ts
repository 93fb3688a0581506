import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startHall, type Hall, type HallPc } from "../pc/hall.ts";
import { systemClock } from "../server/kernel/clock.ts";
import type { ApiCaller } from "../server/testing/api-caller.ts";
import { adminPassword, openTestServer, type TestServer } from "../server/testing/test-server.ts";
import { launchBrowser, openTab, signIn } from "./browser.ts";

/** What begins at a PC and is seen at the desk: two PCs with real sockets and the panel in a browser (pc-protocol.md 6.2). */

const names = ["HALL01", "HALL02"] as const;
type Name = (typeof names)[number];

let server: TestServer;
let browser: Browser;
let desk: ApiCaller;
let hall: Hall;
let dir: string;
let page: Page;
let faults: string[];

beforeAll(async () => {
  [server, browser] = await Promise.all([openTestServer({ clock: systemClock }), launchBrowser()]);
  dir = await mkdtemp(join(tmpdir(), "netcafe-story-"));
  desk = server.caller(await server.signIn());
  for (const pc_name of names) expect((await desk.call("POST", "pcs", { pc_name })).code).toBe(201);
  const [price] = (await desk.call("GET", "prices")).data as { price_id: number }[];
  await desk.call("PUT", `prices/${price?.price_id ?? 0}`, { price_price1: "4.00" });
  await desk.call("PUT", "configs/clientSettings", { access_code_login: 1 });
  hall = await startHall({
    ...{ pcNames: names, dir },
    pairText: async ({ pcName }) => {
      const made = await desk.call("POST", "pcs/action/pairCode", { pc_name: pcName });
      return (made.data as { pair_text: string }).pair_text;
    },
  });
});
afterAll(async () => {
  await hall.stop();
  await browser.close();
  // Closing runs every check of the books.
  await server.close();
  await rm(dir, { recursive: true, force: true });
});
beforeEach(async () => {
  ({ page, faults } = await openTab(browser, server.baseUrl));
  await signIn(page, { license: server.cafe.licenseName, staff: "Admin", password: adminPassword });
  for (const name of names)
    await expect.poll(() => pc(name).state(), soon).toMatchObject({ state: "locked", offline: false });
});
afterEach(async () => {
  for (const pc_name of names) await desk.call("POST", "pcSessions/checkout", { pc_name });
  expect(faults).toEqual([]);
  await page.context().close();
});

const soon = { timeout: 10_000 };
const pc = (name: Name): HallPc => hall.pcs.get(name) as HallPc;

async function act(name: Name, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
  await page.getByTestId(`act-${action}`).click();
}

async function sellCode(name: Name): Promise<string> {
  await act(name, "start");
  await page.getByRole("dialog").getByText("Prepaid", { exact: true }).click();
  await page.getByTestId("topup-amount").fill("4");
  await page.getByTestId("give-code").check();
  await page.getByRole("button", { name: /and give the code/ }).click();
  const code = await page.getByTestId("access-code").textContent();
  await page.getByTestId("receipt-close").click();
  return code ?? "";
}

test("a code sold for one PC starts the session at the other of its group, once", async () => {
  const code = await sellCode("HALL01");
  expect(code).toMatch(/^\d{4}$/);
  expect(await page.getByTestId("pc-time-HALL01").count()).toBe(0);

  await page.getByTestId("codes-open").click();
  await page.getByTestId("codes").getByText(code).waitFor();
  await page.keyboard.press("Escape");

  const wrong = code === "0000" ? "0001" : "0000";
  await expect(pc("HALL02").enterCode(wrong)).rejects.toThrow("4 more tries");
  expect(await pc("HALL02").enterCode(code)).toEqual({ kind: "session" });
  await expect.poll(() => pc("HALL02").state().state, soon).toBe("session");
  await page.getByTestId("pc-time-HALL02").waitFor();
  await expect(pc("HALL01").enterCode(code)).rejects.toThrow("wrong, used");

  await page.getByTestId("codes-open").click();
  await page.getByText("No code is open.").waitFor();
});

test("a code that nobody used is taken back, and its money is paid back", async () => {
  const code = await sellCode("HALL01");
  await page.getByTestId("codes-open").click();
  await page.getByTestId("code-back").click();
  await page.getByTestId("code-back-confirm").click();
  await page.getByText(`The code ${code} is taken back. Pay back`).waitFor();
  await expect(pc("HALL01").enterCode(code)).rejects.toThrow("wrong, used");
});

test("a guest who pays after asks to leave at the PC: the desk is told, and settles it", async () => {
  await desk.call("POST", "pcSessions/action/startPostpaid", { pc_name: "HALL01" });
  await expect.poll(() => pc("HALL01").state().state, soon).toBe("session");
  expect(await pc("HALL01").requestCheckout()).toBe("Please contact the counter");
  await page.getByTestId("notice-checkout_request").getByText("is waiting for the checkout").waitFor();
  await act("HALL01", "end");
  await page.getByTestId("end-confirm").click();
  await page.getByTestId("receipt-close").click();
  await expect.poll(() => pc("HALL01").state().state, soon).toBe("locked");
});

test("somebody without an account asks for time at a PC, pays at the desk, and plays", async () => {
  const account = await pc("HALL02").askForTime("4.00");
  await page.getByTestId("notice-order").getByText(`${account} wants time for 4.00`).waitFor();
  const found = await desk.call("GET", "members", { search_text: account });
  const [guest] = (found.data as { members: { member_id: number }[] }).members;
  await desk.call("POST", "members/action/topup", { topup_ids: guest?.member_id, topup_value: "4.00" });
  await expect
    .poll(() => pc("HALL02").state(), soon)
    .toMatchObject({ state: "session", member_account: account });
  await page.getByTestId("pc-time-HALL02").waitFor();
});
