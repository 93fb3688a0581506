import type { ClientStatus } from "../../contract/frames/client-status.ts";
import type { Lease } from "../../contract/frames/lease.ts";
import { isOpen, type PcEvent, type PcState } from "./pc-state.ts";

/** A restart without link that follows another one this soon is no accident any more (pc-protocol.md 6.5 rule 3). */
const restartsApartMs = 120_000;

/** What a PC keeps of the session on it, so that a restart without link does not end it. */
export interface StoredPlay {
  status: ClientStatus;
  lease: Lease;
  /** How long ago state and lease had come when this was stored, by the clock that runs in sleep. */
  statusAgeMs: number;
  leaseAgeMs: number;
  at: Moment;
  /** Wall clock of the restart after which this session went on without link; null when there was none. */
  resumedWallMs: number | null;
}

/** One instant by both clocks of the machine. */
export interface Moment {
  wallMs: number;
  monoMs: number;
  bootId: string;
}

/** What to store of the state now; null when there is no session that could go on. */
export function playOf(state: PcState, at: Moment, resumedWallMs: number | null): StoredPlay | null {
  const { status, held } = state;
  if (!isOpen(state.name) || status === null || held === null) return null;
  return {
    status,
    lease: held.lease,
    statusAgeMs: at.monoMs - state.statusAtMs,
    leaseAgeMs: at.monoMs - held.receivedAtMs,
    at,
    resumedWallMs,
  };
}

/**
 * How a stored session goes on after a restart without link: with what is left of it, less the time since it was
 * stored. Null: the PC stays locked, because the wall clock was put back, because it was restarted without link just
 * before, or because the lease is not the newest one this PC has seen.
 */
export function resumption(
  stored: StoredPlay,
  now: Moment & { leaseNo: number },
): Extract<PcEvent, { kind: "resumed" }> | null {
  const wallGapMs = now.wallMs - stored.at.wallMs;
  if (wallGapMs < 0 || stored.lease.lease_no !== now.leaseNo) return null;
  if (stored.resumedWallMs !== null && now.wallMs - stored.resumedWallMs < restartsApartMs) return null;
  // In the same run of the machine its own clock knows better, and cannot be set.
  const gapMs =
    now.bootId === stored.at.bootId ? Math.max(wallGapMs, now.monoMs - stored.at.monoMs) : wallGapMs;
  return {
    kind: "resumed",
    status: stored.status,
    lease: stored.lease,
    statusAgeMs: stored.statusAgeMs + gapMs,
    leaseAgeMs: stored.leaseAgeMs + gapMs,
  };
}
