import { isRecord } from "./frame.ts";

/** How long a PC may play without the hub (pc-protocol.md 6.5). */
export interface Lease {
  v: 1;
  /** Which key of server_keys signed it. */
  kid: string;
  cafe: number;
  /** credential_id of the PC. */
  pc: string;
  lease_no: number;
  session_id: number;
  kind: string;
  issued_ms: number;
  /** Seconds to the server's own end over all sources; null = nothing ends it. */
  left_s: number | null;
  run: "down" | "up" | "hold";
  /** Seconds the PC may go without a new lease. */
  valid_s: number;
  valid_until_ms: number;
}

/**
 * A lease travels as `{base64url of its JSON}.{base64url of the signature}`; the Ed25519 signature is over the
 * characters before the point.
 */
export interface LeaseToken {
  signedText: string;
  signature: string;
}

const tokenForm = /^([A-Za-z0-9_-]{1,8192})\.([A-Za-z0-9_-]{86})$/;

export function splitLeaseToken(token: string): LeaseToken | null {
  const parts = tokenForm.exec(token);
  return parts?.[1] === undefined || parts[2] === undefined
    ? null
    : { signedText: parts[1], signature: parts[2] };
}

export function joinLeaseToken({ signedText, signature }: LeaseToken): string {
  return `${signedText}.${signature}`;
}

/** The lease in its JSON text, or null when a field is missing or of another kind. */
export function parseLease(json: string): Lease | null {
  let lease: unknown;
  try {
    lease = JSON.parse(json);
  } catch {
    return null;
  }
  return isLease(lease) ? lease : null;
}

function isLease(lease: unknown): lease is Lease {
  if (!isRecord(lease) || lease.v !== 1) return false;
  const whole = [lease.cafe, lease.lease_no, lease.session_id, lease.issued_ms, lease.valid_until_ms];
  const texts = [lease.kid, lease.pc, lease.kind];
  return (
    whole.every((value) => Number.isSafeInteger(value)) &&
    texts.every((value) => typeof value === "string") &&
    (lease.left_s === null || Number.isFinite(lease.left_s)) &&
    Number.isFinite(lease.valid_s) &&
    (lease.run === "down" || lease.run === "up" || lease.run === "hold")
  );
}
