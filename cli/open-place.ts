import { realpath, stat } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { readConfig, type Config } from "../server/kernel/config.ts";
import { openDataFolder, type DataFolder } from "../server/kernel/data-folder/index.ts";
import type { ConnectionTarget } from "../server/kernel/db/database.ts";
import type { Log } from "../server/kernel/log.ts";
import { startPostgres } from "../server/kernel/postgres/index.ts";
import { readPidFile, SHORT_FOLDER_PREFIX } from "../server/kernel/postgres/leftovers.ts";
import { readPassword } from "../server/kernel/postgres/password-file.ts";
import { StartRefusal } from "../server/kernel/start-refusal.ts";

/** The options of a command that works on the books. Refuses what it does not know, naming the command. */
export function readOptions<Options extends NonNullable<ParseArgsConfig["options"]>>(
  command: string,
  args: string[],
  options: Options,
) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new StartRefusal(
      `${error instanceof Error ? error.message : String(error)} (netcafe ${command} --help says what there is)`,
    );
  }
}

/** A positive whole number given as an option, or null when the option was left out. */
export function numberOption(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new StartRefusal(`${name} must be a number, not "${text}".`);
}

/** Where the books are: options over the environment. */
export function placeOf(dataDir: string | undefined): Config {
  return readConfig(dataDir === undefined ? [] : ["--data", dataDir]);
}

export interface OpenPlace {
  target: ConnectionTarget;
  readonly close: () => Promise<void>;
}

/** The database of a place: named by DATABASE_URL, else the one of the data folder, whether its server runs or not. */
export async function openPlace(config: Config, log: Log): Promise<OpenPlace> {
  if (config.databaseUrl === undefined) return embeddedDatabase(config.dataDir, log);
  return { target: config.databaseUrl, close: async () => undefined };
}

/**
 * A place of which no server may run: the data folder is held, made when it is not there, and its database started.
 * Refuses while a server holds the folder.
 */
export async function openIdlePlace(config: Config, log: Log): Promise<OpenPlace & { dataDir: string }> {
  const folder = await openDataFolder(config.dataDir);
  try {
    const { target, close } =
      config.databaseUrl === undefined
        ? await startedDatabase(folder, log)
        : { target: config.databaseUrl, close: () => folder.release() };
    return { target, close, dataDir: folder.path };
  } catch (error) {
    await folder.release();
    throw error;
  }
}

async function startedDatabase(folder: DataFolder, log: Log): Promise<OpenPlace> {
  const postgres = await startPostgres({ dataDir: folder.path, log });
  const close = async () => {
    await postgres.stop();
    await folder.release();
  };
  return { target: postgres.connection, close };
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
    return await startedDatabase(folder, log);
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
