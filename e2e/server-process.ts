import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { callerOf, type ApiCaller } from "../server/testing/api-caller.ts";

/** What `netcafe serve --json` prints when it is ready. */
export interface ReadyLine {
  panel: string;
  api: string;
  docs: string;
  cafe_id: number;
  license_name: string;
  admin_password: string;
  ca_file: string;
  set_up: string | null;
  staff: { name: string; password: string }[];
}

export interface ServerProcess {
  ready: ReadyLine;
  /** Ends in no slash. */
  url: string;
  caller(token?: string): ApiCaller;
  stop(): Promise<void>;
}

/** Starts Netcafe as an owner does, in a folder of its own, on free ports; `environment` is added to this process's own. */
export async function startServer(
  options: string[],
  environment: Record<string, string> = {},
): Promise<ServerProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), "netcafe-e2e-"));
  const command = [
    "cli/netcafe.ts",
    "serve",
    "--json",
    "--data",
    dataDir,
    "--port",
    "0",
    "--http-port",
    "0",
    ...options,
  ];
  const child = spawn(process.execPath, command, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...environment },
  });
  const ready = await readyLine(child);
  const ca = await readFile(ready.ca_file, "utf8");
  const url = ready.panel.replace(/\/$/, "");
  return {
    ready,
    url,
    caller: (token) => callerOf({ baseUrl: url, cafeId: ready.cafe_id, token, ca }),
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function readyLine(child: ChildProcess): Promise<ReadyLine> {
  if (child.stdout === null) throw new Error("the server's output cannot be read");
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, "line"), once(child, "exit").then(() => null)]);
  if (first === null) throw new Error("the server ended before it was ready");
  return JSON.parse(String(first[0])) as ReadyLine;
}
