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
  mins: number | null;
  amount: string | null;
}

const h = t.hall;

/** What guests need to log in again: shown this once, and nowhere kept. */
export function GuestReceipt({ started }: { started: readonly StartedGuest[] }) {
  const { cafe } = useSignedIn();
  const text = started
    .map((one) => `${one.pc_name}\t${one.member_account}\t${one.member_password}`)
    .join("\n");
  return (
    <Stack data-testid="guest-receipt">
      <Alert icon={<IconKey aria-hidden />} title={h.started} role="status">
        {h.guestOnce}
      </Alert>
      <div className="table-scroll">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{h.pc}</Table.Th>
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
        <CopyButton value={text} what={`${h.account}, ${h.password}`} />
        <Button onClick={() => modals.closeAll()} data-autofocus data-testid="receipt-close">
          {h.done}
        </Button>
      </Group>
    </Stack>
  );
}
