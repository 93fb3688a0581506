import { crc32 } from "node:zlib";

/**
 * Tokens: a prefix that secret scanners know, 43 characters that carry 256 random bits, and a checksum of 6 that tells
 * a typing error from an unknown key without asking the database (api-v2.md 1.2). Pure.
 */

export type TokenKind = "key" | "docs" | "staff" | "member" | "pc" | "guest";

const prefixes: Record<TokenKind, string> = {
  key: "netcafe_key_",
  docs: "netcafe_doc_",
  staff: "netcafe_stf_",
  member: "netcafe_mem_",
  pc: "netcafe_pcr_",
  guest: "netcafe_gst_",
};

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const bodyLength = 43;
const checksumLength = 6;

function base62(value: bigint, length: number): string {
  let rest = value;
  let text = "";
  for (let digit = 0; digit < length; digit++) {
    text = alphabet.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}

function checksumOf(prefixed: string): string {
  let rest = crc32(prefixed);
  let text = "";
  for (let digit = 0; digit < checksumLength; digit++) {
    text = alphabet.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** A token of the kind from 32 random bytes. */
export function tokenOf(kind: TokenKind, random: Uint8Array): string {
  if (random.length !== 32) throw new Error("a token carries 32 random bytes");
  const value = random.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const prefixed = prefixes[kind] + base62(value, bodyLength);
  return prefixed + checksumOf(prefixed);
}

/** The kind of a well-formed token with a right checksum, else null. */
export function kindOfToken(token: string): TokenKind | null {
  const kind = (Object.keys(prefixes) as TokenKind[]).find((candidate) =>
    token.startsWith(prefixes[candidate]),
  );
  if (kind === undefined || token.length !== prefixes[kind].length + bodyLength + checksumLength) return null;
  const prefixed = token.slice(0, -checksumLength);
  return checksumOf(prefixed) === token.slice(-checksumLength) ? kind : null;
}
