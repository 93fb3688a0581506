import { expect, test } from "vitest";
import { leaveEnd } from "./leave-rules.ts";
import { sessionOf } from "./session-samples.ts";
import { sourceAt } from "./source-rules.ts";
import { withSource } from "./timeline-rules.ts";

const facts = sessionOf({ at: 1_000, balanceMinor: 400 });
const source = sourceAt(facts, 1_000);
const running = source === null ? facts : withSource(facts, source, 2_000);

test.each<[string, number | null, number | null]>([
  ["nobody asked", null, null],
  ["it is that instant", 2_500, 2_500],
  ["what was booked before stays booked", 1_500, 2_000],
  ["nobody leaves in time to come", 4_000, 3_000],
])("%s", (_, askedAt, end) => {
  expect(leaveEnd(running, askedAt, 3_000)).toBe(end);
});

test("before its start there is nothing to leave", () => {
  expect(leaveEnd(facts, 2_500, 3_000)).toBeNull();
});
