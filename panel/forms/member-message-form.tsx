import { Badge, Button, Group, Paper, Stack, Text, Textarea, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { listMessages, sendMessage } from "../../contract/operations/members-more.ts";
import { useCall } from "../api/calls.ts";
import { newIdempotencyKey } from "../api/new-key.ts";
import { t } from "../text/en.ts";
import type { Member } from "../ui/member-status.tsx";
import { localText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

const a = t.memberActions;

/** Writes to a member; below stand the messages of before, and whether they were seen. */
export function MemberMessageForm({ member }: { member: Member }) {
  const call = useCall();
  const client = useQueryClient();
  const [message, setMessage] = useState("");
  const [idempotencyKey] = useState(newIdempotencyKey);
  const sending = useMutation({
    mutationFn: () =>
      call(sendMessage, { member_ids: [member.member_id], message: message.trim() }, { idempotencyKey }),
    onSuccess: () => {
      modals.closeAll();
      notifications.show({ message: a.sent(member.member_account), color: "teal" });
      void client.invalidateQueries({ queryKey: ["members", "messages", member.member_id] });
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
          label={a.messageText}
          description={a.messageHelp}
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
            {a.send}
          </Button>
        </Group>
        <SentBefore memberId={member.member_id} />
      </Stack>
    </form>
  );
}

function SentBefore({ memberId }: { memberId: number }) {
  const call = useCall();
  const sent = useQuery({
    queryKey: ["members", "messages", memberId],
    queryFn: ({ signal }) => call(listMessages, { memberId }, { signal }),
  });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {a.messages}
      </Title>
      <QueryView query={sent}>
        {({ log_list: rows }) =>
          rows.length === 0 ? (
            <Text size="sm" c="dimmed">
              {a.messagesNone}
            </Text>
          ) : (
            rows.map((row) => (
              <Paper key={row.log_id} withBorder p="xs">
                <Group justify="space-between" gap="xs">
                  <Text size="xs" c="dimmed">
                    {localText(row.log_date_local)} · {row.log_staff_name}
                  </Text>
                  <Badge size="sm" variant="light" color={row.read === 1 ? "teal" : "gray"}>
                    {row.read === 1 ? a.read : a.unread}
                  </Badge>
                </Group>
                <Text size="sm">{row.log_details}</Text>
              </Paper>
            ))
          )
        }
      </QueryView>
    </Stack>
  );
}
