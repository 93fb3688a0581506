import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalEntry } from "../../contract/frames/journal.ts";

interface ChainEnd {
  n: number;
  hash: string;
}

interface Line {
  entry: JournalEntry;
  /** SHA-256 over the hash before and this entry: a changed or missing line breaks all that follow. */
  hash: string;
}

interface Content {
  /** The entry before the first line; it is acknowledged. */
  anchor: ChainEnd;
  lines: Line[];
  /** Every line could be read and fits the one before. */
  whole: boolean;
}

const sentAtOnce = 100;

/** What happened at the PC, kept on disk until the server has it (pc-protocol.md 2.4, 3.6). */
export class JournalFile {
  readonly #path: string;
  #anchor: ChainEnd;
  #lines: Line[];
  /** False when the file had been changed or cut short. */
  readonly whole: boolean;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.#path = join(dir, "journal.jsonl");
    const content = readContent(this.#path);
    this.#anchor = content.anchor;
    this.#lines = content.lines;
    this.whole = content.whole;
    // Half a line at the end, left by a power cut, must not swallow the next entry.
    if (!content.whole) this.#rewrite();
  }

  append(entry: Omit<JournalEntry, "n">): void {
    const before = this.#end();
    const numbered: JournalEntry = { n: before.n + 1, ...entry };
    const line: Line = { entry: numbered, hash: chain(before.hash, numbered) };
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    this.#lines.push(line);
  }

  /** The oldest entries the server does not have yet. */
  pending(): readonly JournalEntry[] {
    return this.#lines.slice(0, sentAtOnce).map((line) => line.entry);
  }

  /** The server has everything up to n; the file keeps the end of the chain and what is left. */
  acknowledge(n: number): void {
    const done = this.#lines.findLast((line) => line.entry.n <= n);
    if (!done) return;
    this.#anchor = { n: done.entry.n, hash: done.hash };
    this.#lines = this.#lines.filter((line) => line.entry.n > n);
    this.#rewrite();
  }

  #end(): ChainEnd {
    const last = this.#lines.at(-1);
    return last ? { n: last.entry.n, hash: last.hash } : this.#anchor;
  }

  #rewrite(): void {
    const lines = [{ anchor: this.#anchor }, ...this.#lines].map((line) => `${JSON.stringify(line)}\n`);
    writeFileSync(`${this.#path}.new`, lines.join(""), { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
  }
}

function readContent(path: string): Content {
  const content: Content = { anchor: { n: 0, hash: "" }, lines: [], whole: true };
  let end = content.anchor;
  for (const text of fileLines(path)) {
    const line = readLine(text);
    if (line === null) {
      content.whole = false;
      continue;
    }
    if ("anchor" in line) {
      content.anchor = line.anchor;
      end = line.anchor;
      continue;
    }
    if (chain(end.hash, line.entry) !== line.hash) content.whole = false;
    end = { n: line.entry.n, hash: line.hash };
    content.lines.push(line);
  }
  return content;
}

function readLine(text: string): Line | { anchor: ChainEnd } | null {
  try {
    return JSON.parse(text) as Line | { anchor: ChainEnd };
  } catch {
    return null;
  }
}

function fileLines(path: string): string[] {
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function chain(before: string, entry: JournalEntry): string {
  return createHash("sha256")
    .update(`${before}\n${JSON.stringify(entry)}`)
    .digest("hex");
}
