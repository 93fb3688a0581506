import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileErrorCode, StartRefusal } from "../start-refusal.ts";

/** Makes the folder of keys and certificates, for its owner alone. */
export async function makeIdentityFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw refusalFor(`The folder ${dir} cannot be made`, error);
  });
}

/** The key in the file, or null when there is no file. Refuses what is no EC P-256 private key. */
export async function readKey(path: string, ifLost: string): Promise<KeyObject | null> {
  const text = await readIfThere(path);
  if (text === null) return null;
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyDetails?.namedCurve === "prime256v1") return key;
  } catch (error) {
    throw damaged(path, ifLost, error);
  }
  throw damaged(path, ifLost);
}

/** The certificate in the file, or null when there is no file. Refuses what is no certificate. */
export async function readCertificate(path: string, ifLost: string): Promise<X509Certificate | null> {
  const text = await readIfThere(path);
  if (text === null) return null;
  try {
    return new X509Certificate(text);
  } catch (error) {
    throw damaged(path, ifLost, error);
  }
}

/** A new EC P-256 key, safely on disk before anything is signed for it. */
export async function makeKey(path: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  await replaceFile(path, keyText(privateKey), 0o600);
  return privateKey;
}

export function keyText(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

/** Replaces a file as a whole: a reader, or a start after a power cut, sees the old text or the new one. */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const draft = `${path}.new`;
  try {
    // A draft left by a crash is of no use, and may have another mode.
    await rm(draft, { force: true });
    const file = await open(draft, "wx", mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    await syncFolder(dirname(path));
  } catch (error) {
    throw refusalFor(`The file ${path} cannot be written`, error);
  }
}

export function damaged(path: string, ifLost: string, cause?: unknown): StartRefusal {
  return new StartRefusal(`The file ${path} is damaged; restore it from a backup, or ${ifLost}.`, { cause });
}

async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return null;
    throw refusalFor(`The file ${path} cannot be read`, error);
  }
}

function refusalFor(what: string, error: unknown): StartRefusal {
  const code = fileErrorCode(error) || String(error);
  return new StartRefusal(`${what} (${code}); see to its disk and its rights.`, { cause: error });
}
