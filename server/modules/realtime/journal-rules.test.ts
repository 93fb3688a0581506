import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JournalEntry } from "../../../contract/frames/journal.ts";
import { judgeJournal, readEntries } from "./journal-rules.ts";

const entry = (n: number, wallMs = n * 1000): JournalEntry => ({
  ...{ n, boot_id: "b", mono_ms: n, wall_ms: wallMs, kind: "link_lost" as const },
  ...{ session_id: null, lease_no: 0, data: {} },
});
const entries = (...numbers: number[]) => numbers.map((n) => entry(n));

describe("the numbers of a journal", () => {
  test.each<[string, number | null, number[], number[], string[]]>([
    ["a first journal is whole from 1 on", null, [1, 2, 3], [1, 2, 3], []],
    ["one that follows what is known is whole", 3, [4, 5], [4, 5], []],
    ["what was sent before is passed over", 3, [2, 3, 4], [4], []],
    ["a repeat of everything says nothing new", 3, [1, 2, 3], [], []],
    [
      "a first journal that lacks its beginning has a hole",
      null,
      [3],
      [3],
      ["The journal lacks entries 1 to 2."],
    ],
    ["one missing entry is named", 3, [5], [5], ["The journal lacks entry 4."]],
    ["a hole inside is found", 3, [4, 8], [4, 8], ["The journal lacks entries 5 to 7."]],
  ])("%s", (_, known, sent, fresh, holes) => {
    const verdict = judgeJournal(
      known === null ? null : { n: known, wallMs: known * 1000 },
      entries(...sent),
    );
    expect(verdict.fresh.map(({ n }) => n)).toEqual(fresh);
    expect(verdict.holes).toEqual(holes);
  });

  test("a journal thrown away and begun anew is told, and its entries count", () => {
    const verdict = judgeJournal({ n: 50, wallMs: 50_000 }, [entry(1, 60_000), entry(2, 61_000)]);
    expect(verdict.holes).toEqual(["The journal begins anew after entry 50."]);
    expect(verdict.fresh.map(({ n }) => n)).toEqual([1, 2]);
    expect(verdict.place).toEqual({ n: 2, wallMs: 61_000 });
  });

  test("however a whole journal is cut and repeated, each entry counts once and no hole is told", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 20 }), (steps) => {
        let place = null as ReturnType<typeof judgeJournal>["place"] | null;
        const seen: number[] = [];
        for (const [back, on] of steps) {
          const from = Math.max(1, (place?.n ?? 0) + 1 - back);
          const sent = Array.from({ length: (place?.n ?? 0) + on - from + 1 }, (_, index) =>
            entry(from + index),
          );
          const verdict = judgeJournal(place, sent);
          expect(verdict.holes).toEqual([]);
          seen.push(...verdict.fresh.map(({ n }) => n));
          place = verdict.place;
        }
        expect(seen).toEqual(seen.map((_, index) => index + 1));
      }),
    );
  });
});

test("anything that is no list of entries is told from one", () => {
  for (const sent of [
    undefined,
    {},
    "x",
    [1],
    [{}],
    [{ ...entry(1), n: 0 }],
    [{ ...entry(1), n: 1.5 }],
    [{ ...entry(1), data: 1 }],
  ]) {
    expect(readEntries(sent)).toBeNull();
  }
  expect(readEntries(entries(1, 2))).toHaveLength(2);
});
