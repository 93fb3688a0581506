import { ActionIcon, Anchor, Group, Loader, Paper, SimpleGrid, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconEye } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import { listBillingLogs } from "../../contract/operations/billing-logs.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { DataTable, type Column } from "../table/data-table.tsx";
import { PageFooter } from "../table/page-footer.tsx";
import { t } from "../text/en.ts";
import { eventName } from "../ui/event-name.ts";
import { MoneyCell, Nothing } from "../ui/money-cell.tsx";
import { localText, moneyText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";
import { CsvButton } from "./csv-button.tsx";
import { filterInput, freshFilter, LogFilter, type LogFilterValues } from "./log-filter.tsx";
import { useLogActs } from "./use-log-acts.tsx";
import { useLogCsv, type LogRow } from "./use-log-csv.ts";

const l = t.logs;
const perPage = 50;
type Listed = Answer<typeof listBillingLogs>;

interface Acts {
  /** Narrows the list to the rows of an account. */
  narrow: (account: string) => void;
  show: (row: LogRow) => void;
}

/** What was paid by each tender, which one it was beside it. */
function PaidCell({ row, currency }: { row: LogRow; currency: string }) {
  const parts = [
    [row.log_money, t.pay.cash],
    [row.log_card, t.pay.card],
    [row.log_qr, t.pay.qr],
  ] as const;
  const moved = parts.filter(([amount]) => Number(amount) !== 0);
  if (moved.length === 0) return <Nothing />;
  return moved.map(([amount, tender]) => (
    <div key={tender}>
      {moneyText(amount, currency)}{" "}
      <Text span size="xs" c="dimmed">
        {tender}
      </Text>
    </div>
  ));
}

function columnsFor(currency: string, { narrow, show }: Acts): Column<LogRow>[] {
  const money = (
    key: string,
    header: string,
    value: (row: LogRow) => string,
    signed = false,
  ): Column<LogRow> => ({
    key,
    header,
    numeric: true,
    cell: (row) => <MoneyCell amount={value(row)} currency={currency} signed={signed} />,
  });
  return [
    { key: "time", header: l.time, oneLine: true, cell: (row) => localText(row.log_date_local) },
    { key: "event", header: l.event, oneLine: true, cell: eventName },
    {
      key: "member",
      header: l.member,
      cell: ({ log_member_account: account }) =>
        account === "" ? (
          <Nothing />
        ) : (
          <Anchor component="button" type="button" size="sm" onClick={() => narrow(account)}>
            {account}
          </Anchor>
        ),
    },
    { key: "pc", header: l.pc, cell: (row) => row.log_pc_name || <Nothing /> },
    { key: "paid", header: l.paid, numeric: true, cell: (row) => <PaidCell row={row} currency={currency} /> },
    money("bonus", l.bonus, (row) => row.log_bonus, true),
    money("spend", l.spend, (row) => row.log_spend),
    {
      key: "used",
      header: l.used,
      numeric: true,
      cell: (row) => (row.log_used_secs === "00:00:00" ? <Nothing /> : row.log_used_secs),
    },
    { key: "staff", header: l.staff, cell: (row) => row.log_staff_name || <Nothing /> },
    {
      key: "details",
      header: l.details,
      cell: (row) =>
        row.log_details === "" ? (
          <Nothing />
        ) : (
          <Text size="sm" lineClamp={1} maw={150} title={row.log_details}>
            {row.log_details}
          </Text>
        ),
    },
    {
      key: "all",
      header: "",
      cell: (row) => (
        <ActionIcon
          variant="subtle"
          aria-label={l.showRow(eventName(row), row.log_date_local)}
          onClick={() => show(row)}
          data-testid="log-show"
        >
          <IconEye size={16} aria-hidden />
        </ActionIcon>
      ),
    },
  ];
}

/** The log of a range by filter: totals of all of it, its rows by page, each with all it says, and a file of all rows. */
export function LogList({ pc }: { pc: string }) {
  const call = useCall();
  const { cafe } = useSignedIn();
  const { show } = useLogActs();
  const [filter, setFilter] = useState(() => freshFilter(cafe.timezone, pc));
  const [asked] = useDebouncedValue(filter, 300);
  const [page, setPage] = useState(1);
  const { csv, save } = useLogCsv();
  const logs = useQuery({
    queryKey: ["logs", asked, page],
    queryFn: ({ signal }) =>
      call(listBillingLogs, { ...filterInput(asked), page: String(page), limit: perPage }, { signal }),
    placeholderData: keepPreviousData,
  });
  const change = (next: LogFilterValues) => {
    setFilter(next);
    setPage(1);
  };
  const total = logs.data?.paging_info.total_records ?? 0;
  return (
    <>
      <LogFilter values={filter} onChange={change} />
      <Group justify="space-between">
        <Group gap="xs">
          <Text size="sm" role="status">
            {l.total(total)}
          </Text>
          {logs.isFetching && <Loader size="xs" />}
        </Group>
        <CsvButton
          csv={csv}
          why={total === 0 ? t.csv.empty : null}
          onSave={() => void save(filter)}
          testId="logs-csv"
        />
      </Group>
      <QueryView query={logs}>
        {(data) => (
          <>
            <Totals total={data.total} currency={cafe.currency} />
            <DataTable
              label={l.title}
              columns={columnsFor(cafe.currency, {
                narrow: (account) => change({ ...filter, member: account }),
                show,
              })}
              rows={data.log_list}
              rowKey={(row) => row.log_id}
              empty={data.event_list.length === 0 ? l.none : l.noMatch}
              minWidth={1020}
              asCards
            />
            <PageFooter
              total={l.total(total)}
              pages={data.paging_info.pages}
              page={page}
              onChange={setPage}
              label={l.pages}
            />
          </>
        )}
      </QueryView>
    </>
  );
}

function Totals({ total, currency }: { total: Listed["total"]; currency: string }) {
  const sums: [string, string][] = [
    [l.money, moneyText(total.log_money, currency)],
    [l.card, moneyText(total.log_card, currency)],
    [l.bonus, moneyText(total.log_bonus, currency)],
    [l.coins, total.log_coin === null ? "–" : Number(total.log_coin).toLocaleString()],
    [l.spend, moneyText(total.log_spend, currency)],
    [l.used, total.log_used_secs],
  ];
  return (
    <SimpleGrid
      cols={{ base: 2, xs: 3, md: 6 }}
      spacing="xs"
      role="group"
      aria-label={l.totals}
      data-testid="logs-totals"
    >
      {sums.map(([label, value]) => (
        <Paper key={label} withBorder px="sm" py={6}>
          <Text size="xs" c="dimmed">
            {label}
          </Text>
          <Text fw={600} className="pc-time">
            {value}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
