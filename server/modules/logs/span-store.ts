import type { Queries } from "../../kernel/db/database.ts";
import type { SpanCut, Unit } from "./log-span-rules.ts";

/** Reads of the kept sums (migrations 0011, 0030; README, "Pages"). Nothing but the database writes them. */

export interface EventTotal {
  event: string;
  /** With the hidden ones: sums stay (api-v2.md 2.13). */
  allRows: number;
  visibleRows: number;
  cashMinor: number;
  cardMinor: number;
  bonusMinor: number;
  coinsHundredths: number;
  spendMinor: number;
  usedSeconds: number;
}

const sums = `all_rows, visible_rows, cash_minor, card_minor, bonus_minor, coins_hundredths, spend_minor, used_seconds`;
const rowSums = `1, (hidden_at is null)::integer, cash_minor, card_minor, bonus_minor, coins_hundredths, spend_minor, used_seconds`;
const epoch = `timestamptz '1970-01-01 00:00+00'`;

export const totalColumns = (count: string, visible: string) => `
  event, ${count} as "allRows", ${visible} as "visibleRows", sum(cash_minor)::bigint as "cashMinor",
  sum(card_minor)::bigint as "cardMinor", sum(bonus_minor)::bigint as "bonusMinor",
  sum(coins_hundredths)::bigint as "coinsHundredths", sum(spend_minor)::bigint as "spendMinor",
  sum(used_seconds)::bigint as "usedSeconds"`;

const spans = (seconds: number, from: string, to: string) => `
  select starts_at, starts_at + interval '${seconds} seconds', event, ${sums} from billing_log_spans
  where cafe_id = $1 and facet = lower($13) and span_seconds = ${seconds} and starts_at >= ${from} and starts_at < ${to}`;
const rows = (from: string, to: string) => `
  select ${from}::timestamptz, ${to}::timestamptz, event, ${rowSums} from billing_logs
  where cafe_id = $1 and at >= ${from} and at < ${to}
    and ($13 = '' or lower($13) = any(log_facets(staff_name, pc_name, member_account)))`;

const hours = (from: string, to: string) => spans(3_600, from, to);
const days = (from: string, to: string) => spans(86_400, from, to);
const blocks = (from: string, to: string) => spans(2_764_800, from, to);

// $1 café, $2 to $9 the borders of the cut, $10 events or null, $11 rows to pass over, $12 rows wanted, $13 the facet.
const surveySql = `
  with units (unit_from, unit_to, event, ${sums}) as materialized (
    ${rows("$2", "$3")} union all ${hours("$3", "$4")} union all ${days("$4", "$5")} union all ${blocks("$5", "$6")}
    union all ${days("$6", "$7")} union all ${hours("$7", "$8")} union all ${rows("$8", "$9")}
    union all
    select date_bin(width, hour_at, ${epoch}), date_bin(width, hour_at, ${epoch}) + width, event, ${sums}
    from billing_log_changes
    cross join lateral (select case when hour_at >= $5 and hour_at < $6 then interval '2764800 seconds'
      when hour_at >= $4 and hour_at < $7 then interval '86400 seconds' else interval '3600 seconds' end as width) w
    where cafe_id = $1 and hour_at >= $3 and hour_at < $8 and lower($13) = any(facets)
  ), totals as (
    select ${totalColumns("sum(all_rows)::bigint", "sum(visible_rows)::bigint")} from units group by event
  ), listed as (
    select unit_from, unit_to, sum(visible_rows) as visible from units
    where $10::text[] is null or event = any($10) group by unit_from, unit_to
  ), counted as (
    select unit_from, unit_to, visible, sum(visible) over (order by unit_from desc) as through from listed where visible > 0
  )
  select
    (select coalesce(json_agg(totals), '[]') from totals) as totals,
    (select coalesce(json_agg(json_build_object('from', unit_from, 'to', unit_to, 'newerRows', through - visible,
      'rows', visible) order by unit_from desc), '[]') from counted
      where through > $11 and through - visible < $11::bigint + $12) as units`;

export interface Survey {
  /** Of all events of the range, whatever is listed. */
  totals: EventTotal[];
  /** The units that hold the page, newest first. */
  units: Unit[];
}

/** What a range holds by event, and where in it the rows `offset` to `offset + limit` of the wanted events lie. */
export async function surveySpans(
  db: Queries,
  cafeId: number,
  cut: SpanCut,
  asked: { facet: string; events: readonly string[] | null; offset: number; limit: number },
): Promise<Survey> {
  const { startsAt, hoursFrom, daysFrom, blocksFrom, blocksTo, daysTo, hoursTo, endsAt } = cut;
  const { facet, events, offset, limit } = asked;
  const found = await db.row<{
    totals: EventTotal[];
    units: { from: string; to: string; newerRows: number; rows: number }[];
  }>(surveySql, [
    ...[cafeId, startsAt, hoursFrom, daysFrom, blocksFrom, blocksTo, daysTo, hoursTo, endsAt],
    ...[events, offset, limit, facet],
  ]);
  return {
    totals: (found?.totals ?? []).filter(({ allRows }) => allRows > 0),
    units: (found?.units ?? []).map((unit) => ({
      ...unit,
      from: new Date(unit.from),
      to: new Date(unit.to),
    })),
  };
}
