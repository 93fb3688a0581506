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
import { fillLogs, logsFrom, logsTo } from "./fill-logs.ts";

/**
 * Pages of the billing log at many rows: page 1 against page 1000, the middle and the last, in turn, on a PostgreSQL of
 * its own, with and without filters. The first argument is the number of rows, ten millions unless said; no page may cost
 * more than twice the first, sums and counts included.
 */

const rowCount = Number(process.argv[2] ?? 10_000_000);
const turns = 15;
const warmUps = 6;
const limit = 30;
const any = { events: null, staffName: null, memberAccount: null, pcName: null, of: null };
const years = { startsAt: new Date(logsFrom.getTime() + 17 * 60_000), endsAt: logsTo };
const month = { startsAt: new Date("2025-05-31T22:00:00Z"), endsAt: new Date("2025-06-30T22:00:00Z") };
const day = { startsAt: new Date("2025-06-14T22:00:00Z"), endsAt: new Date("2025-06-15T22:00:00Z") };

const lists: Record<string, Pick<LogsAsked, "range" | "filter">> = {
  "three years, all rows": { range: years, filter: any },
  "three years, event TOPUP": { range: years, filter: { ...any, events: ["TOPUP"] } },
  "three years, log_type staff": {
    range: years,
    filter: { ...any, events: ["STAFF_LOGIN", "STAFF_LOGOUT", "SHIFT_START", "SHIFT_END"] },
  },
  "three years, one staff": { range: years, filter: { ...any, staffName: "Staff3" } },
  "three years, one PC": { range: years, filter: { ...any, pcName: "PC042" } },
  "three years, one member": { range: years, filter: { ...any, memberAccount: "player123" } },
  "three years, guests": { range: years, filter: { ...any, of: "guest" } },
  "three years, one staff and TOPUP": {
    range: years,
    filter: { ...any, staffName: "Staff3", events: ["TOPUP"] },
  },
  "one month, all rows": { range: month, filter: any },
  "one month, one PC": { range: month, filter: { ...any, pcName: "PC042" } },
  "one day, all rows": { range: day, filter: any },
};

const print = (line = "") => process.stdout.write(`${line}\n`);

async function addCafe(db: Db): Promise<number> {
  const now = logsFrom;
  const made = { name: "Measured", countryCode: "ES", currencyCode: "EUR", zone: "UTC", serverCode: "main" };
  return db.transact(async (tx) => {
    await registerServer(tx, "main", "main", "https://cloud.example", now);
    return (await setUpCafe(tx, secureIds, { ...made, now })).cafeId;
  });
}

/** The value below which `part` of them lie. */
const quantile = (values: number[], part: number) =>
  [...values].sort((a, b) => a - b)[Math.min(Math.floor(values.length * part), values.length - 1)] ??
  Number.NaN;

async function timed(db: Db, asked: LogsAsked): Promise<number> {
  const startedMs = performance.now();
  await listLogs(db, asked);
  return performance.now() - startedMs;
}

/** Prints each page beside the first; the worst ratio. */
async function measure(db: Db, cafeId: number, name: string): Promise<number> {
  const list = lists[name];
  if (list === undefined) throw new Error(`no list ${name}`);
  const askFor = (page: number) => ({ cafeId, ...list, page: { offset: (page - 1) * limit, limit } });
  const { totalRows } = await listLogs(db, askFor(1));
  const pages = Math.ceil(totalRows / limit);
  const places = [1, 1000, Math.ceil(pages / 2), pages].filter((page) => page <= pages);
  const tookMs = new Map([...new Set(places)].map((page) => [page, [] as number[]]));
  for (let turn = -warmUps; turn < turns; turn++) {
    for (const [page, values] of tookMs) {
      const ms = await timed(db, askFor(page));
      if (turn >= 0) values.push(ms);
    }
  }
  print(`\n${name}: ${totalRows} rows, ${pages} pages`);
  const firstMs = quantile(tookMs.get(1) ?? [], 0.5);
  let worst = 0;
  for (const [page, values] of tookMs) {
    const ratio = quantile(values, 0.5) / firstMs;
    worst = Math.max(worst, ratio);
    const [p50, p95] = [0.5, 0.95].map((part) => quantile(values, part).toFixed(1).padStart(7));
    print(
      `  page ${String(page).padStart(7)}   p50 ${p50} ms   p95 ${p95} ms   ratio ${ratio.toFixed(2)}   target ≤ 2.00   ${ratio <= 2 ? "PASS" : "MISS"}`,
    );
  }
  return worst;
}

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "netcafe-logs-"));
  const postgres = await startPostgres({ dataDir, log: silentLog, settings: { fsync: "off" } });
  const db = openDatabase(postgres.url, silentLog, 4);
  try {
    await migrate(db, logsFrom);
    const cafeId = await addCafe(db);
    const startedMs = performance.now();
    await fillLogs(db, cafeId, rowCount);
    const size = await db.row<{ all: string }>(
      "select pg_size_pretty(pg_total_relation_size('billing_logs')) as all",
    );
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
    print(`${rowCount} rows over three years, ${size?.all} with indexes, written in ${seconds} s.`);
    let worst = 0;
    for (const name of Object.keys(lists)) worst = Math.max(worst, await measure(db, cafeId, name));
    print(
      `\nThe worst ratio to page 1 is ${worst.toFixed(2)}   target ≤ 2.00   ${worst <= 2 ? "PASS" : "MISS"}`,
    );
  } finally {
    await db.close();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
