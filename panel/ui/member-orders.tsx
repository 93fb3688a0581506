import { Stack } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import { memberOrdersForDesk } from "../../contract/operations/member-offers.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { DataTable, type Column } from "../table/data-table.tsx";
import { PageFooter } from "../table/page-footer.tsx";
import { t } from "../text/en.ts";
import type { Member } from "./member-status.tsx";
import { MoneyCell, Nothing } from "./money-cell.tsx";
import { localText } from "./money.ts";
import { QueryView } from "./query-view.tsx";

const o = t.memberOrders;
const perPage = 25;
type Order = Answer<typeof memberOrdersForDesk>["orders"][number];

/** The tens of a payment method tell what was paid for; the tender is in the ones, but for QR of PC time (api-v2.md 4.1). */
const methodOf = (method: number) =>
  o.methods[method === 23 ? 4 : method < 0 ? method : method % 10] ?? String(method);

const columnsFor = (currency: string): Column<Order>[] => [
  { key: "no", header: t.statement.order, numeric: true, cell: (row) => row.order_no },
  {
    key: "at",
    header: t.statement.date,
    oneLine: true,
    cell: (row) => localText(row.order_create_time_local),
  },
  { key: "product", header: o.product, cell: (row) => row.product_name },
  { key: "qty", header: o.quantity, numeric: true, cell: (row) => row.order_item_qty.toLocaleString() },
  {
    key: "money",
    header: o.money,
    numeric: true,
    cell: (row) => <MoneyCell amount={row.order_money} currency={currency} />,
  },
  {
    key: "bonus",
    header: t.members.bonus,
    numeric: true,
    cell: (row) => <MoneyCell amount={row.order_bonus} currency={currency} />,
  },
  { key: "method", header: o.method, cell: (row) => methodOf(row.order_payment_method) },
  {
    key: "status",
    header: o.status,
    cell: (row) => o.statuses[row.order_status] ?? String(row.order_status),
  },
  { key: "pc", header: t.logs.pc, cell: (row) => row.order_pc || <Nothing /> },
  { key: "staff", header: t.logs.staff, cell: (row) => row.order_staff_name || <Nothing /> },
  { key: "note", header: t.statement.details, cell: (row) => row.order_comment || <Nothing /> },
];

/** What a member ordered: a row for each product, refunds as rows of their own. */
export function MemberOrders({ member }: { member: Member }) {
  const call = useCall();
  const { cafe } = useSignedIn();
  const [page, setPage] = useState(1);
  const orders = useQuery({
    queryKey: ["members", "orders", member.member_id, page],
    queryFn: ({ signal }) =>
      call(
        memberOrdersForDesk,
        { memberId: member.member_id, page: String(page), limit: perPage },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <QueryView query={orders}>
      {({ orders: rows, paging_info: paging }) => (
        <Stack gap="sm">
          <DataTable
            label={o.title}
            columns={columnsFor(cafe.currency)}
            rows={rows.map((row, index) => ({ ...row, index }))}
            rowKey={({ index }) => index}
            empty={o.none}
            minWidth={980}
            asCards
          />
          {paging.total_records > 0 && (
            <PageFooter
              total={t.statement.lines(paging.total_records)}
              pages={paging.pages}
              page={page}
              onChange={setPage}
              label={o.pages}
            />
          )}
        </Stack>
      )}
    </QueryView>
  );
}
