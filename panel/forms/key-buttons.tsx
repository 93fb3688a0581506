import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createKey, revokeKey } from "../../contract/operations/api-settings.ts";
import { refusalText, useCall } from "../api/calls.ts";
import { t } from "../text/en.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { utcText } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

/** Create and Revoke. The new key lives in this component only, until its dialog is closed. */
export function KeyButtons({ hasKey, hasAddresses }: { hasKey: boolean; hasAddresses: boolean }) {
  const call = useCall();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const renew = () => client.invalidateQueries({ queryKey: ["api-settings"] });
  const creating = useMutation({
    mutationFn: () => call(createKey, {}),
    gcTime: 0,
    onSuccess: () => {
      setAsking(false);
      void renew();
    },
  });
  const revoke = () =>
    modals.openConfirmModal({
      title: t.api.revokeTitle,
      children: <Text size="sm">{t.api.revokeBody}</Text>,
      labels: { confirm: t.api.revoke, cancel: t.common.cancel },
      confirmProps: { color: "red", "data-testid": "api-revoke-confirm" } as { color: string },
      onConfirm: () => {
        call(revokeKey, {})
          .then(
            () => notifications.show({ message: t.api.revoked, color: "teal" }),
            (error: unknown) => notifications.show({ message: refusalText(error), color: "red" }),
          )
          .finally(() => void renew());
      },
    });
  const closeKey = () => creating.reset();
  return (
    <Group gap="xs">
      <GuardedButton
        why={hasAddresses ? null : t.api.createNone}
        onClick={() => setAsking(true)}
        data-testid="api-create"
      >
        {t.api.create}
      </GuardedButton>
      <GuardedButton
        variant="light"
        color="red"
        why={hasKey ? null : t.api.noKey}
        onClick={revoke}
        data-testid="api-revoke"
      >
        {t.api.revoke}
      </GuardedButton>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t.api.createTitle}>
        <Stack>
          <Text size="sm">{hasKey ? t.api.createBody : t.api.createFirst}</Text>
          <RefusalAlert error={creating.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)}>
              {t.common.cancel}
            </Button>
            <Button
              loading={creating.isPending}
              onClick={() => creating.mutate()}
              data-testid="api-create-confirm"
            >
              {t.api.createConfirm}
            </Button>
          </Group>
        </Stack>
      </Modal>
      <Modal
        opened={creating.data !== undefined}
        onClose={closeKey}
        title={t.api.keyTitle}
        size="lg"
        closeOnClickOutside={false}
        closeOnEscape={false}
        withCloseButton={false}
      >
        {creating.data && (
          <Stack>
            <Alert color="orange">{t.api.keyOnce}</Alert>
            <Text
              component="code"
              className="code-line"
              ff="monospace"
              data-testid="api-key-value"
              aria-label={t.api.keyLabel}
            >
              {creating.data.key}
            </Text>
            <Text size="sm" c="dimmed">
              {t.api.keyUntil(utcText(creating.data.key_expires_utc))}
            </Text>
            <Group justify="space-between">
              <CopyButton value={creating.data.key} what={t.api.keyLabel} testId="api-key-copy" />
              <Button variant="default" onClick={closeKey}>
                {t.api.keyDone}
              </Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </Group>
  );
}
