import type { Db, Queries, Tx } from "../../kernel/db/database.ts";
import { goodsOf } from "./goods-sql.ts";
import { linesOf } from "./lines-sql.ts";
import { movedOf } from "./moved-sql.ts";
import { bordersOf, zoneKey } from "./span-rules.ts";

/** So many transfers are folded into the sums at once. */
export const batchAtMost = 5_000;
/** What is not yet folded may be so much before it is worth the writing; readers add it up on the spot. */
export const worthFolding = 1_000;

/** First half of the advisory lock of who folds; the second is the café. */
const foldingLock = 7_110_060;

export interface FoldedCafe {
  cafeId: number;
  exponent: number;
  zone: string;
}

/** Told by member, PC or product: kept by month for all staff and groups together, because by each it would be no shorter. */
export const linesWithSubject = ["topup.member_of", "member.spend", "pc.spend", "product"] as const;
const withSubject = `(${linesWithSubject.map((line) => `'${line}'`).join(", ")})`;

const horizonSql =
  "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + number_offset as horizon from write_numbers";

interface State {
  zone: string;
  last_no: number;
  last_id: number;
}

/** The key of the days that the sums are of, on this machine. */
export const keyOf = (zone: string): string => zoneKey(zone, process.versions["tz"] ?? "");

/** How many facts of a café wait to be folded, as far as it matters; with sums of another zone all do. */
export async function isWorthFolding(db: Queries, { cafeId, zone }: FoldedCafe): Promise<boolean> {
  const row = await db.row<{ worth: boolean }>(
    `with state as (select * from report_states where cafe_id = $1)
     select coalesce((select zone from state), $2) <> $2
       or exists (select from transfers where cafe_id = $1 and (written_no, transfer_id) > (coalesce((select last_no from state), 0),
         coalesce((select last_id from state), 0)) order by written_no, transfer_id offset $3 limit 1) as worth`,
    [cafeId, keyOf(zone), worthFolding - 1],
  );
  return row?.worth ?? false;
}

/** Folds all that is complete of one café. Leaves it to another process that folds it just now. */
export async function foldCafe(db: Db, cafe: FoldedCafe): Promise<void> {
  while (await foldNextBatch(db, cafe)) continue;
}

/** The next batch; whether more may follow. */
export function foldNextBatch(db: Db, cafe: FoldedCafe): Promise<boolean> {
  return db.transact(async (tx) => {
    const lock = await tx.row<{ taken: boolean }>("select pg_try_advisory_xact_lock($1, $2) as taken", [
      foldingLock,
      cafe.cafeId,
    ]);
    if (lock?.taken !== true) return false;
    const state = await openState(tx, cafe);
    // Asked before the rows are read: whoever is finished now is visible to every later statement (seal-rows.ts).
    const horizon = (await tx.row<{ horizon: number }>(horizonSql))?.horizon ?? 0;
    return (await foldTransfers(tx, cafe, state, horizon)) === batchAtMost;
  });
}

/** How far the sums reach; those of another zone are thrown away first. */
async function openState(tx: Tx, { cafeId, zone }: FoldedCafe): Promise<State> {
  const key = keyOf(zone);
  const found = await tx.row<State>("select * from report_states where cafe_id = $1", [cafeId]);
  if (found?.zone === key) return found;
  await tx.run("delete from report_sums where cafe_id = $1", [cafeId]);
  await tx.run(
    "insert into report_states (cafe_id, zone) values ($1, $2) on conflict (cafe_id) do update set zone = $2, last_no = 0, last_id = 0",
    [cafeId, key],
  );
  return { zone: key, last_no: 0, last_id: 0 };
}

interface Batch {
  no: number;
  id: number;
  rows: number;
  first: Date;
  last: Date;
}

const addUp = `on conflict (cafe_id, span, line, starts_at, subject, side, staff, member_group_id, pc_group_id) do update set
  number = report_sums.number + excluded.number, amount = report_sums.amount + excluded.amount, tax = report_sums.tax + excluded.tax,
  bonus = report_sums.bonus + excluded.bonus, cost = report_sums.cost + excluded.cost`;

// $1 café, $2 $3 after which transfer, $4 $5 up to which, $6 first instants of the days, $7 of the months.
const foldTransfersSql = (exponent: number) => `
  with ${movedOf("(t.written_no, t.transfer_id) > ($2::bigint, $3::bigint) and (t.written_no, t.transfer_id) <= ($4::bigint, $5::bigint)")},
    ${goodsOf(exponent)}, ${linesOf}
  insert into report_sums (cafe_id, span, line, starts_at, subject, side, staff, member_group_id, pc_group_id, number, amount, tax, bonus, cost)
  select $1, span, line, starts_at, subject, side, by_staff, by_group, by_pc_group, sum(number), sum(amount), sum(tax), sum(bonus), sum(cost)
  from lines cross join lateral (values
    (1::smallint, ($6::timestamptz[])[width_bucket(at, $6)], staff, group_id, pc_group_id),
    (case when line in ${withSubject} then 3::smallint else 2::smallint end, ($7::timestamptz[])[width_bucket(at, $7)],
      case when line in ${withSubject} then '' else staff end, case when line in ${withSubject} then 0 else group_id end,
      case when line in ${withSubject} then 0 else pc_group_id end)
  ) as spans (span, starts_at, by_staff, by_group, by_pc_group)
  group by span, line, starts_at, subject, side, by_staff, by_group, by_pc_group
  ${addUp}`;

async function foldTransfers(tx: Tx, cafe: FoldedCafe, state: State, horizon: number): Promise<number> {
  const { cafeId, zone, exponent } = cafe;
  const batch = await tx.row<Batch>(
    `with batch as (select written_no, transfer_id, at from transfers
       where cafe_id = $1 and (written_no, transfer_id) > ($2, $3) and written_no < $4
       order by written_no, transfer_id limit ${batchAtMost})
     select written_no as no, transfer_id as id, (select count(*)::integer from batch) as rows, (select min(at) from batch) as first,
       (select max(at) from batch) as last
     from batch order by written_no desc, transfer_id desc limit 1`,
    [cafeId, state.last_no, state.last_id, horizon],
  );
  if (batch === undefined) return 0;
  const { first, last } = batch;
  await tx.run(foldTransfersSql(exponent), [
    ...[cafeId, state.last_no, state.last_id, batch.no, batch.id],
    ...[bordersOf("day", first, last, zone), bordersOf("month", first, last, zone)],
  ]);
  await tx.run("update report_states set last_no = $2, last_id = $3 where cafe_id = $1", [
    cafeId,
    batch.no,
    batch.id,
  ]);
  return batch.rows;
}
