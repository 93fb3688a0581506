import { Alert, Button, Group, Stack, Table, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconKey } from "@tabler/icons-react";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { minutesText } from "../ui/minutes-text.ts";
import { moneyText } from "../ui/money.ts";

export interface StartedGuest {
  pc_name: string;
  member_account: string;
  member_password: string;
  /** "" = its session has started. */
  access_code?: string;
  mins: number | null;
  amount: string | null;
}

const h = t.hall;

/** What guests need to log in again: shown this once, and nowhere kept. */
export function GuestReceipt({ started }: { started: readonly StartedGuest[] }) {
  const { cafe } = useSignedIn();
  const hasCodes = started.some(({ access_code: code }) => code !== undefined && code !== "");
  const text = started
    .map((one) =>
      [
        one.pc_name,
        ...(hasCodes ? [one.access_code ?? ""] : []),
        one.member_account,
        one.member_password,
      ].join("\t"),
    )
    .join("\n");
  return (
    <Stack data-testid="guest-receipt">
      <Alert icon={<IconKey aria-hidden />} title={hasCodes ? h.codeSold : h.started} role="status">
        {hasCodes && <Text size="sm">{h.codeOnce}</Text>}
        {h.guestOnce}
      </Alert>
      <div className="table-scroll">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{h.pc}</Table.Th>
              {hasCodes && <Table.Th>{h.code}</Table.Th>}
              <Table.Th>{h.account}</Table.Th>
              <Table.Th>{h.password}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {started.map((one) => (
              <Table.Tr key={one.pc_name}>
                <Table.Td>
                  <b>{one.pc_name}</b>
                  {one.amount !== null && (
                    <Text size="xs" c="dimmed">
                      {moneyText(one.amount, cafe.currency)}
                      {one.mins !== null && ` · ${minutesText(one.mins)}`}
                    </Text>
                  )}
                </Table.Td>
                {hasCodes && (
                  <Table.Td className="pc-time" data-testid="access-code">
                    <Text span size="xl" fw={700}>
                      {one.access_code}
                    </Text>
                  </Table.Td>
                )}
                <Table.Td className="pc-time">{one.member_account}</Table.Td>
                <Table.Td className="pc-time" data-testid="guest-password">
                  {one.member_password}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Group justify="space-between">
        <CopyButton value={text} what={[...(hasCodes ? [h.code] : []), h.account, h.password].join(", ")} />
        <Button onClick={() => modals.closeAll()} data-autofocus data-testid="receipt-close">
          {h.done}
        </Button>
      </Group>
    </Stack>
  );
}
