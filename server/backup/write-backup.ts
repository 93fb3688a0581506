import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { clientConfig, type ConnectionTarget } from "../kernel/db/database.ts";
import { StartRefusal } from "../kernel/start-refusal.ts";
import { BackupWriter, type BackupHeader } from "./backup-file.ts";
import { copyOut } from "./copy-stream.ts";
import { listSequences, listTables, migrationsOf, quoted, type TableFacts } from "./schema-facts.ts";

export interface BackupOrder {
  target: ConnectionTarget;
  file: string;
  /** One café; null = the whole installation. */
  cafeId: number | null;
  /** The data folder whose keys and certificates go into a whole backup. */
  dataDir: string;
  now: Date;
  /** Told now and then how far a long table is. */
  readonly progress: (sentence: string) => void;
}

/** Opens one connection for a backup or a restore; its name tells it from those of a server. */
export async function connect(target: ConnectionTarget): Promise<pg.Client> {
  const client = new pg.Client({ ...clientConfig(target), application_name: "netcafe-backup" });
  // A connection that breaks also fails the query under way, which is where it is told.
  client.on("error", () => undefined);
  await client.connect().catch((error: unknown) => {
    throw new StartRefusal(
      `The database cannot be reached: ${error instanceof Error ? error.message : String(error)}.`,
      {
        cause: error,
      },
    );
  });
  return client;
}

/**
 * Writes all rows of one instant into one file, while a server goes on writing. Answers the header. Refuses a café that
 * is not there and a file that cannot be written or is there already.
 */
export async function writeBackup(order: BackupOrder): Promise<BackupHeader> {
  const client = await connect(order.target);
  try {
    await client.query("begin isolation level repeatable read, read only");
    const header = await headerOf(client, order);
    const writer = await BackupWriter.create(order.file, header);
    try {
      for (const table of header.tables) await writeTable(client, writer, table, order);
      for (const name of header.files) {
        await writer.frame(await readFile(join(order.dataDir, "tls", name)));
        await writer.endSection();
      }
      await writer.finish();
    } catch (error) {
      await writer.giveUp();
      throw error;
    }
    return header;
  } finally {
    await client.end();
  }
}

async function headerOf(client: pg.Client, { cafeId, dataDir, now }: BackupOrder): Promise<BackupHeader> {
  const migrations = await migrationsOf(client);
  const server =
    cafeId === null
      ? null
      : ((
          await client.query<NonNullable<BackupHeader["server"]>>(
            "select group_code, server_code, base_url from cafes join servers using (server_code) where cafe_id = $1",
            [cafeId],
          )
        ).rows[0] ?? null);
  if (cafeId !== null && server === null) throw new StartRefusal(`There is no café ${cafeId} here.`);
  const tables: BackupHeader["tables"] = [];
  for (const { name, columns } of await listTables(client, cafeId !== null)) {
    const where = cafeId === null ? "" : `where cafe_id = ${cafeId}`;
    const counted = await client.query<{ rows: number }>(
      `select count(*) as rows from ${quoted(name)} ${where}`,
    );
    tables.push({ name, columns, rows: counted.rows[0]?.rows ?? 0 });
  }
  const sequences = await listSequences(client);
  const files = cafeId === null ? await keyFiles(dataDir) : [];
  return { format: 1, migrations, takenAt: now.toISOString(), cafeId, tables, sequences, files, server };
}

/** Names of the keys and certificates; drafts of a file that is just being replaced are none. */
async function keyFiles(dataDir: string): Promise<string[]> {
  const found = await readdir(join(dataDir, "tls"), { withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile() && /^[a-z-]+\.(key|pem)$/.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

export function selection({ name, columns }: Pick<TableFacts, "name" | "columns">): string {
  return `${quoted(name)} (${columns.map(quoted).join(", ")})`;
}

async function writeTable(
  client: pg.Client,
  writer: BackupWriter,
  table: BackupHeader["tables"][number],
  { cafeId, progress }: BackupOrder,
): Promise<void> {
  const columns = table.columns.map(quoted).join(", ");
  const source =
    cafeId === null
      ? selection(table)
      : `(select ${columns} from ${quoted(table.name)} where cafe_id = ${cafeId})`;
  const meter = byteMeter(`${table.name} (${table.rows} rows)`, progress);
  const rows = await copyOut(client, `copy ${source} to stdout`, (frame) => {
    meter(frame.length);
    return writer.frame(frame);
  });
  if (rows !== table.rows)
    throw new Error(`${table.name}: ${rows} rows were read, ${table.rows} were counted`);
  await writer.endSection();
}

const tellEveryBytes = 64 * 1024 * 1024;

/** Tells how far a long table is, each 64 MB; short ones are not worth a line. */
export function byteMeter(what: string, progress: (sentence: string) => void): (bytes: number) => void {
  let done = 0;
  let told = 0;
  return (bytes) => {
    done += bytes;
    if (done - told < tellEveryBytes) return;
    told = done;
    progress(`${what}: ${Math.round(done / 1024 / 1024)} MB`);
  };
}
