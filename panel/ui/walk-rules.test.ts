import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { walk, type Arrow, type Stop } from "./walk-rules.ts";

/** Rows of four tiles. */
const tiles: Stop[] = Array.from({ length: 10 }, (_, index) => ({
  name: `PC${index}`,
  box: { left: (index % 4) * 210, top: Math.floor(index / 4) * 110, width: 200, height: 100 },
}));

describe("arrows walk", () => {
  test.each<[string, Arrow, string | null]>([
    ["PC0", "ArrowRight", "PC1"],
    ["PC5", "ArrowLeft", "PC4"],
    ["PC1", "ArrowDown", "PC5"],
    ["PC9", "ArrowUp", "PC5"],
    ["PC3", "ArrowRight", "PC4"],
    ["PC4", "ArrowLeft", "PC3"],
    ["PC0", "ArrowUp", null],
    ["PC0", "ArrowLeft", null],
    ["PC9", "ArrowRight", null],
    ["PC7", "ArrowDown", null],
    ["nobody", "ArrowDown", "PC0"],
  ])("from %s by %s to %s", (from, arrow, to) => {
    expect(walk(tiles, from, arrow)).toBe(to);
  });

  test("to who stands straight ahead rather than to who is nearer at the side", () => {
    const stops: Stop[] = [
      { name: "A", box: { left: 0, top: 0, width: 100, height: 80 } },
      { name: "SIDE", box: { left: 110, top: 60, width: 100, height: 80 } },
      { name: "AHEAD", box: { left: 200, top: 0, width: 100, height: 80 } },
    ];
    expect(walk(stops, "A", "ArrowRight")).toBe("AHEAD");
  });

  test("nowhere in an empty hall", () => {
    expect(walk([], "A", "ArrowDown")).toBeNull();
  });

  test("never to oneself, and always to a PC there is", () => {
    const px = fc.integer({ min: 0, max: 900 });
    const stops = fc.uniqueArray(
      fc.record({ name: fc.string({ minLength: 1, maxLength: 2 }), left: px, top: px }),
      { minLength: 1, maxLength: 12, selector: ({ name }) => name },
    );
    fc.assert(
      fc.property(
        stops,
        fc.constantFrom<Arrow>("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"),
        (raw, arrow) => {
          const all = raw.map(({ name, left, top }) => ({
            name,
            box: { left, top, width: 100, height: 80 },
          }));
          const from = all[0]?.name ?? "";
          const to = walk(all, from, arrow);
          if (to !== null) {
            expect(to).not.toBe(from);
            expect(all.map(({ name }) => name)).toContain(to);
          }
        },
      ),
    );
  });
});
