import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase, type Db } from "../server/kernel/db/database.ts";
import { migrate } from "../server/kernel/db/migrate.ts";
import { secureIds } from "../server/kernel/ids.ts";
import { silentLog } from "../server/kernel/log.ts";
import { startPostgres } from "../server/kernel/postgres/index.ts";
import { registerServer, setUpCafe } from "../server/modules/cafes/index.ts";
import { listLogs, type LogsAsked } from "../server/modules/logs/index.ts";

/**
 * Pages of the billing log at many rows: page 1 against page 1000, the middle and the last, in turn, on a PostgreSQL of
 * its own. The first argument is the number of rows, a million unless said; no page may cost more than twice the first.
 */

const rowCount = Number(process.argv[2] ?? 1_000_000);
const turns = 15;
const limit = 30;
const last = new Date("2026-01-01T00:00:00Z");
const years = 3;
const range = { startsAt: new Date(Date.UTC(2026 - years, 0, 1, 4, 17)), endsAt: last };
const any = { events: null, staffName: null, memberAccount: null, pcName: null, of: null };
const filters = {
  "all rows": any,
  "event TOPUP, one row in three": { ...any, events: ["TOPUP"] },
  "log_type staff, one row in a hundred": { ...any, events: ["STAFF_LOGIN", "STAFF_LOGOUT", "SHIFT_START"] },
};

const print = (line = "") => process.stdout.write(`${line}\n`);

async function addCafe(db: Db): Promise<number> {
  const now = range.startsAt;
  const made = {
    name: "Measured",
    countryCode: "ES",
    currencyCode: "EUR",
    zone: "UTC",
    serverCode: "main",
    now,
  };
  return db.transact(async (tx) => {
    await registerServer(tx, "main", "main", "https://cloud.example", now);
    return (await setUpCafe(tx, secureIds, made)).cafeId;
  });
}

/** Runs `fill` without the table's further indexes, which are then built whole: the same, in a fraction of the time. */
async function withoutIndexes(db: Db, fill: () => Promise<void>): Promise<void> {
  const indexes = await db.rows<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes
     where tablename = 'billing_logs' and indexname <> 'billing_logs_pkey'`,
  );
  for (const { name } of indexes) await db.rows(`drop index ${name}`);
  await fill();
  for (const { definition } of indexes) await db.rows(definition);
}

/** Rows spread evenly over the years, in pieces that fit a statement. */
async function addRows(db: Db, cafeId: number): Promise<void> {
  const piece = 250_000;
  const stepSeconds = (years * 365 * 86_400) / rowCount;
  for (let from = 0; from < rowCount; from += piece) {
    const to = Math.min(from + piece, rowCount) - 1;
    await db.transact((tx) =>
      tx.run(
        `insert into billing_logs (cafe_id, at, event, member_account, staff_name, pc_name, cash_minor, spend_minor, used_seconds)
         select $1, $2::timestamptz - make_interval(secs => ($5::float8 - n) * $6::float8),
           case when n % 100 = 7 then (array['STAFF_LOGIN', 'STAFF_LOGOUT', 'SHIFT_START'])[n / 100 % 3 + 1]
             else (array['TOPUP', 'CHECKOUT', 'SESSION_START'])[n % 3 + 1] end,
           'player' || n % 997, 'Staff' || n % 5, 'PC' || n % 100, n % 50, n % 30, n % 7200
         from generate_series($3::bigint, $4::bigint) n`,
        [cafeId, last, from, to, rowCount, stepSeconds],
      ),
    );
  }
}

const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function timed(db: Db, asked: LogsAsked): Promise<number> {
  const startedMs = performance.now();
  await listLogs(db, asked);
  return performance.now() - startedMs;
}

async function measure(db: Db, cafeId: number, name: string, filter: LogsAsked["filter"]): Promise<void> {
  const askFor = (page: number) => ({ cafeId, range, filter, page: { offset: (page - 1) * limit, limit } });
  const { totalRows } = await listLogs(db, askFor(1));
  const pages = Math.ceil(totalRows / limit);
  const places = [...new Set([1, 1000, Math.ceil(pages / 2), pages].filter((page) => page <= pages))];
  const tookMs = new Map(places.map((page) => [page, [] as number[]]));
  // The first rounds warm up plans and caches and are not counted.
  for (let turn = -6; turn < turns; turn++) {
    for (const page of places) {
      const ms = await timed(db, askFor(page));
      if (turn >= 0) tookMs.get(page)?.push(ms);
    }
  }
  print(`\n${name}: ${totalRows} rows, ${pages} pages`);
  const firstMs = median(tookMs.get(1) ?? []);
  for (const [page, values] of tookMs) {
    const ratio = median(values) / firstMs;
    const verdict = ratio <= 2 ? "PASS" : "MISS";
    print(
      `  page ${String(page).padStart(7)}  ${median(values).toFixed(2).padStart(8)} ms   ratio ${ratio.toFixed(2)}   target ≤ 2.00   ${verdict}`,
    );
  }
}

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "netcafe-logs-"));
  const postgres = await startPostgres({ dataDir, log: silentLog, settings: { fsync: "off" } });
  const db = openDatabase(postgres.url, silentLog, 4);
  try {
    await migrate(db, range.startsAt);
    const cafeId = await addCafe(db);
    const startedMs = performance.now();
    await withoutIndexes(db, () => addRows(db, cafeId));
    await db.rows("vacuum (analyze) billing_logs, billing_log_spans, billing_log_changes");
    print(
      `${rowCount} rows over ${years} years, written in ${((performance.now() - startedMs) / 1000).toFixed(0)} s.`,
    );
    for (const [name, filter] of Object.entries(filters)) await measure(db, cafeId, name, filter);
  } finally {
    await db.close();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
