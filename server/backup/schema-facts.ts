import type pg from "pg";
import { StartRefusal } from "../kernel/start-refusal.ts";

export interface TableFacts {
  name: string;
  columns: string[];
  /** Whether its rows belong to cafés. */
  isOfCafe: boolean;
}

/** Say which version of the tables this is; every installation has its own. */
export const ownOfInstallation: ReadonlySet<string> = new Set(["migrations", "write_numbers"]);

/**
 * What a café that moves leaves behind. Keys, sign-ins, tokens and the credentials of PCs were given for the old place,
 * whose server they trust and where they stay good; nobody could call them back at both. The links between cafés name
 * another one, which may not be where this one goes. What was still to be told is told where it happened.
 */
export const leftOutOfOneCafe: ReadonlySet<string> = new Set([
  ...["api_keys", "key_refusals", "key_refusal_counts", "password_resets"],
  ...["staff_sessions", "subject_tokens", "sign_in_failures"],
  ...["pc_credentials", "pair_codes", "pc_journals"],
  ...["outbox", "queued_frames", "subcafes"],
]);

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The migrations of the database. Refuses one that holds no books. */
export async function migrationsOf(client: pg.Client): Promise<number[]> {
  const there = await client.query<{ there: boolean }>("select to_regclass('entries') is not null as there");
  if (there.rows[0]?.there !== true)
    throw new StartRefusal("The database holds no books: no Netcafe has been started on it yet.");
  const found = await client.query<{ number: number }>("select number from migrations order by number");
  return found.rows.map(({ number }) => number);
}

/** The tables a backup holds, each after those it refers to; found in the database, so that none is forgotten. */
export async function listTables(client: pg.Client, ofOneCafe: boolean): Promise<TableFacts[]> {
  const found = await client.query<{ name: string; columns: string[]; refers_to: string[] }>(`
    select c.relname::text as name,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
      array(select distinct f.confrelid::regclass::text from pg_constraint f
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as refers_to
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' order by c.relname`);
  const waiting = found.rows.filter(({ name }) => !ownOfInstallation.has(name));
  const ordered: TableFacts[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ refers_to }) => !waiting.some(({ name }) => refers_to.includes(name)));
    const [table] = waiting.splice(next, 1);
    if (next < 0 || table === undefined) throw new Error("the foreign keys of the tables go round in a ring");
    ordered.push({ name: table.name, columns: table.columns, isOfCafe: table.columns.includes("cafe_id") });
  }
  return ofOneCafe
    ? ordered.filter(({ name, isOfCafe }) => isOfCafe && !leftOutOfOneCafe.has(name))
    : ordered;
}

export async function listSequences(client: pg.Client): Promise<{ name: string; last: number }[]> {
  const found = await client.query<{ name: string; last: number }>(
    `select sequencename::text as name, last_value as last from pg_sequences
     where schemaname = current_schema() and last_value is not null order by 1`,
  );
  return found.rows;
}
