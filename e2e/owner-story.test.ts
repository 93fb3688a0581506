import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startHall, type Hall } from "../pc/hall.ts";
import { launchBrowser, openTab, signIn, type Tab } from "./browser.ts";
import { tryOut } from "./docs-page.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** The set-up as an owner does it: from the first sign-in to a program that tops a member up and a PC that shows it. */

const pcName = "STORY01";
const member = { account: "story.player", password: "a long enough one" };

let server: ServerProcess;
let browser: Browser;
let tab: Tab;
let hall: Hall | undefined;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "netcafe-story-"));
  [server, browser] = await Promise.all([startServer(["--demo"]), launchBrowser()]);
  tab = await openTab(browser, server.url);
});
afterAll(async () => {
  await hall?.stop();
  await browser.close();
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

const license = () => server.ready.license_name;

async function createKey(page: Page): Promise<string> {
  await page.goto("/settings/api");
  await page.getByTestId("api-create").click();
  await page.getByTestId("api-create-confirm").click();
  const shown = page.getByTestId("api-key-value");
  await shown.waitFor();
  const key = ((await shown.inputValue().catch(() => null)) ?? (await shown.textContent()) ?? "").trim();
  await page.getByRole("dialog").getByRole("button", { name: /Copy/ }).first().click();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(key);
  await page.keyboard.press("Escape");
  return key;
}

/** A member with a password, sitting at a simulated PC that speaks the real protocol. */
async function seatMember(staffToken: string): Promise<number> {
  const desk = server.caller(staffToken);
  const made = await desk.call("POST", "members", {
    member_account: member.account,
    member_password: member.password,
    member_confirm: member.password,
  });
  const { member_id: memberId } = made.data as { member_id: number };
  await desk.call("POST", "members/action/topup", { topup_ids: memberId, topup_value: 5 });
  hall = await startHall({
    pcNames: [pcName],
    dir,
    async pairText(wanted) {
      const answer = await desk.call("POST", "pcs/action/pairCode", {
        pc_name: wanted.pcName,
        role: wanted.role,
      });
      return (answer.data as { pair_text: string }).pair_text;
    },
  });
  const pc = hall.pcs.get(pcName);
  await vi.waitFor(() => expect(pc?.state().state).toBe("locked"), 10_000);
  await pc?.logIn(member);
  await vi.waitFor(() => expect(pc?.state().member_account).toBe(member.account), 5_000);
  return memberId;
}

test("an owner sets up the API, a program tops a member up, and the PC in the hall shows it", async () => {
  const { page, faults } = tab;
  await signIn(page, { license: license(), staff: "Admin", password: server.ready.admin_password });

  await page.goto("/settings/api");
  await page.getByTestId("api-access-ip").fill("127.0.0.1, ::1");
  await page.getByTestId("api-save").click();
  await expect.poll(() => page.getByTestId("api-create").isEnabled(), { timeout: 5_000 }).toBe(true);
  const key = await createKey(page);

  const listed = await server.caller(key).call("GET", "bootPcs");
  expect(listed.message).toBe("success");
  expect(listed.data).toHaveLength(12);

  const login = await server.caller().call("POST", "/api/v2/auth/staffLogin", {
    license_name: license(),
    staff_name: "Admin",
    staff_password: server.ready.admin_password,
  });
  const memberId = await seatMember((login.data as { token: string }).token);

  await page.goto("/docs#boot-pcs-apis");
  await expect.poll(() => page.locator("#boot-pcs-apis").isVisible(), { timeout: 10_000 }).toBe(true);
  await page.getByTestId("docs-key").fill(key);
  await page.getByTestId("docs-cafe-id").fill(String(server.ready.cafe_id));
  const tried = await tryOut(page, "bootPcs.list", {});
  expect(tried.code).toBe(200);
  expect((tried.data as { pc_name: string }[]).map((row) => row.pc_name)).toContain("BOOT01");

  const bonus = await tryOut(page, "members.fetchBonus", { member_id: String(memberId), topup_value: "50" });
  const { topup_balance_bonus: given } = bonus.data as { topup_balance_bonus: string };
  expect(given).toBe("8.00");
  const topped = await tryOut(page, "members.topup", {
    topup_ids: String(memberId),
    topup_value: "50",
    topup_balance_bonus: given,
    comment: "kiosk",
  });
  expect(topped.code).toBe(200);
  expect(
    (await tryOut(page, "pcSessions.pushClientStatus", { pc_name: pcName, member_id: String(memberId) }))
      .code,
  ).toBe(200);
  await vi.waitFor(() => {
    const shown = hall?.pcs.get(pcName)?.state();
    expect(shown).toMatchObject({ member_balance: "55.00", member_balance_bonus: "8.00" });
  }, 1_000);

  const second = await createKey(page);
  expect(second).not.toBe(key);
  expect((await server.caller(key).call("GET", "bootPcs")).error).toBe("auth.unauthenticated");
  expect((await server.caller(second).call("GET", "bootPcs")).code).toBe(200);
  expect(faults).toEqual([]);
});

test("a Manager can make no key, in the panel or over HTTP", async () => {
  const manager = server.ready.staff.find(({ name }) => name === "Manager");
  const { page } = await openTab(browser, server.url);
  await signIn(page, { license: license(), staff: "Manager", password: manager?.password ?? "" });
  await page.goto("/settings/api");
  await page.getByTestId("api-admin-only").waitFor();
  expect(await page.getByTestId("api-create").count()).toBe(0);
  const login = await server.caller().call("POST", "/api/v2/auth/staffLogin", {
    license_name: license(),
    staff_name: "Manager",
    staff_password: manager?.password,
  });
  const answer = await server
    .caller((login.data as { token: string }).token)
    .call("POST", "apiSettings/action/createKey");
  expect(answer).toMatchObject({ code: 403, error: "permission.denied" });
});
