import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import { openDatabase, type Tx } from "../../kernel/db/database.ts";
import { silentLog } from "../../kernel/log.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { batchRowsAtMost, listUnsealedCafes, sealBooks } from "./seal-batch.ts";
import { firstBrokenSeal } from "./seal-check.ts";
import { sealedColumns } from "./seal-rows.ts";
import { Sealer } from "./seal-round.ts";
import { topUpMembers } from "./top-up.ts";
import { addCafe, addMember, brokenInBooks, startOfBooks, topUpOf } from "./test-books.ts";

let test: TestDatabase;
let nextCafe = 20_001;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

const later = (seconds: number) => new Date(startOfBooks.getTime() + seconds * 1000);
const pay = (cafeId: number, valueMinor: number) =>
  topUpMembers(test.db, topUpOf(cafeId, [1], { valueMinor, now: later(valueMinor) }));

async function newCafe(): Promise<number> {
  const cafeId = nextCafe++;
  await addCafe(test.db, cafeId);
  await addMember(test.db, cafeId, 1);
  return cafeId;
}

async function sealsOf(cafeId: number) {
  return test.db.rows<{ seal_no: number; transfers: number; entries: number; logs: number }>(
    `select seal_no, length(transfer_marks) / 4 as transfers, length(entry_marks) / 4 as entries, length(log_marks) / 4 as logs
     from seals where cafe_id = $1 order by seal_no`,
    [cafeId],
  );
}

/** Does `change` behind the back of triggers, tells what the check finds, and undoes it. */
async function foundAfter(change: (tx: Tx) => Promise<unknown>): Promise<string | null> {
  let found: string | null = null;
  const undone = new Error("undone");
  await test.db
    .transact(async (tx) => {
      await tx.script("set local session_replication_role = replica");
      await change(tx);
      found = await firstBrokenSeal(tx);
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return found;
}

const changed = (sql: string) => foundAfter((tx) => tx.script(sql));

describe("a seal", () => {
  it("holds what came since the one before, and nothing is sealed twice", async () => {
    const cafe = await newCafe();
    await pay(cafe, 100);
    await pay(cafe, 200);
    await sealBooks(test.db, later(1));
    await sealBooks(test.db, later(2));
    await pay(cafe, 300);
    await sealBooks(test.db, later(3));
    expect(await sealsOf(cafe)).toEqual([
      { seal_no: 1, transfers: 2, entries: 4, logs: 2 },
      { seal_no: 2, transfers: 1, entries: 2, logs: 1 },
    ]);
    expect(await brokenInBooks(test.db)).toEqual([]);
  });

  it("leaves out what commits late, and the next one holds it", async () => {
    const cafe = await newCafe();
    const slow = new pg.Client({ connectionString: test.url });
    await slow.connect();
    await slow.query("begin");
    const insert = `with t as (insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_name)
        values (${cafe}, nextval('transfer_ids'), now(), 'correction', 'system', 'Test') returning transfer_id)
      insert into billing_logs (cafe_id, at, event, transfer_id) select ${cafe}, now(), 'SLOW', transfer_id from t`;
    await slow.query(insert);
    await pay(cafe, 100);
    await sealBooks(test.db, later(1));
    // What committed is younger than the transaction still running: none of it is certain to be complete.
    expect(await sealsOf(cafe)).toEqual([]);
    await slow.query("commit");
    await slow.end();
    await sealBooks(test.db, later(2));
    expect(await sealsOf(cafe)).toEqual([{ seal_no: 1, transfers: 2, entries: 2, logs: 2 }]);
    expect(await firstBrokenSeal(test.db)).toBeNull();
  });

  it("is made once when several processes seal while tills are busy", async () => {
    const cafe = await newCafe();
    const others = [0, 1, 2].map(() => openDatabase(test.url, silentLog, 3));
    const paying = Promise.all(Array.from({ length: 60 }, (_, n) => pay(cafe, n + 1)));
    for (let round = 0; round < 10; round++)
      await Promise.all(others.map((db) => sealBooks(db, later(round))));
    await paying;
    await Promise.all(others.map((db) => sealBooks(db, later(60))));
    await sealBooks(test.db, later(61));
    const seals = await sealsOf(cafe);
    expect(seals.map((seal) => seal.seal_no)).toEqual(seals.map((_, place) => place + 1));
    expect(seals.reduce((sum, seal) => sum + seal.transfers, 0)).toBe(60);
    expect(seals.reduce((sum, seal) => sum + seal.logs, 0)).toBe(60);
    expect(await firstBrokenSeal(test.db)).toBeNull();
    expect(await listUnsealedCafes(test.db)).toEqual([]);
    await Promise.all(others.map((db) => db.close()));
  });

  it("holds a bounded number of rows, however many one transaction wrote", async () => {
    const cafe = await newCafe();
    await test.db.transact((tx) =>
      tx.run(
        "insert into billing_logs (cafe_id, at, event) select $1, $2, 'NOTE' from generate_series(1, $3::integer)",
        [cafe, startOfBooks, batchRowsAtMost * 2 + 1],
      ),
    );
    await sealBooks(test.db, later(1));
    expect((await sealsOf(cafe)).map((seal) => seal.logs)).toEqual([batchRowsAtMost, batchRowsAtMost, 1]);
    expect(await changed(`update billing_logs set details = 'x' where cafe_id = ${cafe}`)).toMatch(
      new RegExp(`^café ${cafe}, billing_logs row \\d+ was changed after it was sealed \\(seal 1\\)$`),
    );
  });

  it("goes on after the rows were carried into a PostgreSQL whose transactions count lower", async () => {
    const cafe = await newCafe();
    await pay(cafe, 100);
    await sealBooks(test.db, later(1));
    await test.db.transact(async (tx) => {
      await tx.script("set local session_replication_role = replica");
      await tx.run(
        "update seals set last_transfer_no = last_transfer_no + 1000000000000 where cafe_id = $1",
        [cafe],
      );
    });
    await pay(cafe, 200);
    await sealBooks(test.db, later(2));
    expect((await sealsOf(cafe)).at(-1)).toMatchObject({ transfers: 0 });
    const raise = async () => (await test.db.row<{ by: number }>("select raise_write_numbers() as by"))?.by;
    expect(await raise()).toBeGreaterThan(999_999_000_000);
    expect(await raise()).toBe(0);
    await pay(cafe, 300);
    await sealBooks(test.db, later(3));
    expect((await sealsOf(cafe)).at(-1)).toMatchObject({ transfers: 1, entries: 2, logs: 1 });
    await test.db.transact(async (tx) => {
      await tx.script("set local session_replication_role = replica");
      await tx.run("delete from seals where cafe_id = $1", [cafe]);
    });
  });
});

describe("the check of the seals names", () => {
  let cafe: number;
  let ids: number[];
  beforeAll(async () => {
    cafe = await newCafe();
    for (const value of [100, 200, 300]) await pay(cafe, value);
    await sealBooks(test.db, later(1));
    await pay(cafe, 400);
    await sealBooks(test.db, later(2));
    ids = (
      await test.db.rows<{ id: number }>(
        "select transfer_id as id from transfers where cafe_id = $1 order by 1",
        [cafe],
      )
    ).map((row) => row.id);
  });

  it("the row that was changed in each table", async () => {
    const [first, second, , fourth] = ids;
    expect(await changed(`update transfers set actor_name = 'Eve' where transfer_id = ${second}`)).toBe(
      `café ${cafe}, transfers row ${second} was changed after it was sealed (seal 1)`,
    );
    expect(await changed(`update entries set amount = amount * 2 where transfer_id = ${fourth}`)).toBe(
      `café ${cafe}, entries row ${fourth}, line 1 was changed after it was sealed (seal 2)`,
    );
    expect(await changed(`update billing_logs set cash_minor = 1 where transfer_id = ${first}`)).toMatch(
      new RegExp(`^café ${cafe}, billing_logs row \\d+ was changed after it was sealed \\(seal 1\\)$`),
    );
  });

  it("where a row was removed or added", async () => {
    const [first, second, third] = ids;
    expect(await changed(`delete from transfers where transfer_id = ${second}`)).toBe(
      `café ${cafe}, transfers: the row after ${first} in seal 1 was removed (now followed by ${third})`,
    );
    expect(await changed(`delete from entries where transfer_id = ${third} and line = 2`)).toBe(
      `café ${cafe}, entries: the row after ${third}, line 1 in seal 1 was removed`,
    );
    const more = `insert into entries select cafe_id, transfer_id, line + 2, account, member_id, unit, amount
      from entries where transfer_id = ${first}`;
    expect(await changed(more)).toBe(
      `café ${cafe}, entries row ${first}, line 3 was added after seal 1 was made`,
    );
  });

  it("a seal that was removed, replaced or changed", async () => {
    expect(await changed(`delete from seals where cafe_id = ${cafe} and seal_no = 1`)).toBe(
      `café ${cafe}: seal 1 is missing`,
    );
    expect(await changed(`update seals set hash = sha256('x') where cafe_id = ${cafe} and seal_no = 1`)).toBe(
      `café ${cafe}, seals row 1: it was changed, its hash is not that of its rows`,
    );
    expect(
      await changed(`update seals set previous_hash = sha256('x') where cafe_id = ${cafe} and seal_no = 2`),
    ).toBe(`café ${cafe}, seals row 2: it does not follow seal 1`);
    expect(await changed(`update seals set sealed_at = now() where cafe_id = ${cafe} and seal_no = 2`)).toBe(
      `café ${cafe}, seals row 2: it was changed, its hash is not that of its rows`,
    );
    const marks = `update seals set log_marks = '\\x00000000' where cafe_id = ${cafe} and seal_no = 2`;
    expect(await changed(marks)).toBe(`café ${cafe}, seals row 2: its log_marks were changed`);
  });

  it("nothing when only marks of staff were set on log rows", async () => {
    expect(
      await changed(`update billing_logs set is_read = true, hidden_at = now() where cafe_id = ${cafe}`),
    ).toBeNull();
  });

  it("a broken seal beyond the first page of seals", async () => {
    const long = await newCafe();
    for (let n = 1; n <= 205; n++) {
      await test.db.transact((tx) =>
        tx.run("insert into billing_logs (cafe_id, at, event) values ($1, $2, 'NOTE')", [long, startOfBooks]),
      );
      await sealBooks(test.db, later(n));
    }
    expect(await firstBrokenSeal(test.db)).toBeNull();
    const broken = `update billing_logs set event = 'X' where (cafe_id, billing_log_id) =
      (select cafe_id, max(billing_log_id) from billing_logs where cafe_id = ${long} group by cafe_id)`;
    expect(await changed(broken)).toMatch(/was changed after it was sealed \(seal 205\)$/);
    expect(await changed(`delete from seals where cafe_id = ${long} and seal_no = 203`)).toBe(
      `café ${long}: seal 203 is missing`,
    );
  });
});

it("seals of earlier forms stay readable, and one that claims a form of the future is named", async () => {
  const cafe = await newCafe();
  await pay(cafe, 100);
  await sealBooks(test.db, later(1), 1);
  await pay(cafe, 200);
  await sealBooks(test.db, later(2), 2);
  await pay(cafe, 300);
  await sealBooks(test.db, later(3));
  const forms = "select format from seals where cafe_id = $1 order by seal_no";
  expect(await test.db.rows(forms, [cafe])).toEqual([{ format: 1 }, { format: 2 }, { format: 3 }]);
  expect(await firstBrokenSeal(test.db)).toBeNull();
  const raised = `update entries set amount = amount * 2 where cafe_id = ${cafe}`;
  expect(await changed(raised)).toMatch(
    /^café \d+, entries row \d+, line 1 was changed after .* \(seal 1\)$/,
  );
  const offered = `alter table entries drop constraint entries_of_offers_name_the_offer;
    update entries set owned_offer_id = 5 where cafe_id = ${cafe}
    and transfer_id = (select min(transfer_id) + 1 from transfers where cafe_id = ${cafe})`;
  expect(await changed(offered)).toMatch(
    /^café \d+, entries row \d+, line 1 was changed after .* \(seal 2\)$/,
  );
  const moved = `update billing_logs set member_group_id = 5 where cafe_id = ${cafe}`;
  expect(await changed(moved)).toMatch(/^café \d+, billing_logs row \d+ was changed after .* \(seal 3\)$/);
  expect(await changed(`update seals set format = 9 where cafe_id = ${cafe} and seal_no = 2`)).toBe(
    `café ${cafe}, seals row 2: its form is 9, this program knows up to 3`,
  );
});

it("every column of the ledger is sealed or known to be changeable", async () => {
  for (const [table, { columns, changeable }] of Object.entries(sealedColumns)) {
    const found = await test.db.rows<{ name: string }>(
      "select column_name::text as name from information_schema.columns where table_name = $1 and table_schema = current_schema()",
      [table],
    );
    expect(found.map((row) => row.name).sort()).toEqual([...columns, ...changeable].sort());
  }
});

it("the sealer seals once a minute, and what is left when it ends", async () => {
  const cafe = await newCafe();
  const clock = new TurnedClock(startOfBooks);
  const sealer = new Sealer({ db: test.db, clock, log: silentLog });
  sealer.start();
  await pay(cafe, 100);
  clock.turn(59);
  await pay(cafe, 200);
  clock.turn(1);
  await sealer.round();
  expect((await sealsOf(cafe)).map((seal) => seal.transfers)).toEqual([2]);
  await pay(cafe, 300);
  clock.turn(60);
  await sealer.round();
  await pay(cafe, 400);
  await sealer.stop();
  expect((await sealsOf(cafe)).map((seal) => seal.transfers)).toEqual([2, 1, 1]);
});
