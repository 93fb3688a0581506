import type { JournalEntry } from "../../../contract/frames/journal.ts";

/** What a PC's journal says, and what it leaves out (pc-protocol.md 3.6). Pure. */

/** The newest entry that is known. */
export interface JournalPlace {
  n: number;
  /** By the PC's own clock; only tells a repeated entry from a journal that was begun anew. */
  wallMs: number;
}

export interface JournalVerdict {
  /** Entries not seen before, oldest first. */
  fresh: JournalEntry[];
  /** A sentence for each place where entries are missing. */
  holes: string[];
  place: JournalPlace;
}

const mostEntries = 500;

/** The entries of a `journal` request, or null when one of them is none. */
export function readEntries(sent: unknown): JournalEntry[] | null {
  if (!Array.isArray(sent) || sent.length > mostEntries) return null;
  return sent.every(isEntry) ? sent : null;
}

function isEntry(value: unknown): value is JournalEntry {
  if (typeof value !== "object" || value === null) return false;
  const { n, wall_ms: wallMs, mono_ms: monoMs, kind, data, ...rest } = value as Record<string, unknown>;
  const { boot_id: bootId, session_id: sessionId } = rest;
  const counted = Number.isSafeInteger(n) && Number(n) >= 1 && Number.isSafeInteger(wallMs);
  const placed = Number.isFinite(monoMs) && typeof bootId === "string";
  if (!placed || (sessionId !== null && !Number.isSafeInteger(sessionId))) return false;
  return (
    counted && typeof kind === "string" && kind.length <= 50 && typeof data === "object" && data !== null
  );
}

/** Entries count from 1 without a hole. What was sent before is passed over; a journal that begins anew is a hole too. */
export function judgeJournal(known: JournalPlace | null, entries: readonly JournalEntry[]): JournalVerdict {
  const verdict: JournalVerdict = { fresh: [], holes: [], place: known ?? { n: 0, wallMs: 0 } };
  for (const entry of entries) {
    const { n, wallMs } = verdict.place;
    const beginsAnew = entry.n === 1 && n > 0 && entry.wall_ms > wallMs;
    if (entry.n <= n && !beginsAnew) continue;
    if (beginsAnew) verdict.holes.push(`The journal begins anew after entry ${n}.`);
    else if (entry.n === n + 2) verdict.holes.push(`The journal lacks entry ${n + 1}.`);
    else if (entry.n > n + 2) verdict.holes.push(`The journal lacks entries ${n + 1} to ${entry.n - 1}.`);
    verdict.fresh.push(entry);
    verdict.place = { n: entry.n, wallMs: entry.wall_ms };
  }
  return verdict;
}
