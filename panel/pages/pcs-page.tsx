import { Stack, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Answer } from "../../contract/kit/operation.ts";
import { cancelCredential, listCredentials } from "../../contract/operations/pc-agent.ts";
import { refusalText, useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { PairForm } from "../forms/pair-form.tsx";
import { DataTable, type Column } from "../table/data-table.tsx";
import { t } from "../text/en.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { utcText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";

type Credential = Answer<typeof listCredentials>[number];

/** Pairing PCs, and the list of those paired. */
export function PcsPage() {
  const call = useCall();
  const client = useQueryClient();
  const { may } = useSignedIn();
  const why = may("pc_edit") ? null : t.common.noRight("pc_edit");
  const credentials = useQuery({
    queryKey: ["credentials"],
    queryFn: () => call(listCredentials, {}),
    // A PC that is being paired appears by itself.
    refetchInterval: 5_000,
  });
  const cancel = ({ pc_name: pc, credential_id: id }: Credential) =>
    modals.openConfirmModal({
      title: t.pcs.cancelTitle(pc),
      children: <Text size="sm">{t.pcs.cancelBody}</Text>,
      labels: { confirm: t.pcs.cancel, cancel: t.common.cancel },
      confirmProps: { color: "red" },
      onConfirm: () => {
        call(cancelCredential, { credential_id: id })
          .then(
            () => notifications.show({ message: t.pcs.cancelled(pc), color: "teal" }),
            (error: unknown) => notifications.show({ message: refusalText(error), color: "red" }),
          )
          .finally(() => void client.invalidateQueries({ queryKey: ["credentials"] }));
      },
    });
  const columns: Column<Credential>[] = [
    { key: "pc", header: t.pcs.name, cell: (row) => <b>{row.pc_name}</b> },
    { key: "role", header: t.pcs.role, cell: (row) => t.pcs.roles[row.role] ?? row.role },
    { key: "since", header: t.pcs.since, cell: (row) => utcText(row.enrolled_utc) },
    {
      key: "seen",
      header: t.pcs.seen,
      cell: (row) => (row.last_seen_utc === null ? t.common.never : utcText(row.last_seen_utc)),
    },
    { key: "version", header: t.pcs.version, cell: (row) => row.agent_version || "–" },
    {
      key: "cancel",
      header: t.common.actions,
      cell: (row) => (
        <GuardedButton size="compact-sm" variant="light" color="red" why={why} onClick={() => cancel(row)}>
          {t.pcs.cancel}
        </GuardedButton>
      ),
    },
  ];
  return (
    <Stack maw={1000}>
      <Title order={1} size="h2">
        {t.pcs.title}
      </Title>
      <Text c="dimmed">{t.pcs.intro}</Text>
      <PairForm why={why} />
      <Title order={2} size="h4">
        {t.pcs.paired}
      </Title>
      <QueryView query={credentials}>
        {(rows) => (
          <DataTable
            label={t.pcs.paired}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.credential_id}
            empty={t.pcs.none}
            minWidth={720}
          />
        )}
      </QueryView>
    </Stack>
  );
}
