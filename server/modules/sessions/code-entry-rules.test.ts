import { expect, test } from "vitest";
import { afterWrongCode, closedForSeconds, freshEntry, type CodeEntry } from "./code-entry-rules.ts";

const minute = 60_000;
/** Wrong codes at these minutes; for how long entry is closed then. */
const closedAfter = (tries: number[], asked: number) =>
  closedForSeconds(
    tries.reduce<CodeEntry>((entry, at) => afterWrongCode(entry, at * minute), freshEntry),
    asked * minute,
  );

test.each<[string, number[], number, number]>([
  ["nothing was wrong", [], 0, 0],
  ["four wrong codes close nothing", [0, 0, 0, 0], 0, 0],
  ["the fifth closes for five minutes", [0, 0, 0, 0, 1], 1, 300],
  ["half of that later", [0, 0, 0, 0, 1], 3.5, 150],
  ["after that it is open", [0, 0, 0, 0, 1], 6, 0],
  ["old tries are forgotten", [0, 0, 0, 0, 5], 5, 0],
  ["but not those that follow each other", [0, 4, 8, 12, 16], 16, 300],
  ["after closing it takes five again", [0, 0, 0, 0, 0, 5, 5, 5, 5], 5, 0],
  ["and then it closes again", [0, 0, 0, 0, 0, 5, 5, 5, 5, 5], 5, 300],
])("%s", (_, tries, asked, seconds) => {
  expect(closedAfter(tries, asked)).toBe(seconds);
});
