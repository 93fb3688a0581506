import { joinLeaseToken, type Lease } from "../../../contract/frames/lease.ts";
import { signText, type ServerKey as SigningKey } from "../pcs/index.ts";
import { serverListText, type ServerAddress, type ServerKey } from "../../../contract/frames/login.ts";

/** What this server signs towards PCs (pc-protocol.md 2.1, 6.5). */

/** The lease as the PC keeps it: its JSON and the signature over it. */
export function signLease(key: SigningKey, lease: Lease): string {
  const signedText = Buffer.from(JSON.stringify(lease)).toString("base64url");
  return joinLeaseToken({ signedText, signature: signText(key, signedText) });
}

export function signServers(
  key: SigningKey,
  cafeId: number,
  servers: readonly ServerAddress[],
  keys: readonly ServerKey[],
) {
  return { kid: key.kid, signature: signText(key, serverListText(cafeId, servers, keys)) };
}
