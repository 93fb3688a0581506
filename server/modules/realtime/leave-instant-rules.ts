import type { JournalEntry } from "../../../contract/frames/journal.ts";

/**
 * When something in a PC's journal happened, by the server's clock. The PC's wall clock is not believed: the entry that says that
 * the link is back was written just now, and the clock that only moves forward says how long before. Only across a restart the
 * wall clock must do. Never before the PC was last heard of, never later than now (pc-protocol.md 6.5). Milliseconds.
 */
export function instantOfEntry(
  entry: JournalEntry,
  entries: readonly JournalEntry[],
  bounds: { heardMs: number | null; nowMs: number },
): number {
  const back = entries.findLast(({ kind, n }) => kind === "link_back" && n > entry.n);
  const agoMs =
    back === undefined
      ? bounds.nowMs - entry.wall_ms
      : back.boot_id === entry.boot_id
        ? back.mono_ms - entry.mono_ms
        : back.wall_ms - entry.wall_ms;
  return Math.min(Math.max(bounds.nowMs - agoMs, bounds.heardMs ?? -Infinity), bounds.nowMs);
}
