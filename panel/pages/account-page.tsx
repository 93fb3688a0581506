import { Alert, Badge, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { IconShieldCheck, IconShieldOff } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { endOwnSessions, listOwnSessions, readTwoFactor } from "../../contract/operations/staff-account.ts";
import { refusalText, useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { AccountPasswordForm } from "../forms/account-password-form.tsx";
import { TwoFactorChange, TwoFactorSetUp } from "../forms/two-factor-form.tsx";
import { account as a, signIns as i, staff as s } from "../text/en-staff.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { localText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";
import { SignInTable } from "../ui/sign-in-table.tsx";

/** What everybody does about their own account. */
export function AccountPage() {
  const { staff } = useSignedIn();
  return (
    <Stack maw={900}>
      <Group gap="xs">
        <Title order={1} size="h2">
          {a.title}
        </Title>
        <Text c="dimmed">
          {staff.staff_name} · {s.roles[staff.staff_role] ?? staff.staff_role}
        </Text>
      </Group>
      <FactorCard />
      <AccountPasswordForm />
      <OwnSignIns />
    </Stack>
  );
}

const openDialog = (title: string, children: ReactNode) =>
  modals.open({ title, closeOnClickOutside: false, children });

function FactorCard() {
  const call = useCall();
  const factor = useQuery({ queryKey: ["two-factor"], queryFn: () => call(readTwoFactor, {}) });
  return (
    <Paper withBorder p="md">
      <QueryView query={factor}>
        {({ two_factor: on, since_local: since, recovery_codes_left: left }) => (
          <Stack>
            <Group justify="space-between">
              <Group gap="xs">
                <Title order={2} size="h4">
                  {a.factor}
                </Title>
                <Badge
                  variant="light"
                  color={on === 1 ? "teal" : "gray"}
                  leftSection={
                    on === 1 ? (
                      <IconShieldCheck size={12} aria-hidden />
                    ) : (
                      <IconShieldOff size={12} aria-hidden />
                    )
                  }
                  data-testid="factor-state"
                >
                  {on === 1 ? a.factorOn : a.factorOff}
                </Badge>
              </Group>
              <Group gap="xs">
                {on === 0 ? (
                  <Button
                    onClick={() => openDialog(a.setUpTitle, <TwoFactorSetUp />)}
                    data-testid="factor-set-up"
                  >
                    {a.setUp}…
                  </Button>
                ) : (
                  <>
                    <Button
                      variant="light"
                      onClick={() => openDialog(a.newCodesTitle, <TwoFactorChange what="codes" />)}
                      data-testid="factor-new-codes"
                    >
                      {a.newCodes}…
                    </Button>
                    <Button
                      variant="light"
                      color="red"
                      onClick={() => openDialog(a.switchOffTitle, <TwoFactorChange what="off" />)}
                      data-testid="factor-off"
                    >
                      {a.switchOff}…
                    </Button>
                  </>
                )}
              </Group>
            </Group>
            <Text size="sm" c="dimmed">
              {on === 0 ? a.factorWhat : `${a.since(localText(since))} · ${a.left(left)}`}
            </Text>
            {on === 1 && left <= 3 && <Alert color="orange">{a.fewLeft}</Alert>}
          </Stack>
        )}
      </QueryView>
    </Paper>
  );
}

function OwnSignIns() {
  const call = useCall();
  const client = useQueryClient();
  const open = useQuery({ queryKey: ["own-sign-ins"], queryFn: () => call(listOwnSessions, {}) });
  const ending = useMutation({
    mutationFn: (staffSessionId: number | undefined) =>
      call(endOwnSessions, { staff_session_id: staffSessionId }),
    onSuccess: ({ ended }) => notifications.show({ message: i.ended(ended), color: "teal" }),
    onError: (error) => notifications.show({ message: refusalText(error), color: "red" }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["own-sign-ins"] });
      // Where it was this one: the session is over.
      void client.invalidateQueries({ queryKey: ["session"] });
    },
  });
  return (
    <Paper withBorder p="md">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4">
            {i.title}
          </Title>
          <GuardedButton
            variant="light"
            color="red"
            why={open.data?.some((row) => row.is_current === 0) ? null : i.noOthers}
            onClick={() => ending.mutate(undefined)}
            data-testid="end-others"
          >
            {i.endOthers}
          </GuardedButton>
        </Group>
        <Text size="sm" c="dimmed">
          {i.help}
        </Text>
        <QueryView query={open}>
          {(rows) => <SignInTable rows={rows} onEnd={(row) => ending.mutate(row.staff_session_id)} />}
        </QueryView>
      </Stack>
    </Paper>
  );
}
