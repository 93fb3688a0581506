import { readdir, readFile } from "node:fs/promises";
import { StartRefusal } from "../start-refusal.ts";
import type { Db } from "./database.ts";

const folder = new URL("../../migrations/", import.meta.url);

/** The numbered SQL files, oldest first. */
export async function migrationFiles(): Promise<{ number: number; title: string; sql: string }[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({
      number: Number(name.slice(0, 4)),
      title: name.slice(5, -4),
      sql: await readFile(new URL(name, folder), "utf8"),
    })),
  );
}

/**
 * Brings the database to this version: forward only, each file once, all in one transaction, one process at a time.
 * Refuses to start on a database that a newer Netcafe has changed.
 */
export async function migrate(db: Db, now: Date): Promise<number> {
  const files = await migrationFiles();
  return db.transact(async (tx) => {
    await tx.run("select pg_advisory_xact_lock(7110001)");
    await tx.run(
      "create table if not exists migrations (number integer primary key, title text not null, applied_at timestamptz not null)",
    );
    const applied = await tx.rows<{ number: number }>("select number from migrations order by number");
    const newest = applied.at(-1)?.number ?? 0;
    const known = files.at(-1)?.number ?? 0;
    if (newest > known) {
      throw new StartRefusal(
        `The database was made by a newer Netcafe (its version is ${newest}, this program knows ${known}). Start that one, or restore a backup made by this one.`,
      );
    }
    // Also a lower number that came later: numbers are taken from ranges, so they do not always arrive in their order.
    const done = new Set(applied.map(({ number }) => number));
    for (const file of files.filter((candidate) => !done.has(candidate.number))) {
      await tx.script(file.sql);
      await tx.run("insert into migrations values ($1, $2, $3)", [file.number, file.title, now]);
    }
    return known;
  });
}
