import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { openDatabase, type Db } from "../kernel/db/database.ts";
import { silentLog } from "../kernel/log.ts";
import { verifyBooks } from "../verify-books.ts";

export interface TestDatabase {
  db: Db;
  url: string;
  /** Fails when the tests moved money and left books that `netcafe verify` would find broken. */
  close(): Promise<void>;
}

/** A database of one's own, cloned from the migrated template. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const base = inject("databaseUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const url = base.replace(/\/[^/]*$/, `/${name}`);
  await asAdmin(base, `create database ${name} template netcafe_template`);
  const db = openDatabase(url, silentLog, 8);
  return {
    db,
    url,
    async close() {
      try {
        await expectBooksInOrder(db);
      } finally {
        await db.close();
        await asAdmin(base, `drop database ${name} with (force)`);
      }
    },
  };
}

/** Every test file that moves money ends with the checks of `netcafe verify`, whether it asks for them or not. */
async function expectBooksInOrder(db: Db): Promise<void> {
  const moved = await db.row<{ any: boolean }>("select exists (select from transfers) as any");
  if (moved?.any !== true) return;
  for await (const { guarantee, broken } of verifyBooks(db))
    if (broken !== null) throw new Error(`the tests left broken books: ${broken} (${guarantee})`);
}

async function asAdmin(url: string, command: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    // Two files cloning at once would find the template in use.
    await admin.query("select pg_advisory_lock(7110003)");
    await admin.query(command);
  } finally {
    await admin.end();
  }
}
