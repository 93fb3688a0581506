import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { StartRefusal } from "../start-refusal.ts";
import { type DataFolder, openDataFolder } from "./index.ts";
import { processIdentity, processSpace } from "./process-identity.ts";

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function newFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "netcafe-test-")));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function lockedBy(holder: { pid: number; identity: string; space: string }): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, "in-use.7"), JSON.stringify(holder));
  return folder;
}

async function open(folder: string): Promise<DataFolder> {
  const opened = await openDataFolder(folder);
  undo.push(() => opened.release());
  return opened;
}

test("a new folder is made for its owner alone", async () => {
  const folder = join(await newFolder(), "new");
  expect((await open(folder)).path).toBe(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test("a folder that exists keeps the rights its owner gave it", async () => {
  const folder = await newFolder();
  const before = (await stat(folder)).mode;
  await open(folder);
  expect((await stat(folder)).mode).toBe(before);
});

test("a second opener is refused and told which process holds the folder", async () => {
  const folder = await newFolder();
  await open(folder);
  await expect(openDataFolder(folder)).rejects.toThrow(
    `The data folder ${folder} is already in use by another Netcafe (process ${process.pid}). ` +
      `Stop it first, or start this one with another --data.`,
  );
});

test("another process that holds the folder is named, and its death frees the folder", async () => {
  const folder = await newFolder();
  const program = `
    import { openDataFolder } from ${JSON.stringify(join(import.meta.dirname, "index.ts"))};
    await openDataFolder(process.argv[1]);
    console.log("open");
    setInterval(() => {}, 60_000);`;
  const flags = ["--input-type=module", "--eval", program, folder];
  const other = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "inherit"] });
  undo.push(() => Promise.resolve(other.kill("SIGKILL")));
  await once(other.stdout, "data");
  await expect(openDataFolder(folder)).rejects.toThrow(`(process ${other.pid})`);
  const exited = once(other, "exit");
  other.kill("SIGKILL");
  await exited;
  await open(folder);
});

test("a released folder can be opened again, and a release may be repeated", async () => {
  const folder = await newFolder();
  for (let round = 0; round < 3; round++) {
    const opened = await openDataFolder(folder);
    await opened.release();
    await opened.release();
  }
  expect(await readdir(folder)).toEqual(["in-use.3"]);
});

test("a lock whose process is gone is taken over", async () => {
  const { pid } = spawnSync("true");
  const folder = await lockedBy({ pid, identity: "a-boot:1", space: await processSpace() });
  await open(folder);
});

test("a lock whose number now belongs to a later process is taken over", async () => {
  const folder = await lockedBy({
    pid: process.pid,
    identity: "an-earlier-boot:1",
    space: await processSpace(),
  });
  await open(folder);
});

test("a lock that was cut off by a crash is taken over", async () => {
  const folder = await newFolder();
  await writeFile(join(folder, "in-use.7"), '{"pid":');
  await open(folder);
});

test("a lock from another container is taken over once its heartbeat is silent", async () => {
  const identity = (await processIdentity(process.pid)) ?? "";
  const folder = await lockedBy({ pid: process.pid, identity, space: "pid:[1]" });
  await open(folder);
});

test("of thirty starters at a stale lock exactly one gets the folder", async () => {
  const { pid } = spawnSync("true");
  for (let round = 0; round < 10; round++) {
    const folder = await lockedBy({ pid, identity: "a-boot:1", space: await processSpace() });
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => open(folder)));
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused.length).toBe(29);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(StartRefusal);
  }
});

test("a folder below a file is refused in one sentence", async () => {
  const file = join(await newFolder(), "file");
  await writeFile(file, "");
  await expect(openDataFolder(join(file, "data"))).rejects.toThrow(
    /cannot be made because a file is in its way/,
  );
});

test.runIf(process.platform === "linux")(
  "a folder that nobody can write is refused in one sentence",
  async () => {
    const refusal = openDataFolder("/proc/sys/kernel");
    await expect(refusal).rejects.toThrow(StartRefusal);
    await expect(refusal).rejects.toThrow(/^The data folder \/proc\/sys\/kernel cannot be .*--data/);
  },
);
