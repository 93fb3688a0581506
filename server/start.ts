import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buildApp, type App } from "./app.ts";
import type { Config } from "./kernel/config.ts";
import { openDataFolder } from "./kernel/data-folder/index.ts";
import { systemClock } from "./kernel/clock.ts";
import { openDatabase, type ConnectionTarget, type Db } from "./kernel/db/database.ts";
import { migrate } from "./kernel/db/migrate.ts";
import { createPlainServer } from "./kernel/http/plain-server.ts";
import { randomText, secureIds } from "./kernel/ids.ts";
import { addressesMeantBy, listenOn, portRefusal, refuseBusyPort } from "./kernel/listening.ts";
import type { Log } from "./kernel/log.ts";
import { openMailer } from "./kernel/mailer.ts";
import { startPostgres } from "./kernel/postgres/index.ts";
import { Refusal } from "./kernel/refusal.ts";
import { StartRefusal } from "./kernel/start-refusal.ts";
import { openAuthority, watchRenewal } from "./kernel/tls/index.ts";
import { registerServer } from "./modules/cafes/index.ts";
import { openServerRole } from "./modules/ledger/index.ts";

export interface Netcafe {
  db: Db;
  app: App;
  baseUrl: string;
  httpPort: number;
  caFile: string;
  spkiPin: string;
  setUpCode: string;
  serverCode: string;
  dataDir: string;
  stop(): Promise<void>;
}

/** Undoes what was started, last first, each step whatever the others do. */
class Unwinding {
  #steps: { what: string; undo: () => Promise<unknown> }[] = [];
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  add(what: string, undo: () => Promise<unknown>): void {
    this.#steps.push({ what, undo });
  }

  async run(): Promise<void> {
    for (const { what, undo } of this.#steps.splice(0).reverse()) {
      await undo().catch((error: unknown) => this.#log.error({ err: error }, `${what} did not end cleanly`));
    }
  }
}

/** Starts everything: data folder, database, migrations, certificates, HTTPS and the plain port. Throws a StartRefusal that says what is wrong. */
export async function startNetcafe(config: Config, log: Log): Promise<Netcafe> {
  const unwinding = new Unwinding(log);
  try {
    return await startParts(config, log, unwinding);
  } catch (error) {
    await unwinding.run();
    throw error;
  }
}

async function startParts(config: Config, log: Log, unwinding: Unwinding): Promise<Netcafe> {
  const folder = await openDataFolder(config.dataDir);
  unwinding.add("the data folder", () => folder.release());
  const host = await addressesMeantBy(config.host);
  // Ports are tried before anything is written, so that a busy one costs nothing.
  await Promise.all([
    refuseBusyPort("--port", host, config.httpsPort),
    refuseBusyPort("--http-port", host, config.httpPort),
  ]);
  const [db, identity] = await Promise.all([
    openMigratedDatabase(config, folder.path, log, unwinding),
    openAuthority({ dir: join(folder.path, "tls"), hostNames: config.hostNames, now: systemClock.now() }),
  ]);
  const setUpCode = randomText(secureIds, "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 12);
  let baseUrl = "";
  const app = await buildApp({
    db,
    clock: systemClock,
    ids: secureIds,
    log,
    mailer: openMailer(config.smtpUrl, config.mailFrom, log),
    proxies: config.proxies,
    identity,
    serverCode: config.serverCode,
    groupCode: config.groupCode,
    rateFactor: config.rateFactor,
    baseUrl: () => baseUrl,
    setUpCode,
  });
  unwinding.add("the server", () => app.close());
  const httpsPort = await listenHttps(app, host, config.httpsPort);
  baseUrl = `https://${config.hostNames[0] ?? "localhost"}${httpsPort === 443 ? "" : `:${httpsPort}`}`;
  await db.transact((tx) =>
    registerServer(tx, config.serverCode, config.groupCode, baseUrl, systemClock.now()),
  );
  const plain = createPlainServer(() => httpsPort);
  const httpPort = await listenOn(plain, "--http-port", host, config.httpPort);
  unwinding.add("the plain port", () => new Promise((resolve) => plain.close(resolve)));
  const stopRenewal = watchRenewal({
    dir: join(folder.path, "tls"),
    hostNames: config.hostNames,
    clock: systemClock,
    current: identity,
    renewed: (renewed) => app.renew(renewed),
    failed: (reason) => log.warn({ err: reason }, "the certificate could not be renewed and is tried again"),
  });
  unwinding.add("the certificate's watch", async () => stopRenewal());
  return {
    db,
    app,
    baseUrl,
    httpPort,
    caFile: identity.caFile,
    spkiPin: identity.spkiPin,
    setUpCode,
    serverCode: config.serverCode,
    dataDir: folder.path,
    stop: () => unwinding.run(),
  };
}

async function openMigratedDatabase(
  config: Config,
  dataDir: string,
  log: Log,
  unwinding: Unwinding,
): Promise<Db> {
  let target: ConnectionTarget;
  if (config.databaseUrl !== undefined) target = config.databaseUrl;
  else {
    const postgres = await startPostgres({ dataDir, log });
    unwinding.add("PostgreSQL", () => postgres.stop());
    target = postgres.connection;
  }
  const role = await prepareDatabase(target, config, log);
  const db = openDatabase(target, log, undefined, role);
  unwinding.add("the database connections", () => db.close());
  return db;
}

/** Brings the tables up to date as their owner, and answers the role that the server works as, which may do less. */
async function prepareDatabase(
  target: ConnectionTarget,
  config: Config,
  log: Log,
): Promise<string | undefined> {
  const owner = openDatabase(target, log, 2);
  try {
    if (config.databaseUrl !== undefined) await refuseUnusableDatabase(owner);
    await migrate(owner, systemClock.now());
    return await openServerRole(owner, target, log);
  } finally {
    await owner.close();
  }
}

async function refuseUnusableDatabase(db: Db): Promise<void> {
  const version = await db
    .row<{ number: number }>("select current_setting('server_version_num')::integer as number")
    .catch((error: unknown) => {
      const reason =
        error instanceof Refusal
          ? (error.detail ?? error.message)
          : error instanceof Error
            ? error.message
            : String(error);
      throw new StartRefusal(`The database named by DATABASE_URL cannot be used: ${reason}.`, {
        cause: error,
      });
    });
  if (version !== undefined && version.number < 150_000) {
    throw new StartRefusal(
      `Netcafe needs PostgreSQL 15 or newer; DATABASE_URL names a server of version ${Math.floor(version.number / 10_000)}.`,
    );
  }
}

async function listenHttps(app: App, host: string, port: number): Promise<number> {
  try {
    await app.http.listen({ host, port });
  } catch (error) {
    throw portRefusal("--port", host, port, error);
  }
  return (app.http.server.address() as AddressInfo).port;
}
