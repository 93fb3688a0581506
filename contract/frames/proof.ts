/** The address a PC proves itself to: `host[:port]` of the server's url in `servers[]`, without a port when it is 443. */
export function proofHost(serverUrl: string): string {
  return new URL(serverUrl).host;
}

export interface ProofParts {
  /** proofHost of the url the PC connects to, so that a proof is worth nothing at another server. */
  host: string;
  cafeId: number;
  credentialId: string;
  bootId: string;
  nonce: string;
}

/**
 * The text a PC signs to log in (pc-protocol.md 2.2). Ed25519 over its UTF-8 bytes; the signature travels as
 * base64url, a public key as base64url of its 32 raw bytes.
 */
export function proofText({ host, cafeId, credentialId, bootId, nonce }: ProofParts): string {
  return `netcafe-pc|1|${host}|${cafeId}|${credentialId}|${bootId}|${nonce}`;
}
