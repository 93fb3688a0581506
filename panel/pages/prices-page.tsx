import { Alert, Anchor, Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { listPrices, readPriceCoverage, removePrice } from "../../contract/operations/prices.ts";
import { refusalText, useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { memberGroupChoices, pcGroupChoices, useMemberGroups, usePcGroups } from "../forms/price-groups.ts";
import { PricePreview } from "../forms/price-preview.tsx";
import type { Price } from "../forms/price-values.ts";
import { DataTable, type Column } from "../table/data-table.tsx";
import { t } from "../text/en.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { PriceCoverage } from "../ui/price-coverage.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { WeekStrip } from "../ui/week-strip.tsx";

const p = t.prices;

/** A price without a colour of its own. */
const plainColor = "var(--mantine-color-gray-5)";

interface Acts {
  why: string | null;
  remove: (price: Price) => void;
  pcGroups: { value: string; label: string }[];
  memberGroups: { value: string; label: string }[];
}

function namesOf(ids: readonly number[], choices: Acts["pcGroups"]): string {
  if (ids.length === 0) return p.all;
  return ids
    .map((id) => choices.find(({ value }) => value === String(id))?.label ?? p.unknownGroup(id))
    .join(", ");
}

function columnsFor({ why, remove, pcGroups, memberGroups }: Acts): Column<Price>[] {
  return [
    {
      key: "name",
      header: p.fields.name,
      cell: (row) => (
        <Group gap="xs" wrap="nowrap">
          <span className="price-dot" style={{ background: row.price_color || plainColor }} aria-hidden />
          <Anchor component={Link} to={`/settings/prices/${row.price_id}`} fw={600}>
            {row.price_name}
          </Anchor>
          {row.price_is_active === 0 && (
            <Badge size="sm" variant="light" color="gray">
              {p.inactive}
            </Badge>
          )}
        </Group>
      ),
    },
    { key: "show", header: p.price, oneLine: true, cell: (row) => row.price_show },
    {
      key: "week",
      header: p.week,
      cell: (row) => row.price_type === "fixed" && <WeekStrip name={row.price_name} week={row.price_grid} />,
    },
    { key: "pcs", header: p.forPcs, cell: (row) => namesOf(row.price_pc_group_ids, pcGroups) },
    {
      key: "members",
      header: p.forMembers,
      cell: (row) => namesOf(row.price_member_group_ids, memberGroups),
    },
    { key: "order", header: p.fields.order, numeric: true, cell: (row) => row.price_order },
    {
      key: "actions",
      header: t.common.actions,
      cell: (row) => (
        <Group gap="xs" wrap="nowrap">
          <Button
            component={Link}
            to={`/settings/prices/${row.price_id}`}
            size="compact-sm"
            variant="light"
            aria-label={`${why === null ? p.edit : p.show} ${row.price_name}`}
          >
            {why === null ? p.edit : p.show}
          </Button>
          <GuardedButton size="compact-sm" variant="light" color="red" why={why} onClick={() => remove(row)}>
            {p.remove}
          </GuardedButton>
        </Group>
      ),
    },
  ];
}

export function PricesPage() {
  const call = useCall();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { may } = useSignedIn();
  const why = may("price_edit") ? null : t.common.noRight("price_edit");
  const prices = useQuery({ queryKey: ["prices", "list"], queryFn: () => call(listPrices, {}) });
  const coverage = useQuery({ queryKey: ["prices", "coverage"], queryFn: () => call(readPriceCoverage, {}) });
  const pcGroups = pcGroupChoices(usePcGroups().data ?? []);
  const memberGroups = memberGroupChoices(useMemberGroups().data ?? []);
  const remove = ({ price_id: priceId, price_name: name }: Price) =>
    modals.openConfirmModal({
      title: p.removeTitle(name),
      children: <Text size="sm">{p.removeBody}</Text>,
      labels: { confirm: p.remove, cancel: t.common.cancel },
      confirmProps: { color: "red" },
      onConfirm: () => {
        call(removePrice, { priceId })
          .then(
            () => notifications.show({ message: p.removed(name), color: "teal" }),
            (error: unknown) =>
              notifications.show({ message: refusalText(error), color: "red", autoClose: 10_000 }),
          )
          .finally(() => void client.invalidateQueries({ queryKey: ["prices"] }));
      },
    });
  const colorOf = (priceId: number) =>
    prices.data?.find(({ price_id: id }) => id === priceId)?.price_color || plainColor;
  return (
    <Stack maw={1200}>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {p.title}
        </Title>
        <GuardedButton
          why={why}
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => void navigate({ to: "/settings/prices/$priceId", params: { priceId: "new" } })}
          data-testid="price-add"
        >
          {p.add}
        </GuardedButton>
      </Group>
      <Text c="dimmed">{p.intro}</Text>
      {why !== null && <Alert color="gray">{p.readOnly}</Alert>}
      <QueryView query={prices}>
        {(rows) => (
          <DataTable
            label={p.title}
            columns={columnsFor({ why, remove, pcGroups, memberGroups })}
            rows={rows}
            rowKey={(row) => row.price_id}
            empty={p.none}
            minWidth={900}
          />
        )}
      </QueryView>
      <QueryView query={coverage}>{(data) => <PriceCoverage coverage={data} colorOf={colorOf} />}</QueryView>
      <div className="price-question">
        <PricePreview />
      </div>
    </Stack>
  );
}
