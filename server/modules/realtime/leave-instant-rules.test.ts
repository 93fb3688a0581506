import { expect, test } from "vitest";
import type { JournalEntry } from "../../../contract/frames/journal.ts";
import { instantOfEntry } from "./leave-instant-rules.ts";

const entry = (
  n: number,
  kind: JournalEntry["kind"],
  mono_ms: number,
  wall_ms: number,
  boot_id = "b1",
): JournalEntry => ({ n, kind, mono_ms, wall_ms, boot_id, session_id: 1, lease_no: 1, data: {} });

const nowMs = 1_000_000;

test.each<[string, JournalEntry[], number | null, number]>([
  [
    "so long before the link was back as the steady clock says",
    [entry(1, "leave_request", 10_000, 5), entry(2, "link_back", 70_000, 9_000_000)],
    null,
    940_000,
  ],
  [
    "across a restart by the wall clock",
    [entry(1, "leave_request", 900_000, 40_000), entry(2, "link_back", 5_000, 100_000, "b2")],
    null,
    940_000,
  ],
  [
    "without a word of the link by the wall clock alone",
    [entry(1, "leave_request", 0, 930_000)],
    null,
    930_000,
  ],
  [
    "not before the PC was last heard of",
    [entry(1, "leave_request", 10_000, 5), entry(2, "link_back", 70_000, 5)],
    950_000,
    950_000,
  ],
  ["not in time to come", [entry(1, "leave_request", 0, 2_000_000)], 950_000, nowMs],
  [
    "a link that came back before says nothing",
    [entry(1, "link_back", 1, 1), entry(2, "leave_request", 10_000, 930_000)],
    null,
    930_000,
  ],
])("%s", (_, entries, heardMs, expected) => {
  const leave = entries.find(({ kind }) => kind === "leave_request");
  if (leave === undefined) throw new Error("no entry");
  expect(instantOfEntry(leave, entries, { heardMs, nowMs })).toBe(expected);
});
