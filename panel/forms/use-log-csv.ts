import type { Answer } from "../../contract/kit/operation.ts";
import { listBillingLogs } from "../../contract/operations/billing-logs.ts";
import { useCall } from "../api/calls.ts";
import { t } from "../text/en.ts";
import { filterInput, type LogFilterValues } from "./log-filter.tsx";
import { useCsv, type CsvColumn } from "./use-csv.ts";

export type LogRow = Answer<typeof listBillingLogs>["log_list"][number];

const rowsPerCall = 500;

const l = t.logs;
const columns: readonly CsvColumn<LogRow>[] = [
  { header: "id", value: (row) => String(row.log_id) },
  { header: l.time, value: (row) => row.log_date_local },
  { header: l.event, value: (row) => row.log_event },
  { header: l.member, value: (row) => row.log_member_account },
  { header: l.pc, value: (row) => row.log_pc_name },
  { header: l.money, value: (row) => row.log_money },
  { header: l.card, value: (row) => row.log_card },
  { header: l.qr, value: (row) => row.log_qr },
  { header: l.bonus, value: (row) => row.log_bonus },
  { header: l.coins, value: (row) => row.log_coin },
  { header: l.spend, value: (row) => row.log_spend },
  { header: l.used, value: (row) => row.log_used_secs },
  { header: l.staff, value: (row) => row.log_staff_name },
  { header: l.details, value: (row) => row.log_details },
  { header: l.order, value: (row) => (row.order_id === null ? "" : String(row.order_id)) },
];

/** Saves every row the filter finds, whatever page is shown. */
export function useLogCsv() {
  const call = useCall();
  const csv = useCsv();
  const save = (filter: LogFilterValues) =>
    csv.save({
      fileName: `logs-${filter.date_start}-${filter.date_end}.csv`,
      columns,
      keyOf: (row: LogRow) => row.log_id,
      read: async (page, signal) => {
        const input = { ...filterInput(filter), page: String(page), limit: rowsPerCall };
        const { log_list: rows, paging_info: paging } = await call(listBillingLogs, input, { signal });
        return { rows, next: paging.page_next, total: paging.total_records };
      },
    });
  return { csv, save };
}
