import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { open, mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { readPidFile, SHORT_FOLDER_PREFIX } from "../../server/kernel/postgres/leftovers.ts";
import { readPassword } from "../../server/kernel/postgres/password-file.ts";
import type { ReadyLine } from "../server-process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** A start replays what the crash left; anything near this is a defect. */
const readyWithinMs = 60_000;

/** One installation in a folder of its own, as an owner runs it, whose processes can be killed and started again. */
export class Installation {
  readonly dataDir: string;
  /** What the servers said, one after the other. */
  readonly logFile: string;
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #ready: ReadyLine | undefined;
  #ca = "";

  private constructor(folder: string) {
    this.#folder = folder;
    this.dataDir = join(folder, "data");
    this.logFile = join(folder, "server.log");
  }

  static async make(): Promise<Installation> {
    return new Installation(await realpath(await mkdtemp(join(tmpdir(), "netcafe-crash-"))));
  }

  /** What the last server said when it was ready. */
  get ready(): ReadyLine {
    if (this.#ready === undefined) throw new Error("the server was never ready");
    return this.#ready;
  }

  get baseUrl(): string {
    return this.ready.panel.replace(/\/$/, "");
  }

  get ca(): string {
    return this.#ca;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when the server says that it is ready. */
  async start(): Promise<void> {
    const child = await this.#spawnServer();
    this.#ready = JSON.parse(await firstLine(child)) as ReadyLine;
    this.#ca = await readFile(this.#ready.ca_file, "utf8");
  }

  /** Starts the server and kills it after so many milliseconds, wherever it has got to by then. */
  async startAndKill(afterMs: number): Promise<void> {
    await this.#spawnServer();
    await pause(afterMs);
    await this.killServer();
  }

  async #spawnServer(): Promise<ChildProcess> {
    const log = await open(this.logFile, "a");
    try {
      const command = [
        ...["cli/netcafe.ts", "serve", "--json", "--data", this.dataDir, "--host", "127.0.0.1"],
        ...["--port", "0", "--http-port", "0", "--rate-factor", "10000"],
      ];
      const stdio: ["ignore", "pipe", number] = ["ignore", "pipe", log.fd];
      return (this.#child = spawn(process.execPath, command, { cwd: root, env: environment(), stdio }));
    } finally {
      await log.close();
    }
  }

  /** kill -9 of the server alone; its PostgreSQL stays behind, as after any such death. */
  async killServer(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** kill -9 of the main process of PostgreSQL; answers its number. */
  async killPostgres(): Promise<number> {
    const file = await readPidFile(join(this.dataDir, "postgres"));
    if (file?.status !== "ready") throw new Error("there is no PostgreSQL to kill");
    process.kill(file.pid, "SIGKILL");
    return file.pid;
  }

  /** Whether another PostgreSQL than the one of this number takes connections. */
  async hasOtherPostgres(than: number): Promise<boolean> {
    const file = await readPidFile(join(this.dataDir, "postgres"));
    return file?.status === "ready" && file.pid !== than;
  }

  /** Asks the server to end; answers its exit code. */
  async stop(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
    const child = this.#child;
    if (child === undefined) return null;
    if (this.isRunning) {
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  }

  /** For the end of this program itself: the server then stops its PostgreSQL on its own. */
  abandon(): void {
    this.#child?.kill("SIGTERM");
  }

  /** Reads the database behind the server's back, over its socket. */
  async read<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const cluster = join(this.dataDir, "postgres");
    const file = await readPidFile(cluster);
    // Where the data folder's path is too long for a socket, it lies in a short folder elsewhere.
    const isElsewhere = basename(file?.socketFolder ?? "").startsWith(SHORT_FOLDER_PREFIX);
    const host = isElsewhere ? file?.socketFolder : cluster;
    const password = await readPassword(this.dataDir);
    const client = new pg.Client({ host, port: 5432, user: "netcafe", password, database: "postgres" });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** `netcafe verify` as a process of its own. */
  async verify(): Promise<{ exitCode: number | null; output: string }> {
    const command = ["cli/netcafe.ts", "verify", "--data", this.dataDir];
    const child = spawn(process.execPath, command, {
      cwd: root,
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (part: Buffer) => (output += part.toString()));
    await once(child, "close");
    return { exitCode: child.exitCode, output };
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function environment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, ...others } = process.env;
  return others;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("the server's output cannot be read");
  const given = new AbortController();
  const line = once(createInterface({ input: child.stdout }), "line", given).then(([text]) => String(text));
  const ended = once(child, "exit", given).then(([code]) => `ended with ${code ?? "a signal"}`);
  const late = pause(readyWithinMs, `was not ready within ${readyWithinMs / 1000} s`, given);
  try {
    return await Promise.race([line, Promise.race([ended, late]).then((how) => refuse(how))]);
  } finally {
    // What has not happened by now is no longer waited for.
    for (const promise of [line, ended, late]) promise.catch(() => undefined);
    given.abort();
  }
}

function refuse(how: string): never {
  throw new Error(`the server ${how}`);
}
