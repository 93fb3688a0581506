/** What happened at a PC without link (pc-protocol.md 3.6). */
export const journalKinds = [
  "link_lost",
  "link_back",
  "lease_end_lock",
  "leave_request",
  "reboot",
  "unclean_start",
  "clock_jump",
  "page_killed",
  "agent_restarted",
  "exit_granted",
  "game_started",
  "game_ended",
  "policy_broken",
] as const;
export type JournalKind = (typeof journalKinds)[number];

export interface JournalEntry {
  /** Counts from 1 without a hole; a hole becomes an ALERT row. */
  n: number;
  boot_id: string;
  /** Milliseconds of a clock that only moves forward, since the machine started. */
  mono_ms: number;
  /** Milliseconds since 1970 by the PC's own clock: for the reader, never for counting. */
  wall_ms: number;
  kind: JournalKind;
  session_id: number | null;
  lease_no: number;
  data: Readonly<Record<string, unknown>>;
}

/** data of a `journal` request. */
export interface JournalData {
  entries: readonly JournalEntry[];
  signature: string;
}

/** data of its answer: everything up to this n is kept by the server. */
export interface JournalAnswer {
  acked: number;
}

/** The text the PC signs over the entries it sends (Ed25519, base64url), so that none is changed on the way. */
export function journalText(credentialId: string, entries: readonly JournalEntry[]): string {
  return `netcafe-journal|1|${credentialId}|${JSON.stringify(entries)}`;
}
