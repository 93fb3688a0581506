import type { Db, Queries } from "../../kernel/db/database.ts";
import type { PageRequest } from "../../kernel/http/paging.ts";
import { facetOf, wholeFacet, type LogFilter } from "./log-filter.ts";
import type { LogRange } from "./log-range-rules.ts";
import { cutInto, cutRange, isBlock, isDay, type Unit } from "./log-span-rules.ts";
import { listRows, listRowsOfStretches, scanTotals, type LogRow } from "./log-store.ts";
import { surveySpans, type EventTotal } from "./span-store.ts";

export interface LogPage {
  rows: LogRow[];
  /** Rows of the whole list. */
  totalRows: number;
  /** By event, of the rows that fit the filter, hidden ones too. */
  totals: EventTotal[];
  /** Events with visible rows in the range, whatever the filter; empty when nothing fits. */
  events: string[];
}

export interface LogsAsked {
  cafeId: number;
  range: LogRange;
  filter: LogFilter;
  page: Pick<PageRequest, "offset" | "limit">;
}

/** A page of the log with the totals of its list, all of one instant (api-v2.md 2.13). */
export function listLogs(db: Db, asked: LogsAsked): Promise<LogPage> {
  return db.transact(async (tx) => {
    // One snapshot for counts, sums and rows: between them neither a new row nor a folding of sums may come.
    await tx.run("set transaction isolation level repeatable read, read only");
    const facet = facetOf(asked.filter);
    return facet === null ? listByScan(tx, asked) : listBySpans(tx, asked, facet);
  });
}

async function listBySpans(tx: Queries, asked: LogsAsked, facet: string): Promise<LogPage> {
  const { cafeId, range, filter, page } = asked;
  const { events } = filter;
  const cut = cutRange(range, { byHours: facet === wholeFacet });
  const { totals, units } = await surveySpans(tx, cafeId, cut, { facet, events, ...page });
  const fitting = events === null ? totals : totals.filter(({ event }) => events.includes(event));
  const counted = pageFacts(fitting, facet === wholeFacet ? totals : await totalsOfRange(tx, asked));
  const found = await narrowDown(tx, asked, facet, units);
  const [newest] = found;
  if (newest === undefined) return { ...counted, rows: [] };
  const stretches = found.map(({ from, to }) => ({ startsAt: from, endsAt: to }));
  const place = { limit: page.limit, offset: page.offset - newest.newerRows };
  return { ...counted, rows: await listRowsOfStretches(tx, cafeId, stretches, filter, place) };
}

/** The units that hold a page, days instead of blocks and the first an hour instead of a day: few rows are passed over. */
async function narrowDown(tx: Queries, asked: LogsAsked, facet: string, units: Unit[]): Promise<Unit[]> {
  const { cafeId, filter, page } = asked;
  const byDays: Unit[] = [];
  for (const unit of units)
    byDays.push(...(isBlock(unit) ? await within(unit, "days", { limit: page.limit }) : [unit]));
  const [newest, ...older] = byDays;
  if (newest === undefined || facet !== wholeFacet || !isDay(newest)) return byDays;
  const [hour] = await within(newest, "hours", { limit: 1 });
  return [hour === undefined ? newest : { ...hour, from: newest.from }, ...older];

  async function within(unit: Unit, by: "days" | "hours", { limit }: { limit: number }): Promise<Unit[]> {
    const { from: startsAt, to: endsAt, newerRows } = unit;
    // What of the page lies in this unit: from its first row on, where the page began before it.
    const first = Math.max(page.offset - newerRows, 0);
    const wanted = Math.min(limit, page.offset + page.limit - newerRows - first);
    const survey = { facet, events: filter.events, offset: first, limit: wanted };
    const found = await surveySpans(tx, cafeId, cutInto(by, { startsAt, endsAt }), survey);
    return found.units.map((each) => ({ ...each, newerRows: newerRows + each.newerRows }));
  }
}

/** By event, of all rows of the range: which events there are does not depend on the filter. */
async function totalsOfRange(tx: Queries, { cafeId, range }: LogsAsked): Promise<EventTotal[]> {
  const asked = { facet: wholeFacet, events: [], offset: 0, limit: 1 };
  return (await surveySpans(tx, cafeId, cutRange(range, { byHours: true }), asked)).totals;
}

async function listByScan(tx: Queries, asked: LogsAsked): Promise<LogPage> {
  const { cafeId, range, filter, page } = asked;
  const fitting = await scanTotals(tx, cafeId, range, filter);
  const counted = pageFacts(fitting, await totalsOfRange(tx, asked));
  if (page.offset >= counted.totalRows) return { ...counted, rows: [] };
  return { ...counted, rows: await listRows(tx, cafeId, range, filter, nearerEnd(page, counted.totalRows)) };
}

/** Where a page lies from the end of the list that is nearer to it, so that never more than half of it is passed over. */
function nearerEnd({ offset, limit }: LogsAsked["page"], totalRows: number) {
  const after = totalRows - offset - limit;
  if (after >= offset) return { offset, limit, order: "newest first" as const };
  return {
    offset: Math.max(after, 0),
    limit: Math.min(limit, totalRows - offset),
    order: "oldest first" as const,
  };
}

function pageFacts(fitting: EventTotal[], ofRange: EventTotal[]): Omit<LogPage, "rows"> {
  const totalRows = fitting.reduce((sum, { visibleRows }) => sum + visibleRows, 0);
  const seen = ofRange.filter(({ visibleRows }) => visibleRows > 0).map(({ event }) => event);
  return { totalRows, totals: fitting, events: totalRows === 0 ? [] : seen.sort() };
}
