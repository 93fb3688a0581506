import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

test("a connection that breaks between two statements of a transaction is a refusal, and the process lives on", async () => {
  const { db } = database;
  const work = db.transact(async (tx) => {
    const own = await tx.row<{ pid: number }>("select pg_backend_pid() as pid");
    await db.rows("select pg_terminate_backend($1)", [own?.pid]);
    // The farewell of the database arrives while nothing is asked of it.
    await vi.waitFor(async () => {
      expect(await db.rows("select 1 from pg_stat_activity where pid = $1", [own?.pid])).toEqual([]);
    });
    await tx.rows("select 1");
  });
  await expect(work).rejects.toMatchObject({ error: "server.unavailable", code: 503 });
  expect(await db.row("select 1 as one")).toEqual({ one: 1 });
});

test("what a command did is on the disk when it is answered", async () => {
  const { db } = database;
  await db.transact((tx) => tx.script("create table written (at pg_lsn)"));
  await db.transact((tx) =>
    tx.script(
      "create function write_now() returns pg_lsn language sql as 'insert into written values (pg_current_wal_insert_lsn()) returning at'",
    ),
  );
  for (let time = 0; time < 20; time++) {
    const { answer } = await db.command<{ answer: string }>("select write_now() as answer", []);
    const flushed = await db.row<{ is: boolean }>("select pg_current_wal_flush_lsn() > $1::pg_lsn as is", [
      answer,
    ]);
    expect(flushed?.is).toBe(true);
  }
});
