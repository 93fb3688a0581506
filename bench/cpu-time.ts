import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Processor time of processes, as Linux counts it. */

/** What Linux tells times in, on every machine that Node runs on. */
const ticksPerSecond = 100;

interface Stat {
  parent: number;
  /** Of the process itself. */
  own: number;
  /** Of children that have ended. */
  ended: number;
}

/** Undefined when it has ended meanwhile. */
async function statOf(pid: number): Promise<Stat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  // The name stands in brackets and may hold anything; what follows are numbers.
  const parts = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = (place: number) => Number(parts[place] ?? 0);
  return { parent: ticks(1), own: ticks(11) + ticks(12), ended: ticks(13) + ticks(14) };
}

/** Seconds of processor that a process has used. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await statOf(pid);
  if (stat === undefined) throw new Error(`process ${pid} is not there`);
  return stat.own / ticksPerSecond;
}

/** Seconds of processor that PostgreSQL of a data folder has used: all its processes, those that have ended too. */
export async function cpuSecondsOfPostgres(dataDir: string): Promise<number> {
  const pidFile = await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8");
  const postmaster = Number(pidFile.split("\n")[0]);
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  let ticks = 0;
  for (const pid of pids) {
    const stat = await statOf(pid);
    if (pid === postmaster) ticks += (stat?.own ?? 0) + (stat?.ended ?? 0);
    else if (stat?.parent === postmaster) ticks += stat.own;
  }
  return ticks / ticksPerSecond;
}

export interface Used {
  serverSeconds: number;
  postgresSeconds: number;
}

/** What a server and its PostgreSQL have used. */
export async function usedBy(pid: number, dataDir: string): Promise<Used> {
  return { serverSeconds: await cpuSecondsOf(pid), postgresSeconds: await cpuSecondsOfPostgres(dataDir) };
}

/** What rounds of one kind used, call by call: a busy machine makes calls slow, but hardly dearer. */
export class CostOfCalls {
  #calls = 0;
  #used: Used = { serverSeconds: 0, postgresSeconds: 0 };

  async measure<R extends { latenciesMs: number[] }>(
    used: () => Promise<Used>,
    round: () => Promise<R>,
  ): Promise<R> {
    const before = await used();
    const result = await round();
    const after = await used();
    this.#calls += result.latenciesMs.length;
    this.#used.serverSeconds += after.serverSeconds - before.serverSeconds;
    this.#used.postgresSeconds += after.postgresSeconds - before.postgresSeconds;
    return result;
  }

  /** Milliseconds of processor for each call. */
  get words(): string {
    const ms = (seconds: number) => ((seconds * 1000) / Math.max(1, this.#calls)).toFixed(2);
    return `processor: server ${ms(this.#used.serverSeconds)} ms, PostgreSQL ${ms(this.#used.postgresSeconds)} ms each`;
  }
}
