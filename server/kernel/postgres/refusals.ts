import { fileErrorCode, StartRefusal } from "../start-refusal.ts";

/** What to do on a machine that cannot run the PostgreSQL of Netcafe. */
export const OWN_DATABASE = "Set DATABASE_URL to use a PostgreSQL (15 or newer) of your own.";

/** The disk below the data folder has no room. */
export function diskFull(dataDir: string, cause?: unknown): StartRefusal {
  return new StartRefusal(
    `PostgreSQL cannot start because the disk of the data folder ${dataDir} is full. ` +
      `Free some space, or choose another folder with --data.`,
    { cause },
  );
}

/** The user or the disk does not let us write into the data folder. */
export function notWritable(dataDir: string, cause: unknown): StartRefusal {
  return new StartRefusal(
    `PostgreSQL cannot start because the data folder ${dataDir} cannot be written (${fileErrorCode(cause)}). ` +
      `Start Netcafe as the user who owns it, or choose another folder with --data.`,
    { cause },
  );
}

/** The C library of this Linux is not the one the programs were built for. */
export function noGlibc(cause?: unknown): StartRefusal {
  return new StartRefusal(
    `Netcafe's own PostgreSQL needs a Linux with glibc (Debian, Ubuntu, Fedora and others; not Alpine). ${OWN_DATABASE}`,
    { cause },
  );
}

/** Turns what a program of PostgreSQL wrote before it failed into one sentence; `what` begins it. */
export function refusalFromOutput(what: string, dataDir: string, output: string): StartRefusal {
  // A write cut short is how PostgreSQL meets the last free block of a disk.
  if (/No space left on device|Disk quota exceeded|wrote only \d+ of \d+ bytes/.test(output))
    return diskFull(dataDir, output);
  if (/GLIBC_|error while loading shared libraries/.test(output)) return noGlibc(output);
  const reason = /(?:FATAL|PANIC|ERROR|error):\s*(.+)/.exec(output)?.[1] ?? "it ended without saying why";
  return new StartRefusal(`${what}: ${reason}.`, { cause: output });
}
