import { Button, Group, Stack, Textarea } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { sendWssCommand } from "../../contract/operations/pc-sessions.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

export function MessageForm({ pcNames }: { pcNames: readonly string[] }) {
  const call = useCall();
  const { staff } = useSignedIn();
  const [message, setMessage] = useState("");
  const sending = useMutation({
    mutationFn: () =>
      call(sendWssCommand, {
        action: "admin_message",
        target: "client",
        from: "web",
        version: 2,
        type: "request",
        data: { message: message.trim(), from: staff.staff_name, pc_names: [...pcNames] },
      }),
    onSuccess: () => {
      modals.closeAll();
      notifications.show({ message: t.computers.done.sent(t.hall.pcs(pcNames)), color: "teal" });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        sending.mutate();
      }}
    >
      <Stack>
        <Textarea
          label={t.computers.messageLabel}
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
          maxLength={500}
          autosize
          minRows={3}
          data-autofocus
          required
        />
        <RefusalAlert error={sending.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={sending.isPending} disabled={message.trim() === ""}>
            {t.computers.send}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
