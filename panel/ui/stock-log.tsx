import { Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import { stockLogs } from "../../contract/operations/stock.ts";
import { useCall } from "../api/calls.ts";
import { DataTable, type Column } from "../table/data-table.tsx";
import { PageFooter } from "../table/page-footer.tsx";
import { t } from "../text/en.ts";
import { Nothing } from "./money-cell.tsx";
import { localText } from "./money.ts";
import { QueryView } from "./query-view.tsx";

const p = t.products;
const perPage = 15;
type Row = Answer<typeof stockLogs>["items"][number];

const signed = (number: number) => (number > 0 ? `+${number}` : String(number).replace("-", "−"));

const columns = (withName: boolean): Column<Row>[] => [
  { key: "at", header: p.at, oneLine: true, cell: (row) => localText(row.date_local) },
  ...(withName ? [{ key: "name", header: p.name, cell: (row: Row) => row.product_name }] : []),
  { key: "change", header: p.change, numeric: true, cell: (row) => signed(row.stock_change) },
  { key: "after", header: p.after, numeric: true, cell: (row) => row.stock_after.toLocaleString() },
  {
    key: "reason",
    header: p.reason,
    cell: (row) => (
      <>
        {p.reasons[row.stock_reason] ?? row.stock_reason}
        {row.comment !== "" && (
          <Text size="xs" c="dimmed">
            {row.comment}
          </Text>
        )}
      </>
    ),
  },
  { key: "order", header: p.order, numeric: true, cell: (row) => row.order_no || <Nothing /> },
  { key: "staff", header: p.staff, cell: (row) => row.staff_name || <Nothing /> },
];

/** Every change of stock, of one product or of all; the newest first. */
export function StockLog({ productId }: { productId: number | null }) {
  const call = useCall();
  const [page, setPage] = useState(1);
  const log = useQuery({
    queryKey: ["products", "stock-log", productId, page],
    queryFn: ({ signal }) =>
      call(
        stockLogs,
        {
          ...{ page: String(page), limit: String(perPage) },
          ...(productId !== null && { product_id: String(productId) }),
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <QueryView query={log}>
      {({ items, paging_info: paging }) => (
        <Stack gap="sm">
          <DataTable
            label={p.log}
            columns={columns(productId === null)}
            rows={items}
            rowKey={(row) => row.stock_log_id}
            empty={p.logNone}
            minWidth={620}
          />
          {paging.total_records > 0 && (
            <PageFooter
              total={p.logRows(paging.total_records)}
              pages={paging.pages}
              page={page}
              onChange={setPage}
              label={p.logPages}
            />
          )}
        </Stack>
      )}
    </QueryView>
  );
}
