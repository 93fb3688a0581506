import { expect, test } from "vitest";
import { refusalFromOutput } from "./refusals.ts";
import { pauseBeforeRestart } from "./supervise.ts";

test("the first restart comes at once, later ones wait longer and never above thirty seconds", () => {
  expect([1, 2, 3, 4, 9, 10, 60].map(pauseBeforeRestart)).toEqual([0, 200, 400, 800, 25_600, 30_000, 30_000]);
});

test.each([
  ["a full disk", "initdb: error: could not write to file: No space left on device", /disk .* is full/],
  ["a disk that fills up", "FATAL:  could not extend file: wrote only 4096 of 8192 bytes", /disk .* is full/],
  [
    "a C library too old",
    "postgres: /lib/libc.so.6: version `GLIBC_2.27' not found",
    /needs a Linux with glibc/,
  ],
  [
    "anything else",
    "2026 UTC [7] FATAL:  data directory has invalid permissions",
    /data directory has invalid perm/,
  ],
  ["silence", "", /without saying why/],
])("%s becomes one sentence", (_what, output, sentence) => {
  const { message } = refusalFromOutput("PostgreSQL cannot start", "/data", output);
  expect(message).toMatch(sentence);
  expect(message).not.toContain("\n");
});
