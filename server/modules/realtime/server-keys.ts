import { createPrivateKey, sign } from "node:crypto";
import { joinLeaseToken, type Lease } from "../../../contract/frames/lease.ts";
import { serverListText, type ServerAddress, type ServerKey } from "../../../contract/frames/login.ts";

/** The key with which this server signs leases and server lists towards PCs (pc-protocol.md 2.1, 6.5). */
export interface SigningKey {
  kid: string;
  /** PKCS#8 PEM; never leaves the server. */
  privateKeyPem: string;
  /** base64url of the 32 raw bytes. */
  publicKey: string;
}

function signature(key: SigningKey, text: string): string {
  return sign(null, Buffer.from(text), createPrivateKey(key.privateKeyPem)).toString("base64url");
}

/** The lease as the PC keeps it: its JSON and the signature over it. */
export function signLease(key: SigningKey, lease: Lease): string {
  const signedText = Buffer.from(JSON.stringify(lease)).toString("base64url");
  return joinLeaseToken({ signedText, signature: signature(key, signedText) });
}

export function signServers(key: SigningKey, cafeId: number, servers: readonly ServerAddress[], keys: readonly ServerKey[]) {
  return { kid: key.kid, signature: signature(key, serverListText(cafeId, servers, keys)) };
}
