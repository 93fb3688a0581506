import { spawn, type ChildProcess } from "node:child_process";
import { readdir, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { callerOf, type ApiCaller } from "../server/testing/api-caller.ts";
import type { ConnectionParts } from "./load-order.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Longer than any start may take; a start that hangs must not hang the benchmark. */
const readyWithinMs = 60_000;
export const adminPassword = "measured-in-turns-7";

export interface ReadyLine {
  api: string;
  panel: string;
  cafe_id: number | null;
  ca_file: string;
  set_up: string | null;
}

export interface Served {
  ready: ReadyLine;
  baseUrl: string;
  ca: string;
  /** From the command to the first answered call. */
  firstAnswerSeconds: number;
  stop(): Promise<void>;
}

const serveArguments = (dataDir: string) => [
  ...["--json", "--data", dataDir, "--port", "0", "--http-port", "0", "--host", "127.0.0.1"],
  ...["--rate-factor", "10000"],
];

/** `npm start` as an owner types it, or `node cli/netcafe.ts serve` itself when flags of Node are given. */
export async function startServer(dataDir: string, nodeFlags: readonly string[] = []): Promise<Served> {
  const startedMs = performance.now();
  const { DATABASE_URL: _, ...env } = process.env;
  const options = { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] as ["ignore", "pipe", "inherit"] };
  const child =
    nodeFlags.length === 0
      ? spawn("npm", ["start", "--silent", "--", ...serveArguments(dataDir)], options)
      : spawn(
          process.execPath,
          [...nodeFlags, "cli/netcafe.ts", "serve", ...serveArguments(dataDir)],
          options,
        );
  const ready = JSON.parse(await firstLine(child)) as ReadyLine;
  const baseUrl = ready.panel.replace(/\/$/, "");
  const ca = await readFile(ready.ca_file, "utf8");
  await callerOf({ baseUrl, cafeId: ready.cafe_id ?? 1, token: undefined, ca }).call("GET", "pcs");
  const firstAnswerSeconds = (performance.now() - startedMs) / 1000;
  return { ready, baseUrl, ca, firstAnswerSeconds, stop: () => stopServer(child, dataDir) };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("the server did not become ready")), readyWithinMs);
    let output = "";
    child.stdout?.on("data", (part: Buffer) => {
      output += part.toString();
      const end = output.indexOf("\n");
      if (end < 0) return;
      clearTimeout(late);
      resolve(output.slice(0, end));
    });
    child.once("exit", (code) => {
      clearTimeout(late);
      reject(new Error(`the server ended with ${code ?? "a signal"} before it was ready`));
    });
  });
}

/**
 * Ends the server itself, by the number in the lock of its data folder: npm and its shell stand before it and do not
 * pass a signal on everywhere. The end is when nobody holds its standard output any more.
 */
async function stopServer(child: ChildProcess, dataDir: string): Promise<void> {
  if (child.stdout === null || child.stdout.closed) return;
  const ended = new Promise((resolve) => child.once("close", resolve));
  process.kill(await serverPid(dataDir), "SIGTERM");
  await ended;
}

/** The number of the server's process, by the lock of its data folder. */
export async function serverPid(dataDir: string): Promise<number> {
  const names = (await readdir(dataDir)).filter((name) => /^in-use\.\d+$/.test(name));
  const highest = names.sort((a, b) => Number(a.slice(7)) - Number(b.slice(7))).at(-1) ?? "";
  return (JSON.parse(await readFile(join(dataDir, highest), "utf8")) as { pid: number }).pid;
}

export interface FilledCafe {
  cafeId: number;
  key: string;
  memberIds: number[];
}

/** Sets the café up as an owner would, and fills it over the API. */
export async function fillCafe(served: Served, size: { pcs: number; members: number }): Promise<FilledCafe> {
  const { baseUrl, ca, ready } = served;
  const callAs = (token: string | undefined, cafeId: number) => callerOf({ baseUrl, cafeId, token, ca });
  const setUp = await dataOf<{ license_name_hint: string }>(callAs(undefined, 0), "POST", "/panel/set-up", {
    set_up_code: new URL(ready.set_up ?? "").hash.replace("#code=", ""),
    cafe_name: "Measured Café",
    country: "ES",
    currency: "EUR",
    timezone: "Europe/Madrid",
    admin_password: adminPassword,
  });
  const signedIn = await dataOf<{ token: string; cafe: { id: number } }>(
    callAs(undefined, 0),
    "POST",
    "/api/v2/auth/staffLogin",
    { license_name: setUp.license_name_hint, staff_name: "Admin", staff_password: adminPassword },
  );
  const admin = callAs(signedIn.token, signedIn.cafe.id);
  await dataOf(admin, "PUT", "apiSettings", { api_access_ip: "127.0.0.1,::1" });
  const { key } = await dataOf<{ key: string }>(admin, "POST", "apiSettings/action/createKey", {});
  for (let number = 1; number <= size.pcs; number++) {
    await dataOf(admin, "POST", "pcs", {
      pc_name: `PC${String(number).padStart(3, "0")}`,
      pc_console_type: 0,
      pc_comment: number % 10 === 0 ? "new monitor" : "",
    });
  }
  const memberIds: number[] = [];
  for (let number = 1; number <= size.members; number++) {
    const member = await dataOf<{ member_id: number }>(admin, "POST", "members", {
      member_account: `player${number}`,
      member_password: adminPassword,
      member_confirm: adminPassword,
    });
    memberIds.push(member.member_id);
  }
  return { cafeId: signedIn.cafe.id, key, memberIds };
}

export async function dataOf<Data>(
  caller: ApiCaller,
  method: string,
  path: string,
  parameters: Record<string, unknown>,
): Promise<Data> {
  const answer = await caller.call(method, path, parameters);
  if (answer.code === 200 || answer.code === 201) return answer.data as Data;
  throw new Error(`${method} ${path} was answered with ${answer.code}: ${answer.message}`);
}

/** How the server's own PostgreSQL is reached while it runs. */
export async function connectionOf(dataDir: string): Promise<ConnectionParts> {
  const password = (await readFile(join(dataDir, "postgres.password"), "utf8")).trim();
  // The folder for temporary files is short, so the socket lies in the cluster itself.
  const host = join(await realpath(dataDir), "postgres");
  return { host, port: 5432, user: "netcafe", password, database: "postgres" };
}
