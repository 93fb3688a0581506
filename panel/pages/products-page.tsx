import {
  Badge,
  Button,
  Group,
  Image,
  Menu,
  ActionIcon,
  Select,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { modals } from "@mantine/modals";
import {
  IconCheck,
  IconDots,
  IconHistory,
  IconPackage,
  IconPlus,
  IconSearch,
  IconX,
} from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listProducts } from "../../contract/operations/products.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { plainPrice } from "../forms/offer-values.ts";
import { ProductGroupsForm } from "../forms/product-groups-form.tsx";
import type { Product } from "../forms/product-values.ts";
import { useProductActs } from "../forms/use-product-acts.tsx";
import { useProductGroups } from "../forms/use-product-groups.ts";
import { DataTable, type Column } from "../table/data-table.tsx";
import { PageFooter } from "../table/page-footer.tsx";
import { t } from "../text/en.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { moneyText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";
import { StockBadge } from "../ui/stock-badge.tsx";

const p = t.products;
const perPage = 25;

function Name({ row }: { row: Product }) {
  return (
    <Group gap="xs" wrap="nowrap">
      {row.product_image !== null && <Image src={row.product_image} alt="" w={36} h={36} fit="contain" />}
      <div>
        {row.product_name}
        {row.product_combo !== null && (
          <Badge ml={6} size="xs" variant="light">
            {p.setOf}
          </Badge>
        )}
        {row.product_barcode !== "" && (
          <Text size="xs" c="dimmed">
            {row.product_barcode}
          </Text>
        )}
      </div>
    </Group>
  );
}

function State({ row }: { row: Product }) {
  if (row.product_is_active === 0)
    return (
      <Badge variant="light" color="gray" leftSection={<IconX size={12} aria-hidden />}>
        {p.off}
      </Badge>
    );
  return (
    <Badge variant="light" color="teal" leftSection={<IconCheck size={12} aria-hidden />}>
      {row.product_enable_client === 1 ? p.on : p.deskOnly}
    </Badge>
  );
}

function whyNoRestock(row: Product, why: string | null): string | null {
  if (why !== null) return why;
  if (row.product_combo !== null) return p.whyNoRestock.set;
  return row.product_unlimited === 1 ? p.whyNoRestock.notCounted : null;
}

interface Whys {
  edit: string | null;
  restock: string | null;
}

function columnsFor(currency: string, why: Whys, acts: ReturnType<typeof useProductActs>): Column<Product>[] {
  const price = (amount: string) => moneyText(plainPrice(amount), currency);
  return [
    { key: "name", header: p.name, cell: (row) => <Name row={row} /> },
    { key: "group", header: p.group, cell: (row) => row.product_group_name },
    {
      key: "price",
      header: p.price,
      numeric: true,
      cell: (row) => (
        <>
          {price(row.product_price)}
          {row.product_coin_price > 0 && (
            <Text size="xs" c="dimmed">
              {p.coins(row.product_coin_price)}
            </Text>
          )}
        </>
      ),
    },
    {
      key: "cost",
      header: p.cost,
      numeric: true,
      cell: (row) => (row.product_combo === null ? price(row.product_cost) : "–"),
    },
    { key: "stock", header: p.stock, numeric: true, cell: (row) => <StockBadge row={row} /> },
    { key: "state", header: p.state, cell: (row) => <State row={row} /> },
    {
      key: "actions",
      header: t.common.actions,
      cell: (row) => (
        <Group gap="xs" wrap="nowrap">
          <GuardedButton
            size="compact-sm"
            variant="light"
            why={whyNoRestock(row, why.restock)}
            onClick={() => acts.restock(row)}
          >
            {p.restock}
          </GuardedButton>
          <GuardedButton size="compact-sm" variant="light" why={why.edit} onClick={() => acts.edit(row)}>
            {p.edit}
          </GuardedButton>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" size={28} aria-label={`${t.common.actions}: ${row.product_name}`}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => acts.log(row)}>{p.log}</Menu.Item>
              <Menu.Item color="red" disabled={why.edit !== null} onClick={() => acts.remove(row)}>
                {p.remove}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      ),
    },
  ];
}

/** The goods of the shop: what they cost, how many are there, who may buy them. Offers have a page of their own. */
export function ProductsPage() {
  const call = useCall();
  const { cafe, may } = useSignedIn();
  const acts = useProductActs();
  const groups = useProductGroups();
  const why = {
    edit: may("product_edit") ? null : t.common.noRight("product_edit"),
    restock: may("restock") ? null : t.common.noRight("restock"),
  };
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 300);
  const [group, setGroup] = useState<string | null>(null);
  const [page, setPage] = useState(1);
  const products = useQuery({
    queryKey: ["products", "list", search, group, page],
    queryFn: ({ signal }) =>
      call(
        listProducts,
        {
          ...{ page: String(page), limit: String(perPage), search_text: search, product_is_offer: false },
          ...(group !== null && { product_group_id: Number(group) }),
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
          <Button
            variant="default"
            leftSection={<IconHistory size={16} aria-hidden />}
            onClick={() => acts.log(null)}
            data-testid="stock-log"
          >
            {p.log}
          </Button>
          <GuardedButton
            variant="default"
            why={why.edit}
            leftSection={<IconPackage size={16} aria-hidden />}
            onClick={() => modals.open({ title: p.groupsTitle, children: <ProductGroupsForm /> })}
            data-testid="product-groups"
          >
            {p.manageGroups}
          </GuardedButton>
          <GuardedButton
            why={why.edit}
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => acts.edit(null)}
            data-testid="product-add"
          >
            {p.add}
          </GuardedButton>
        </Group>
      </Group>
      <Text c="dimmed">{p.intro}</Text>
      <Group>
        <TextInput
          data-search
          w={{ base: "100%", xs: 280 }}
          placeholder={p.search}
          aria-label={p.search}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setPage(1);
          }}
        />
        <Select
          w={{ base: "100%", xs: 200 }}
          aria-label={p.group}
          placeholder={p.allGroups}
          clearable
          data={groups}
          value={group}
          onChange={(chosen) => {
            setGroup(chosen);
            setPage(1);
          }}
        />
      </Group>
      <QueryView query={products}>
        {({ items, paging_info: paging }) => (
          <>
            <DataTable
              label={p.title}
              columns={columnsFor(cafe.currency, why, acts)}
              rows={items}
              rowKey={(row) => row.product_id}
              empty={search === "" && group === null ? p.none : p.noMatch}
              minWidth={860}
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
