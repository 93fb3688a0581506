import { Anchor, Group, Paper, SimpleGrid, Stack, Table, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { readPages } from "../../contract/operations/configs.ts";
import { getLicense } from "../../contract/operations/license.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { CafeForm } from "../forms/cafe-form.tsx";
import { CenterForm } from "../forms/center-form.tsx";
import { t } from "../text/en.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { QueryView } from "../ui/query-view.tsx";

export function CenterPage() {
  const call = useCall();
  const settings = useQuery({
    queryKey: ["configs", "center"],
    queryFn: () => call(readPages.centerSettings, {}),
  });
  return (
    <Stack maw={900}>
      <Title order={1} size="h2">
        {t.center.title}
      </Title>
      <License />
      <QueryView query={settings}>{(values) => <CenterForm values={values} />}</QueryView>
    </Stack>
  );
}

function License() {
  const call = useCall();
  const license = useQuery({ queryKey: ["license"], queryFn: () => call(getLicense, {}) });
  const { staff } = useSignedIn();
  const c = t.center;
  const edit = () => {
    if (license.data) modals.open({ title: c.license, children: <CafeForm info={license.data.info} /> });
  };
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {c.license}
        </Title>
        <GuardedButton
          size="xs"
          variant="default"
          why={staff.staff_role === "admin" ? null : c.adminOnly}
          onClick={edit}
        >
          {c.edit}
        </GuardedButton>
      </Group>
      <QueryView query={license}>
        {({ info }) => {
          const left: [string, ReactNode][] = [
            [c.cafeName, info.license_icafename],
            [c.licenseName, <code key="name">{info.license_name}</code>],
            [c.cafeId, <code key="id">{info.object_id}</code>],
            [c.server, info.license_server_code],
          ];
          const right: [string, ReactNode][] = [
            [c.country, info.license_country_name || info.license_country || "–"],
            [
              c.email,
              info.license_email ? (
                <Anchor key="m" href={`mailto:${info.license_email}`}>
                  {info.license_email}
                </Anchor>
              ) : (
                "–"
              ),
            ],
            [c.phone, info.license_phone || "–"],
            [c.pcs, info.license_pcs],
          ];
          return (
            <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing={0}>
              {[left, right].map((rows) => (
                <Table key={rows[0]?.[0]} variant="vertical">
                  <Table.Tbody>
                    {rows.map(([label, value]) => (
                      <Table.Tr key={label}>
                        <Table.Th w={130}>{label}</Table.Th>
                        <Table.Td>
                          <Text size="sm" component="span" style={{ overflowWrap: "anywhere" }}>
                            {value}
                          </Text>
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              ))}
            </SimpleGrid>
          );
        }}
      </QueryView>
    </Paper>
  );
}
