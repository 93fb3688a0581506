import type { Queries } from "../../kernel/db/database.ts";
import { batchContent, batchRows, noHash, sealFormat, sealHash, type SealedTable } from "./seal-rows.ts";

export const sealGuarantee = "each sealed row is as it was sealed, and each seal follows the one before";

/** Seals recomputed in one statement. */
const sealsAtOnce = 200;

interface CheckedSeal {
  cafe_id: number;
  seal_no: number;
  format: number;
  expected_no: number;
  follows: boolean;
  marks_fit: Record<SealedTable, boolean>;
  hash_fits: boolean;
}

/**
 * The seals of a café from `$2` on, each with the place where the one before it ended. The first statement of a chain
 * reads one seal more, so that the place before the first of a page is known.
 */
const chain = `
  select s.*, lag(s.seal_no, 1, $2::integer - 1) over w + 1 as expected_no,
    lag(s.hash, 1, '\\x${noHash.toString("hex")}'::bytea) over w as hash_before,
    lag(s.last_transfer_no, 1, 0::bigint) over w as after_transfer_no,
    lag(s.last_transfer_id, 1, 0::bigint) over w as after_transfer_id,
    lag(s.last_log_no, 1, 0::bigint) over w as after_log_no, lag(s.last_log_id, 1, 0::bigint) over w as after_log_id
  from seals s where s.cafe_id = $1 and s.seal_no >= $2::integer window w as (order by s.seal_no)
  order by s.seal_no limit ${sealsAtOnce + 1}`;

// Materialised, so that each batch is hashed once and not again for every column that asks.
const checkText = `
  with b as materialized (${chain})
  select b.cafe_id, b.seal_no, b.format, b.expected_no, b.previous_hash = b.hash_before as follows,
    json_build_object('transfers', tm.marks = b.transfer_marks, 'entries', em.marks = b.entry_marks,
      'billing_logs', lm.marks = b.log_marks) as marks_fit,
    b.hash = ${sealHash} as hash_fits
  from b ${batchContent}
  where b.seal_no >= $3 order by b.seal_no`;

const marksColumn: Record<SealedTable, string> = {
  transfers: "transfer_marks",
  entries: "entry_marks",
  billing_logs: "log_marks",
};

/** Which row of the batch is the first that does not bear its mark, in words. */
async function firstChangedRow(
  db: Queries,
  seal: CheckedSeal,
  table: SealedTable,
  from: number,
): Promise<string> {
  const { rows, order } = batchRows[table];
  const marks = `b.${marksColumn[table]}`;
  const found = await db.row<{ name: string | null; before: string | null; now: number; sealed: number }>(
    `with b as materialized (select * from (${chain}) page where seal_no = $3),
       there as materialized (select row_number() over (order by ${order}) as place, name, digest
         from b cross join lateral (${rows}) hashed_rows)
     select d.name, d.before, (select count(*) from there)::integer as now, length(${marks}) / 4 as sealed
     from b left join lateral (
       select name, place, lag(name) over (order by place) as before, substring(digest for 4) as mark from there
       union all select null, (select count(*) + 1 from there), (select name from there order by place desc limit 1), null
     ) d on d.mark is distinct from nullif(substring(${marks} from ((d.place - 1) * 4 + 1)::integer for 4), '')
     order by d.place limit 1`,
    [seal.cafe_id, from, seal.seal_no],
  );
  const sealed = `seal ${seal.seal_no}`;
  if (found === undefined) return `café ${seal.cafe_id}, ${table}: the rows of ${sealed} cannot be found`;
  if (found.now < found.sealed) {
    const where =
      found.before === null ? "the first of its rows" : `the row after ${found.before.replace("row ", "")}`;
    const before = found.name === null ? "" : ` (now followed by ${found.name.replace("row ", "")})`;
    return `café ${seal.cafe_id}, ${table}: ${where} in ${sealed} was removed${before}`;
  }
  const what =
    found.now > found.sealed
      ? `was added after ${sealed} was made`
      : `was changed after it was sealed (${sealed})`;
  return `café ${seal.cafe_id}, ${table} ${found.name ?? "row unknown"} ${what}`;
}

async function brokenInSeal(db: Queries, seal: CheckedSeal, from: number): Promise<string | null> {
  const where = `café ${seal.cafe_id}, seals row ${seal.seal_no}`;
  if (seal.seal_no !== seal.expected_no) return `café ${seal.cafe_id}: seal ${seal.expected_no} is missing`;
  if (seal.format < 1 || seal.format > sealFormat)
    return `${where}: its form is ${seal.format}, this program knows up to ${sealFormat}`;
  for (const table of ["transfers", "entries", "billing_logs"] as const) {
    if (seal.marks_fit[table]) continue;
    // The hash is over the rows: when it fits, they are as they were, and only what was kept of them was changed.
    return seal.hash_fits
      ? `${where}: its ${marksColumn[table]} were changed`
      : firstChangedRow(db, seal, table, from);
  }
  if (!seal.follows) return `${where}: it does not follow seal ${seal.seal_no - 1}`;
  return seal.hash_fits ? null : `${where}: it was changed, its hash is not that of its rows`;
}

async function firstBrokenOfCafe(db: Queries, cafeId: number): Promise<string | null> {
  // The seal that a page starts behind is read with it and not checked again.
  for (let checked = 0, last = 0; ; checked = last) {
    const from = Math.max(checked, 1);
    const page = await db.rows<CheckedSeal>(checkText, [cafeId, from, checked + 1]);
    for (const seal of page) {
      const broken = await brokenInSeal(db, seal, from);
      if (broken !== null) return broken;
      last = seal.seal_no;
    }
    if (page.length < sealsAtOnce) return null;
  }
}

/**
 * Recomputes the seals of every café, the oldest first, and names the first row that is not as it was sealed; null when
 * all are. Rows not yet sealed are not looked at: the other checks do that (billing.md 2).
 */
export async function firstBrokenSeal(db: Queries): Promise<string | null> {
  const cafes = await db.rows<{ cafe_id: number }>("select distinct cafe_id from seals order by cafe_id");
  for (const { cafe_id } of cafes) {
    const broken = await firstBrokenOfCafe(db, cafe_id);
    if (broken !== null) return broken;
  }
  return null;
}
