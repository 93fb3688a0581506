import { parseLease, splitLeaseToken, type Lease } from "../../contract/frames/lease.ts";
import type { EnrolAnswer } from "../../contract/frames/login.ts";
import { signedByServer } from "./pc-key.ts";

/** The lease in a token when the server signed it for this café and PC, else null (pc-protocol.md 6.5 rule 1). */
export function readLeaseToken(token: string, credential: EnrolAnswer): Lease | null {
  const parts = splitLeaseToken(token);
  if (!parts) return null;
  const lease = parseLease(Buffer.from(parts.signedText, "base64url").toString("utf8"));
  if (!lease || lease.cafe !== credential.cafe_id || lease.pc !== credential.credential_id) return null;
  return signedByServer(credential.server_keys, lease.kid, parts.signedText, parts.signature) ? lease : null;
}
