import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiCaller } from "../server/testing/api-caller.ts";
import { launchBrowser, openTab, signIn } from "./browser.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** The house on the screen: its plan is edited, sessions move on it, and the desk works without a mouse. */

let server: ServerProcess;
let browser: Browser;
let desk: ApiCaller;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(["--demo"]), launchBrowser()]);
  desk = await calling("Admin", server.ready.admin_password);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const soon = { timeout: 10_000 };

async function calling(staff_name: string, staff_password = ""): Promise<ApiCaller> {
  const { license_name } = server.ready;
  const asked = { license_name, staff_name, staff_password };
  const login = await server.caller().call("POST", "/api/v2/auth/staffLogin", asked);
  return server.caller((login.data as { token: string }).token);
}

async function signedIn(name: string, view: "Tiles" | "List" | "Map" = "Map") {
  const password = server.ready.staff.find((each) => each.name === name)?.password;
  const tab = await openTab(browser, server.url);
  await signIn(tab.page, {
    license: server.ready.license_name,
    staff: name,
    password: password ?? server.ready.admin_password,
  });
  await tab.page.getByText(view, { exact: true }).click();
  return tab;
}

const rowOf = async (pc: string) =>
  ((await desk.call("GET", "pcs")).data as Record<string, unknown>[]).find((row) => row["pc_name"] === pc) ??
  {};

const roomNames = async () =>
  ((await desk.call("GET", "rooms")).data as { area_name: string }[]).map((room) => room.area_name).sort();

/** The middle of a thing on the screen. */
async function middleOf(page: Page, testId: string): Promise<{ x: number; y: number }> {
  const box = await page.getByTestId(testId).boundingBox();
  if (box === null) throw new Error(`${testId} is not on the screen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function dragBy(
  page: Page,
  from: { x: number; y: number },
  by: { x: number; y: number },
): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + by.x / 2, from.y + by.y / 2, { steps: 3 });
  await page.mouse.move(from.x + by.x, from.y + by.y, { steps: 3 });
  await page.mouse.up();
}

test("the plan is edited by mouse and keys, saved in one call, and stands after a reload", async () => {
  const { page, faults } = await signedIn("Admin");
  await page.getByTestId("plan-map").getByText("Lounge").waitFor();
  expect((await desk.call("POST", "pcs", { pc_name: "NEWPC" })).code).toBe(201);
  await page.getByTestId("plan-not-placed").getByText("NEWPC").waitFor();
  const calls: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "GET") calls.push(new URL(request.url()).pathname);
  });

  await page.getByTestId("plan-edit").click();
  const editor = page.getByTestId("plan-editor");
  await editor.waitFor();

  // A new room, named, with the new PC in it.
  await page.getByTestId("plan-add-room").click();
  await page.getByTestId("plan-room-name").fill("hall");
  await editor.getByText("Another room has this name.").waitFor();
  expect(await page.getByTestId("plan-save").getAttribute("aria-disabled")).toBe("true");
  await page.getByTestId("plan-room-name").fill("Balcony");
  const head = await editor.getByRole("button", { name: "Room Balcony" }).boundingBox();
  const tray = await middleOf(page, "tray-pc-NEWPC");
  await dragBy(page, tray, { x: (head?.x ?? 0) + 60 - tray.x, y: (head?.y ?? 0) + 60 - tray.y });
  await page.getByTestId("plan-pc-NEWPC").waitFor();

  // By keys: a PC is picked up and goes a step to the right, over whoever stands in the way; the last step is undone.
  const before = await rowOf("PC008");
  await page.getByTestId("plan-pc-PC008").focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Control+z");
  // Onto another PC: it lands beside it.
  await page.keyboard.press("Escape");
  const [from, onto] = [await middleOf(page, "plan-pc-VIP01"), await middleOf(page, "plan-pc-VIP10")];
  await dragBy(page, from, { x: onto.x - from.x, y: onto.y - from.y });
  // The consoles' room goes, its PCs stay.
  await editor.getByRole("button", { name: "Room Lounge" }).click();
  await page.getByTestId("plan-remove").click();
  expect(calls).toEqual([]);

  await page.getByTestId("plan-save").click();
  await editor.waitFor({ state: "detached" });
  expect(calls.filter((path) => path.includes("/pcs/") || path.includes("/rooms"))).toEqual([
    expect.stringMatching(/pcs\/action\/saveLayout$/),
  ]);
  expect(await roomNames()).toEqual(["Balcony", "Hall", "Stage", "VIP"]);
  expect(await rowOf("NEWPC")).toMatchObject({ pc_area_name: "Balcony", pc_box_position: "absolute" });
  expect(await rowOf("PS5-1")).toMatchObject({ pc_area_name: "", pc_box_left: 940, pc_box_top: 80 });
  const after = await rowOf("PC008");
  expect(after["pc_box_left"]).toBe(before["pc_box_left"]);
  expect(Number(after["pc_box_top"])).toBeGreaterThan(Number(before["pc_box_top"]));
  const places = ((await desk.call("GET", "pcs")).data as Record<string, number>[]).map(
    ({ pc_box_left: left, pc_box_top: top }) => ({ left: left ?? 0, top: top ?? 0 }),
  );
  for (const [index, one] of places.entries())
    for (const other of places.slice(index + 1))
      expect(Math.abs(one.left - other.left) >= 100 || Math.abs(one.top - other.top) >= 80).toBe(true);

  await page.reload();
  await page.getByTestId("plan-map").getByText("Balcony").waitFor();
  expect(await page.getByTestId("plan-not-placed").count()).toBe(0);
  expect(faults).toEqual([]);
});

test("what is not saved is asked about, and left when that is wanted", async () => {
  const { page, faults } = await signedIn("Admin");
  const placeOf = async () => {
    const { pc_box_left: left, pc_box_top: top } = await rowOf("PC024");
    return { left, top };
  };
  const stood = await placeOf();
  await page.getByTestId("plan-edit").click();
  await dragBy(page, await middleOf(page, "plan-pc-PC024"), { x: 0, y: -60 });
  await page.getByRole("link", { name: "Members" }).click();
  await page.getByRole("button", { name: "Go on editing" }).click();
  await page.getByTestId("plan-editor").waitFor();
  await page.getByRole("link", { name: "Members" }).click();
  await page.getByRole("button", { name: "Leave", exact: true }).click();
  await page.getByRole("heading", { name: "Members" }).waitFor();
  expect(await placeOf()).toEqual(stood);
  expect(faults).toEqual([]);
});

test("a session is dragged onto a free PC of the plan, and several PCs are caught in a rectangle", async () => {
  for (const name of ["FLOOR1", "FLOOR2"]) await desk.call("POST", "pcs", { pc_name: name });
  const places = [
    { pc_name: "FLOOR1", pc_box_left: 1240, pc_box_top: 40 },
    { pc_name: "FLOOR2", pc_box_left: 1240, pc_box_top: 220 },
  ];
  expect((await desk.call("POST", "pcs/action/saveLayout", { pcs: places })).code).toBe(200);
  expect((await desk.call("POST", "pcSessions/action/startPostpaid", { pc_name: "FLOOR1" })).code).toBe(200);
  const { page, faults } = await signedIn("Admin");
  await page.getByTestId("pc-time-FLOOR1").waitFor();
  await page.getByTestId("pc-tile-FLOOR1").dragTo(page.getByTestId("pc-tile-FLOOR2"));
  await page.getByTestId("move-confirm").click();
  await page.getByTestId("pc-time-FLOOR2").waitFor();
  await expect.poll(() => page.getByTestId("pc-time-FLOOR1").count(), soon).toBe(0);

  const start = await middleOf(page, "pc-tile-FLOOR1");
  const end = await middleOf(page, "pc-tile-FLOOR2");
  await page.mouse.move(start.x + 55, start.y - 30);
  await page.mouse.down();
  await page.mouse.move(start.x, start.y, { steps: 3 });
  await page.mouse.move(end.x, end.y, { steps: 3 });
  await page.mouse.up();
  await page.getByText("2 PCs selected").waitFor();
  await page.getByTestId("selected-end").click();
  await page.getByTestId("end-confirm").click();
  await page.getByTestId("end-done").waitFor();
  expect(faults).toEqual([]);
});

test("the desk works without a mouse: arrows walk, letters act, the sheet says which", async () => {
  const { page, faults } = await signedIn("Admin", "Tiles");
  for (const name of ["WALK1", "WALK2", "WALK3"]) await desk.call("POST", "pcs", { pc_name: name });
  await page.keyboard.press("/");
  await page.keyboard.type("WALK");
  await expect.poll(() => page.locator("[data-pc]").count(), soon).toBe(3);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  const focused = () => page.locator("[data-pc]:focus-within").getAttribute("data-pc");
  await page.getByTestId("pc-tile-WALK1").getByRole("button").first().focus();
  await page.keyboard.press("ArrowRight");
  expect(await focused()).toBe("WALK2");
  await page.keyboard.press("s");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Free", { exact: true }).click();
  await page.getByTestId("start-confirm").click();
  await page.getByTestId("guest-receipt").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.getByTestId("pc-time-WALK2").waitFor();
  expect(await focused()).toBe("WALK2");

  // A free session takes no time that is sold: the page says why.
  await page.keyboard.press("t");
  await page.getByText("Time is added to sessions that were paid before.").waitFor();
  await page.keyboard.press("?");
  await page.getByTestId("keys-sheet").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("keys-sheet").waitFor({ state: "detached" });

  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "WALK2" }).waitFor();
  await page.getByTestId("pc-log").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Space");
  await page.getByText("2 PCs selected").waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("2 PCs selected").waitFor({ state: "detached" });
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("l");
  await page.getByRole("heading", { name: "Logs" }).waitFor();
  expect(await page.getByRole("textbox", { name: "PC", exact: true }).inputValue()).toBe("WALK2");
  await page.getByRole("table", { name: "Logs" }).getByText("WALK2").first().waitFor();
  expect(faults).toEqual([]);
});

test("staff without the rights see why: no editing of the plan, no pause, no log", async () => {
  // With a shift, so that nothing but rights stands in the way.
  const own = await calling("Desk", server.ready.staff.find(({ name }) => name === "Desk")?.password);
  expect((await own.call("POST", "shifts", { shift_cash_start: 0 })).code).toBe(201);
  const { page, faults } = await signedIn("Desk");
  const edit = page.getByTestId("plan-edit");
  await edit.waitFor();
  expect(await edit.getAttribute("aria-disabled")).toBe("true");
  await edit.hover();
  await page.getByText("To edit the plan your account needs “Change PCs” and “Change the plan”").waitFor();
  await page.keyboard.press("e");
  expect(await page.getByTestId("plan-editor").count()).toBe(0);

  await page.getByTestId("pc-tile-VIP02").click({ button: "right" });
  expect(await page.getByTestId("act-start").getAttribute("aria-disabled")).toBe("false");
  expect(await page.getByTestId("act-pause").textContent()).toContain("Pause sessions");
  expect(await page.getByTestId("act-log").textContent()).toContain("lacks the right “Read logs”");
  expect(faults).toEqual([]);
});
