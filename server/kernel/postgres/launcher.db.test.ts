import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, expect, test } from "vitest";
import { openDataFolder } from "../data-folder/index.ts";
import { processIdentity } from "../data-folder/process-identity.ts";
import { StartRefusal } from "../start-refusal.ts";
import { type RunningPostgres, startPostgres } from "./index.ts";

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const said: string[] = [];
const note = (msg: string) => void said.push(msg);
const log = { info: note, warn: note, error: note };

async function newFolder(): Promise<string> {
  said.length = 0;
  const folder = await realpath(await mkdtemp(join(tmpdir(), "netcafe-test-")));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function start(dataDir: string): Promise<RunningPostgres> {
  const server = await startPostgres({ dataDir, log });
  undo.push(() => server.stop());
  return server;
}

async function ask(server: RunningPostgres, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.url });
  client.on("error", (error) => note(error.message));
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

const KEEP_ROW = "create table kept (amount_minor bigint); insert into kept values (1250)";
const READ_ROW = "select amount_minor::int as amount from kept";

/** Another Netcafe process that opens the folder, starts PostgreSQL in it and says the postmaster's number. */
function startElsewhere(folder: string): ChildProcess {
  const here = import.meta.dirname;
  const program = `
    import { openDataFolder } from ${JSON.stringify(join(here, "../data-folder/index.ts"))};
    import { startPostgres } from ${JSON.stringify(join(here, "index.ts"))};
    const quiet = { info() {}, warn() {}, error() {} };
    const { path } = await openDataFolder(process.argv[1]);
    const server = await startPostgres({ dataDir: path, log: quiet });
    console.log(server.pid);`;
  const flags = ["--input-type=module", "--eval", program, folder];
  const child = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "inherit"] });
  undo.push(() => killed(child));
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const chunk of child.stdout ?? []) return String(chunk).trim();
  throw new Error("the other process ended without a word");
}

// A zombie that nobody has waited for yet does not count as alive.
async function isAlive(pid: number): Promise<boolean> {
  return (await processIdentity(pid)) !== undefined;
}

test("rows are there after a stop and a second start, and secrets are readable to their owner alone", async () => {
  const folder = await newFolder();
  const first = await start(folder);
  await ask(first, KEEP_ROW);
  await first.stop();
  expect(await isAlive(first.pid)).toBe(false);
  const second = await start(folder);
  expect(await ask(second, READ_ROW)).toEqual([{ amount: 1250 }]);
  expect(second.connection).toEqual(first.connection);
  for (const name of ["postgres.password", "postgres.log"]) {
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  }
  expect((await stat(join(folder, "postgres"))).mode & 0o777).toBe(0o700);
});

test("the cluster has checksums, UTF-8, a locale of its own, UTC, and no network address", async () => {
  const server = await start(await newFolder());
  const names = [
    "data_checksums",
    "server_encoding",
    "TimeZone",
    "listen_addresses",
    "fsync",
    "synchronous_commit",
  ];
  const sql = `select ${names.map((name) => `current_setting('${name}')`).join(" || '|' || ")} as all`;
  expect(await ask(server, sql)).toEqual([{ all: "on|UTF8|UTC||on|on" }]);
  const locale = "select datlocale from pg_database where datname = current_database()";
  expect(await ask(server, locale)).toEqual([{ datlocale: "C.UTF-8" }]);
});

test("a wrong password is refused", async () => {
  const server = await start(await newFolder());
  const client = new Client({ ...server.connection, password: "wrong" });
  await expect(client.connect()).rejects.toThrow(/password authentication failed/);
});

test("a postmaster that is killed is replaced behind the same socket, with every committed row", async () => {
  const server = await start(await newFolder());
  await ask(server, KEEP_ROW);
  const died = new Promise<string>((heard) => server.onExit(heard));
  const before = server.pid;
  process.kill(before, "SIGKILL");
  expect(await died).toBe(`PostgreSQL (process ${before}) died by signal SIGKILL; it is being restarted.`);
  await expect
    .poll(() => ask(server, READ_ROW).catch(() => []), { timeout: 20_000 })
    .toEqual([{ amount: 1250 }]);
  expect(server.pid).not.toBe(before);
});

test("a stop during a restart leaves nothing running", async () => {
  const folder = await newFolder();
  const server = await start(folder);
  const died = new Promise<string>((heard) => server.onExit(heard));
  process.kill(server.pid, "SIGKILL");
  await died;
  await server.stop();
  expect(await isAlive(server.pid)).toBe(false);
  const again = await start(folder);
  expect(await ask(again, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a PostgreSQL left running by a killed Netcafe is stopped and replaced", async () => {
  const folder = await newFolder();
  const other = startElsewhere(folder);
  const orphan = Number(await firstLine(other));
  await killed(other);
  expect(await isAlive(orphan)).toBe(true);
  const opened = await openDataFolder(folder);
  undo.push(() => opened.release());
  const server = await start(opened.path);
  expect(await isAlive(orphan)).toBe(false);
  expect(server.pid).not.toBe(orphan);
  expect(said.some((sentence) => sentence.includes(`(process ${orphan}) was left running`))).toBe(true);
});

test("a stale pid file that names another living program does not hold up the start, nor that program", async () => {
  const folder = await newFolder();
  const first = await start(folder);
  await first.stop();
  const bystander = spawn("sleep", ["600"], { cwd: join(folder) });
  undo.push(() => killed(bystander));
  const lines = [bystander.pid, join(folder, "postgres"), 1_700_000_000, 5432, ".", "", "", "ready"];
  await writeFile(join(folder, "postgres", "postmaster.pid"), `${lines.join("\n")}\n`);
  const second = await start(folder);
  expect(await ask(second, "select 1 as one")).toEqual([{ one: 1 }]);
  expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
});

test("a cluster whose making was killed half-way is made anew", async () => {
  const folder = await newFolder();
  const other = startElsewhere(folder);
  const halfMade = async () => {
    const draft = (await readdir(folder)).find((name) => name.startsWith("postgres-draft-"));
    if (draft === undefined) return [];
    return readdir(join(folder, draft, "cluster")).catch(() => []);
  };
  await expect.poll(halfMade, { interval: 5, timeout: 10_000 }).toContain("PG_VERSION");
  await killed(other);
  await expect(stat(join(folder, "postgres"))).rejects.toThrow(/ENOENT/);
  const server = await start(folder);
  expect(await ask(server, "select 1 as one")).toEqual([{ one: 1 }]);
  expect((await readdir(folder)).filter((name) => name.startsWith("postgres-draft-"))).toEqual([]);
});

test("a lost password file is replaced by one that works", async () => {
  const folder = await newFolder();
  const first = await start(folder);
  await ask(first, KEEP_ROW);
  await first.stop();
  await rm(join(folder, "postgres.password"));
  const second = await start(folder);
  expect(second.connection.password).not.toBe(first.connection.password);
  expect(await ask(second, READ_ROW)).toEqual([{ amount: 1250 }]);
});

test("a data folder whose path is too long for a socket works, and its short folder goes with the server", async () => {
  const folder = join(await newFolder(), "a-long-name-".repeat(10));
  await mkdir(folder, { mode: 0o700 });
  const server = await start(folder);
  expect(server.connection.host.startsWith(folder)).toBe(false);
  expect(await ask(server, "select 1 as one")).toEqual([{ one: 1 }]);
  await server.stop();
  await expect(stat(server.connection.host)).rejects.toThrow(/ENOENT/);
});

test("a cluster of another major version is refused in one sentence and left alone", async () => {
  const folder = await newFolder();
  await (await start(folder)).stop();
  const version = join(folder, "postgres", "PG_VERSION");
  await writeFile(version, "15\n");
  const refusal = startPostgres({ dataDir: folder, log });
  await expect(refusal).rejects.toThrow(StartRefusal);
  await expect(refusal).rejects.toThrow(/was made by PostgreSQL 15, and this Netcafe brings PostgreSQL 18/);
  expect(await readFile(version, "utf8")).toBe("15\n");
});

test("a folder in the place of the cluster that holds other files is refused and left alone", async () => {
  const folder = await newFolder();
  await mkdir(join(folder, "postgres"));
  await appendFile(join(folder, "postgres", "notes.txt"), "mine");
  await expect(startPostgres({ dataDir: folder, log })).rejects.toThrow(
    /holds files but no PostgreSQL database/,
  );
  expect(await readdir(join(folder, "postgres"))).toEqual(["notes.txt"]);
});

test("a setting PostgreSQL does not know is refused with its own words", async () => {
  const settings = { no_such_setting: "1" };
  const refusal = startPostgres({ dataDir: await newFolder(), log, settings });
  await expect(refusal).rejects.toThrow(/unrecognized configuration parameter "no_such_setting"/);
});
