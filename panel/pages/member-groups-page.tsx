import { Alert, Anchor, Badge, Group, Image, Stack, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { readPages } from "../../contract/operations/configs.ts";
import { listMemberGroups, removeMemberGroup } from "../../contract/operations/member-groups.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import type { MemberGroup } from "../forms/group-icon-field.tsx";
import { MemberGroupForm } from "../forms/member-group-form.tsx";
import { DataTable, type Column } from "../table/data-table.tsx";
import { t } from "../text/en.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { tellOutcome } from "../ui/tell-outcome.ts";

const g = t.groups;
const percent = (value: number | string) => (Number(value) === 0 ? "–" : `${Number(value)} %`);
const points = ({
  member_group_id: id,
  member_group_point_min: min,
  member_group_point_max: max,
}: MemberGroup) =>
  id <= 0 ? "–" : `${Number(min).toLocaleString()} – ${Number(max) > 0 ? Number(max).toLocaleString() : "…"}`;

interface Acts {
  why: string | null;
  edit: (group: MemberGroup) => void;
  remove: (group: MemberGroup) => void;
}

function columnsFor({ why, edit, remove }: Acts): Column<MemberGroup>[] {
  return [
    {
      key: "name",
      header: g.name,
      cell: (row) => (
        <Stack gap={0}>
          <Group gap="xs" wrap="nowrap">
            {row.member_group_has_icon && (
              <Image
                src={`/api/v2/cafe/${row.member_group_icafe_id}/memberGroups/${row.member_group_id}/icon?${row.member_group_update}`}
                alt=""
                w={24}
                h={24}
                fit="contain"
              />
            )}
            <b>{row.member_group_name}</b>
            {row.member_group_id <= 0 && (
              <Badge size="sm" variant="light" color="gray">
                {g.builtIn}
              </Badge>
            )}
          </Group>
          <Text size="xs" c="dimmed">
            {row.member_group_desc}
          </Text>
        </Stack>
      ),
    },
    {
      key: "pc",
      header: g.short.pcTime,
      numeric: true,
      cell: (row) => percent(row.member_group_discount_pc_time),
    },
    {
      key: "products",
      header: g.short.products,
      numeric: true,
      cell: (row) => percent(row.member_group_discount_rate),
    },
    {
      key: "offers",
      header: g.short.offers,
      numeric: true,
      cell: (row) => percent(row.member_group_discount_offer),
    },
    {
      key: "cashback",
      header: g.short.cashback,
      numeric: true,
      cell: (row) => percent(row.member_group_bonus_cashback),
    },
    { key: "points", header: g.short.points, numeric: true, cell: points },
    { key: "members", header: g.members, numeric: true, cell: (row) => row.members_number.toLocaleString() },
    {
      key: "actions",
      header: t.common.actions,
      cell: (row) => (
        <Group gap="xs" wrap="nowrap">
          <GuardedButton size="compact-sm" variant="light" why={why} onClick={() => edit(row)}>
            {g.edit}
          </GuardedButton>
          <GuardedButton
            size="compact-sm"
            variant="light"
            color="red"
            why={why ?? (row.member_group_id <= 0 ? g.builtInNoRemove : null)}
            onClick={() => remove(row)}
          >
            {g.remove}
          </GuardedButton>
        </Group>
      ),
    },
  ];
}

export function MemberGroupsPage() {
  const call = useCall();
  const client = useQueryClient();
  const { may } = useSignedIn();
  const why = may("member_group_edit") ? null : t.common.noRight("member_group_edit");
  const groups = useQuery({ queryKey: ["member-groups"], queryFn: () => call(listMemberGroups, {}) });
  const edit = (group: MemberGroup | null) =>
    modals.open({
      title: group === null ? g.addTitle : g.editTitle(group.member_group_name),
      size: "lg",
      children: <MemberGroupForm group={group} />,
    });
  const remove = ({ member_group_id: id, member_group_name: name, members_number: count }: MemberGroup) =>
    modals.openConfirmModal({
      title: g.removeTitle(name),
      children: <Text size="sm">{g.removeBody(count)}</Text>,
      labels: { confirm: g.remove, cancel: t.common.cancel },
      confirmProps: { color: "red" },
      onConfirm: () =>
        void tellOutcome(call(removeMemberGroup, { memberGroupId: id }), g.removed(name)).finally(() => {
          void client.invalidateQueries({ queryKey: ["member-groups"] });
          void client.invalidateQueries({ queryKey: ["members"] });
        }),
    });
  return (
    <Stack maw={1100}>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {g.title}
        </Title>
        <GuardedButton
          why={why}
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => edit(null)}
          data-testid="group-add"
        >
          {g.add}
        </GuardedButton>
      </Group>
      {why !== null && <Alert color="gray">{g.readOnly}</Alert>}
      <PointsNote />
      <QueryView query={groups}>
        {(rows) => (
          <DataTable
            label={g.title}
            columns={columnsFor({ why, edit, remove })}
            rows={rows}
            rowKey={(row) => row.member_group_id}
            empty={g.none}
            minWidth={900}
          />
        )}
      </QueryView>
    </Stack>
  );
}

/** Whether points put members into their groups by themselves, and where that is set. */
function PointsNote() {
  const call = useCall();
  const loyalty = useQuery({
    queryKey: ["configs", "loyalty"],
    queryFn: () => call(readPages.loyaltySettings, {}),
  });
  if (loyalty.data === undefined) return null;
  const byPoints = Number(loyalty.data["point_enable"]) === 1;
  return (
    <Text size="sm" data-testid="points-decide">
      {byPoints ? g.pointsDecide : g.pointsDoNot}{" "}
      <Anchor component={Link} to="/settings/loyalty" size="sm">
        {t.loyalty.title}
      </Anchor>
    </Text>
  );
}
