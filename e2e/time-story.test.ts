import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startHall, type Hall, type HallPc } from "../pc/hall.ts";
import type { ApiCaller } from "../server/testing/api-caller.ts";
import { adminPassword, openTestServer, type TestServer } from "../server/testing/test-server.ts";
import { launchBrowser, openTab, signIn } from "./browser.ts";
import { MovedClock, timingOf } from "./moved-clock.ts";

/**
 * Each kind of session from its start to its end, on a clock that is moved on: two PCs with real sockets, the panel in a
 * browser, the log and the ledger tell the same (billing.md 7).
 */

const names = ["HALL01", "HALL02"] as const;
type Name = (typeof names)[number];
const clock = new MovedClock("2026-03-02T10:00:00+01:00");

let server: TestServer;
let browser: Browser;
let desk: ApiCaller;
let hall: Hall;
let dir: string;
let page: Page;
let faults: string[];
/** What the PCs said, newest last. */
const said: string[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([openTestServer({ clock }), launchBrowser()]);
  dir = await mkdtemp(join(tmpdir(), "netcafe-story-"));
  desk = server.caller(await server.signIn());
  for (const pc_name of names) expect((await desk.call("POST", "pcs", { pc_name })).code).toBe(201);
  const [price] = (await desk.call("GET", "prices")).data as { price_id: number }[];
  await desk.call("PUT", `prices/${price?.price_id ?? 0}`, { price_price1: "4.00" });
  // A story jumps over hours in which no pulse is sent.
  await set("clientSettings", { wss_ping_timeout: 86_400 });
  hall = await startHall({
    ...{ pcNames: names, dir, timing: timingOf(clock) },
    pairText: async ({ pcName }) => {
      const made = await desk.call("POST", "pcs/action/pairCode", { pc_name: pcName });
      return (made.data as { pair_text: string }).pair_text;
    },
    print: (line) => said.push(line),
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
  began = { at: clock.now(), moved: 0 };
  ({ page, faults } = await openTab(browser, server.baseUrl));
  await page.clock.install({ time: clock.now() });
  await signIn(page, { license: server.cafe.licenseName, staff: "Admin", password: adminPassword });
});
afterEach(async () => {
  for (const pc_name of names) await desk.call("POST", "pcSessions/checkout", { pc_name });
  expect(faults).toEqual([]);
  await page.context().close();
});

const soon = { timeout: 10_000 };
const pc = (name: Name): HallPc => hall.pcs.get(name) as HallPc;

async function set(settings: string, values: Record<string, string | number>): Promise<void> {
  expect((await desk.call("PUT", `configs/${settings}`, values)).code).toBe(200);
}

/** The time of server, PCs and browser goes on. */
async function later(minutes: number, seconds = 0): Promise<void> {
  // First the page has heard of what was before: it cannot know that its clock was moved since.
  for (const name of names) {
    const plays = ["session", "paused"].includes(pc(name).state().state);
    await expect.poll(async () => (await tile(name)) !== null, soon).toBe(plays);
  }
  // The page first: what the server sends after the move counts from then.
  const move = minutes * 60 + seconds;
  await page.clock.fastForward(move * 1000);
  clock.move(move);
  began.moved += move;
}

async function act(name: Name, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
  await page.getByTestId(`act-${action}`).click();
}

const seconds = (text: string) =>
  text
    .split(":")
    .map(Number)
    .reduce((sum, part) => sum * 60 + part, 0);

/** What the tile of a PC shows: "0:59:58 left". */
async function tile(name: Name): Promise<{ seconds: number; word: string } | null> {
  const time = page.getByTestId(`pc-time-${name}`);
  if ((await time.count()) === 0) return null;
  const [shown = "", word = ""] = ((await time.textContent()) ?? "").split(" ");
  return { seconds: seconds(shown), word };
}

/** Seconds that went by in this test besides those moved on. */
let began = { at: clock.now(), moved: 0 };
const passed = () => (clock.now().getTime() - began.at.getTime()) / 1000 - began.moved;
const isAbout = (found: number, minutes: number) =>
  found <= minutes * 60 && found >= minutes * 60 - passed() - 2;

/**
 * The PC says how much is left of the source in use, and PC and panel how much is left in all, within the second that passes
 * between the two looks.
 */
async function expectLeft(name: Name, minutes: number, total = minutes): Promise<void> {
  await expect
    .poll(async () => {
      const [shown, there] = [await tile(name), pc(name).state()];
      if (shown?.word !== "left") return `tile ${JSON.stringify(shown)}`;
      const apart = Math.abs(shown.seconds - seconds(there.total_left));
      if (apart > 1) return `panel ${shown.seconds}, PC ${there.total_left}`;
      const fits = isAbout(seconds(there.left), minutes) && isAbout(shown.seconds, total);
      return fits ? "agree" : `${there.left} of ${minutes} min, ${shown.seconds} s of ${total} min in all`;
    }, soon)
    .toBe("agree");
}

async function expectFree(name: Name): Promise<void> {
  await expect.poll(() => pc(name).state().state, soon).toBe("locked");
  await expect.poll(() => tile(name), soon).toBeNull();
}

interface LogRow {
  log_event: string;
  log_details: string;
  log_spend: string;
  log_bonus: string;
  log_money: string;
  log_used_secs: string;
}

/** Rows of an account, oldest first. */
async function logOf(account: string): Promise<LogRow[]> {
  const range = { date_start: "2026-03-01", date_end: "2026-03-05", limit: 100 };
  const { data } = await desk.call("GET", "billingLogs", { ...range, member: account });
  return (data as { log_list: LogRow[] }).log_list.toReversed();
}

/** What the ledger holds of an account, in minor units. */
async function held(memberId: number): Promise<Record<string, number>> {
  const rows = await server.db.rows<{ account: string; sum: number }>(
    `select account, sum(amount)::bigint as sum from entries where member_id = $1 group by 1 having sum(amount) <> 0`,
    [memberId],
  );
  return Object.fromEntries(rows.map(({ account, sum }) => [account, sum]));
}

/** What the café took by each tender, in minor units. */
const taken = async (tender: string) =>
  (
    await server.db.row<{ sum: number }>(
      "select -coalesce(sum(amount), 0)::bigint as sum from entries where account = $1",
      [tender],
    )
  )?.sum ?? 0;

const guestAt = (name: Name) => pc(name).state().member_account;

/** The receipt of what was just started is read and put away; the guest's account is on it. */
async function readReceipt(): Promise<void> {
  await page.getByTestId("guest-receipt").waitFor();
  await page.getByTestId("receipt-close").click();
}

test("a member plays on an offer, goes over to the balance, is warned, and is locked when all is used", async () => {
  const password = "a long enough one";
  const made = await desk.call("POST", "members", {
    ...{ member_account: "ana", member_password: password, member_confirm: password },
  });
  const { member_id: memberId } = made.data as { member_id: number };
  await desk.call("POST", "members/action/topup", { topup_ids: memberId, topup_value: "6.00" });
  const product = await desk.call("POST", "products", {
    ...{ product_name: "Half an hour", product_price: "2.00", product_group_id: -1, product_mins: 30 },
  });
  await expect.poll(() => pc("HALL01").state().state, soon).toBe("locked");
  await pc("HALL01").logIn({ account: "ana", password });
  await expect.poll(() => pc("HALL01").state().state, soon).toBe("session");
  await expectLeft("HALL01", 90);

  // The desk sells an offer to the session; from then on it pays, and the balance waits.
  await act("HALL01", "addOffer");
  await page.getByRole("dialog").getByLabel("Half an hour").check();
  await page.getByTestId("offer-confirm").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expectLeft("HALL01", 30, 120);
  expect(product.code).toBe(201);

  await later(25);
  await expectLeft("HALL01", 5, 95);
  await expect.poll(() => said.at(-1), soon).toMatch(/HALL01: 5 min left of Half an hour, then the balance/);
  await later(5);
  await expect.poll(() => pc("HALL01").state().state, soon).toBe("session");
  await expectLeft("HALL01", 90);

  await later(86);
  await expectLeft("HALL01", 4);
  await expect.poll(() => said.at(-1), soon).toBe("HALL01: 4 min left");
  await later(4, 1);
  await expectFree("HALL01");
  expect(said.filter((line) => line.includes("Locked")).at(-1)).toMatch(/^HALL01: Locked/);

  const rows = (await logOf("ana")).filter((row) => row.log_event === "CHECKOUT");
  // Seconds of money until the desk sold the offer, all of the offer, then all the money.
  expect(rows.map((row) => [row.log_spend, row.log_details])).toEqual([
    ["0.00", expect.stringContaining("Checkout by Auto")],
    ["0.00", expect.stringContaining("Checkout by Auto; offer Half an hour")],
    ["6.00", expect.stringContaining("Checkout by Auto")],
  ]);
  expect(await held(memberId)).toEqual({});
  await page.goto(`/members/${memberId}`);
  await page.getByTestId("statement").getByRole("table").waitFor();
  const statement = (await page.getByTestId("statement").textContent()) ?? "";
  expect(statement).toContain("6.00");
});

test("a prepaid guest gets more time, is warned, and is locked when it is over", async () => {
  const cash = await taken("cash");
  await act("HALL02", "start");
  await page.getByRole("dialog").getByText("Prepaid", { exact: true }).click();
  await page.getByTestId("topup-amount").fill("2");
  await page.getByTestId("start-confirm").click();
  await readReceipt();
  await expect.poll(() => pc("HALL02").state().state, soon).toBe("session");
  const guest = guestAt("HALL02");
  await expectLeft("HALL02", 30);
  await later(20);
  await act("HALL02", "addTime");
  await page.getByRole("dialog").getByText("Time", { exact: true }).click();
  await page.getByTestId("sale-minutes").fill("15");
  await expect.poll(() => page.getByTestId("sale-worth").textContent(), soon).toMatch(/1\.00/);
  await page.getByTestId("addtime-confirm").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expectLeft("HALL02", 25);
  await later(20);
  await expect.poll(() => said.at(-1), soon).toBe("HALL02: 5 min left");
  await later(5, 1);
  await expectFree("HALL02");
  expect((await taken("cash")) - cash).toBe(300);
  const end = (await logOf(guest)).at(-1);
  expect(end).toMatchObject({ log_event: "CHECKOUT", log_spend: "3.00", log_used_secs: "00:45:00" });
});

test("a prepaid guest moves to the other PC and takes the rest home", async () => {
  const cash = await taken("cash");
  await act("HALL01", "start");
  await page.getByRole("dialog").getByText("Prepaid", { exact: true }).click();
  await page.getByTestId("topup-amount").fill("10");
  await page.getByTestId("start-confirm").click();
  await readReceipt();
  await expect.poll(() => guestAt("HALL01"), soon).not.toBe("");
  const guest = guestAt("HALL01");
  await later(60);
  await expectLeft("HALL01", 90);
  await page.getByTestId("pc-tile-HALL01").dragTo(page.getByTestId("pc-tile-HALL02"));
  await page.getByTestId("move-confirm").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expectFree("HALL01");
  await expect.poll(() => guestAt("HALL02"), soon).toBe(guest);
  await later(30);
  await expectLeft("HALL02", 60);
  await act("HALL02", "end");
  await expect
    .poll(() => page.getByTestId("end-sums").textContent(), soon)
    .toMatch(/To pay back\D*4\.00|To pay back\D*3\.9\d/);
  await page.getByTestId("end-confirm").click();
  await page.getByTestId("end-done").waitFor();
  await page.getByTestId("receipt-close").click();
  await expectFree("HALL02");
  const kept = (await taken("cash")) - cash;
  expect(kept).toBeGreaterThanOrEqual(600);
  expect(kept).toBeLessThanOrEqual(603);
  const rows = await logOf(guest);
  expect(rows.map((row) => row.log_event)).toEqual(
    expect.arrayContaining(["TOPUP", "SESSION_START", "SESSION_MOVE", "CHECKOUT"]),
  );
});

test("a postpaid guest asks to leave, is sent to the counter, and pays what is due", async () => {
  const cash = await taken("cash");
  await act("HALL01", "start");
  await page.getByRole("dialog").getByText("Postpaid", { exact: true }).click();
  await page.getByTestId("start-confirm").click();
  await readReceipt();
  await expect.poll(() => pc("HALL01").state().state, soon).toBe("session");
  const guest = guestAt("HALL01");
  await later(90);
  await expect.poll(async () => (await tile("HALL01"))?.seconds, soon).toBeGreaterThanOrEqual(5_400);
  const used = await tile("HALL01");
  expect(used?.word).toBe("used");
  expect(used?.seconds).toBeLessThan(5_402 + passed());
  expect(await pc("HALL01").requestCheckout()).toMatch(/contact the counter/i);
  expect(pc("HALL01").state().state).toBe("session");
  await act("HALL01", "end");
  await expect.poll(() => page.getByTestId("end-sums").textContent(), soon).toMatch(/To take\D*6\.0\d/);
  await page.getByTestId("end-confirm").click();
  await page.getByTestId("end-done").waitFor();
  await page.getByTestId("receipt-close").click();
  await expectFree("HALL01");
  const paid = (await taken("cash")) - cash;
  expect(paid).toBeGreaterThanOrEqual(600);
  expect(paid).toBeLessThanOrEqual(605);
  const rows = await logOf(guest);
  expect(rows.map((row) => row.log_event).sort()).toEqual(["CHECKOUT", "SESSION_START", "TOPUP"]);
});

test("a guest on an offer stands still while all PCs are paused, and ends with the offer", async () => {
  await act("HALL02", "start");
  await page.getByRole("dialog").getByText("Offer", { exact: true }).click();
  await page.getByRole("dialog").getByLabel("Half an hour").check();
  await page.getByTestId("offer-confirm").click();
  await readReceipt();
  await expect.poll(() => pc("HALL02").state().state, soon).toBe("session");
  const guest = guestAt("HALL02");
  await later(10);
  await expectLeft("HALL02", 20);
  await page.getByTestId("pause-open").click();
  await page.getByTestId("pause-reason").fill("power cut");
  await page.getByTestId("pause-confirm").click();
  await page.getByTestId("pause-banner").waitFor();
  await expect.poll(() => pc("HALL02").state().state, soon).toBe("paused");
  const stood = seconds(pc("HALL02").state().left);
  await later(60);
  expect(seconds(pc("HALL02").state().left)).toBe(stood);
  await page.getByTestId("pause-resume").click();
  await expect.poll(() => pc("HALL02").state().state, soon).toBe("session");
  await expectLeft("HALL02", 20);
  await later(20, 1);
  await expectFree("HALL02");
  expect((await logOf(guest)).at(-1)).toMatchObject({
    ...{ log_event: "CHECKOUT", log_spend: "0.00", log_used_secs: "00:30:00" },
  });
});

test("a free session counts its time and takes nothing", async () => {
  const sales = async () =>
    (await server.db.row<{ sum: number }>("select coalesce(sum(amount), 0)::bigint as sum from entries"))
      ?.sum;
  await act("HALL01", "start");
  await page.getByRole("dialog").getByText("Free", { exact: true }).click();
  await page.getByTestId("start-confirm").click();
  await readReceipt();
  await expect.poll(() => pc("HALL01").state().state, soon).toBe("session");
  const guest = guestAt("HALL01");
  const transfers = await server.db.row("select count(*) as n from transfers");
  await later(120);
  await act("HALL01", "end");
  await page.getByTestId("end-confirm").click();
  await page.getByTestId("end-done").waitFor();
  await page.getByTestId("receipt-close").click();
  await expectFree("HALL01");
  expect(await server.db.row("select count(*) as n from transfers")).toEqual(transfers);
  expect(await sales()).toBe(0);
  const end = (await logOf(guest)).at(-1);
  expect(end).toMatchObject({ log_event: "CHECKOUT", log_spend: "0.00" });
  expect(end?.log_used_secs).toMatch(/^02:00:\d\d$/);
});
