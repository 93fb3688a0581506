import type { ChildProcess } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import type { StartRefusal } from "../start-refusal.ts";
import { ending, launch } from "./launch.ts";
import { clearCluster, readPidFile } from "./leftovers.ts";
import { openLogFile, readLogSince, rotateLogFile } from "./log-file.ts";
import { refusalFromOutput } from "./refusals.ts";
import type { Site } from "./site.ts";

/** One run of PostgreSQL's main process, from ready to its end. */
export interface Postmaster {
  readonly pid: number;
  /** Resolves when it ended, with how: "signal SIGKILL". */
  readonly ended: Promise<string>;
  /** Ends it: connections are broken off and a checkpoint is written; harder after 30 s. */
  stop(): Promise<void>;
}

const POLL_MS = 5;
const SLOW_MS = 5_000;
// Recovery after a crash replays at most max_wal_size; ten minutes are far above that on any disk.
const READY_WITHIN_MS = 600_000;
const BUSY_TRIES = 50;
const BUSY_PAUSE_MS = 100;
const FAST_MS = 30_000;
const IMMEDIATE_MS = 5_000;

/** Starts the server and resolves when it takes connections; `given` ends the attempt early. Refuses in one sentence. */
export async function startPostmaster(site: Site, given: AbortSignal): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const result = await tryStart(site, given);
    if (typeof result !== "string") return result;
    const busy = /lock file "[^"]+" already exists|pre-existing shared memory block/.test(result);
    if (!busy || attempt >= BUSY_TRIES || given.aborted) throw startFailed(site, result);
    await pause(BUSY_PAUSE_MS);
    await clearCluster(site);
  }
}

async function tryStart(site: Site, given: AbortSignal): Promise<Postmaster | string> {
  await rotateLogFile(site.logFile);
  const log = await openLogFile(site.logFile);
  try {
    const { size } = await log.stat();
    const child = await launch({
      binary: site.binaries.postgres,
      folder: site.cluster,
      account: site.account,
      output: log.fd,
      args: (inside) => ["-D", inside(""), "-p", String(site.port), ...settingArguments(site.settings)],
    });
    if (await becameReady(site, child, given)) return postmasterOf(child);
    return await readLogSince(site.logFile, size);
  } finally {
    await log.close();
  }
}

function settingArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

// The server itself writes "ready" as the last line of its pid file, after recovery and once it listens.
async function becameReady(site: Site, child: ChildProcess, given: AbortSignal): Promise<boolean> {
  const startedMs = performance.now();
  let told = false;
  while (child.exitCode === null && child.signalCode === null) {
    const file = await readPidFile(site.cluster);
    if (file?.pid === child.pid && file?.status === "ready") return true;
    const waitedMs = performance.now() - startedMs;
    if (!told && waitedMs > SLOW_MS) {
      told = true;
      site.log.info(
        "PostgreSQL is still recovering what was not yet written when it last ended; please wait.",
      );
    }
    if (given.aborted || waitedMs > READY_WITHIN_MS) {
      await postmasterOf(child).stop();
      return false;
    }
    await pause(POLL_MS);
  }
  return false;
}

function postmasterOf(child: ChildProcess): Postmaster {
  const ended = ending(child);
  const stop = async () => {
    child.kill("SIGINT");
    if (await within(ended, FAST_MS)) return;
    child.kill("SIGQUIT");
    if (await within(ended, IMMEDIATE_MS)) return;
    child.kill("SIGKILL");
    await ended;
  };
  return { pid: child.pid ?? 0, ended, stop };
}

async function within(event: Promise<unknown>, limitMs: number): Promise<boolean> {
  const bell = new AbortController();
  const late = pause(limitMs, false, { signal: bell.signal }).catch(() => false);
  const done = await Promise.race([event.then(() => true), late]);
  bell.abort();
  return done;
}

function startFailed(site: Site, output: string): StartRefusal {
  return refusalFromOutput(
    `PostgreSQL cannot start (its words are in ${site.logFile})`,
    site.dataDir,
    output,
  );
}
