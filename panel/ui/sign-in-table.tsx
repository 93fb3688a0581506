import { Badge, Button, Group, Text } from "@mantine/core";
import type { Static } from "typebox";
import type { openSignIn } from "../../contract/objects/staff.ts";
import { DataTable, type Column } from "../table/data-table.tsx";
import { t } from "../text/en.ts";
import { signIns as i } from "../text/en-staff.ts";
import { localText } from "./money.ts";

export type OpenSignIn = Static<typeof openSignIn>;

interface Props {
  rows: readonly OpenSignIn[];
  onEnd: (signIn: OpenSignIn) => void;
}

/** Where an account is signed in, each with a way to end it. */
export function SignInTable({ rows, onEnd }: Props) {
  const columns: Column<OpenSignIn>[] = [
    {
      key: "device",
      header: i.device,
      cell: (row) => (
        <Group gap="xs">
          {row.device}
          {row.is_current === 1 && (
            <Badge size="sm" variant="light" color="teal" miw="max-content">
              {i.thisOne}
            </Badge>
          )}
        </Group>
      ),
    },
    {
      key: "from",
      header: i.from,
      cell: (row) => (
        <>
          <Text size="sm">{row.last_address}</Text>
          {row.address !== row.last_address && (
            <Text size="xs" c="dimmed">
              {i.firstFrom(row.address)}
            </Text>
          )}
        </>
      ),
    },
    { key: "since", header: i.since, oneLine: true, cell: (row) => localText(row.signed_in_local) },
    { key: "used", header: i.lastUsed, oneLine: true, cell: (row) => localText(row.last_used_local) },
    {
      key: "actions",
      header: t.common.actions,
      cell: (row) => (
        <Button
          size="compact-sm"
          variant="light"
          color="red"
          onClick={() => onEnd(row)}
          aria-label={i.endOne(row.device)}
        >
          {i.end}
        </Button>
      ),
    },
  ];
  return (
    <DataTable
      label={i.title}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.staff_session_id}
      empty={i.none}
      minWidth={680}
      asCards
    />
  );
}
