import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Tx } from "../../kernel/db/database.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { addPc } from "./add-pc.ts";
import { KeptPcs } from "./kept-pcs.ts";
import { listPcs } from "./pc-store.ts";
import { makeTestCafe } from "./test-cafe.ts";

const now = new Date("2026-01-01T00:00:00Z");
let testing: TestDatabase;
let cafeId: number;
let kept: KeptPcs;

beforeAll(async () => (testing = await openTestDatabase()));
afterAll(() => testing.close());
beforeEach(async () => {
  ({ cafeId } = await makeTestCafe(testing.db, now));
  kept = new KeptPcs(testing.db);
  await inOne((tx) => addPc(tx, cafeId, { name: "PC1" }));
});

const inOne = <T>(work: (tx: Tx) => Promise<T>) => testing.db.transact(work);
const run = (sql: string) => inOne((tx) => tx.run(sql, [cafeId]));

test("what did not change is not read again", async () => {
  const first = await kept.list(cafeId);
  expect(await kept.list(cafeId)).toBe(first);
  const other = await makeTestCafe(testing.db, now);
  await inOne((tx) => addPc(tx, other.cafeId, { name: "PC9" }));
  expect(await kept.list(cafeId)).toBe(first);
  await run("select 1 from pcs where cafe_id = $1 for update");
  expect(await kept.list(cafeId)).toBe(first);
});

test("a change that is not committed is not seen, and leaves nothing when it is undone", async () => {
  const first = await kept.list(cafeId);
  const undone = inOne(async (tx) => {
    await tx.run("update pcs set comment = 'broken' where cafe_id = $1", [cafeId]);
    expect(await kept.list(cafeId)).toBe(first);
    throw new Error("stop here");
  });
  await expect(undone).rejects.toThrow("stop here");
  expect(await kept.list(cafeId)).toBe(first);
});

test("a café that lost its last PC shows none", async () => {
  await kept.list(cafeId);
  await run("delete from pcs where cafe_id = $1");
  expect(await kept.list(cafeId)).toEqual([]);
});

/** Whatever a list shows, by whoever wrote it. */
const changes = [
  "insert into pcs (cafe_id, name, pc_group_id) select $1, 'new ' || count(*), min(pc_group_id) from pcs where cafe_id = $1",
  "delete from pcs where cafe_id = $1 and name like 'new%'",
  "update pcs set comment = comment || '.' where cafe_id = $1 and name = 'PC1'",
  "update pcs set is_enabled = not is_enabled where cafe_id = $1",
  "update pc_groups set name = name || '.' where cafe_id = $1",
  "insert into rooms (cafe_id, room_id, name) select $1, 1 + count(*), 'Hall ' || count(*) from rooms where cafe_id = $1",
  "update rooms set name = name || '.' where cafe_id = $1",
  "update pcs set room_id = (select max(room_id) from rooms where cafe_id = $1) where cafe_id = $1",
] as const;

test("after any changes the kept rows are those of the database", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ change: fc.constantFrom(...changes), isRead: fc.boolean() }), { maxLength: 8 }),
      async (steps) => {
        for (const { change, isRead } of steps) {
          await run(change);
          if (isRead) await kept.list(cafeId);
        }
        expect(await kept.list(cafeId)).toEqual(await listPcs(testing.db, cafeId));
      },
    ),
    { numRuns: 40 },
  );
});
