import type { Db, Queries, Tx } from "../../kernel/db/database.ts";
import { batchContent, noHash, sealFormat, sealHash } from "./seal-rows.ts";

/** So many transfers, and so many log rows, go into one seal at most: the hashes of a batch are in memory at once. */
export const batchRowsAtMost = 5_000;

/** First half of the advisory lock of who seals; the second is the café. */
const sealingLock = 7_110_010;

interface Place {
  no: number;
  id: number;
}

/** The number of the oldest transaction under way: all rows with a lower one are complete (seal-rows.ts). */
const horizonText =
  "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + number_offset as horizon from write_numbers";

/** Cafés with complete rows that no seal holds yet. */
export async function listUnsealedCafes(db: Queries): Promise<number[]> {
  const found = await db.rows<{ cafe_id: number }>(
    `with h as (${horizonText})
     select c.cafe_id from cafes c cross join h
     left join lateral (select * from seals where cafe_id = c.cafe_id order by seal_no desc limit 1) s on true
     where exists (select from transfers t where t.cafe_id = c.cafe_id and t.written_no < h.horizon
         and (t.written_no, t.transfer_id) > (coalesce(s.last_transfer_no, 0), coalesce(s.last_transfer_id, 0)))
       or exists (select from billing_logs l where l.cafe_id = c.cafe_id and l.written_no < h.horizon
         and (l.written_no, l.billing_log_id) > (coalesce(s.last_log_no, 0), coalesce(s.last_log_id, 0)))
     order by c.cafe_id`,
  );
  return found.map((row) => row.cafe_id);
}

async function lastOf(
  tx: Tx,
  about: { cafeId: number; table: "transfers" | "billing_logs"; id: string; after: Place; horizon: number },
): Promise<{ place: Place; rows: number }> {
  const { cafeId, table, id, after, horizon } = about;
  const row = await tx.row<{ no: number; id: number; rows: number }>(
    `select written_no as no, ${id} as id, (count(*) over ())::integer as rows from (
       select written_no, ${id} from ${table}
       where cafe_id = $1 and (written_no, ${id}) > ($2, $3) and written_no < $4
       order by written_no, ${id} limit ${batchRowsAtMost}) batch
     order by written_no desc, ${id} desc limit 1`,
    [cafeId, after.no, after.id, horizon],
  );
  return row === undefined ? { place: after, rows: 0 } : { place: row, rows: row.rows };
}

/**
 * Seals the next batch of a café: whether there was one and more may follow. Does nothing when another process seals
 * this café just now.
 */
export function sealNextBatch(db: Db, cafeId: number, now: Date, format = sealFormat): Promise<boolean> {
  return db.transact(async (tx) => {
    // Held until the commit, so that the seal read next is the newest that will ever stand before ours.
    const lock = await tx.row<{ taken: boolean }>("select pg_try_advisory_xact_lock($1, $2) as taken", [
      sealingLock,
      cafeId,
    ]);
    if (lock?.taken !== true) return false;
    const last = (await tx.row<{
      seal_no: number;
      hash: Buffer;
      tno: number;
      tid: number;
      lno: number;
      lid: number;
    }>(
      `select seal_no, hash, last_transfer_no as tno, last_transfer_id as tid, last_log_no as lno, last_log_id as lid
       from seals where cafe_id = $1 order by seal_no desc limit 1`,
      [cafeId],
    )) ?? { seal_no: 0, hash: noHash, tno: 0, tid: 0, lno: 0, lid: 0 };
    // Asked before the rows are read: whoever is finished now is visible to every later statement.
    const horizon = (await tx.row<{ horizon: number }>(horizonText))?.horizon ?? 0;
    const afterTransfer = { no: last.tno, id: last.tid };
    const afterLog = { no: last.lno, id: last.lid };
    const transfers = await lastOf(tx, {
      cafeId,
      table: "transfers",
      id: "transfer_id",
      after: afterTransfer,
      horizon,
    });
    const logs = await lastOf(tx, {
      cafeId,
      table: "billing_logs",
      id: "billing_log_id",
      after: afterLog,
      horizon,
    });
    if (transfers.rows + logs.rows === 0) return false;
    await tx.run(
      `insert into seals (cafe_id, seal_no, sealed_at, format, last_transfer_no, last_transfer_id, last_log_no, last_log_id,
         transfer_marks, entry_marks, log_marks, previous_hash, hash)
       select b.cafe_id, b.seal_no, b.sealed_at, b.format, b.last_transfer_no, b.last_transfer_id, b.last_log_no, b.last_log_id,
         tm.marks, em.marks, lm.marks, b.previous_hash, ${sealHash}
       from (select $1::integer as cafe_id, $2::integer as seal_no, $3::timestamptz as sealed_at, $13::smallint as format,
         $4::bytea as previous_hash, $5::bigint as after_transfer_no, $6::bigint as after_transfer_id,
         $7::bigint as last_transfer_no, $8::bigint as last_transfer_id, $9::bigint as after_log_no, $10::bigint as after_log_id,
         $11::bigint as last_log_no, $12::bigint as last_log_id) b
       ${batchContent}`,
      [
        ...[cafeId, last.seal_no + 1, now, last.hash, afterTransfer.no, afterTransfer.id, transfers.place.no],
        ...[transfers.place.id, afterLog.no, afterLog.id, logs.place.no, logs.place.id, format],
      ],
    );
    return transfers.rows === batchRowsAtMost || logs.rows === batchRowsAtMost;
  });
}

/** Seals all that is complete, café by café; in an earlier form only where the reading of such seals is tried. */
export async function sealBooks(db: Db, now: Date, format = sealFormat): Promise<void> {
  for (const cafeId of await listUnsealedCafes(db)) {
    while (await sealNextBatch(db, cafeId, now, format)) continue;
  }
}
