import { randomBytes } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { fileErrorCode } from "../start-refusal.ts";

/** The database's password as kept in the data folder; undefined when it is not there (a first start, or lost). */
export async function readPassword(dataDir: string): Promise<string | undefined> {
  const text = await readFile(passwordPath(dataDir), "utf8").catch((error: unknown) => {
    if (fileErrorCode(error) === "ENOENT") return "";
    throw error;
  });
  return text.trim() || undefined;
}

/** 192 random bits in letters that need no quoting, neither in SQL nor in a URL. */
export function newPassword(): string {
  return randomBytes(24).toString("base64url");
}

/** Keeps the password, readable to this user alone; whole or not at all. */
export async function writePassword(dataDir: string, password: string): Promise<void> {
  const path = passwordPath(dataDir);
  const draft = await open(`${path}.new`, "w", 0o600);
  try {
    await draft.writeFile(`${password}\n`);
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${path}.new`, path);
}

function passwordPath(dataDir: string): string {
  return join(dataDir, "postgres.password");
}
