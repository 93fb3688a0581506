import {
  Alert,
  Anchor,
  Group,
  Loader,
  Pagination,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconDownload } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import { listBillingLogs } from "../../contract/operations/billing-logs.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { filterInput, freshFilter, LogFilter, type LogFilterValues } from "../forms/log-filter.tsx";
import { mostCsvRows, useLogCsv, type LogRow } from "../forms/use-log-csv.ts";
import { DataTable, type Column } from "../table/data-table.tsx";
import { t } from "../text/en.ts";
import { eventName } from "../ui/event-name.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { MoneyCell } from "../ui/money-cell.tsx";
import { localText, moneyText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";

const l = t.logs;
const perPage = 50;
type Listed = Answer<typeof listBillingLogs>;

function columnsFor(currency: string, show: (account: string) => void): Column<LogRow>[] {
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
          "–"
        ) : (
          <Anchor component="button" type="button" size="sm" onClick={() => show(account)}>
            {account}
          </Anchor>
        ),
    },
    { key: "pc", header: l.pc, cell: (row) => row.log_pc_name || "–" },
    money("money", l.money, (row) => row.log_money),
    money("card", l.card, (row) => row.log_card),
    money("qr", l.qr, (row) => row.log_qr),
    money("bonus", l.bonus, (row) => row.log_bonus, true),
    money("spend", l.spend, (row) => row.log_spend),
    {
      key: "used",
      header: l.used,
      numeric: true,
      cell: (row) => (row.log_used_secs === "00:00:00" ? "–" : row.log_used_secs),
    },
    { key: "staff", header: l.staff, cell: (row) => row.log_staff_name || "–" },
    { key: "details", header: l.details, cell: (row) => row.log_details || "–" },
  ];
}

/** Who may not read the logs is told so in a sentence, and nothing is asked. */
export function LogsPage() {
  const { may } = useSignedIn();
  return (
    <Stack>
      <Title order={1} size="h2">
        {l.title}
      </Title>
      {may("log_read") ? <Logs /> : <Text data-testid="logs-no-right">{l.noRight}</Text>}
    </Stack>
  );
}

function Logs() {
  const call = useCall();
  const { cafe } = useSignedIn();
  const [filter, setFilter] = useState(() => freshFilter(cafe.timezone));
  const [asked] = useDebouncedValue(filter, 300);
  const [page, setPage] = useState(1);
  const csv = useLogCsv();
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
            {csv.progress === null ? l.total(total) : l.csvBusy(csv.progress.done, csv.progress.all)}
          </Text>
          {logs.isFetching && <Loader size="xs" />}
        </Group>
        <GuardedButton
          variant="default"
          size="xs"
          leftSection={<IconDownload size={14} aria-hidden />}
          why={csv.progress !== null ? t.common.wait : total === 0 ? l.csvEmpty : null}
          onClick={() => void csv.save(filter)}
          data-testid="logs-csv"
        >
          {l.csv}
        </GuardedButton>
      </Group>
      {total > mostCsvRows && (
        <Alert color="gray" p="xs">
          {l.csvLimit(mostCsvRows)}
        </Alert>
      )}
      <QueryView query={logs}>
        {(data) => (
          <>
            <Totals total={data.total} currency={cafe.currency} />
            <DataTable
              label={l.title}
              columns={columnsFor(cafe.currency, (account) => change({ ...filter, member: account }))}
              rows={data.log_list}
              rowKey={(row) => row.log_id}
              empty={data.event_list.length === 0 ? l.none : l.noMatch}
              minWidth={1250}
            />
            {data.paging_info.pages > 1 && (
              <Pagination
                total={data.paging_info.pages}
                value={page}
                onChange={setPage}
                aria-label={l.pages}
                size="sm"
                siblings={1}
              />
            )}
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
