import {
  chmod,
  chown,
  lchown,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
} from "node:fs/promises";
import { join } from "node:path";
import { StartRefusal } from "../start-refusal.ts";
import type { Account } from "./account.ts";
import { ending, type Launch, launch } from "./launch.ts";
import { killProcessesIn } from "./leftovers.ts";
import { refusalFromOutput } from "./refusals.ts";
import type { Place } from "./site.ts";

const DRAFT_PREFIX = "postgres-draft-";

/**
 * Makes sure that the cluster is complete, ours and of this major version. A new one is made in a draft folder that
 * is renamed at the end, so that a cluster that exists is a whole one; drafts of killed starts are thrown away.
 */
export async function prepareCluster(
  site: Place,
  { passwordIsNew }: { readonly passwordIsNew: boolean },
): Promise<void> {
  await discardDrafts(site.dataDir);
  const version = await readFile(join(site.cluster, "PG_VERSION"), "utf8").catch(() => undefined);
  if (version !== undefined) {
    await acceptCluster(site, version.trim());
    // The file with the old one is lost: whoever owns the cluster may set another.
    if (passwordIsNew) await setPassword(site);
    return;
  }
  await makeRoom(site.cluster);
  const draft = await mkdtemp(join(site.dataDir, DRAFT_PREFIX));
  try {
    await makeCluster(site, draft);
    await rename(join(draft, "cluster"), site.cluster);
    await syncFolder(site.dataDir);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function discardDrafts(dataDir: string): Promise<void> {
  const names = (await readdir(dataDir)).filter((name) => name.startsWith(DRAFT_PREFIX));
  for (const name of names) {
    await killProcessesIn(join(dataDir, name));
    await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

async function acceptCluster(site: Place, version: string): Promise<void> {
  if (version !== String(site.binaries.major)) {
    throw new StartRefusal(
      `The database in ${site.cluster} was made by PostgreSQL ${version}, and this Netcafe brings PostgreSQL ` +
        `${site.binaries.major}. Restore a backup into a new folder with --data, or use the Netcafe that made it.`,
    );
  }
  const owner = await stat(site.cluster);
  const uid = process.getuid?.() ?? owner.uid;
  // A folder copied back by root belongs to root; PostgreSQL insists on owning it, with nobody else let in.
  if (site.account && owner.uid === 0) await giveTo(site.cluster, site.account);
  if (!site.account && owner.uid !== uid) {
    throw new StartRefusal(
      `The database in ${site.cluster} belongs to user number ${owner.uid}, and this is user number ${uid}. ` +
        `Start Netcafe as the user it was first started as.`,
    );
  }
  if ((owner.mode & 0o077) !== 0) await chmod(site.cluster, 0o700);
}

async function giveTo(folder: string, account: Account): Promise<void> {
  const entries = await readdir(folder, { recursive: true });
  for (const name of entries) await lchown(join(folder, name), account.uid, account.gid);
  // Last, because the owner of the folder says that the rest is done.
  await lchown(folder, account.uid, account.gid);
}

async function makeRoom(cluster: string): Promise<void> {
  const names = await readdir(cluster).catch(() => undefined);
  if (names === undefined) return;
  if (names.length > 0) {
    throw new StartRefusal(
      `The folder ${cluster} holds files but no PostgreSQL database (PG_VERSION is missing). ` +
        `Move it away, or choose another folder with --data.`,
    );
  }
  await rmdir(cluster);
}

async function makeCluster(site: Place, draft: string): Promise<void> {
  const password = await open(join(draft, "password"), "wx", 0o600);
  try {
    await password.writeFile(`${site.password}\n`);
    await mkdir(join(draft, "cluster"), { mode: 0o700 });
    if (site.account) {
      const { uid, gid } = site.account;
      await password.chown(uid, gid);
      await chown(join(draft, "cluster"), uid, gid);
      await chown(draft, uid, gid);
    }
  } finally {
    await password.close();
  }
  const { end, output } = await runProgram(site, join(draft, "output"), {
    binary: site.binaries.initdb,
    folder: draft,
    args: (inside) => [
      ...["-D", inside("cluster"), "-U", site.user, `--pwfile=${inside("password")}`],
      ...["--auth=scram-sha-256", "--data-checksums", "--encoding=UTF8"],
      ...["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
    ],
  });
  if (end !== "status 0")
    throw refusalFromOutput(`The database in ${site.dataDir} cannot be made`, site.dataDir, output);
}

async function setPassword(site: Place): Promise<void> {
  site.log.warn(
    "The file postgres.password is missing from the data folder; the database gets a new password.",
  );
  const { end, output } = await runProgram(site, join(site.dataDir, `${DRAFT_PREFIX}output`), {
    binary: site.binaries.postgres,
    folder: site.cluster,
    args: (inside) => ["--single", "-D", inside(""), site.database],
    input: `ALTER ROLE ${site.user} PASSWORD '${site.password}'\n`,
  });
  // The single-user server goes on after a failed statement and still ends with status 0.
  if (end === "status 0" && !/ERROR|FATAL|PANIC/.test(output)) return;
  throw refusalFromOutput(
    `The password of the database in ${site.dataDir} cannot be set`,
    site.dataDir,
    output,
  );
}

type Program = Pick<Launch, "binary" | "folder" | "args" | "input">;

async function runProgram(
  site: Place,
  outputFile: string,
  program: Program,
): Promise<{ end: string; output: string }> {
  const file = await open(outputFile, "w", 0o600);
  try {
    const child = await launch({ ...program, account: site.account, output: file.fd });
    const end = await ending(child);
    return { end, output: await readFile(outputFile, "utf8") };
  } finally {
    await file.close();
    await rm(outputFile, { force: true });
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
