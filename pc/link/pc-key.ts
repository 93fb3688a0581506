import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ServerKey } from "../../contract/frames/login.ts";

/** The PC's own key. It never leaves the machine; what travels is its public half and its signatures. */
export interface PcKey {
  /** base64url of the 32 raw bytes. */
  publicKey: string;
  /** base64url Ed25519 signature over the text's UTF-8 bytes. */
  sign(text: string): string;
  /** Whether it was this key that signed the text. */
  signed(text: string, signature: string): boolean;
}

const keyFile = "pc-key.pem";

/** Reads the key of this folder or makes one, readable by its owner alone (0600 in a folder of 0700). */
export function openPcKey(dir: string): PcKey {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
  const path = join(dir, keyFile);
  let privateKey = readKey(path);
  if (!privateKey) {
    privateKey = generateKeyPairSync("ed25519").privateKey;
    const pem = privateKey.export({ type: "pkcs8", format: "pem" });
    // "wx": a key that appeared meanwhile belongs to another process and is not overwritten.
    writeFileSync(path, pem, { mode: 0o600, flag: "wx" });
  }
  const key = privateKey;
  const publicKey = createPublicKey(key);
  return {
    publicKey: rawPublicKey(key),
    signed: (text, signature) =>
      verify(null, Buffer.from(text), publicKey, Buffer.from(signature, "base64url")),
    sign: (text) => sign(null, Buffer.from(text), key).toString("base64url"),
  };
}

function readKey(path: string): KeyObject | null {
  try {
    return createPrivateKey(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new Error(`The key ${path} cannot be read; delete it and enrol the PC again.`, { cause: error });
  }
}

function rawPublicKey(privateKey: KeyObject): string {
  return createPublicKey(privateKey)
    .export({ type: "spki", format: "der" })
    .subarray(-32)
    .toString("base64url");
}

// SubjectPublicKeyInfo of Ed25519 in front of the 32 raw bytes (RFC 8410 4).
const ed25519Prefix = Buffer.from("302a300506032b6570032100", "hex");

/** Whether a key of the server's list signed this text. Unknown keys and odd signatures are simply not it. */
export function signedByServer(
  keys: readonly ServerKey[],
  kid: string,
  text: string,
  signature: string,
): boolean {
  const known = keys.find((key) => key.kid === kid);
  const raw = known === undefined ? undefined : Buffer.from(known.public_key, "base64url");
  if (raw?.length !== 32) return false;
  const publicKey = createPublicKey({
    key: Buffer.concat([ed25519Prefix, raw]),
    type: "spki",
    format: "der",
  });
  return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, "base64url"));
}
