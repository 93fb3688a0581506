import type { Db } from "../server/kernel/db/database.ts";

/** A billing log of three years, for measurements. */

export const logsFrom = new Date("2023-01-01T04:00:00Z");
export const logsTo = new Date("2026-01-01T00:00:00Z");

const pieceRows = 500_000;

/**
 * Runs `fill` without the table's further indexes and triggers; then the indexes are built whole and the kept sums made
 * from the rows: the same, in a fraction of the time.
 */
async function inBulk(db: Db, fill: () => Promise<void>): Promise<void> {
  const indexes = await db.rows<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes
     where tablename = 'billing_logs' and indexname <> 'billing_logs_pkey'`,
  );
  for (const { name } of indexes) await db.rows(`drop index ${name}`);
  await db.rows("alter table billing_logs disable trigger user");
  await fill();
  await db.rows("alter table billing_logs enable trigger user");
  await db.rows("select rebuild_billing_log_spans()");
  await db.rows("set maintenance_work_mem = '512MB'");
  for (const { definition } of indexes) await db.rows(definition);
}

/**
 * Rows spread evenly over three years, of the kinds a café writes: 100 PCs, 10 staff, 20,000 members, one
 * row in six of a guest, one in a hundred of what staff do.
 */
export async function fillLogs(db: Db, cafeId: number, rowCount: number): Promise<void> {
  const stepSeconds = (logsTo.getTime() - logsFrom.getTime()) / 1000 / rowCount;
  await inBulk(db, async () => {
    for (let from = 0; from < rowCount; from += pieceRows) {
      const to = Math.min(from + pieceRows, rowCount) - 1;
      await db.transact((tx) =>
        tx.run(
          `insert into billing_logs (cafe_id, at, event, member_account, staff_name, pc_name, cash_minor, spend_minor, used_seconds)
           select $1, $2::timestamptz + make_interval(secs => n * $5::float8), event,
             case when is_staff then '' when hash % 6 = 0 then 'G_' || lpad((hash % 999983)::text, 6, '0')
               else 'player' || (hash % 20000) end,
             case when is_staff or event = 'TOPUP' then 'Staff' || (hash % 10) else '' end,
             case when is_staff or event = 'TOPUP' then '' else 'PC' || lpad((hash % 100)::text, 3, '0') end,
             case when event = 'TOPUP' then hash % 50 * 100 else 0 end, case when event = 'CHECKOUT' then hash % 300 else 0 end,
             case when event = 'CHECKOUT' then hash % 7200 else 0 end
           from (select n, abs(hashint8(n)::bigint) as hash, n % 100 = 7 as is_staff,
               case when n % 100 = 7 then (array['STAFF_LOGIN', 'STAFF_LOGOUT', 'SHIFT_START', 'SHIFT_END', 'CONFIG_UPDATE'])[n / 100 % 5 + 1]
                 else (array['TOPUP', 'CHECKOUT', 'SESSION_START', 'CHECKOUT', 'ORDER'])[n % 5 + 1] end as event
             from generate_series($3::bigint, $4::bigint) n) made`,
          [cafeId, logsFrom, from, to, stepSeconds],
        ),
      );
    }
  });
  await db.rows("vacuum (analyze) billing_logs, billing_log_spans, billing_log_changes");
}
