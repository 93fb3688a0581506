import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import { listBillingLogs } from "../../contract/operations/billing-logs.ts";
import { refusalText, useCall } from "../api/calls.ts";
import { t } from "../text/en.ts";
import { csvText, saveFile } from "../ui/csv.ts";
import { filterInput, type LogFilterValues } from "./log-filter.tsx";

export type LogRow = Answer<typeof listBillingLogs>["log_list"][number];

/** Most rows of one file: what a browser gathers in some twenty calls. */
export const mostCsvRows = 10_000;
const rowsPerCall = 500;

const l = t.logs;
const columns: readonly [header: string, value: (row: LogRow) => string][] = [
  [l.time, (row) => row.log_date_local],
  [l.event, (row) => row.log_event],
  [l.member, (row) => row.log_member_account],
  [l.pc, (row) => row.log_pc_name],
  [l.money, (row) => row.log_money],
  [l.card, (row) => row.log_card],
  [l.qr, (row) => row.log_qr],
  [l.bonus, (row) => row.log_bonus],
  [l.coins, (row) => row.log_coin],
  [l.spend, (row) => row.log_spend],
  [l.used, (row) => row.log_used_secs],
  [l.staff, (row) => row.log_staff_name],
  [l.details, (row) => row.log_details],
  ["id", (row) => String(row.log_id)],
];

/** Saves what the filter shows, page after page, as one file; at most `mostCsvRows`, the newest first. */
export function useLogCsv() {
  const call = useCall();
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null);

  const gather = async (filter: LogFilterValues) => {
    const rows = new Map<number, LogRow>();
    for (let page = 1; rows.size < mostCsvRows; page += 1) {
      const input = { ...filterInput(filter), page: String(page), limit: rowsPerCall };
      const { log_list: list, paging_info: paging } = await call(listBillingLogs, input);
      // Rows that are logged meanwhile push others to the next page: by its id each counts once.
      for (const row of list) rows.set(row.log_id, row);
      setProgress({ done: rows.size, all: Math.min(paging.total_records, mostCsvRows) });
      if (paging.page_next === 0 || list.length === 0) break;
    }
    return [...rows.values()].slice(0, mostCsvRows);
  };

  const save = async (filter: LogFilterValues) => {
    setProgress({ done: 0, all: 0 });
    try {
      const rows = await gather(filter);
      const lines = rows.map((row) => columns.map(([, value]) => value(row)));
      saveFile(
        `logs-${filter.date_start}-${filter.date_end}.csv`,
        csvText([columns.map(([header]) => header), ...lines]),
      );
      notifications.show({ message: l.csvDone(rows.length), color: "teal" });
    } catch (error) {
      notifications.show({ message: refusalText(error), color: "red", autoClose: 10_000 });
    } finally {
      setProgress(null);
    }
  };

  return { save, progress };
}
