import { Stack } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import { memberSessionHistory } from "../../contract/operations/desk-sessions.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { DataTable, type Column } from "../table/data-table.tsx";
import { PageFooter } from "../table/page-footer.tsx";
import { t } from "../text/en.ts";
import type { Member } from "./member-status.tsx";
import { MoneyCell, Nothing } from "./money-cell.tsx";
import { localText } from "./money.ts";
import { QueryView } from "./query-view.tsx";

const s = t.memberSessions;
const perPage = 25;
type Session = Answer<typeof memberSessionHistory>["items"][number];

const columnsFor = (currency: string): Column<Session>[] => {
  const money = (
    key: "session_cost" | "paid_balance" | "paid_bonus" | "paid_loan",
    header: string,
  ): Column<Session> => ({
    key,
    header,
    numeric: true,
    cell: (row) => <MoneyCell amount={row[key]} currency={currency} />,
  });
  return [
    { key: "pc", header: t.logs.pc, cell: (row) => <b>{row.pc_name}</b> },
    { key: "start", header: s.start, oneLine: true, cell: (row) => localText(row.session_start_local) },
    {
      key: "end",
      header: s.end,
      oneLine: true,
      cell: (row) => (row.session_end_local === null ? s.running : localText(row.session_end_local)),
    },
    { key: "duration", header: t.logs.used, numeric: true, cell: (row) => row.session_duration },
    money("session_cost", s.cost),
    money("paid_balance", t.members.balance),
    money("paid_bonus", t.members.bonus),
    money("paid_loan", t.members.loan),
    {
      key: "offers",
      header: t.members.offers,
      cell: (row) =>
        row.offers_used.length === 0 ? (
          <Nothing />
        ) : (
          row.offers_used.map((used) => used.product_name).join(", ")
        ),
    },
    { key: "price", header: s.price, cell: (row) => row.price_name || <Nothing /> },
    { key: "details", header: t.statement.details, cell: (row) => row.session_details || <Nothing /> },
  ];
};

/** A member's sessions, the newest first: where, how long, what each cost and from what it was paid. */
export function MemberSessions({ member }: { member: Member }) {
  const call = useCall();
  const { cafe } = useSignedIn();
  const [page, setPage] = useState(1);
  const sessions = useQuery({
    queryKey: ["members", "sessions", member.member_id, page],
    queryFn: ({ signal }) =>
      call(
        memberSessionHistory,
        { memberId: member.member_id, page: String(page), limit: perPage },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <QueryView query={sessions}>
      {({ items, paging_info: paging }) => (
        <Stack gap="sm">
          <DataTable
            label={s.title}
            columns={columnsFor(cafe.currency)}
            rows={items}
            rowKey={(row) => row.session_id}
            empty={s.none}
            minWidth={1000}
            asCards
          />
          {paging.total_records > 0 && (
            <PageFooter
              total={s.total(paging.total_records)}
              pages={paging.pages}
              page={page}
              onChange={setPage}
              label={s.pages}
            />
          )}
        </Stack>
      )}
    </QueryView>
  );
}
