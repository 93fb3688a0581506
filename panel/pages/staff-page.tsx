import { Alert, Anchor, Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconCheck, IconClockX, IconPlus, IconShieldCheck, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { rights as allRights } from "../../contract/rights.ts";
import { listStaffs } from "../../contract/operations/staffs.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import type { Staff } from "../forms/staff-values.ts";
import { useStaffActs } from "../forms/use-staff-acts.tsx";
import { DataTable, type Column } from "../table/data-table.tsx";
import { t } from "../text/en.ts";
import { staff as s } from "../text/en-staff.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { localTimestamp } from "../ui/local-day.ts";
import { localText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";

const states = {
  on: { color: "teal", Icon: IconCheck },
  off: { color: "gray", Icon: IconX },
  ended: { color: "orange", Icon: IconClockX },
} as const;

function State({ row, zone }: { row: Staff; zone: string }) {
  const end = row.staff_expires_local;
  const hasEnded = end !== null && end <= localTimestamp(new Date(), zone);
  const state = row.staff_is_active === 0 ? "off" : hasEnded ? "ended" : "on";
  const { color, Icon } = states[state];
  return (
    <Badge variant="light" color={color} miw="max-content" leftSection={<Icon size={12} aria-hidden />}>
      {s.states[state]}
    </Badge>
  );
}

interface Acts {
  /** Why this account may not be changed from here, or null. */
  why: string | null;
  ownId: number;
  zone: string;
  remove: (row: Staff) => void;
}

function columnsFor({ why, ownId, zone, remove }: Acts): Column<Staff>[] {
  return [
    {
      key: "name",
      header: s.name,
      cell: (row) => (
        <Group gap="xs" wrap="nowrap">
          {why === null ? (
            <Anchor component={Link} to={`/settings/staff/${row.staff_id}`} fw={600}>
              {row.staff_name}
            </Anchor>
          ) : (
            <b>{row.staff_name}</b>
          )}
          {row.staff_id === ownId && (
            <Badge size="sm" variant="light" color="gray" miw="max-content">
              {s.you}
            </Badge>
          )}
        </Group>
      ),
    },
    { key: "role", header: s.role, cell: (row) => s.roles[row.staff_role] ?? row.staff_role },
    { key: "state", header: s.state, cell: (row) => <State row={row} zone={zone} /> },
    {
      key: "rights",
      header: s.rights,
      oneLine: true,
      cell: (row) =>
        row.staff_rights.length === allRights.length
          ? s.rightsAll
          : s.rightsOf(row.staff_rights.length, allRights.length),
    },
    {
      key: "from",
      header: s.from,
      cell: (row) => (row.staff_ip === "" ? s.anywhere : row.staff_ip.replaceAll(",", ", ")),
    },
    {
      key: "factor",
      header: s.twoFactor,
      cell: (row) =>
        row.staff_two_factor === 1 ? (
          <Badge
            variant="light"
            color="teal"
            miw="max-content"
            leftSection={<IconShieldCheck size={12} aria-hidden />}
          >
            {s.twoFactorOn}
          </Badge>
        ) : (
          <span data-nothing>–</span>
        ),
    },
    {
      key: "last",
      header: s.lastLogin,
      cell: (row) =>
        row.staff_last_login_local === null ? (
          s.never
        ) : (
          <>
            <Text size="sm" className="one-line">
              {localText(row.staff_last_login_local)}
            </Text>
            <Text size="xs" c="dimmed">
              {row.staff_last_ip}
            </Text>
          </>
        ),
    },
    {
      key: "actions",
      header: t.common.actions,
      cell: (row) => (
        <Group gap="xs" wrap="nowrap">
          {why === null ? (
            <Button component={Link} to={`/settings/staff/${row.staff_id}`} size="compact-sm" variant="light">
              {s.edit}
            </Button>
          ) : (
            <GuardedButton size="compact-sm" variant="light" why={why} onClick={() => undefined}>
              {s.edit}
            </GuardedButton>
          )}
          <GuardedButton
            size="compact-sm"
            variant="light"
            color="red"
            why={why ?? (row.staff_role === "admin" ? s.builtIn : null)}
            onClick={() => remove(row)}
          >
            {s.remove}
          </GuardedButton>
        </Group>
      ),
    },
  ];
}

export function StaffPage() {
  const call = useCall();
  const { staff: me, cafe } = useSignedIn();
  const acts = useStaffActs();
  const why = me.staff_role === "admin" ? null : s.adminOnly;
  const staffs = useQuery({ queryKey: ["staffs", "list"], queryFn: () => call(listStaffs, {}) });
  return (
    <Stack maw={1200}>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {s.title}
        </Title>
        {why === null ? (
          <Button
            component={Link}
            to="/settings/staff/new"
            leftSection={<IconPlus size={16} aria-hidden />}
            data-testid="staff-add"
          >
            {s.add}
          </Button>
        ) : (
          <GuardedButton
            why={why}
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => undefined}
            data-testid="staff-add"
          >
            {s.add}
          </GuardedButton>
        )}
      </Group>
      <Text c="dimmed" size="sm">
        {s.intro}
      </Text>
      {why !== null && <Alert color="gray">{why}</Alert>}
      <QueryView query={staffs}>
        {(rows) => (
          <DataTable
            label={s.title}
            columns={columnsFor({
              why,
              ownId: me.staff_id,
              zone: cafe.timezone,
              remove: (row) => acts.remove(row),
            })}
            rows={rows}
            rowKey={(row) => row.staff_id}
            empty={s.none}
            minWidth={980}
            asCards
          />
        )}
      </QueryView>
    </Stack>
  );
}
