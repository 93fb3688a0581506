import { realpath, stat } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import { parseArgs } from "node:util";
import { readConfig } from "../server/kernel/config.ts";
import { openDataFolder, type DataFolder } from "../server/kernel/data-folder/index.ts";
import { openDatabase, type ConnectionTarget, type Db, type Tx } from "../server/kernel/db/database.ts";
import { openLog, type Log } from "../server/kernel/log.ts";
import { startPostgres } from "../server/kernel/postgres/index.ts";
import { readPidFile, SHORT_FOLDER_PREFIX } from "../server/kernel/postgres/leftovers.ts";
import { readPassword } from "../server/kernel/postgres/password-file.ts";
import { Refusal } from "../server/kernel/refusal.ts";
import { StartRefusal } from "../server/kernel/start-refusal.ts";
import { verifyLedger } from "../server/modules/ledger/index.ts";

const help = `netcafe verify [options]    check every invariant of the books; changes no row, also while the server runs

  --data DIR     data folder (NETCAFE_DATA; default .netcafe)
  DATABASE_URL   the PostgreSQL of one's own, when the server uses one

Answers 0 when the books are in order, 1 when a row is broken: the first one is named.
`;

function dataOption(args: string[]): { help: boolean; data: string | undefined } {
  try {
    const { values } = parseArgs({
      args,
      options: { data: { type: "string" }, help: { type: "boolean", short: "h", default: false } },
    });
    return { help: values.help, data: values.data };
  } catch (error) {
    throw new StartRefusal(
      `${error instanceof Error ? error.message : String(error)} (netcafe verify --help says what there is)`,
    );
  }
}

/** `netcafe verify`: checks the books of every café on the database and answers the exit code (billing.md 2). */
export async function verify(args: string[]): Promise<number> {
  const options = dataOption(args);
  if (options.help) {
    process.stdout.write(help);
    return 0;
  }
  const config = readConfig(options.data === undefined ? [] : ["--data", options.data]);
  const log = openLog("error");
  const place =
    config.databaseUrl === undefined
      ? await embeddedDatabase(config.dataDir, log)
      : { target: config.databaseUrl, close: async () => undefined };
  try {
    return await checkBooks(place.target, log);
  } finally {
    await place.close();
  }
}

async function checkBooks(target: ConnectionTarget, log: Log): Promise<number> {
  const db = openDatabase(target, log, 2);
  try {
    await refuseForeignDatabase(db);
    // Tables that grew since their statistics were taken would be joined row by row, which takes hours.
    await db.rows("analyze transfers, entries, bonus_lots, billing_logs, members");
    const first = await db.transact(firstBroken);
    process.stdout.write(first === null ? "the books are in order\n" : `the first broken row: ${first}\n`);
    return first === null ? 0 : 1;
  } finally {
    await db.close();
  }
}

/** Runs all checks on one instant of the books, a line each; the first broken row, or null. */
async function firstBroken(tx: Tx): Promise<string | null> {
  await tx.run("set transaction isolation level repeatable read, read only");
  let first: string | null = null;
  for await (const { guarantee, broken } of verifyLedger(tx)) {
    process.stdout.write(`${broken === null ? "holds " : "BROKEN"}  ${guarantee}\n`);
    first ??= broken;
  }
  return first;
}

async function refuseForeignDatabase(db: Db): Promise<void> {
  const found = await db
    .row<{ there: boolean }>("select to_regclass('entries') is not null as there")
    .catch((error: unknown) => {
      const reason =
        error instanceof Refusal
          ? (error.detail ?? error.message)
          : error instanceof Error
            ? error.message
            : String(error);
      throw new StartRefusal(`The database cannot be read: ${reason}.`, { cause: error });
    });
  if (found?.there !== true)
    throw new StartRefusal("The database holds no books: no Netcafe has been started on it yet.");
}

interface OpenPlace {
  target: ConnectionTarget;
  close(): Promise<void>;
}

/** The embedded database: the one of the server that runs on the folder, else started for the check. */
async function embeddedDatabase(dataDir: string, log: Log): Promise<OpenPlace> {
  const cluster = await stat(join(dataDir, "postgres")).catch(() => undefined);
  if (cluster === undefined)
    throw new StartRefusal(
      `There are no books in ${dataDir}: it holds no database. Choose the data folder with --data.`,
    );
  let folder: DataFolder;
  try {
    folder = await openDataFolder(dataDir);
  } catch (error) {
    const running = error instanceof StartRefusal ? await runningDatabase(dataDir) : undefined;
    if (running === undefined) throw error;
    return { target: running, close: async () => undefined };
  }
  try {
    const postgres = await startPostgres({ dataDir: folder.path, log });
    const close = async () => {
      await postgres.stop();
      await folder.release();
    };
    return { target: postgres.connection, close };
  } catch (error) {
    await folder.release();
    throw error;
  }
}

/** How to reach the embedded PostgreSQL that runs on the folder; undefined when none does. */
async function runningDatabase(dataDir: string): Promise<ConnectionTarget | undefined> {
  const cluster = join(await realpath(dataDir), "postgres");
  const [running, password] = await Promise.all([readPidFile(cluster), readPassword(dataDir)]);
  if (running === undefined || password === undefined) return undefined;
  // The server names its own folder in its own way; only a folder elsewhere is as written.
  const elsewhere =
    isAbsolute(running.socketFolder) && basename(running.socketFolder).startsWith(SHORT_FOLDER_PREFIX);
  return {
    host: elsewhere ? running.socketFolder : cluster,
    port: 5432,
    user: "netcafe",
    password,
    database: "postgres",
  };
}
