import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase, type Db } from "../server/kernel/db/database.ts";
import { migrate } from "../server/kernel/db/migrate.ts";
import { secureIds } from "../server/kernel/ids.ts";
import { silentLog } from "../server/kernel/log.ts";
import { startPostgres } from "../server/kernel/postgres/index.ts";
import { registerServer, setUpCafe } from "../server/modules/cafes/index.ts";
import { sealBooks } from "../server/modules/ledger/index.ts";
import { verifyBooks } from "../server/verify-books.ts";

/**
 * How many rows `netcafe verify` checks a second, and each of its checks: on a PostgreSQL of its own, with as many
 * transfers as the first argument says. Half are top-ups in cash, half charges of PC time.
 */

const transfers = Number(process.argv[2] ?? 200_000);
const members = 2_000;
const now = new Date("2026-03-02T10:00:00Z");
const print = (line = "") => process.stdout.write(`${line}\n`);
const secondsSince = (startedMs: number) => (performance.now() - startedMs) / 1000;

async function addBooks(db: Db): Promise<void> {
  const made = {
    name: "Measured",
    countryCode: "ES",
    currencyCode: "EUR",
    zone: "UTC",
    serverCode: "main",
    now,
  };
  const cafeId = await db.transact(async (tx) => {
    await registerServer(tx, "main", "main", "https://cloud.example", now);
    const cafe = await setUpCafe(tx, secureIds, made);
    await tx.run(
      "insert into member_groups (cafe_id, member_group_id, name, updated_at) values ($1, 9000, 'Measured', $2)",
      [cafe.cafeId, now],
    );
    return cafe.cafeId;
  });
  await db.transact(async (tx) => {
    // What the triggers would do row by row is done once at the end.
    await tx.script("set local session_replication_role = replica");
    await tx.run(
      `insert into members (cafe_id, member_id, account, member_group_id, balance_minor, created_at, updated_at)
       select $1, n, 'player' || n, 9000, 0, $2, $2 from generate_series(1, $3::integer) n`,
      [cafeId, now, members],
    );
    await tx.run(
      `insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_name)
       select $1, n, $2::timestamptz + make_interval(secs => n * 20), case when n % 2 = 1 then 'top_up' else 'session_charge' end,
         'system', 'System' from generate_series(1, $3::integer) n`,
      [cafeId, now, transfers],
    );
    await tx.run(
      `insert into entries (cafe_id, transfer_id, line, account, member_id, unit, amount)
       select $1, n, line, account, case when account = 'balance' then (n - 1) / 2 % $3 + 1 end, 'money', amount
       from generate_series(1, $2::integer) n
       cross join lateral (select 1 as line, 'balance' as account, case when n % 2 = 1 then 500 else -300 end as amount
         union all select 2, case when n % 2 = 1 then 'cash' else 'sales_time' end, case when n % 2 = 1 then -500 else 300 end) e`,
      [cafeId, transfers, members],
    );
    await tx.run(
      `insert into billing_logs (cafe_id, at, event, member_id, member_account, pc_name, cash_minor, spend_minor, used_seconds, transfer_id)
       select $1, at, case when kind = 'top_up' then 'TOPUP' else 'CHECKOUT' end, (transfer_id - 1) / 2 % $2 + 1,
         'player' || ((transfer_id - 1) / 2 % $2 + 1), case when kind = 'top_up' then '' else 'PC' || transfer_id % 100 end,
         case when kind = 'top_up' then 500 else 0 end, case when kind = 'top_up' then 0 else 300 end, 600, transfer_id
       from transfers where cafe_id = $1`,
      [cafeId, members],
    );
    await tx.run(
      `update members m set balance_minor = e.total from (select member_id, sum(amount) as total from entries
         where account = 'balance' group by member_id) e where m.cafe_id = $1 and m.member_id = e.member_id`,
      [cafeId],
    );
  });
  await db.rows("select rebuild_billing_log_spans()");
  await db.rows("vacuum (analyze) transfers, entries, billing_logs, members, billing_log_spans");
}

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "netcafe-verify-"));
  const postgres = await startPostgres({ dataDir, log: silentLog, settings: { fsync: "off" } });
  const db = openDatabase(postgres.url, silentLog, 2);
  try {
    await migrate(db, now);
    await addBooks(db);
    const counted = await db.row<{ rows: number }>(
      `select (select count(*) from transfers) + (select count(*) from entries) + (select count(*) from billing_logs) as rows`,
    );
    const rows = counted?.rows ?? 0;
    print(`${rows} rows: ${transfers} transfers with their entries and log rows`);
    const perSecond = (seconds: number) => `${Math.round(rows / seconds)} rows/s`.padStart(16);
    const sealedMs = performance.now();
    await sealBooks(db, now);
    print(
      `${secondsSince(sealedMs).toFixed(2).padStart(8)} s ${perSecond(secondsSince(sealedMs))}  sealing all of them`,
    );
    const startedMs = performance.now();
    let lastMs = startedMs;
    for await (const { guarantee, broken } of verifyBooks(db)) {
      if (broken !== null) throw new Error(`the measured books are broken: ${broken}`);
      print(
        `${secondsSince(lastMs).toFixed(2).padStart(8)} s ${perSecond(secondsSince(lastMs))}  ${guarantee}`,
      );
      lastMs = performance.now();
    }
    const total = secondsSince(startedMs);
    print(`${total.toFixed(2).padStart(8)} s ${perSecond(total)}  verify, all of it`);
  } finally {
    await db.close();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
