import decodeQR from "qr/decode.js";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOnPhone, secretOf } from "../server/testing/phone.ts";
import { launchBrowser, openTab, signIn } from "./browser.ts";
import { openMailbox, type Mailbox } from "./mailbox.ts";
import { startServer, type ServerProcess } from "./server-process.ts";

/** An owner takes Ana on: her account, her rights, her phone, her lost password, her last day. */

let server: ServerProcess;
let browser: Browser;
let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await openMailbox();
  [server, browser] = await Promise.all([
    startServer(["--demo"], { NETCAFE_SMTP_URL: mailbox.url }),
    launchBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await mailbox.close();
});

const who = (staff: string, password: string, code?: string) => ({
  license: server.ready.license_name,
  staff,
  password,
  ...(code === undefined ? {} : { code }),
});
async function open(staff: string, password: string, code?: string) {
  const tab = await openTab(browser, server.url, { width: 1280, height: 800 });
  await signIn(tab.page, who(staff, password, code));
  return tab;
}
const asAdmin = () => open("Admin", server.ready.admin_password);
const rowOf = (page: Page, name: string) => page.getByRole("row", { name: new RegExp(`^${name}`) });

/** Adds an account with the desk's rights; the password that is shown to be handed over. */
async function takeOn(page: Page, name: string, email = ""): Promise<string> {
  await page.goto("/settings/staff");
  await page.getByTestId("staff-add").click();
  await page.getByTestId("staff-name").fill(name);
  await page.getByTestId("staff-email").fill(email);
  await page.getByTestId("presetDesk").click();
  await page.getByTestId("staff-make-password").click();
  await page.getByTestId("staff-save").click();
  await page.getByTestId("staff-handed-over").waitFor();
  const password = (await page.getByTestId("staff-handed-password").textContent()) ?? "";
  await page.getByRole("button", { name: "Done" }).click();
  await rowOf(page, name).getByText("12 of 41").waitFor();
  return password;
}

/** What a phone reads of a picture on the screen: decoded from its very pixels. */
async function scan(picture: Locator): Promise<string> {
  const png = (await picture.screenshot()).toString("base64");
  const page = await browser.newPage();
  // In the browser's own words: the types of pages are not known here.
  const drawn = `(async () => {
    const image = new Image();
    image.src = "data:image/png;base64,${png}";
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    return { width: image.width, height: image.height, data: [...data] };
  })()`;
  const { width, height, data } = await page.evaluate<{ width: number; height: number; data: number[] }>(
    drawn,
  );
  await page.close();
  return decodeQR({ width, height, data: Uint8Array.from(data) });
}

describe("taking somebody on", () => {
  test("an account is added, its password handed over once; rights reach the open page without a reload, and so does the end", async () => {
    const owner = await asAdmin();
    const password = await takeOn(owner.page, "Ana");
    const ana = await open("Ana", password);
    await ana.page.goto("/settings/member-groups");
    const add = ana.page.getByTestId("group-add");
    await add.waitFor();
    expect(await add.getAttribute("aria-disabled")).toBe("true");

    await rowOf(owner.page, "Ana").getByRole("link", { name: "Edit" }).click();
    await owner.page.getByTestId("right-member_group_edit").check();
    await owner.page.getByTestId("staff-save").click();
    await owner.page.getByText("Ana was saved.").waitFor();
    await ana.page.locator('[data-testid="group-add"]:not([aria-disabled])').waitFor();
    await add.click();
    await ana.page.getByRole("dialog").waitFor();

    await owner.page.getByTestId("staff-active").uncheck();
    await owner.page.getByTestId("staff-save").click();
    await ana.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await ana.page.getByLabel("Licence name").fill(server.ready.license_name);
    await ana.page.getByLabel("Staff name").fill("Ana");
    await ana.page.getByLabel("Password", { exact: true }).fill(password);
    await ana.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await ana.page.getByText("This account is switched off. The Admin can switch it on.").waitFor();

    await owner.page.goto("/logs");
    await owner.page
      .getByText(/Ana changed, from .*active: yes → no/)
      .first()
      .waitFor();
    expect([...owner.faults, ...ana.faults]).toEqual([]);
  });

  test("bound to another address, the open page closes; bad addresses are named, and one's own is offered", async () => {
    const owner = await asAdmin();
    const password = await takeOn(owner.page, "Bea");
    const bea = await open("Bea", password);
    await rowOf(owner.page, "Bea").getByRole("link", { name: "Edit" }).click();
    const addresses = owner.page.getByTestId("staff-addresses");
    await addresses.fill("192.0.2.1, here, 300.1.1.1");
    await owner.page.getByTestId("staff-save").click();
    await owner.page.getByText('"here" is no IPv4 address').first().waitFor();
    await owner.page.getByText('"300.1.1.1" is no IPv4 address').waitFor();
    await addresses.fill("192.0.2.1");
    await owner.page.getByTestId("staff-add-mine").click();
    expect(await addresses.inputValue()).toMatch(/^192\.0\.2\.1, (::1|127\.0\.0\.1)$/);
    await addresses.fill("192.0.2.1");
    await owner.page.getByTestId("staff-save").click();
    await bea.page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect([...owner.faults, ...bea.faults]).toEqual([]);
  });

  test("who is not the Admin sees the staff and why nothing can be changed", async () => {
    const desk = server.ready.staff.find(({ name }) => name === "Desk")?.password ?? "";
    const { page, faults } = await open("Desk", desk);
    await page.goto("/settings/staff");
    await rowOf(page, "Admin").waitFor();
    const add = page.getByTestId("staff-add");
    await add.focus();
    await page
      .getByRole("tooltip")
      .getByText("Only the account Admin changes staff. Ask the owner.")
      .waitFor();
    expect(await add.getAttribute("aria-disabled")).toBe("true");
    await page.goto("/settings/staff/new");
    await page.getByText("Only the account Admin changes staff. Ask the owner.").waitFor();
    expect(await page.getByTestId("staff-save").count()).toBe(0);
    expect(faults).toEqual([]);
  });
});

test("a phone is set up from the picture, asked for at sign-in, and replaced by paper when it is lost", async () => {
  const owner = await asAdmin();
  const password = await takeOn(owner.page, "Carla");
  const { page, faults } = await open("Carla", password);
  await page.getByRole("button", { name: "Account of Carla" }).click();
  await page.getByRole("menuitem", { name: "My account" }).click();
  await page.getByTestId("factor-set-up").click();
  await page.getByTestId("factor-password").fill("wrong password");
  await page.getByTestId("factor-go").click();
  await page.getByText("The password is wrong.").waitFor();
  await page.getByTestId("factor-password").fill(password);
  await page.getByTestId("factor-go").click();
  await page.getByTestId("factor-qr").waitFor();
  const secret = secretOf(await scan(page.getByTestId("factor-qr")));
  expect((await page.getByTestId("factor-secret").textContent())?.replaceAll(" ", "")).toBe(secret);
  const first = codeOnPhone(secret, new Date());
  await page.getByTestId("factor-code").fill(first);
  await page.getByTestId("factor-go").click();
  const shown = page.getByTestId("recovery-codes").locator("code");
  await shown.first().waitFor();
  const paper = await shown.allTextContents();
  expect(paper).toHaveLength(10);
  await page.emulateMedia({ media: "print" });
  expect(await page.getByTestId("print-sheet").innerText()).toContain(paper[9]);
  await page.emulateMedia({ media: "screen" });
  await page.getByTestId("recovery-kept").click();
  await page.getByText("10 recovery codes left").waitFor();

  const stranger = await openTab(browser, server.url);
  const submit = async (given: string, code: string | null) => {
    await stranger.page.getByLabel("Staff name").fill("Carla");
    await stranger.page.getByLabel("Password", { exact: true }).fill(given);
    if (code !== null) await stranger.page.getByTestId("sign-in-code").fill(code);
    await stranger.page.getByRole("button", { name: "Sign in", exact: true }).click();
    return (await stranger.page.getByRole("alert").textContent()) ?? "";
  };
  await stranger.page.goto("/sign-in");
  const withoutCode = await submit(password, null);
  await stranger.page.getByTestId("sign-in-code").waitFor();
  expect(withoutCode).toBe("Licence name, staff name, password or sign-in code is wrong.");
  await stranger.page.reload();
  expect(await submit("a wrong password", null)).toBe(withoutCode);
  await stranger.page.reload();
  await submit(password, null);
  // The code that switched it on is spent.
  expect(await submit(password, first)).toBe(withoutCode);

  const again = await openTab(browser, server.url);
  await signIn(again.page, who("Carla", password, paper[0] ?? ""));
  await again.page.goto("/account");
  await again.page.getByText("9 recovery codes left").waitFor();
  await again.page.getByText("Chrome on Linux").first().waitFor();
  await again.page.getByTestId("end-others").click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  // The device remembers that this account takes a code.
  await again.page.getByRole("button", { name: "Account of Carla" }).click();
  await again.page.getByRole("menuitem", { name: "Sign out" }).click();
  await again.page.getByTestId("sign-in-code").waitFor();
  await signIn(again.page, who("Carla", password, codeAfter(secret, first)));

  await owner.page.goto("/settings/staff");
  await rowOf(owner.page, "Carla").getByText("On").nth(1).waitFor();
  await rowOf(owner.page, "Carla").getByRole("link", { name: "Edit" }).click();
  await owner.page.getByTestId("staff-factor-off").click();
  await owner.page
    .getByRole("dialog")
    .getByRole("button", { name: /Switch two-factor/ })
    .click();
  await again.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(again.page, who("Carla", password));
  expect([...faults, ...stranger.faults, ...again.faults, ...owner.faults]).toEqual([]);
});

/** The phone's next code, in time the server already takes: of now, or of the half minute after the spent one. */
function codeAfter(secret: string, spent: string): string {
  const now = codeOnPhone(secret, new Date());
  return now === spent ? codeOnPhone(secret, new Date(Date.now() + 30_000)) : now;
}

test("a forgotten password is set anew by the mailed link, whose token leaves no trace in the address", async () => {
  const owner = await asAdmin();
  await takeOn(owner.page, "Dora", "dora@cafe.example");
  const { page, faults } = await openTab(browser, server.url, { width: 390, height: 844 });
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot password?" }).click();
  await page.getByRole("heading", { name: "Forgot your password?" }).waitFor();
  await page.getByLabel("Staff name").fill("Dora");
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
  const mail = await mailbox.next("dora@cafe.example");
  const link = /https:\/\/\S+/.exec(mail)?.[0] ?? "";
  expect(link).toContain("/reset-password#token=");
  await page.goto(new URL(link).pathname + new URL(link).hash);
  await page.getByLabel("New password").fill("three unrelated words");
  await page.getByLabel("The new one again").fill("three unrelated words");
  expect(page.url()).not.toContain("token");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("heading", { name: "The password of Dora is set" }).waitFor();
  await signIn(page, who("Dora", "three unrelated words"));
  await page.goto(new URL(link).pathname + new URL(link).hash);
  await page.getByLabel("New password").fill("another few words");
  await page.getByLabel("The new one again").fill("another few words");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByText("The reset_token is wrong, used or too old.").waitFor();
  expect(faults).toEqual([]);
});
