import * as operations from "../../../contract/operations/reports.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { rangeOfReport, type Cafes, type CafeScope, type ReportRange } from "../cafes/index.ts";
import { chartOf, linesOfChart, placesOf, type ChartType } from "./chart-rules.ts";
import * as customers from "./customer-rules.ts";
import * as lines from "./lines-store.ts";
import { reportData } from "./report-rules.ts";
import { sumReport, type ReportAsked } from "./report-store.ts";
import { bindShiftReportRoutes } from "./shift-reports.ts";
import { noFilter, type LineFilter } from "./sums-sql.ts";
import { countNewMembers, countSessions, sumUse } from "./use-store.ts";

interface Parts {
  db: Db;
  cafes: Cafes;
}

interface AskedFilter {
  log_staff_name?: string | undefined;
  member_group_id?: number | undefined;
  pc_group_id?: number | undefined;
}

interface AskedRange {
  date_start: string;
  date_end: string;
  time_start?: string | undefined;
  time_end?: string | undefined;
}

const isAll = (name: string | undefined): boolean =>
  name === undefined || name === "" || name.toLowerCase() === "all";

function filterOf(input: AskedFilter): LineFilter {
  return {
    staff: isAll(input.log_staff_name) ? null : (input.log_staff_name ?? "").toLowerCase(),
    memberGroupId: input.member_group_id ?? null,
    pcGroupId: input.pc_group_id ?? null,
  };
}

const staffOf = ({ log_staff_name: name }: AskedFilter): string => (isAll(name) ? "All" : (name ?? ""));

/** Reports (api-v2.md 2.14). */
export function bindReportRoutes(api: Api, parts: Parts): void {
  bindShiftReportRoutes(api, parts);
  bindSumRoutes(api, parts);
  bindUseRoutes(api, parts);
}

interface Asked {
  scope: CafeScope;
  range: ReportRange;
  about: ReportAsked;
}

/** Refuses `request.time_range`. */
async function askedOf(
  { cafes }: Parts,
  cafeId: number,
  input: AskedRange,
  now: Date,
  filter: LineFilter = noFilter,
): Promise<Asked> {
  const scope = await cafes.scope(cafeId);
  const { exponent, zone } = scope;
  const range = rangeOfReport(input, zone, now);
  return { scope, range, about: { cafeId, exponent, zone, range, filter } };
}

function bindSumRoutes(api: Api, parts: Parts): void {
  const { db } = parts;
  api.bind(operations.reportData, async ({ cafeId, input, now }) => {
    const { scope, range, about } = await askedOf(parts, cafeId, input, now, filterOf(input));
    return reportData(await sumReport(db, about), scope.exponent, { ...range, staff: staffOf(input) });
  });
  api.bind(operations.reportChart, async ({ cafeId, input, now }) => {
    const { scope, range, about } = await askedOf(parts, cafeId, input, now, filterOf(input));
    const type = input.chart_type as ChartType | undefined;
    const isOneDay = input.date_start === input.date_end;
    const places = placesOf(range, isOneDay, scope.zone, now);
    const placed = await lines.sumPlaces(db, about, linesOfChart(type), { places, isOneDay });
    return {
      ...chartOf(type, places, placed, scope.exponent),
      report: {
        staff: staffOf(input),
        report_start: range.startLocal,
        // Charts end with the minute (api-v2.md 6 #22).
        report_end: `${range.endLocal.slice(0, 17)}00`,
      },
    };
  });
  api.bind(operations.taxReport, async ({ cafeId, input, now }) => {
    const { scope, about } = await askedOf(parts, cafeId, input, now, filterOf(input));
    const taxes = [1, 2, 3, 4].map((id) => ({
      id,
      name: scope.settings.text(`tax${id}_name`),
      percent: scope.settings.text(`tax${id}_percentage`),
    }));
    return customers.taxesOf(await lines.sumSubjects(db, about, ["tax"]), taxes, scope.exponent);
  });
}

function bindUseRoutes(api: Api, parts: Parts): void {
  const { db } = parts;
  api.bind(operations.customerAnalysis, async ({ cafeId, input, now }) => {
    const { scope, about } = await askedOf(parts, cafeId, input, now);
    const [sold, spenders, sessions, newMembers] = await Promise.all([
      lines.sumSubjects(db, about, customers.soldLines),
      lines.listSpenders(db, about),
      countSessions(db, about, now),
      countNewMembers(db, about),
    ]);
    return {
      income_chart: customers.incomeChart(sold, scope.exponent),
      member_spend_ranking: spenders.map(({ account, amountMinor }) => ({
        spend_amount: decimalFromMinor(amountMinor, scope.exponent),
        member_account: account,
      })),
      session: {
        total_session: sessions.sessions,
        avg_duration: customers.averageMinutes(sessions),
        unique_guests_count: sessions.guests,
        new_members_number: newMembers,
      },
    };
  });
  api.bind(operations.pcUsage, async ({ cafeId, input, now }) => {
    const { about } = await askedOf(parts, cafeId, input, now, filterOf(input));
    const [cells, sessions] = await Promise.all([sumUse(db, about, now), countSessions(db, about, now)]);
    return {
      ...customers.useOfWeek(cells),
      session_number: sessions.sessions,
      avg_duration: customers.averageMinutes(sessions),
    };
  });
}
