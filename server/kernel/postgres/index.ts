import type { StartLog } from "./site.ts";
import { prepareSite } from "./prepare-site.ts";
import { keepRunning } from "./supervise.ts";

export type { StartLog } from "./site.ts";

/** What a client needs to connect; `host` is the folder of the unix socket, as `pg` and libpq understand it. */
export interface PostgresConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface RunningPostgres {
  readonly connection: PostgresConnection;
  /** The same as `connection` in one line; it contains the password and is never logged. */
  readonly url: string;
  /** The postmaster of this moment; another one after it died and was restarted. */
  readonly pid: number;
  /** Ends the server after a checkpoint; bounded in time, and may be called twice. */
  stop(): Promise<void>;
  /** Tells, in one sentence, each time PostgreSQL died without being asked to; it is restarted by itself. */
  onExit(listener: (sentence: string) => void): void;
}

export interface StartPostgresOptions {
  /** The data folder, opened by `openDataFolder` and held as long as the server runs. */
  readonly dataDir: string;
  readonly log: StartLog;
  /** PostgreSQL settings that replace ours, by name: `{ fsync: "off" }` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Starts Netcafe's own PostgreSQL in the data folder and keeps it running: makes the cluster on the first start,
 * replaces a server left behind by a killed Netcafe, restarts one that dies. Resolves once connections are taken.
 * Refuses with a `StartRefusal` when there are no binaries for this machine, the disk is full or not writable,
 * or the cluster was made by another major version.
 */
export async function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres> {
  const site = await prepareSite(options);
  const server = await keepRunning(site);
  const { user, password, database, socketFolder: host, port } = site;
  return {
    connection: { host, port, user, password, database },
    url: `postgres://${user}:${password}@${encodeURIComponent(host)}:${port}/${database}`,
    get pid() {
      return server.pid;
    },
    stop: () => server.stop(),
    onExit: (listener) => server.onExit(listener),
  };
}
