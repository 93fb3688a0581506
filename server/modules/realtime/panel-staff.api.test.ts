import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openPanelPage, type PanelPage } from "../../testing/panel-page.ts";
import { adminPassword, openTestServer, type TestServer } from "../../testing/test-server.ts";

/**
 * Open panels learn at once what happened to their staff (pc-protocol.md 3.7). The clock stands still, so the rounds over
 * the links never come: whatever a page hears here, it was told by the change itself.
 */

let server: TestServer;
let admin: ApiCaller;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
const pages: PanelPage[] = [];
let count = 0;

beforeAll(async () => {
  server = await openTestServer({ clock });
  admin = server.caller(await server.signIn());
});
afterAll(async () => {
  for (const page of pages) page.end();
  await server.close();
});

let name: string;
let id: number;
beforeEach(async () => {
  name = `Desk ${++count}`;
  const fields = { staff_name: name, staff_password: adminPassword, staff_role: "staff" };
  id = ((await admin.call("POST", "staffs", fields)).data as { staff_id: number }).staff_id;
});

async function open(staffName = name): Promise<PanelPage> {
  const page = await openPanelPage(server, staffName);
  pages.push(page);
  return page;
}
const change = (fields: Record<string, unknown>) => admin.call("PUT", `staffs/${id}`, fields);

describe("a page is closed when its sign-in ends", () => {
  const ways: [string, () => Promise<unknown>][] = [
    ["switched off", () => change({ staff_is_active: 0 })],
    ["ended", () => change({ staff_expires_local: "2026-01-01 00:00:00" })],
    ["given a new password", () => change({ staff_password: "another good one" })],
    ["bound to another address", () => change({ staff_ip: "192.0.2.1" })],
    ["removed", () => admin.call("DELETE", `staffs/${id}`)],
    ["signed out by the Admin", () => admin.call("POST", "staffs/action/endSessions", { staff_id: id })],
    [
      "signed out everywhere by itself",
      async () =>
        server
          .caller(await server.signIn(name))
          .call("POST", "/api/v2/auth/endStaffSessions", { this_too: 1 }),
    ],
    [
      "given a new password by itself elsewhere",
      async () =>
        server.caller(await server.signIn(name)).call("POST", "/api/v2/auth/staffChangePassword", {
          old_password: adminPassword,
          new_password: "another good one",
        }),
    ],
  ];
  test.each(ways)("%s", async (_how, act) => {
    const page = await open();
    const bystander = await open("Admin");
    await page.watch(["pcs"]);
    await act();
    expect((await page.until("signed_out")).data).toEqual({ reason: "signed out" });
    expect(await page.closed).toBe(4401);
    await admin.call("POST", "pcs", { pc_name: `PC${count}` });
    expect(page.heard.filter(({ action }) => action === "pcs_changed")).toEqual([]);
    expect(bystander.heard.map(({ action }) => action)).not.toContain("signed_out");
  });

  test("one of two sign-ins ended closes its own pages and leaves the other's", async () => {
    const [first, second] = [await open(), await open()];
    await first.signOut();
    expect(await first.closed).toBe(4401);
    await second.until("session_changed");
    expect(await second.watch(["pcs"])).toMatchObject({ status: "success" });
  });
});

describe("a page stays open when its staff is changed", () => {
  test("and is told to ask who it is now", async () => {
    const page = await open();
    await change({ staff_rights: ["topup"] });
    expect((await page.until("session_changed")).data).toEqual({});
    await change({ staff_ip: "127.0.0.1" });
    await page.until("session_changed");
    expect(await page.watch(["pcs"])).toMatchObject({ status: "success" });
  });

  test("a right that is taken away ends what was watched by it", async () => {
    await change({ staff_rights: ["boot_access"] });
    const page = await open();
    await page.watch(["pcs", "boot"]);
    const tellBoot = (what: string) =>
      server.app.hub.panels.forward(server.cafe.cafeId, "boot", "boot_state", [what]);
    tellBoot("while it may");
    expect((await page.until("boot_state")).data).toEqual(["while it may"]);
    await change({ staff_rights: [] });
    await page.until("session_changed");
    tellBoot("after it was taken");
    await page.watch(["boot", "notices", "rubbish"]);
    tellBoot("asked for without it");
    await change({ staff_rights: ["boot_access"] });
    await page.watch(["boot"]);
    tellBoot("given again");
    expect((await page.until("boot_state")).data).toEqual(["given again"]);
  });
});
