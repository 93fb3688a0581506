import { randomBytes } from "node:crypto";
import { link, open, readdir, readFile, rm, stat, truncate, utimes } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileErrorCode, StartRefusal } from "../start-refusal.ts";
import { processIdentity, processSpace } from "./process-identity.ts";

/*
 * The lock is a row of numbered files, `in-use.<n>`; the folder belongs to the holder named in the highest one.
 * A starter that finds the highest one dead or released makes the next number with link(), which succeeds for one
 * starter only. The highest file is never deleted, a release empties it, so numbers only grow: a starter that was
 * slow and made a number long passed sees a higher one beside it and looks again. Deleting one fixed lock file
 * instead would let the second of two starters delete the fresh lock of the first.
 */
const NAME = /^in-use\.(\d+)$/;
const HEARTBEAT_MS = 2_000;
const SILENCE_MS = 5_000;

interface Holder {
  readonly pid: number;
  readonly identity: string;
  readonly space: string;
}

/** Takes the folder for this process and answers how to release it. Refuses, naming the process that holds it. */
export async function takeFolderLock(folder: string): Promise<() => Promise<void>> {
  const draft = join(folder, `.in-use-${process.pid}-${randomBytes(4).toString("hex")}`);
  await writeHolder(draft);
  try {
    for (;;) {
      const highest = Math.max(0, ...(await lockNumbers(folder)));
      const holder = await liveHolder(lockPath(folder, highest));
      if (holder !== undefined) throw inUse(folder, holder);
      const mine = highest + 1;
      if (!(await claim(draft, lockPath(folder, mine)))) continue;
      const others = await lockNumbers(folder);
      if (others.every((number) => number <= mine)) {
        await removeLower(folder, others, mine);
        return holdLock(lockPath(folder, mine));
      }
      await rm(lockPath(folder, mine), { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
}

function lockPath(folder: string, number: number): string {
  return join(folder, `in-use.${number}`);
}

async function lockNumbers(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number);
}

async function removeLower(folder: string, numbers: readonly number[], mine: number): Promise<void> {
  const lower = numbers.filter((number) => number < mine);
  await Promise.all(lower.map((number) => rm(lockPath(folder, number), { force: true })));
}

async function writeHolder(path: string): Promise<void> {
  const holder: Holder = {
    pid: process.pid,
    identity: (await processIdentity(process.pid)) ?? "",
    space: await processSpace(),
  };
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(JSON.stringify(holder));
    await file.sync();
  } finally {
    await file.close();
  }
}

async function claim(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (fileErrorCode(error) === "EEXIST") return false;
    throw error;
  }
}

async function liveHolder(path: string): Promise<Holder | undefined> {
  const holder = parseHolder(await readFile(path, "utf8").catch(() => ""));
  if (holder === undefined) return undefined;
  if (holder.space !== (await processSpace())) return (await isBeating(path)) ? holder : undefined;
  return (await processIdentity(holder.pid)) === holder.identity ? holder : undefined;
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    if (!("pid" in value && "identity" in value && "space" in value)) return undefined;
    const { pid, identity, space } = value;
    if (typeof pid !== "number" || typeof identity !== "string" || typeof space !== "string")
      return undefined;
    return { pid, identity, space };
  } catch {
    return undefined;
  }
}

// A holder in another container cannot be looked up, but its heartbeat on the file can be seen.
async function isBeating(path: string): Promise<boolean> {
  const mtimeMs = async () => (await stat(path).catch(() => undefined))?.mtimeMs;
  const before = await mtimeMs();
  await pause(SILENCE_MS);
  return (await mtimeMs()) !== before;
}

function holdLock(path: string): () => Promise<void> {
  const beat = setInterval(() => {
    const now = new Date();
    // A missed beat matters only to a starter in another container, and the next one follows.
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  beat.unref();
  let released: Promise<void> | undefined;
  return () => {
    clearInterval(beat);
    released ??= truncate(path, 0).catch((error: unknown) => {
      // Whoever removed the whole folder has released it, too.
      if (fileErrorCode(error) !== "ENOENT") throw error;
    });
    return released;
  };
}

function inUse(folder: string, holder: Holder): StartRefusal {
  return new StartRefusal(
    `The data folder ${folder} is already in use by another Netcafe (process ${holder.pid}). ` +
      `Stop it first, or start this one with another --data.`,
  );
}
