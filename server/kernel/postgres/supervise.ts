import { setTimeout as pause } from "node:timers/promises";
import { clearCluster, removeShortFolder } from "./leftovers.ts";
import { rotateLogFile } from "./log-file.ts";
import { type Postmaster, startPostmaster } from "./postmaster.ts";
import type { Site } from "./site.ts";

const ROTATE_EVERY_MS = 10 * 60_000;
const STEADY_MS = 60_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

/** Milliseconds to wait before the next start after `failures` in a row: none after the first, then doubling to 30 s. */
export function pauseBeforeRestart(failures: number): number {
  if (failures <= 1) return 0;
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 2));
}

/** Starts PostgreSQL and keeps it running until it is stopped; refuses when the first start fails. */
export async function keepRunning(site: Site): Promise<Supervisor> {
  const ending = new AbortController();
  try {
    return new Supervisor(site, await startPostmaster(site, ending.signal), ending);
  } catch (error) {
    if (site.socketFolder !== site.cluster) await removeShortFolder(site.socketFolder);
    throw error;
  }
}

/**
 * Starts PostgreSQL again, behind the same socket, each time it dies without being asked to: a pool then reconnects
 * by itself. A death within a minute of the start counts as one more failure in a row.
 */
export class Supervisor {
  readonly #site: Site;
  readonly #ending: AbortController;
  readonly #listeners: ((sentence: string) => void)[] = [];
  readonly #rotating: NodeJS.Timeout;
  readonly #watching: Promise<void>;
  #current: Postmaster;
  #stopped: Promise<void> | undefined;

  constructor(site: Site, first: Postmaster, ending: AbortController) {
    this.#site = site;
    this.#current = first;
    this.#ending = ending;
    this.#rotating = setInterval(() => void this.#rotate(), ROTATE_EVERY_MS);
    this.#rotating.unref();
    process.once("exit", this.#lastWord);
    this.#watching = this.#watch();
  }

  get pid(): number {
    return this.#current.pid;
  }

  onExit(listener: (sentence: string) => void): void {
    this.#listeners.push(listener);
  }

  stop(): Promise<void> {
    return (this.#stopped ??= this.#stopOnce());
  }

  async #stopOnce(): Promise<void> {
    this.#ending.abort();
    clearInterval(this.#rotating);
    await this.#current.stop();
    await this.#watching;
    // A restart may have been under way, and have succeeded just then.
    await this.#current.stop();
    process.off("exit", this.#lastWord);
    const { socketFolder, cluster } = this.#site;
    if (socketFolder !== cluster) await removeShortFolder(socketFolder);
  }

  async #watch(): Promise<void> {
    for (let failures = 0; ;) {
      const startedMs = performance.now();
      const how = await this.#current.ended;
      if (this.#isEnding()) return;
      failures = performance.now() - startedMs > STEADY_MS ? 1 : failures + 1;
      this.#tell(`PostgreSQL (process ${this.#current.pid}) died by ${how}; it is being restarted.`);
      while (!(await this.#restart(failures))) failures++;
      if (this.#isEnding()) return;
    }
  }

  /** False when the start failed and another one is due. */
  async #restart(failures: number): Promise<boolean> {
    const { signal } = this.#ending;
    // The pause ends early when the server is to be stopped.
    await pause(pauseBeforeRestart(failures), undefined, { signal }).catch(() => undefined);
    if (this.#isEnding()) return true;
    try {
      await clearCluster(this.#site);
      this.#current = await startPostmaster(this.#site, signal);
      this.#site.log.info(`PostgreSQL is back (process ${this.#current.pid}).`);
      return true;
    } catch (error) {
      if (this.#isEnding()) return true;
      this.#site.log.error(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  #tell(sentence: string): void {
    this.#site.log.error(sentence);
    for (const listener of this.#listeners) {
      try {
        listener(sentence);
      } catch (error) {
        // A listener that fails must not keep the database down.
        this.#site.log.error(`A listener for the end of PostgreSQL failed: ${String(error)}`);
      }
    }
  }

  async #rotate(): Promise<void> {
    try {
      await rotateLogFile(this.#site.logFile);
    } catch (error) {
      this.#site.log.warn(`The log ${this.#site.logFile} cannot be rotated: ${String(error)}`);
    }
  }

  #isEnding(): boolean {
    return this.#ending.signal.aborted;
  }

  // A program that ends without stopping its server asks it to stop at least; it then ends on its own.
  readonly #lastWord = (): void => {
    try {
      process.kill(this.#current.pid, "SIGINT");
    } catch {
      // It is gone already.
    }
  };
}
