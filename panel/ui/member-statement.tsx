import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { balanceHistory } from "../../contract/operations/members-more.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { DataTable, type Column } from "../table/data-table.tsx";
import { t } from "../text/en.ts";
import { eventName } from "./event-name.ts";
import type { Member } from "./member-status.tsx";
import { MoneyCell } from "./money-cell.tsx";
import { localText, moneyText } from "./money.ts";
import { RefusalAlert } from "./refusal-alert.tsx";
import { ownMoney, statementLines, type StatementLine } from "./statement-lines.ts";

const perPage = 25;
const s = t.statement;

function columnsFor(currency: string): Column<StatementLine>[] {
  return [
    { key: "date", header: s.date, oneLine: true, cell: ({ item }) => localText(item.log_date_local) },
    { key: "event", header: s.event, cell: ({ item }) => eventName(item) },
    {
      key: "money",
      header: s.money,
      numeric: true,
      cell: ({ paid }) => <MoneyCell amount={paid} currency={currency} />,
    },
    {
      key: "bonus",
      header: s.bonus,
      numeric: true,
      cell: ({ item }) => <MoneyCell signed amount={item.log_bonus} currency={currency} />,
    },
    {
      key: "effect",
      header: s.effect,
      numeric: true,
      cell: ({ effect }) => <MoneyCell signed amount={effect} currency={currency} />,
    },
    {
      key: "after",
      header: s.after,
      numeric: true,
      cell: ({ after }) => <b>{moneyText(after, currency)}</b>,
    },
    { key: "details", header: s.details, cell: ({ item }) => item.log_details || "–" },
  ];
}

/** What moved a member's money, newest first, each line with the balance it led to. */
export function MemberStatement({ member }: { member: Member }) {
  const call = useCall();
  const { cafe } = useSignedIn();
  const history = useInfiniteQuery({
    // The balance is a part of the key: lines and balance must be of one moment.
    queryKey: ["members", "statement", member.member_id, member.member_balance, member.member_loan],
    queryFn: ({ pageParam, signal }) =>
      call(
        balanceHistory,
        { memberId: member.member_id, page: String(pageParam), limit: perPage },
        { signal },
      ),
    initialPageParam: 1,
    getNextPageParam: ({ paging_info: { page_next: next } }) => (next > 0 ? next : undefined),
  });
  const [first] = history.data?.pages ?? [];
  const items = history.data?.pages.flatMap((page) => page.items) ?? [];
  const { lines, before } = statementLines(items, ownMoney(member));
  const loan = Number(member.member_loan) > 0;
  return (
    <Stack gap="xs" component="section" aria-label={s.title} data-testid="statement">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {s.title}
        </Title>
        {first && items.length > 0 && (
          <Text size="sm" c="dimmed">
            {s.summary(
              moneyText(first.summary.topup, cafe.currency),
              moneyText(first.summary.spend, cafe.currency),
            )}
          </Text>
        )}
      </Group>
      <RefusalAlert error={history.error} />
      {first && (
        <DataTable
          label={s.title}
          columns={columnsFor(cafe.currency)}
          rows={lines.map((line, index) => ({ ...line, index }))}
          rowKey={({ index }) => index}
          empty={s.none}
          minWidth={820}
        />
      )}
      {history.hasNextPage && (
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {s.before(moneyText(before, cafe.currency))}
          </Text>
          <Button
            variant="light"
            size="xs"
            loading={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            {s.older}
          </Button>
        </Group>
      )}
      {!history.hasNextPage && Number(before) !== 0 && (
        <Text size="sm">{s.carried(moneyText(before, cafe.currency))}</Text>
      )}
      {items.length > 0 && (
        <Text size="xs" c="dimmed">
          {loan ? s.helpLoan : s.help}
        </Text>
      )}
    </Stack>
  );
}
