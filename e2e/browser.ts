import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";

const places = [
  process.env["NETCAFE_CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** The machine's own Chromium, without a word to the outside. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = places.find((place) => place !== undefined && existsSync(place));
  if (executablePath === undefined)
    throw new Error("no Chromium was found: install Debian's package chromium, or set NETCAFE_CHROMIUM");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export interface Tab {
  page: Page;
  /** What went wrong in the page so far: uncaught errors and failed scripts. */
  faults: string[];
}

/** A fresh visitor. The installation's own certificate is not in the browser's list, as on an owner's first visit. */
export async function openTab(
  browser: Browser,
  url: string,
  size = { width: 1366, height: 768 },
): Promise<Tab> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    viewport: size,
    baseURL: url,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
      faults.push(message.text());
  });
  page.setDefaultTimeout(15_000);
  return { page, faults };
}

export async function signIn(
  page: Page,
  who: { license: string; staff: string; password: string; code?: string },
): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Licence name").fill(who.license);
  await page.getByLabel("Staff name").fill(who.staff);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  if (who.code !== undefined) {
    const field = page.getByTestId("sign-in-code");
    if (!(await field.isVisible())) await page.getByRole("button", { name: "I have a sign-in code" }).click();
    await field.fill(who.code);
  }
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "Computers" }).waitFor();
}
