import { chmod, chown, mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileErrorCode } from "../start-refusal.ts";
import { type Account, chooseAccount } from "./account.ts";
import { findBinaries } from "./binaries.ts";
import { prepareCluster } from "./cluster.ts";
import { clearCluster, SHORT_FOLDER_PREFIX } from "./leftovers.ts";
import { newPassword, readPassword, writePassword } from "./password-file.ts";
import { diskFull, notWritable } from "./refusals.ts";
import { serverSettings } from "./settings.ts";
import type { Place, Site, StartLog } from "./site.ts";

interface SiteOptions {
  readonly dataDir: string;
  readonly log: StartLog;
  readonly settings?: Readonly<Record<string, string>>;
}

// With unix sockets the port is only a part of the socket's name: it is never taken by anything else.
const PORT = 5432;
// sun_path holds 108 bytes on Linux and 104 on macOS, with the closing zero.
const LONGEST_SOCKET_PATH = 103;

/** Finds the programs, replaces what a killed Netcafe left, and makes sure that there is a complete cluster. */
export async function prepareSite(options: SiteOptions): Promise<Site> {
  const dataDir = await realpath(options.dataDir);
  try {
    return await prepare(options, dataDir);
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === "ENOSPC" || code === "EDQUOT") throw diskFull(dataDir, error);
    if (code === "EACCES" || code === "EPERM" || code === "EROFS") throw notWritable(dataDir, error);
    throw error;
  }
}

async function prepare(options: SiteOptions, dataDir: string): Promise<Site> {
  const cluster = join(dataDir, "postgres");
  const account = await chooseAccount(cluster);
  const kept = await readPassword(dataDir);
  const place: Place = {
    dataDir,
    cluster,
    account,
    log: options.log,
    logFile: join(dataDir, "postgres.log"),
    binaries: await findBinaries(account, dataDir),
    user: "netcafe",
    password: kept ?? newPassword(),
    database: "postgres",
    port: PORT,
  };
  await clearCluster(place);
  await prepareCluster(place, { passwordIsNew: kept === undefined });
  // Written after the cluster knows it: killed in between, the next start finds none and sets another.
  if (kept === undefined) await writePassword(dataDir, place.password);
  const inCluster = Buffer.byteLength(join(cluster, `.s.PGSQL.${PORT}`)) <= LONGEST_SOCKET_PATH;
  const socketFolder = inCluster ? cluster : await shortFolder(account);
  // The server's own folder is named by ".", which holds where the server cannot pass through the folders above it.
  const settings = { ...serverSettings(inCluster ? "." : socketFolder), ...options.settings };
  return { ...place, socketFolder, settings };
}

async function shortFolder(account: Account | undefined): Promise<string> {
  const own = account === undefined && Buffer.byteLength(tmpdir()) < 50;
  const folder = await mkdtemp(join(own ? tmpdir() : "/tmp", SHORT_FOLDER_PREFIX));
  await chmod(folder, 0o700);
  if (account) await chown(folder, account.uid, account.gid);
  return folder;
}
