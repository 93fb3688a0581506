import { Badge, Group, Pagination, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconCheck, IconPlus, IconSearch, IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { listProducts, removeProduct } from "../../contract/operations/products.ts";
import { refusalText, useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { OfferForm } from "../forms/offer-form.tsx";
import { daysOf, hoursOf, type Offer } from "../forms/offer-values.ts";
import { DataTable, type Column } from "../table/data-table.tsx";
import { t } from "../text/en.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { moneyText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";
import { minuteOf } from "../ui/week-strip.ts";
import { WeekStrip } from "../ui/week-strip-view.tsx";

const o = t.offers;
const offersGroup = -1;
const perPage = 25;

function Window({ offer }: { offer: Offer }) {
  const days = daysOf(offer.product_enable_weekday);
  const [from, to] = hoursOf(offer.product_enable_time).map((text) => minuteOf(text) ?? 0) as [
    number,
    number,
  ];
  if (days.length === 0 && (from === to || (from === 0 && to === 1440)))
    return <Text size="sm">{o.always}</Text>;
  return <WeekStrip weekdays={days.map(Number)} from={from} to={to} label={o.runs} />;
}

function State({ offer }: { offer: Offer }) {
  if (offer.product_is_active === 0)
    return (
      <Badge variant="light" color="gray" leftSection={<IconX size={12} aria-hidden />}>
        {o.off}
      </Badge>
    );
  return (
    <Badge variant="light" color="teal" leftSection={<IconCheck size={12} aria-hidden />}>
      {offer.product_enable_client === 1 ? o.on : o.hidden}
    </Badge>
  );
}

function columnsFor(
  currency: string,
  why: string | null,
  acts: { edit: (offer: Offer | null) => void; remove: (offer: Offer) => void },
): Column<Offer>[] {
  return [
    { key: "name", header: o.name, cell: (row) => row.product_name },
    { key: "time", header: o.time, oneLine: true, cell: (row) => o.hours(row.product_mins) },
    {
      key: "price",
      header: o.price,
      numeric: true,
      cell: (row) => (
        <>
          {moneyText(row.product_price, currency)}
          {row.product_coin_price > 0 && (
            <Text size="xs" c="dimmed">
              {o.coins(row.product_coin_price)}
            </Text>
          )}
        </>
      ),
    },
    { key: "runs", header: o.runs, cell: (row) => <Window offer={row} /> },
    {
      key: "expires",
      header: o.expires,
      cell: (row) =>
        o.expiryText(row.product_expired_type, row.product_expired_days, row.product_expired_hours),
    },
    { key: "priority", header: o.priority, numeric: true, cell: (row) => row.product_priority },
    { key: "state", header: o.state, cell: (row) => <State offer={row} /> },
    {
      key: "actions",
      header: t.common.actions,
      cell: (row) => (
        <Group gap="xs" wrap="nowrap">
          <GuardedButton size="compact-sm" variant="light" why={why} onClick={() => acts.edit(row)}>
            {o.edit}
          </GuardedButton>
          <GuardedButton
            size="compact-sm"
            variant="light"
            color="red"
            why={why}
            onClick={() => acts.remove(row)}
          >
            {o.remove}
          </GuardedButton>
        </Group>
      ),
    },
  ];
}

/** Dialogs of the page: the editor, and the question before an offer goes. */
function useOfferActs() {
  const call = useCall();
  const client = useQueryClient();
  return {
    edit: (offer: Offer | null) => {
      modals.open({
        title: offer === null ? o.addTitle : o.editTitle(offer.product_name),
        size: "lg",
        closeOnClickOutside: false,
        children: <OfferForm offer={offer} />,
      });
    },
    remove: ({ product_id: id, product_name: name }: Offer) => {
      modals.openConfirmModal({
        title: o.removeTitle(name),
        children: <Text size="sm">{o.removeBody}</Text>,
        labels: { confirm: o.remove, cancel: t.common.cancel },
        confirmProps: { color: "red" },
        onConfirm: () =>
          void call(removeProduct, { productId: String(id) })
            .then(
              () => notifications.show({ message: o.removed(name), color: "teal" }),
              (error: unknown) =>
                notifications.show({ message: refusalText(error), color: "red", autoClose: 10_000 }),
            )
            .finally(() => void client.invalidateQueries({ queryKey: ["offers"] })),
      });
    },
  };
}

export function OffersPage() {
  const call = useCall();
  const { cafe, may } = useSignedIn();
  const acts = useOfferActs();
  const why = may("product_edit") ? null : t.common.noRight("product_edit");
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 300);
  const [page, setPage] = useState(1);
  const offers = useQuery({
    queryKey: ["offers", "list", search, page],
    queryFn: ({ signal }) =>
      call(
        listProducts,
        { page: String(page), limit: String(perPage), search_text: search, product_group_id: offersGroup },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {o.title}
        </Title>
        <GuardedButton
          why={why}
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => acts.edit(null)}
          data-testid="offer-add"
        >
          {o.add}
        </GuardedButton>
      </Group>
      <Text c="dimmed">{o.intro}</Text>
      <TextInput
        data-search
        maw={320}
        placeholder={o.search}
        aria-label={o.search}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setPage(1);
        }}
      />
      <QueryView query={offers}>
        {({ items, paging_info: paging }) => (
          <>
            <DataTable
              label={o.title}
              columns={columnsFor(cafe.currency, why, acts)}
              rows={items}
              rowKey={(row) => row.product_id}
              empty={search === "" ? o.none : o.noMatch}
              minWidth={1000}
            />
            <Group justify="space-between">
              <Text size="sm" c="dimmed" role="status">
                {o.total(paging.total_records)}
              </Text>
              {paging.pages > 1 && (
                <Pagination
                  total={paging.pages}
                  value={page}
                  onChange={setPage}
                  aria-label={o.pages}
                  size="sm"
                  siblings={1}
                />
              )}
            </Group>
          </>
        )}
      </QueryView>
    </Stack>
  );
}
