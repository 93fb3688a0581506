import { closeCodes } from "../../contract/frames/close-codes.ts";

/** A link that stood this long counts as stable: the next failure is the first again (pc-protocol.md 2.3). */
export const stableAfterMs = 60_000;
const restartSpreadMs = 10_000;
const notEnrolledMs = 300_000;
const firstStepMs = 1000;

export interface Failure {
  /** Failures before this one since the link was last stable. */
  failures: number;
  /** Close code of the link that ended; absent when none came about. */
  closeCode?: number;
  /** wss_connect_interval. */
  longestMs: number;
  /** In [0, 1). */
  random: number;
}

/** How long to wait before the next try: full jitter below a doubling bound (pc-protocol.md 2.3). */
export function nextTryMs({ failures, closeCode, longestMs, random }: Failure): number {
  if (isNotEnrolled(closeCode)) return notEnrolledMs;
  // A restarted server must not be met by its whole hall at once.
  if (closeCode === closeCodes.serverRestarts) return random * restartSpreadMs;
  return random * Math.min(longestMs, firstStepMs * 2 ** Math.min(failures, 20));
}

export function isNotEnrolled(closeCode: number | undefined): boolean {
  return closeCode === closeCodes.credentialUnknown || closeCode === closeCodes.pcUnknown;
}
