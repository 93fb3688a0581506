import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import type { ConnectionTarget } from "../kernel/db/database.ts";
import { StartRefusal } from "../kernel/start-refusal.ts";
import { type BackupHeader, type BackupReader } from "./backup-file.ts";
import { copyIn } from "./copy-stream.ts";
import { migrationsOf, quoted } from "./schema-facts.ts";
import { byteMeter, connect, selection } from "./write-backup.ts";

export interface RestoreOrder {
  target: ConnectionTarget;
  backup: BackupReader;
  /** Where keys and certificates of a whole installation go. */
  dataDir: string;
  readonly progress: (sentence: string) => void;
}

/**
 * Brings back what the backup holds, in one transaction: all of it or nothing. The tables exist already. Refuses another
 * version of the tables, an installation that has cafés (or this café), a server at work, and ids that are taken.
 */
export async function restoreBackup(order: RestoreOrder): Promise<void> {
  const { header } = order.backup;
  const client = await connect(order.target);
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(7110001)");
    refuseOtherVersion(header, await migrationsOf(client));
    await (header.cafeId === null
      ? clearEmptyInstallation(client, header)
      : refuseKnownCafe(client, header.cafeId));
    // Taken at once and first, so that a till at work waits here and not in the middle.
    await client.query("lock table transfers, entries, billing_logs in access exclusive mode");
    const silenced = await silenceTriggers(client, header);
    for (const table of header.tables) await restoreTable(client, table, order);
    for (const { table, trigger } of silenced)
      await client.query(`alter table ${quoted(table)} enable trigger ${quoted(trigger)}`);
    const files = await readFiles(order);
    await client.query("select raise_write_numbers()");
    for (const sequence of header.sequences) await raiseSequence(client, sequence);
    await order.backup.proveReadWhole();
    const placed = await draftFiles(order.dataDir, files);
    await client.query("commit");
    for (const { draft, path } of placed) await rename(draft, path);
    await client.query("analyze");
  } catch (error) {
    throw asRefusal(error, header);
  } finally {
    // A transaction that is still open ends with its connection, undone.
    await client.end();
  }
}

function asRefusal(error: unknown, header: BackupHeader): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const what = header.cafeId === null ? "The backup" : `Café ${header.cafeId}`;
  if (error.code === "23505" || error.code === "23503")
    return new StartRefusal(
      `${what} cannot be restored here: ${error.constraint ?? error.message} (${error.detail ?? ""}). Nothing was restored.`,
      { cause: error },
    );
  if (error.code === "40P01")
    return new StartRefusal(
      `${what} could not be restored because the server was too busy. Nothing was restored; try again.`,
      { cause: error },
    );
  return error;
}

/** Refuses a backup whose tables are not made by just these migrations, with the version of both. */
export function refuseOtherVersion(header: BackupHeader, migrations: readonly number[]): void {
  const [held, here] = [header.migrations, migrations].map((numbers) => [...numbers].sort((a, b) => a - b));
  if (held === undefined || here === undefined || held.join() === here.join()) return;
  const isNewer = held.some((number) => !here.includes(number));
  const advice = isNewer
    ? "a newer Netcafe: restore it with that one"
    : "an older Netcafe: restore it with that one, then start this one";
  throw new StartRefusal(
    `The backup has version ${held.at(-1)} of the tables (${held.length} steps), this place has ${here.at(-1)} (${here.length}); it was made by ${advice}.`,
  );
}

async function clearEmptyInstallation(client: pg.Client, header: BackupHeader): Promise<void> {
  const cafes = await client.query<{ count: number }>("select count(*) as count from cafes");
  if ((cafes.rows[0]?.count ?? 0) > 0)
    throw new StartRefusal(
      "This installation already has a café; a whole backup is restored into an empty one. Choose a new data folder with --data.",
    );
  if (await serverIsAtWork(client))
    throw new StartRefusal("A server is at work on this database; end it before a whole backup is restored.");
  // What an empty server wrote about itself at its start makes room for what the backup says. Without a café, all other
  // tables are empty.
  const ofServer = header.tables.filter(({ columns }) => !columns.includes("cafe_id"));
  for (const { name } of ofServer.toReversed()) await client.query(`delete from ${quoted(name)}`);
}

/** Whether others than this program use the database; a connection that is just closing is given two seconds. */
async function serverIsAtWork(client: pg.Client): Promise<boolean> {
  for (let look = 0; look < 20; look++) {
    const others = await client.query(
      `select 1 from pg_stat_activity where datname = current_database() and application_name = 'netcafe' limit 1`,
    );
    if (others.rows.length === 0) return false;
    await client.query("select pg_sleep(0.1)");
    await client.query("select pg_stat_clear_snapshot()");
  }
  return true;
}

async function refuseKnownCafe(client: pg.Client, cafeId: number): Promise<void> {
  const known = await client.query("select 1 from cafes where cafe_id = $1", [cafeId]);
  if (known.rows.length > 0) throw new StartRefusal(`Café ${cafeId} is here already; nothing was restored.`);
}

/**
 * Switches off what the tables do by themselves when rows come in, such as moving the kept balances: the rows of the
 * backup have had their effect. Foreign keys and checks stay on. Only the owner of the tables may do this.
 */
async function silenceTriggers(
  client: pg.Client,
  header: BackupHeader,
): Promise<{ table: string; trigger: string }[]> {
  const found = await client.query<{ table: string; trigger: string }>(
    `select c.relname::text as table, t.tgname::text as trigger from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where not t.tgisinternal and t.tgenabled = 'O' and t.tgtype & 4 = 4 and c.relnamespace = current_schema()::regnamespace
       and c.relname = any ($1) order by 1, 2`,
    [header.tables.map(({ name }) => name)],
  );
  for (const { table, trigger } of found.rows)
    await client.query(`alter table ${quoted(table)} disable trigger ${quoted(trigger)}`);
  return found.rows;
}

async function restoreTable(
  client: pg.Client,
  table: BackupHeader["tables"][number],
  { backup, progress }: RestoreOrder,
): Promise<void> {
  const meter = byteMeter(`${table.name} (${table.rows} rows)`, progress);
  async function* frames(): AsyncGenerator<Buffer> {
    for await (const frame of backup.section()) {
      meter(frame.length);
      yield frame;
    }
  }
  const { server } = backup.header;
  const movesCafe = server !== null && table.name === "cafes";
  if (movesCafe) await client.query("create temporary table moving_cafe (like cafes) on commit drop");
  const place = movesCafe ? { ...table, name: "moving_cafe" } : table;
  const rows = await copyIn(client, `copy ${selection(place)} from stdin`, frames());
  if (rows !== table.rows)
    throw new Error(`${table.name}: ${rows} rows came in, the backup says ${table.rows}`);
  if (movesCafe) await moveCafeIn(client, table.columns, server);
}

/** Puts the café on the server it had, or where that is not known here, on one of this installation. */
async function moveCafeIn(
  client: pg.Client,
  columns: string[],
  server: NonNullable<BackupHeader["server"]>,
): Promise<void> {
  const { group_code, server_code, base_url } = server;
  const here = await client.query<{ server_code: string }>(
    "select server_code from servers order by server_code = $1 desc, created_at, server_code limit 1",
    [server_code],
  );
  if (here.rows.length === 0) {
    await client.query("insert into server_groups values ($1, now()) on conflict do nothing", [group_code]);
    await client.query(
      "insert into servers (server_code, group_code, base_url, created_at) values ($1, $2, $3, now())",
      [server_code, group_code, base_url],
    );
  }
  await client.query("update moving_cafe set server_code = $1", [here.rows[0]?.server_code ?? server_code]);
  const list = columns.map(quoted).join(", ");
  await client.query(`insert into cafes (${list}) select ${list} from moving_cafe`);
}

/** Ids go on behind those of the backup. A sequence that is further already stays. */
async function raiseSequence(
  client: pg.Client,
  { name, last }: { name: string; last: number },
): Promise<void> {
  await client.query(
    `select setval(format('%I.%I', schemaname, sequencename)::regclass, $2) from pg_sequences
     where schemaname = current_schema() and sequencename = $1 and coalesce(last_value, 0) < $2::bigint`,
    [name, last],
  );
}

async function readFiles({ backup }: RestoreOrder): Promise<{ name: string; bytes: Buffer }[]> {
  const files = [];
  for (const name of backup.header.files) {
    if (!/^[a-z-]+\.(key|pem)$/.test(name))
      throw new Error(`the backup holds a file of a strange name: ${name}`);
    const parts: Buffer[] = [];
    for await (const frame of backup.section()) parts.push(frame);
    files.push({ name, bytes: Buffer.concat(parts) });
  }
  return files;
}

/** Writes the files beside their names, so that after the commit nothing is left that a full disk could refuse. */
async function draftFiles(
  dataDir: string,
  files: { name: string; bytes: Buffer }[],
): Promise<{ draft: string; path: string }[]> {
  if (files.length === 0) return [];
  const folder = join(dataDir, "tls");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const drafts = [];
  for (const { name, bytes } of files) {
    const draft = join(folder, `${name}.part`);
    await rm(draft, { force: true });
    const file = await open(draft, "wx", name.endsWith(".key") ? 0o600 : 0o644);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    drafts.push({ draft, path: join(folder, name) });
  }
  return drafts;
}
