import { Badge, Button, Group, SegmentedControl, Stack, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCheck, IconPlus, IconSearch, IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listPromoCodes } from "../../contract/operations/promo-codes.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import type { PromoCode } from "../forms/promo-values.ts";
import { usePromoActs } from "../forms/use-promo-acts.tsx";
import { DataTable, type Column } from "../table/data-table.tsx";
import { PageFooter } from "../table/page-footer.tsx";
import { t } from "../text/en.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { localText, moneyText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";

const p = t.promo;
const perPage = 25;

function givesText(
  { promo_value: value, promo_unit: unit, promo_target: target }: PromoCode,
  currency: string,
) {
  if (unit === "percent") return `${Number(value)} % (${p.targets[target] ?? target})`;
  return target === "coin" ? `${Number(value)} ${t.members.coins}` : moneyText(value, currency);
}

function columnsFor(
  currency: string,
  why: string | null,
  acts: ReturnType<typeof usePromoActs>,
): Column<PromoCode>[] {
  return [
    { key: "code", header: p.code, cell: (row) => <code>{row.promo_code}</code> },
    { key: "gives", header: p.value, oneLine: true, cell: (row) => givesText(row, currency) },
    { key: "for", header: p.purpose, cell: (row) => p.purposes[row.promo_purpose] ?? row.promo_purpose },
    {
      key: "min",
      header: p.minTopup,
      numeric: true,
      cell: (row) => (Number(row.promo_min_topup) === 0 ? "–" : moneyText(row.promo_min_topup, currency)),
    },
    { key: "to", header: p.to, oneLine: true, cell: (row) => localText(row.promo_to_local) },
    {
      key: "uses",
      header: p.uses,
      numeric: true,
      cell: (row) => (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => acts.uses(row)}
          aria-label={p.usesOf(row.promo_code)}
        >
          {row.promo_uses} / {row.promo_max_uses === 0 ? p.any : row.promo_max_uses}
        </Button>
      ),
    },
    {
      key: "state",
      header: p.state,
      cell: (row) =>
        row.promo_is_active === 1 ? (
          <Badge variant="light" color="teal" leftSection={<IconCheck size={12} aria-hidden />}>
            {p.on}
          </Badge>
        ) : (
          <Badge variant="light" color="gray" leftSection={<IconX size={12} aria-hidden />}>
            {p.off}
          </Badge>
        ),
    },
    {
      key: "actions",
      header: t.common.actions,
      cell: (row) => (
        <Group gap="xs" wrap="nowrap">
          <GuardedButton size="compact-sm" variant="light" why={why} onClick={() => acts.edit(row)}>
            {p.edit}
          </GuardedButton>
          <GuardedButton size="compact-sm" variant="light" why={why} onClick={() => acts.toggle(row)}>
            {row.promo_is_active === 1 ? p.switchOff : p.switchOn}
          </GuardedButton>
          <GuardedButton
            size="compact-sm"
            variant="light"
            color="red"
            why={why}
            onClick={() => acts.remove(row)}
          >
            {p.remove}
          </GuardedButton>
        </Group>
      ),
    },
  ];
}

export function PromoCodesPage() {
  const call = useCall();
  const { cafe, may } = useSignedIn();
  const acts = usePromoActs();
  const why = may("promo_edit") ? null : t.common.noRight("promo_edit");
  const [state, setState] = useState("all");
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 300);
  const [page, setPage] = useState(1);
  const codes = useQuery({
    queryKey: ["promo-codes", "list", state, search, page],
    queryFn: ({ signal }) =>
      call(
        listPromoCodes,
        {
          page: String(page),
          limit: perPage,
          search_text: search,
          search_field: "promo_code",
          ...(state !== "all" && { active: state === "on" }),
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {p.title}
        </Title>
        <Group gap="xs">
          <Button variant="default" onClick={() => acts.tryOut("")} data-testid="promo-try">
            {t.promoCheck.open}
          </Button>
          <GuardedButton
            why={why}
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => acts.edit(null)}
            data-testid="promo-add"
          >
            {p.add}
          </GuardedButton>
        </Group>
      </Group>
      <Group>
        <TextInput
          data-search
          placeholder={p.search}
          aria-label={p.search}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setPage(1);
          }}
        />
        <SegmentedControl
          aria-label={p.state}
          data={Object.entries(p.states).map(([value, label]) => ({ value, label }))}
          value={state}
          onChange={(next) => {
            setState(next);
            setPage(1);
          }}
        />
      </Group>
      <QueryView query={codes}>
        {({ items, paging_info: paging }) => (
          <>
            <DataTable
              label={p.title}
              columns={columnsFor(cafe.currency, why, acts)}
              rows={items}
              rowKey={(row) => row.promo_id}
              empty={search === "" && state === "all" ? p.none : p.noMatch}
              minWidth={1000}
            />
            <PageFooter
              total={p.total(paging.total_records)}
              pages={paging.pages}
              page={page}
              onChange={setPage}
              label={p.pages}
            />
          </>
        )}
      </QueryView>
    </Stack>
  );
}
