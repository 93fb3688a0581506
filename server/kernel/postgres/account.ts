import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { StartRefusal } from "../start-refusal.ts";

/** The ordinary user under which PostgreSQL runs when Netcafe itself is root; PostgreSQL refuses root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const PREFERRED = ["netcafe", "postgres", "nobody"];

/**
 * Who runs PostgreSQL: undefined (this process' own user) unless this process is root; then the owner of the cluster
 * that exists, so that a user added to the machine later changes nothing, else the first of netcafe, postgres, nobody.
 */
export async function chooseAccount(cluster: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(cluster).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) {
    return { name: `number ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  }
  const accounts = (await readFile("/etc/passwd", "utf8").catch(() => "")).split("\n").map(parseAccount);
  for (const name of PREFERRED) {
    const found = accounts.find((account) => account?.name === name);
    if (found !== undefined) return found;
  }
  throw new StartRefusal(
    `PostgreSQL refuses to run as root, and this machine has none of the users ${PREFERRED.join(", ")}. ` +
      `Start Netcafe as an ordinary user.`,
  );
}

function parseAccount(line: string): Account | undefined {
  const [name, , uid, gid] = line.split(":");
  if (!name || !uid || !gid || Number(uid) === 0) return undefined;
  return { name, uid: Number(uid), gid: Number(gid) };
}

/** True when `account` may pass through every folder down to `path` and list it, judged by owner, group and mode. */
export async function canReach(account: Account, path: string): Promise<boolean> {
  for (let folder = resolve(path), last = true; ; folder = dirname(folder), last = false) {
    const { uid, gid, mode } = await stat(folder);
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
    const needed = last ? 0o5 : 0o1;
    if (((mode >> shift) & needed) !== needed) return false;
    if (folder === dirname(folder)) return true;
  }
}
