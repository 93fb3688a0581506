import { Button, Group, Loader, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPrinter } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { memberStatement } from "../../contract/operations/member-books.ts";
import { allPages, waitSeconds, type Page } from "../api/all-pages.ts";
import { refusalText, useCall, type Call } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { DataTable } from "../table/data-table.tsx";
import { PageFooter } from "../table/page-footer.tsx";
import { t } from "../text/en.ts";
import type { Member } from "../ui/member-status.tsx";
import { moneyText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";
import { statementColumns, statementCsv, type StatementLine } from "../ui/statement-table.tsx";
import { CsvButton } from "./csv-button.tsx";
import { StatementSheet, type StatementFilter } from "./statement-sheet.tsx";
import { useCsv } from "./use-csv.ts";

const s = t.statement;
const perPage = 25;
const perCall = 500;

const noFilter: StatementFilter = { first: "", last: "", event: "all" };

/** Kinds of movement a member may have; others are found by their time. */
const events = [
  ...[
    "TOPUP",
    "CHECKOUT",
    "ORDER",
    "ORDER_REFUND",
    "OFFER_REFUND",
    "BALANCE_DEDUCT",
    "LOAN_ADD",
    "BONUS_EXPIRE",
  ],
  ...["CASHBACK", "COIN_CHANGE", "POINT_CHANGE", "BOOKING_ADD", "BOOKING_CANCEL"],
];

const inputOf = (memberId: number, { first, last, event }: StatementFilter) => ({
  memberId,
  ...(first !== "" && { date_start: first }),
  ...(last !== "" && { date_end: last }),
  ...(event !== "all" && { event }),
});

const readLines =
  (call: Call, memberId: number, filter: StatementFilter) =>
  async (page: number, signal?: AbortSignal): Promise<Page<StatementLine>> => {
    const input = { ...inputOf(memberId, filter), page: String(page), limit: perCall };
    const answer = await call(memberStatement, input, signal === undefined ? {} : { signal });
    const { page_next: next, total_records: total } = answer.paging_info;
    return { rows: answer.items, next, total };
  };

const keyOf = (line: StatementLine) => line.transfer_id;

/** Every movement of a member's accounts, newest first, each line with what it led to: to be read, filtered, kept, printed. */
export function MemberStatement({ member }: { member: Member }) {
  const call = useCall();
  const { cafe } = useSignedIn();
  const [filter, setFilter] = useState(noFilter);
  const [page, setPage] = useState(1);
  const csv = useCsv();
  const isRight = filter.first === "" || filter.last === "" || filter.first <= filter.last;
  const lines = useQuery({
    // What is held is a part of the key: lines and figures above them must be of one moment.
    queryKey: ["members", "statement", member.member_id, member.member_balance, filter, page],
    queryFn: ({ signal }) =>
      call(
        memberStatement,
        { ...inputOf(member.member_id, filter), page: String(page), limit: perPage },
        { signal },
      ),
    placeholderData: keepPreviousData,
    enabled: isRight,
  });
  const change = (next: StatementFilter) => {
    setFilter(next);
    setPage(1);
  };
  const isFiltered = filter.first !== "" || filter.last !== "" || filter.event !== "all";
  const isEmpty = lines.data?.paging_info.total_records === 0;
  return (
    <Stack gap="sm" component="section" aria-label={s.title} data-testid="statement">
      <FilterFields filter={filter} onChange={change} error={isRight ? null : s.rangeWrong} />
      <Group justify="space-between">
        <Group gap="xs">
          {lines.data !== undefined && !isEmpty && (
            <Text size="sm" role="status">
              {s.summary(
                moneyText(lines.data.total.paid, cafe.currency),
                moneyText(lines.data.total.balance_change, cafe.currency),
                moneyText(lines.data.total.bonus_change, cafe.currency),
              )}
            </Text>
          )}
          {lines.isFetching && <Loader size="xs" />}
        </Group>
        <Group gap="xs">
          <PrintButton member={member} filter={filter} disabled={isEmpty} />
          <CsvButton
            csv={csv}
            why={isEmpty ? t.csv.empty : null}
            onSave={() =>
              void csv.save({
                fileName: `statement-${member.member_account}.csv`,
                columns: statementCsv,
                keyOf,
                read: readLines(call, member.member_id, filter),
              })
            }
            testId="statement-csv"
          />
        </Group>
      </Group>
      <QueryView query={lines}>
        {({ items, paging_info: paging }) => (
          <>
            <DataTable
              label={s.title}
              columns={statementColumns(items, cafe.currency)}
              rows={items}
              rowKey={keyOf}
              empty={isFiltered ? s.noMatch : s.none}
              minWidth={980}
              asCards
            />
            {paging.total_records > 0 && (
              <PageFooter
                total={s.lines(paging.total_records)}
                pages={paging.pages}
                page={page}
                onChange={setPage}
                label={s.pages}
              />
            )}
          </>
        )}
      </QueryView>
      {lines.data !== undefined && !isEmpty && (
        <Text size="xs" c="dimmed">
          {s.help}
        </Text>
      )}
    </Stack>
  );
}

interface FilterProps {
  filter: StatementFilter;
  onChange: (filter: StatementFilter) => void;
  error: string | null;
}

function FilterFields({ filter, onChange, error }: FilterProps) {
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" style={{ alignItems: "start" }}>
      <TextInput
        label={t.logs.from}
        type="date"
        value={filter.first}
        onChange={(event) => onChange({ ...filter, first: event.currentTarget.value })}
        error={error}
      />
      <TextInput
        label={t.logs.to}
        type="date"
        value={filter.last}
        onChange={(event) => onChange({ ...filter, last: event.currentTarget.value })}
      />
      <Select
        label={t.logs.event}
        data={[
          { value: "all", label: t.logs.anyEvent },
          ...events.map((event) => ({ value: event, label: t.events[event] ?? event })),
        ]}
        allowDeselect={false}
        searchable
        value={filter.event}
        onChange={(event) => event !== null && onChange({ ...filter, event })}
      />
      <Button variant="subtle" mt={25} onClick={() => onChange(noFilter)}>
        {t.logs.clear}
      </Button>
    </SimpleGrid>
  );
}

interface PrintProps {
  member: Member;
  filter: StatementFilter;
  disabled: boolean;
}

/** Reads every line of the filter, puts them on a sheet, and prints that. */
function PrintButton({ member, filter, disabled }: PrintProps) {
  const call = useCall();
  const [lines, setLines] = useState<StatementLine[] | null>(null);
  const [isReading, setReading] = useState(false);
  const print = async () => {
    setReading(true);
    const read = readLines(call, member.member_id, filter);
    const found: StatementLine[] = [];
    try {
      for await (const { rows } of allPages({ read, keyOf, wait: waitSeconds })) found.push(...rows);
      setLines(found);
    } catch (error) {
      notifications.show({ message: refusalText(error), color: "red", autoClose: 10_000 });
    } finally {
      setReading(false);
    }
  };
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPrinter size={14} aria-hidden />}
        loading={isReading}
        disabled={disabled}
        onClick={() => void print()}
        data-testid="statement-print"
      >
        {s.print}
      </Button>
      {lines !== null && (
        <StatementSheet member={member} filter={filter} lines={lines} onPrinted={() => setLines(null)} />
      )}
    </>
  );
}
