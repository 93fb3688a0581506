import type { BooksCheck } from "../ledger/index.ts";

const sums = ["cash_minor", "card_minor", "bonus_minor", "coins_hundredths", "spend_minor", "used_seconds"];
const summed = sums.map((column) => `sum(${column})`).join(", ");
const epoch = "timestamptz '1970-01-01 00:00+00'";

const binned = (seconds: number, at: string) => `date_bin(interval '${seconds} seconds', ${at}, ${epoch})`;
/** Counts and sums of those spans that fit, as one value. */
const sumsOf = (condition: string) =>
  `array[${["all_rows", "visible_rows", ...sums].map((column) => `coalesce(sum(${column}) filter (where ${condition}), 0)`).join(", ")}]`;

/** Kept sums of one kind of span against the rows; `facets` yields the facets of a row that are kept so. */
function checkOf(spanSeconds: number, name: string, facets: (of: string) => string): BooksCheck {
  const start = (at: string) => binned(spanSeconds, at);
  return {
    guarantee: `the sums kept of the log for each ${name} are those of its rows`,
    sql: `
      with kept as (
        select cafe_id, facet, starts_at, event, array[sum(all_rows), sum(visible_rows), ${summed}] as held from (
          select cafe_id, facet, starts_at, event, all_rows, visible_rows, ${sums.join(", ")}
          from billing_log_spans where span_seconds = ${spanSeconds}
          union all
          select cafe_id, facet, ${start("hour_at")}, event, all_rows, visible_rows, ${sums.join(", ")}
          from billing_log_changes cross join ${facets("facets")} as of_change (facet)
        ) parts group by cafe_id, facet, starts_at, event
      ), there as (
        select cafe_id, facet, ${start("at")} as starts_at, event,
          array[count(*), count(*) filter (where hidden_at is null), ${summed}] as held
        from billing_logs cross join ${facets("log_facets(staff_name, pc_name, member_account)")} as of_row (facet)
        group by 1, 2, 3, 4
      )
      select format('café %s, log sums of the ${name} %s, %s%s: kept %s, the rows say %s', cafe_id,
        to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), event, case when facet = '' then '' else ' (' || facet || ')' end,
        coalesce(k.held::text, 'nothing'), coalesce(t.held::text, 'nothing')) as broken
      from kept k full join there t using (cafe_id, facet, starts_at, event)
      -- A span of which all rows are gone stays with nothing in it.
      where coalesce(k.held, '{0,0,0,0,0,0,0,0}') <> coalesce(t.held, '{0,0,0,0,0,0,0,0}')
      order by cafe_id, starts_at, facet, event`,
  };
}

const blocksCheck: BooksCheck = {
  guarantee: "the sums kept of the log for each 32 days are those of their days",
  sql: `
    select format('café %s, log sums of the 32 days from %s, %s%s: kept %s, their days say %s', cafe_id,
      to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD'), event, case when facet = '' then '' else ' (' || facet || ')' end,
      blocks, days) as broken
    from (
      select cafe_id, facet, ${binned(2_764_800, "starts_at")} as starts_at, event, ${sumsOf("span_seconds = 2764800")} as blocks,
        ${sumsOf("span_seconds = 86400")} as days
      from billing_log_spans where span_seconds in (86400, 2764800) group by 1, 2, 3, 4
    ) both_lengths
    where blocks is distinct from days order by cafe_id, starts_at, facet, event`,
};

/** What the pages of the log rely on: the totals an owner reads are sums over rows that are there (README, "Pages"). */
export const logChecks: readonly BooksCheck[] = [
  checkOf(86_400, "day", (facets) => `unnest(${facets})`),
  blocksCheck,
  checkOf(3_600, "hour", () => "(values (''))"),
];
