import { Anchor, Group, Loader, Stack, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus, IconSearch, IconUpload } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { listMembers } from "../../contract/operations/members.ts";
import type { Right } from "../../contract/rights.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { useMemberDialogs } from "../forms/use-member-dialogs.tsx";
import { DataTable, type Column } from "../table/data-table.tsx";
import { PageFooter } from "../table/page-footer.tsx";
import { t } from "../text/en.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { MemberStatus, nameOf, type Member } from "../ui/member-status.tsx";
import { moneyText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";

const perPage = 25;

function columnsFor(
  currency: string,
  topUp: (member: Member) => void,
  whyNot: string | null,
): Column<Member>[] {
  const m = t.members;
  return [
    {
      key: "account",
      header: m.account,
      cell: (row) => (
        <Anchor component={Link} to={`/members/${row.member_id}`} fw={600}>
          {row.member_account}
        </Anchor>
      ),
    },
    { key: "name", header: m.name, cell: (row) => nameOf(row) || "–" },
    { key: "phone", header: m.phone, cell: (row) => row.member_phone || "–" },
    { key: "group", header: m.group, cell: (row) => row.member_group_name },
    {
      key: "balance",
      header: m.balance,
      numeric: true,
      cell: (row) => moneyText(row.member_balance, currency),
    },
    {
      key: "bonus",
      header: m.bonus,
      numeric: true,
      cell: (row) => moneyText(row.member_balance_bonus, currency),
    },
    {
      key: "coins",
      header: m.coins,
      numeric: true,
      cell: (row) => Number(row.member_coin_balance).toLocaleString(),
    },
    { key: "status", header: m.status, cell: (row) => <MemberStatus member={row} /> },
    {
      key: "actions",
      header: t.common.actions,
      cell: (row) => (
        <GuardedButton size="compact-sm" variant="light" why={whyNot} onClick={() => topUp(row)}>
          {m.topUp}
        </GuardedButton>
      ),
    },
  ];
}

/** An import adds and changes, so it takes both rights. */
function whyNoImport(may: (right: Right) => boolean): string | null {
  const missing = (["member_add", "member_edit"] as const).find((right) => !may(right));
  return missing === undefined ? null : t.common.noRight(missing);
}

export function MembersPage() {
  const call = useCall();
  const { cafe, may } = useSignedIn();
  const dialogs = useMemberDialogs();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 300);
  const [page, setPage] = useState(1);
  const members = useQuery({
    queryKey: ["members", "list", search, page],
    queryFn: ({ signal }) =>
      call(
        listMembers,
        { page: String(page), limit: perPage, search_text: search, guest: false },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
  const columns = columnsFor(cafe.currency, dialogs.topUp, may("topup") ? null : t.common.noRight("topup"));

  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t.members.title}
        </Title>
        <Group gap="xs">
          <GuardedButton
            variant="default"
            why={whyNoImport(may)}
            leftSection={<IconUpload size={16} aria-hidden />}
            onClick={dialogs.importFile}
            data-testid="member-import"
          >
            {t.memberImport.open}
          </GuardedButton>
          <GuardedButton
            why={may("member_add") ? null : t.common.noRight("member_add")}
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={dialogs.add}
            data-testid="member-add"
          >
            {t.members.add}
          </GuardedButton>
        </Group>
      </Group>
      <TextInput
        data-search
        maw={420}
        placeholder={t.members.search}
        aria-label={t.members.search}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={members.isFetching ? <Loader size="xs" /> : null}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setPage(1);
        }}
      />
      <QueryView query={members}>
        {({ members: rows, paging_info: paging }) => (
          <>
            <DataTable
              label={t.members.title}
              columns={columns}
              rows={rows}
              rowKey={(row) => row.member_id}
              empty={search === "" ? t.members.none : t.members.noMatch}
              minWidth={860}
            />
            <PageFooter
              total={t.members.total(paging.total_records)}
              pages={paging.pages}
              page={page}
              onChange={setPage}
              label={t.members.pages}
            />
          </>
        )}
      </QueryView>
    </Stack>
  );
}
