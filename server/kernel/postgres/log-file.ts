import { copyFile, open, rename, rm, stat, truncate } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

const LARGEST_BYTES = 5 * 1024 * 1024;
const KEPT = 3;

/** Opens PostgreSQL's log for appending; only the user of Netcafe may read it, since it can quote statements. */
export function openLogFile(path: string): Promise<FileHandle> {
  return open(path, "a", 0o600);
}

/**
 * Moves a log above 5 MB to `<path>.1` and keeps three such files. A running server holds the file open, so the lines
 * are copied and the file is emptied in place; a line written between the two is lost, which a log can bear.
 */
export async function rotateLogFile(path: string): Promise<void> {
  const size = (await stat(path).catch(() => undefined))?.size ?? 0;
  if (size <= LARGEST_BYTES) return;
  await rm(`${path}.${KEPT}`, { force: true });
  for (let number = KEPT - 1; number >= 1; number--) {
    await rename(`${path}.${number}`, `${path}.${number + 1}`).catch(() => undefined);
  }
  await copyFile(path, `${path}.1`);
  await truncate(path, 0);
}

/** What was written to the log since it had `fromBytes`, at most its last 16 kB. */
export async function readLogSince(path: string, fromBytes: number): Promise<string> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const start = Math.max(fromBytes, size - 16_384);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    await file.read(buffer, 0, buffer.length, start);
    return buffer.toString("utf8");
  } finally {
    await file.close();
  }
}
