import { Alert, Badge, Group, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Answer } from "../../contract/kit/operation.ts";
import { getApiSettings } from "../../contract/operations/api-settings.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { AddressForm } from "../forms/address-form.tsx";
import { KeyButtons } from "../forms/key-buttons.tsx";
import { DataTable, type Column } from "../table/data-table.tsx";
import { t } from "../text/en.ts";
import { CodeLine } from "../ui/code-line.tsx";
import { utcText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";

export type ApiSettings = Answer<typeof getApiSettings>;
type RefusedCall = ApiSettings["last_refusals"][number];

export function ApiPage() {
  const { staff } = useSignedIn();
  return (
    <Stack maw={900}>
      <Title order={1} size="h2">
        {t.api.title}
      </Title>
      {staff.staff_role === "admin" ? (
        <Settings />
      ) : (
        <Alert
          icon={<IconLock aria-hidden />}
          title={t.api.adminOnly}
          color="gray"
          data-testid="api-admin-only"
        >
          {t.api.adminOnlyWhy}
        </Alert>
      )}
    </Stack>
  );
}

function Settings() {
  const call = useCall();
  const settings = useQuery({
    queryKey: ["api-settings"],
    queryFn: () => call(getApiSettings, {}),
    staleTime: 0,
  });
  return (
    <QueryView query={settings}>
      {(data) => (
        <>
          <Text c="dimmed">{t.api.intro}</Text>
          <AddressForm settings={data} />
          <KeyCard settings={data} />
          <UseCard settings={data} />
          <RefusalsCard settings={data} />
        </>
      )}
    </QueryView>
  );
}

function KeyCard({ settings }: { settings: ApiSettings }) {
  const hasKey = settings.has_key === 1;
  const from = settings.key_last_used_from;
  const lastUse = settings.key_last_used_utc === null ? t.common.never : utcText(settings.key_last_used_utc);
  const facts: [string, string][] = [
    [t.api.since, utcText(settings.key_created_utc)],
    [t.api.until, utcText(settings.key_expires_utc)],
    [t.api.lastUse, from ? `${lastUse} ${t.api.lastUseFrom(from)}` : lastUse],
    [t.api.uses, settings.key_uses.toLocaleString()],
  ];
  return (
    <Paper withBorder p="md">
      <Stack>
        <Group justify="space-between">
          <Group>
            <Title order={2} size="h4">
              {t.api.key}
            </Title>
            <Badge color={hasKey ? "teal" : "gray"} variant="light">
              {hasKey ? t.api.hasKey : t.api.noKey}
            </Badge>
          </Group>
          <KeyButtons hasKey={hasKey} hasAddresses={settings.api_access_ip !== ""} />
        </Group>
        {settings.key_expires_soon === 1 && (
          <Alert color="orange" icon={<IconAlertTriangle aria-hidden />}>
            {t.api.expiresSoon}
          </Alert>
        )}
        {hasKey && (
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
            {facts.map(([label, value]) => (
              <div key={label}>
                <Text size="xs" c="dimmed">
                  {label}
                </Text>
                <Text size="sm">{value}</Text>
              </div>
            ))}
          </SimpleGrid>
        )}
      </Stack>
    </Paper>
  );
}

function UseCard({ settings }: { settings: ApiSettings }) {
  const { base_url: address, cafe_id: cafeId, server_group: group } = settings;
  const curl = `curl -H "Authorization: Bearer $NETCAFE_KEY" '${new URL(`/api/v2/cafe/${cafeId}/bootPcs`, address).href}'`;
  return (
    <Paper withBorder p="md">
      <Stack>
        <Title order={2} size="h4">
          {t.api.use}
        </Title>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <CodeLine label={t.api.address} value={address} testId="api-address" />
          <CodeLine label={t.api.cafeId} value={String(cafeId)} testId="api-cafe-id" />
          <CodeLine label={t.api.group} value={group} />
        </SimpleGrid>
        <CodeLine label={t.api.curl} value={curl} />
      </Stack>
    </Paper>
  );
}

const columns: Column<RefusedCall>[] = [
  { key: "time", header: t.api.time, cell: (row) => utcText(row.at_utc) },
  { key: "address", header: t.api.from, cell: (row) => row.address },
  {
    key: "reason",
    header: t.api.reason,
    cell: (row) => (
      <>
        <Text size="sm">{row.reason}</Text>
        <Text size="xs" c="dimmed">
          {t.api.advice[row.reason] ?? t.api.adviceOther}
        </Text>
      </>
    ),
  },
  { key: "path", header: t.api.path, cell: (row) => <code>{row.path}</code> },
];

function RefusalsCard({ settings }: { settings: ApiSettings }) {
  const { refusals_number: number, last_refusals: rows } = settings;
  const numbered = rows.map((row, index) => ({ ...row, index }));
  return (
    <Paper withBorder p="md">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t.api.lastRefusals}
          </Title>
          <Text size="sm" c="dimmed">
            {t.api.refusals}: {number.toLocaleString()}
          </Text>
        </Group>
        <DataTable
          label={t.api.lastRefusals}
          columns={columns}
          rows={numbered}
          rowKey={(row) => numbered.findIndex((each) => each === row)}
          empty={t.api.noRefusals}
        />
      </Stack>
    </Paper>
  );
}
