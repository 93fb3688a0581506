import fc from "fast-check";
import { expect, test } from "vitest";
import { leastScale, mostScale, type Place } from "./plan-scale-rules.ts";

const tile = { width: 100, height: 70 };
const grid = (stepX: number, stepY: number): Place[] =>
  Array.from({ length: 24 }, (_, n) => ({ left: (n % 8) * stepX, top: Math.floor(n / 8) * stepY }));

test("a plan in rows is drawn as tight as its tiles allow", () => {
  const { x, y } = leastScale(grid(118, 180), tile);
  expect(x).toBeCloseTo(100 / 118);
  expect(y).toBeCloseTo(70 / 180);
});

test("one tile slightly out of its row leaves the others as they were", () => {
  const [first, ...others] = grid(118, 180);
  const moved = leastScale([{ left: 20, top: 38 }, ...others], tile);
  expect(first).toBeDefined();
  expect(moved.x).toBeLessThan(1.1);
  expect(moved.y).toBeLessThan(1);
});

test("tiles that all stand in one place, or alone, are drawn as they were laid out", () => {
  expect(leastScale([], tile)).toEqual({ x: 1, y: 1 });
  expect(
    leastScale(
      [
        { left: 5, top: 5 },
        { left: 5, top: 5 },
      ],
      tile,
    ),
  ).toEqual({ x: 1, y: 1 });
});

test("no two tiles cover each other, unless the plan would grow beyond measure", () => {
  const place = fc.record({
    left: fc.integer({ min: 0, max: 2000 }),
    top: fc.integer({ min: 0, max: 2000 }),
  });
  fc.assert(
    fc.property(fc.array(place, { minLength: 2, maxLength: 12 }), (places) => {
      const { x, y } = leastScale(places, tile);
      expect(Math.max(x, y)).toBeLessThanOrEqual(mostScale);
      if (Math.max(x, y) === mostScale) return;
      for (const [index, one] of places.entries()) {
        for (const other of places.slice(index + 1)) {
          const across = Math.abs(one.left - other.left);
          const down = Math.abs(one.top - other.top);
          if (across + down === 0) continue;
          expect(across * x >= tile.width - 1e-6 || down * y >= tile.height - 1e-6).toBe(true);
        }
      }
    }),
  );
});
