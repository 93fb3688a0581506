import fc from "fast-check";
import { expect, test } from "vitest";
import { askedTime, byGroup, freshTimeSale, totalOf } from "./time-sale.ts";

test.each([
  [{ by: "money", amount: "5" }, { amount: "5" }],
  [{ by: "money", amount: "5,5" }, { amount: "5.50" }],
  [{ by: "money", amount: "0" }, null],
  [{ by: "money", amount: "", minutes: "30" }, null],
  [{ by: "minutes", minutes: " 90 " }, { mins: 90 }],
  [{ by: "minutes", minutes: "0" }, null],
  [{ by: "minutes", minutes: "1.5" }, null],
  [{ by: "minutes", minutes: "100001" }, null],
  [{ by: "minutes", minutes: "-3" }, null],
] as const)("%o is asked as %o", (typed, asked) => {
  expect(askedTime({ ...freshTimeSale, ...typed })).toEqual(asked);
});

test("PCs of one group are asked for once and counted each", () => {
  const pc = (pc_name: string, pc_group_id: number) => ({
    pc_name,
    pc_group_id,
    pc_group_name: `G${pc_group_id}`,
  });
  expect(byGroup([pc("A", 1), pc("B", 2), pc("C", 1)])).toEqual([
    { groupId: 1, groupName: "G1", pcName: "A", count: 2 },
    { groupId: 2, groupName: "G2", pcName: "B", count: 1 },
  ]);
});

test("the total is exact: each cost as often as there are PCs", () => {
  const part = fc.record({
    cents: fc.integer({ min: 1, max: 1_000_000 }),
    count: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
      const total = totalOf(parts.map(({ cents, count }) => ({ cost: (cents / 100).toFixed(2), count })));
      const cents = parts.reduce((sum, each) => sum + each.cents * each.count, 0);
      expect(Math.round(Number(total) * 100)).toBe(cents);
    }),
  );
});
