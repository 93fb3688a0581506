import { readdir, readFile, readlink, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { StartLog } from "./site.ts";

/** What PostgreSQL writes into postmaster.pid, as far as it is needed here. */
export interface PidFile {
  readonly pid: number;
  readonly socketFolder: string;
  readonly status: string;
}

/** Reads `postmaster.pid`; undefined when there is none or it is not yet written to its end. */
export async function readPidFile(cluster: string): Promise<PidFile | undefined> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, socketFolder: lines[4] ?? "", status: lines[7] ?? "" };
}

/** The name by which a socket folder of ours outside of the data folder is known. */
export const SHORT_FOLDER_PREFIX = "netcafe-postgres-";

interface Leftovers {
  readonly cluster: string;
  readonly log: StartLog;
}

const FAST_MS = 10_000;
const IMMEDIATE_MS = 3_000;
const ORPHANS_MS = 3_000;
const POLL_MS = 10;

/**
 * Ends every process of an earlier server over this cluster and removes its pid file, so that a fresh one can start.
 * A Netcafe that was killed leaves its PostgreSQL running; a PostgreSQL that was killed leaves its children for a
 * moment. Only for the holder of the data folder.
 */
export async function clearCluster({ cluster, log }: Leftovers): Promise<void> {
  const file = await readPidFile(cluster);
  if (file === undefined) {
    await endAll(cluster);
    return;
  }
  if ((await processesIn(cluster)).includes(file.pid)) {
    log.warn(
      `PostgreSQL (process ${file.pid}) was left running by an earlier Netcafe; it is stopped and replaced.`,
    );
    await endPostmaster(cluster, file.pid);
  }
  await endAll(cluster);
  // The number in a stale file may by now be another program's, which would count as a live server.
  await rm(join(cluster, "postmaster.pid"), { force: true });
  await removeShortFolder(file.socketFolder);
}

async function endPostmaster(cluster: string, pid: number): Promise<void> {
  signal(pid, "SIGINT");
  if (await isGone(cluster, pid, FAST_MS)) return;
  signal(pid, "SIGQUIT");
  if (await isGone(cluster, pid, IMMEDIATE_MS)) return;
  signal(pid, "SIGKILL");
}

async function isGone(cluster: string, pid: number, withinMs: number): Promise<boolean> {
  for (let waited = 0; waited < withinMs; waited += POLL_MS) {
    if (!(await processesIn(cluster)).includes(pid)) return true;
    await pause(POLL_MS);
  }
  return false;
}

// Children notice by themselves that their postmaster is gone, except while they compute; those are ended.
async function endAll(cluster: string): Promise<void> {
  for (let waited = 0; ; waited += POLL_MS) {
    const left = await processesIn(cluster);
    if (left.length === 0) return;
    if (waited >= ORPHANS_MS) for (const pid of left) signal(pid, "SIGKILL");
    if (waited >= 2 * ORPHANS_MS)
      throw new Error(`Processes ${left.join(", ")} of an earlier PostgreSQL do not end.`);
    await pause(POLL_MS);
  }
}

/** Ends the programs of an initdb that outlived its Netcafe, at once: what they make is thrown away. */
export async function killProcessesIn(folder: string): Promise<void> {
  for (const pid of await processesIn(folder)) signal(pid, "SIGKILL");
  await endAll(folder);
}

/** Removes a socket folder of ours under the folder for temporary files; leaves every other folder alone. */
export async function removeShortFolder(folder: string): Promise<void> {
  if (basename(folder).startsWith(SHORT_FOLDER_PREFIX)) {
    await rm(folder, { recursive: true, force: true });
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself in between.
  }
}

/**
 * The processes of PostgreSQL that work in this folder or below it. Each of them has the cluster as its working
 * folder, which tells ours from any other server, and from another program that got the number of a dead one.
 */
async function processesIn(folder: string): Promise<number[]> {
  if (process.platform !== "linux") return processByPidFile(folder);
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(async (pid) => ((await worksIn(pid, folder)) ? [pid] : [])));
  return found.flat();
}

async function worksIn(pid: number, folder: string): Promise<boolean> {
  try {
    const place = await readlink(`/proc/${pid}/cwd`);
    if (place !== folder && !place.startsWith(`${folder}/`)) return false;
    const name = (await readFile(`/proc/${pid}/comm`, "utf8")).trim();
    return name === "postgres" || name === "initdb";
  } catch {
    return false; // Gone, or another user's.
  }
}

// Without /proc only the postmaster is known, by its number; PostgreSQL itself then watches over its children.
async function processByPidFile(folder: string): Promise<number[]> {
  const file = await readPidFile(folder);
  if (file === undefined) return [];
  try {
    process.kill(file.pid, 0);
    return [file.pid];
  } catch {
    return [];
  }
}
