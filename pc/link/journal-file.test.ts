import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { JournalFile } from "./journal-file.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "netcafe-journal-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const entry = (mono_ms: number) => ({
  boot_id: "b",
  mono_ms,
  wall_ms: 0,
  kind: "link_lost" as const,
  session_id: null,
  lease_no: 0,
  data: {},
});
const numbers = (journal: JournalFile) => journal.pending().map(({ n }) => n);

test("entries wait over restarts until they are acknowledged, and numbers never begin again", () => {
  const first = new JournalFile(dir);
  for (const ms of [1, 2, 3]) first.append(entry(ms));
  const second = new JournalFile(dir);
  expect(numbers(second)).toEqual([1, 2, 3]);
  second.acknowledge(2);
  expect(numbers(new JournalFile(dir))).toEqual([3]);
  second.acknowledge(3);
  const third = new JournalFile(dir);
  expect(numbers(third)).toEqual([]);
  third.append(entry(4));
  expect(numbers(new JournalFile(dir))).toEqual([4]);
  expect(new JournalFile(dir).whole).toBe(true);
});

test("a changed entry breaks the chain", () => {
  const journal = new JournalFile(dir);
  for (const ms of [1, 2]) journal.append(entry(ms));
  const path = join(dir, "journal.jsonl");
  writeFileSync(path, readFileSync(path, "utf8").replace('"mono_ms":1', '"mono_ms":9'));
  expect(new JournalFile(dir).whole).toBe(false);
});

test("half a line left by a power cut loses nothing before it and swallows nothing after it", () => {
  const journal = new JournalFile(dir);
  journal.append(entry(1));
  appendFileSync(join(dir, "journal.jsonl"), '{"entry":{"n":2,');
  const again = new JournalFile(dir);
  expect(again.whole).toBe(false);
  again.append(entry(2));
  expect(numbers(new JournalFile(dir))).toEqual([1, 2]);
  expect(new JournalFile(dir).whole).toBe(true);
});
