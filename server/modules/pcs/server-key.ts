import { createPrivateKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import type { Queries, Tx } from "../../kernel/db/database.ts";
import { randomText, type IdSource } from "../../kernel/ids.ts";

/** The key with which this server signs leases and server lists towards PCs (pc-protocol.md 2.1, 6.5). */
export interface ServerKey {
  kid: string;
  /** base64url of the 32 raw bytes. */
  publicKey: string;
  /** PKCS #8, PEM. */
  privateKeyPem: string;
}

interface ServerKeyRow {
  kid: string;
  private_key: string;
  public_key: string;
}

const keyOf = (row: ServerKeyRow): ServerKey => ({
  kid: row.kid,
  publicKey: row.public_key,
  privateKeyPem: row.private_key,
});

/** All keys a PC may trust, the newest first. */
export async function listServerKeys(db: Queries): Promise<ServerKey[]> {
  const rows = await db.rows<ServerKeyRow>(
    "select kid, private_key, public_key from server_keys order by created_at desc, kid desc",
  );
  return rows.map(keyOf);
}

/** The newest key, made at first need; two processes at once make one. Its secret comes from the system's own source. */
export async function ensureServerKey(tx: Tx, ids: IdSource, now: Date): Promise<ServerKey> {
  const [known] = await listServerKeys(tx);
  if (known !== undefined) return known;
  await tx.run("select pg_advisory_xact_lock(7110012)");
  const [made] = await listServerKeys(tx);
  if (made !== undefined) return made;
  const pair = generateKeyPairSync("ed25519");
  const { x } = pair.publicKey.export({ format: "jwk" });
  const key: ServerKey = {
    kid: `k-${randomText(ids, "0123456789abcdefghijklmnopqrstuvwxyz", 8)}`,
    publicKey: x ?? "",
    privateKeyPem: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
  await tx.run("insert into server_keys (kid, private_key, public_key, created_at) values ($1, $2, $3, $4)", [
    key.kid,
    key.privateKeyPem,
    key.publicKey,
    now,
  ]);
  return key;
}

const opened = new WeakMap<ServerKey, KeyObject>();

/** base64url of the Ed25519 signature over the UTF-8 bytes of the text. */
export function signText(key: ServerKey, text: string): string {
  const privateKey = opened.get(key) ?? createPrivateKey(key.privateKeyPem);
  opened.set(key, privateKey);
  return sign(null, Buffer.from(text), privateKey).toString("base64url");
}
