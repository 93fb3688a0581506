import { mkdir, open, realpath, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileErrorCode, StartRefusal } from "../start-refusal.ts";
import { takeFolderLock } from "./folder-lock.ts";

/** A data folder that this process, and no other Netcafe, may use until it is released. */
export interface DataFolder {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** Lets another Netcafe take the folder; may be called twice. */
  release(): Promise<void>;
}

/**
 * Opens the folder that holds everything Netcafe must not lose, and makes it (mode 0700) when it is not there.
 * Refuses with a `StartRefusal` when it cannot be written or when another live Netcafe holds it.
 */
export async function openDataFolder(dir: string): Promise<DataFolder> {
  const wanted = resolve(dir);
  try {
    await makeFolder(wanted);
    const path = await realpath(wanted);
    await proveWritable(path);
    return { path, release: await takeFolderLock(path) };
  } catch (error) {
    if (error instanceof StartRefusal) throw error;
    throw new StartRefusal(sentenceForFolder(wanted, error), { cause: error });
  }
}

// mkdir gives the mode to every folder it makes; parents that did not exist become private too, which is what a
// data folder wants. A folder that exists keeps the mode its owner chose: every secret inside is a 0600 file.
async function makeFolder(path: string): Promise<void> {
  const firstMade = await mkdir(path, { recursive: true, mode: 0o700 });
  if (firstMade === undefined) return;
  const parent = await open(dirname(path), "r");
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}

// Rights alone say nothing about a read-only mount, a quota or a full disk: only a write that reached the disk does.
async function proveWritable(path: string): Promise<void> {
  const probe = join(path, `.write-probe-${process.pid}`);
  try {
    const file = await open(probe, "w", 0o600);
    try {
      await file.writeFile(Buffer.alloc(8192, 0x2e));
      await file.sync();
    } finally {
      await file.close();
    }
  } finally {
    await rm(probe, { force: true });
  }
}

function sentenceForFolder(path: string, error: unknown): string {
  const advice = "Choose another folder with --data";
  const code = fileErrorCode(error);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return `The data folder ${path} cannot be written because its disk is full. Free some space or choose another folder with --data.`;
    case "EROFS":
      return `The data folder ${path} cannot be written because its disk is read-only. ${advice}.`;
    case "EACCES":
    case "EPERM":
      return `The data folder ${path} cannot be written by this user (${code}). ${advice}, or start Netcafe as the user who owns it.`;
    case "ENOTDIR":
    case "EEXIST":
      return `The data folder ${path} cannot be made because a file is in its way. ${advice}.`;
    default:
      return `The data folder ${path} cannot be made or written (${code || String(error)}). ${advice}.`;
  }
}
