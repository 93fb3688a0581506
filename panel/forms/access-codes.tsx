import { Alert, Button, Center, Loader, Stack, Table, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Answer } from "../../contract/kit/operation.ts";
import { cancelAccessCode, listAccessCodes } from "../../contract/operations/desk-sessions.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { useBooking } from "../api/use-booking.ts";
import { t } from "../text/en.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { minutesText } from "../ui/minutes-text.ts";
import { localText, moneyText } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { BookingEnd } from "./booking-end.tsx";
import { useDeskSettings } from "./desk-settings.ts";

const h = t.hall;

type Code = Answer<typeof listAccessCodes>[number];

/** Opens the list of codes that wait for their guests; where none are given there is no button. */
export function AccessCodesButton() {
  const { may } = useSignedIn();
  const settings = useDeskSettings();
  if (settings.data?.givesCodes !== true) return null;
  const open = () => modals.open({ title: h.codesTitle, size: "lg", children: <AccessCodes /> });
  return (
    <GuardedButton
      variant="default"
      why={may("session_manage") ? null : t.common.noRight("session_manage")}
      onClick={open}
      data-testid="codes-open"
    >
      {h.codes}
    </GuardedButton>
  );
}

function AccessCodes() {
  const call = useCall();
  const { cafe } = useSignedIn();
  const codes = useQuery({
    queryKey: ["access-codes"],
    queryFn: () => call(listAccessCodes, {}),
    // Guests use them at any moment.
    staleTime: 0,
    refetchInterval: 10_000,
  });
  const takeBack = (code: Code) =>
    modals.open({ title: h.codeBackTitle(code.access_code), children: <TakeBackForm code={code} /> });
  if (codes.isPending)
    return (
      <Center p="lg">
        <Loader aria-label={t.common.loading} />
      </Center>
    );
  if (codes.isError) return <RefusalAlert error={codes.error} />;
  if (codes.data.length === 0) return <Text>{h.codesNone}</Text>;
  return (
    <Stack>
      <Text size="sm">{h.codesHelp}</Text>
      <div className="table-scroll">
        <Table data-testid="codes">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{h.codeShort}</Table.Th>
              <Table.Th>{h.codeWorth}</Table.Th>
              <Table.Th>{h.codeFor}</Table.Th>
              <Table.Th>{h.codeSold}</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {codes.data.map((code) => (
              <Table.Tr key={code.access_code}>
                <Table.Td className="pc-time">
                  <b>{code.access_code}</b>
                </Table.Td>
                <Table.Td>
                  {moneyText(code.amount, cafe.currency)}
                  {code.mins !== null && (
                    <Text size="xs" c="dimmed">
                      {minutesText(code.mins)}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>{h.codeGroup(code.pc_group_name, code.pc_name)}</Table.Td>
                <Table.Td>{h.codeBy(localText(code.sold_local), code.staff_name)}</Table.Td>
                <Table.Td ta="right">
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => takeBack(code)}
                    data-testid="code-back"
                  >
                    {h.codeBack}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Stack>
  );
}

/** Money is paid back, so a lost answer is asked for again under the same key. */
function TakeBackForm({ code }: { code: Code }) {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const booking = useBooking({
    name: `cancelAccessCode:${code.access_code}:${code.member_id}`,
    send: (access_code: string, options) => call(cancelAccessCode, { access_code }, options),
    onDone: ({ refund }) => {
      modals.closeAll();
      const message = h.codeIsBack(code.access_code, moneyText(refund, cafe.currency));
      notifications.show({ message, color: "teal", autoClose: 10_000 });
      void client.invalidateQueries({ queryKey: ["access-codes"] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        booking.book(booking.unanswered ?? code.access_code);
      }}
    >
      <Stack>
        <Alert color="orange">{h.codeBackBody(moneyText(code.amount, cafe.currency))}</Alert>
        <BookingEnd booking={booking} label={h.codeBack} testId="code-back-confirm" />
      </Stack>
    </form>
  );
}
