import * as operations from "../../../contract/operations/billing-logs.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import { pageRequest, pagingInfo } from "../../kernel/http/paging.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import type { Cafes } from "../cafes/index.ts";
import type { TellMember } from "./change-feedback.ts";
import { listNotices } from "./feedback-store.ts";
import { listLogs } from "./list-logs.ts";
import { filterOf } from "./log-filter.ts";
import { logRange, type LogRange, type RangeAsked } from "./log-range-rules.ts";
import { findLog, hideLog, markRead } from "./log-store.ts";
import { billingLogOf, feedbackLogOf, totalOf } from "./log-wire.ts";

export interface LogParts {
  db: Db;
  cafes: Cafes;
  tellMember: TellMember;
}

function rangeOf(asked: RangeAsked, zone: string): LogRange {
  const range = logRange(asked, zone);
  if (range === null) throw new Refusal("request.time_range", "Time range error");
  return range;
}

/** The days of a list that may be asked without them; null = all times. */
export function daysOf(
  asked: { date_start?: string | undefined; date_end?: string | undefined },
  zone: string,
): LogRange | null {
  const { date_start, date_end } = asked;
  if (date_start === undefined && date_end === undefined) return null;
  return rangeOf({ date_start: date_start ?? "1970-01-02", date_end: date_end ?? "9998-12-31" }, zone);
}

/** The mark of `read`: -1 or nothing = all, else unread or read. */
export const markOf = (read: number | undefined): boolean | null =>
  read === undefined || read === -1 ? null : read === 1;

/** billingLogs and what belongs to it (api-v2.md 2.13). */
export function bindBillingLogRoutes(api: Api, { db, cafes }: Pick<LogParts, "db" | "cafes">): void {
  api.bind(operations.listBillingLogs, async ({ cafeId, input }) => {
    const scope = await cafes.scope(cafeId);
    const page = pageRequest(input);
    const range = rangeOf(input, scope.zone);
    const found = await listLogs(db, { cafeId, range, filter: filterOf(input), page });
    return {
      log_list: found.rows.map((row) => billingLogOf(scope, row)),
      paging_info: pagingInfo(page, found.totalRows),
      total: totalOf(scope.exponent, found.totals),
      event_list: found.events,
    };
  });
  api.bind(operations.listFeedbackLogs, async ({ cafeId, input }) => {
    const scope = await cafes.scope(cafeId);
    const page = pageRequest(input);
    const asked = { isRead: markOf(input.read), range: daysOf(input, scope.zone), page };
    const { rows, totalRows } = await listNotices(db, cafeId, asked);
    return {
      log_list: rows.map((row) => feedbackLogOf(scope, row)),
      paging_info: pagingInfo(page, totalRows),
    };
  });
  api.bind(operations.getBillingLog, async ({ cafeId, input }) => {
    const row = await findLog(db, cafeId, input.logId);
    if (row === undefined) throw notFound("log.not_found", "Log");
    return { log: billingLogOf(await cafes.scope(cafeId), row) };
  });
  api.bind(operations.hideBillingLog, async ({ cafeId, caller, now, input, transact }) => {
    const by = { staffName: actorOf(caller).actorName, now };
    if (!(await transact((tx) => hideLog(tx, cafeId, input.logId, by))))
      throw notFound("log.not_found", "Log");
    return {};
  });
  api.bind(operations.markLogsRead, async ({ cafeId, input, transact }) => ({
    changed: await transact((tx) => markRead(tx, cafeId, input.log_ids, input.read ?? true)),
  }));
}
