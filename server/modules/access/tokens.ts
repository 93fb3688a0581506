import { hash } from "node:crypto";
import type { IdSource } from "../../kernel/ids.ts";
import { tokenOf, type TokenKind } from "./token-format.ts";

/** What is stored of a token. 256 random bits need no slow hash. */
export function hashOfToken(token: string): Buffer {
  return hash("sha256", token, "buffer");
}

/** A new secret and the hash that is stored of it. */
export function newToken(ids: IdSource, kind: TokenKind): { token: string; hash: Buffer } {
  const token = tokenOf(kind, ids.bytes(32));
  return { token, hash: hashOfToken(token) };
}
