import type { Db, Queries } from "../../kernel/db/database.ts";
import type { PageRequest } from "../../kernel/http/paging.ts";
import { isByEventAlone, type LogFilter } from "./log-filter.ts";
import type { LogRange } from "./log-range-rules.ts";
import { cutRange, isDay, type Unit } from "./log-span-rules.ts";
import { listRows, scanTotals, type LogRow } from "./log-store.ts";
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
    return isByEventAlone(asked.filter) ? listBySpans(tx, asked) : listByScan(tx, asked);
  });
}

async function listBySpans(tx: Queries, { cafeId, range, filter, page }: LogsAsked): Promise<LogPage> {
  const { events } = filter;
  const { totals, units } = await surveySpans(tx, cafeId, cutRange(range), { events, ...page });
  const fitting = events === null ? totals : totals.filter(({ event }) => events.includes(event));
  const newest = units[0];
  const oldest = units.at(-1);
  const counted = pageFacts(fitting, totals);
  if (newest === undefined || oldest === undefined) return { ...counted, rows: [] };
  const start = await findStart(tx, { cafeId, range, filter, page }, newest);
  const stretch = { startsAt: oldest.from, endsAt: start.to };
  const place = { limit: page.limit, offset: page.offset - start.newerRows };
  return { ...counted, rows: await listRows(tx, cafeId, stretch, filter, place) };
}

/** The unit a page starts in, an hour rather than a day, so that few rows are passed over. */
async function findStart(tx: Queries, asked: LogsAsked, unit: Unit): Promise<Pick<Unit, "to" | "newerRows">> {
  if (!isDay(unit)) return unit;
  const cut = {
    ...{ startsAt: unit.from, hoursFrom: unit.from },
    ...{ daysFrom: unit.to, daysTo: unit.to, hoursTo: unit.to, endsAt: unit.to },
  };
  const offset = asked.page.offset - unit.newerRows;
  const passedBefore = Math.max(offset, 0);
  const { units } = await surveySpans(tx, asked.cafeId, cut, {
    events: asked.filter.events,
    offset: passedBefore,
    limit: 1,
  });
  const hour = units[0];
  return hour === undefined ? unit : { to: hour.to, newerRows: unit.newerRows + hour.newerRows };
}

async function listByScan(tx: Queries, { cafeId, range, filter, page }: LogsAsked): Promise<LogPage> {
  const fitting = await scanTotals(tx, cafeId, range, filter);
  const { totals } = await surveySpans(tx, cafeId, cutRange(range), { events: [], offset: 0, limit: 1 });
  const counted = pageFacts(fitting, totals);
  const rows = page.offset < counted.totalRows ? await listRows(tx, cafeId, range, filter, page) : [];
  return { ...counted, rows };
}

function pageFacts(fitting: EventTotal[], ofRange: EventTotal[]): Omit<LogPage, "rows"> {
  const totalRows = fitting.reduce((sum, { visibleRows }) => sum + visibleRows, 0);
  const seen = ofRange.filter(({ visibleRows }) => visibleRows > 0).map(({ event }) => event);
  return { totalRows, totals: fitting, events: totalRows === 0 ? [] : seen.sort() };
}
