import { Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Static } from "typebox";
import type { feedback } from "../../contract/objects/billing-log.ts";
import { addFeedback, changeFeedback, removeFeedback } from "../../contract/operations/feedback.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { newIdempotencyKey } from "../api/new-key.ts";
import { t } from "../text/en.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { tellOutcome } from "../ui/tell-outcome.ts";

const f = t.feedback;

export type Feedback = Static<typeof feedback>;

/** What can be done to feedback: marking, answering, putting away, and noting what was said at the desk. */
export function useFeedbackActs() {
  const call = useCall();
  const client = useQueryClient();
  const settle = (done: Promise<unknown>, told: string) =>
    void tellOutcome(done, told).finally(() => void client.invalidateQueries({ queryKey: ["feedback"] }));
  return {
    mark: ({ log_id: logId }: Feedback, read: boolean) =>
      settle(call(changeFeedback, { logId, read }), read ? f.markedRead : f.markedUnread),
    reply: (feedback: Feedback) =>
      modals.open({ title: f.replyTitle(feedback.subject), children: <ReplyForm feedback={feedback} /> }),
    add: () => modals.open({ title: f.add, children: <AddForm /> }),
    remove: ({ log_id: logId, subject }: Feedback) =>
      modals.openConfirmModal({
        title: f.removeTitle(subject),
        children: <Text size="sm">{f.removeBody}</Text>,
        labels: { confirm: f.remove, cancel: t.common.cancel },
        confirmProps: { color: "red" },
        onConfirm: () => settle(call(removeFeedback, { logId }), f.removed),
      }),
  };
}

function useSaved(save: () => Promise<unknown>, told: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: save,
    onSuccess: () => {
      modals.closeAll();
      void tellOutcome(Promise.resolve(), told);
      void client.invalidateQueries({ queryKey: ["feedback"] });
    },
  });
}

function ReplyForm({ feedback }: { feedback: Feedback }) {
  const call = useCall();
  const [reply, setReply] = useState(feedback.reply);
  const saving = useSaved(
    () => call(changeFeedback, { logId: feedback.log_id, reply: reply.trim() }),
    f.sent,
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (reply.trim() !== "") saving.mutate();
      }}
    >
      <Stack>
        <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
          {feedback.message}
        </Text>
        <Textarea
          label={f.reply}
          description={
            feedback.log_member_account === "" ? f.replyNobody : f.replyHelp(feedback.log_member_account)
          }
          autosize
          minRows={3}
          maxLength={500}
          data-autofocus
          value={reply}
          onChange={(event) => setReply(event.currentTarget.value)}
          error={fieldProblems(saving.error)["reply"]?.[0]}
        />
        <RefusalAlert error={saving.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={saving.isPending} disabled={reply.trim() === ""}>
            {f.reply}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const empty = { subject: "", message: "", member_account: "", pc_name: "" };

function AddForm() {
  const call = useCall();
  const [values, setValues] = useState(empty);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const saving = useSaved(() => {
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ""));
    const { subject, message } = values;
    return call(addFeedback, { ...given, subject, message }, { idempotencyKey });
  }, f.added);
  const wrong = fieldProblems(saving.error);
  const isReady = values.subject.trim() !== "" && values.message.trim() !== "";
  const field = (name: keyof typeof empty, label: string) => ({
    label,
    value: values[name],
    error: wrong[name]?.[0],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [name]: value }));
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) saving.mutate();
      }}
    >
      <Stack>
        <TextInput required maxLength={200} data-autofocus {...field("subject", f.subject)} />
        <Textarea required autosize minRows={3} maxLength={5_000} {...field("message", f.message)} />
        <TextInput maxLength={50} {...field("member_account", t.logs.member)} />
        <TextInput maxLength={50} {...field("pc_name", t.logs.pc)} />
        <RefusalAlert error={saving.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={saving.isPending} disabled={!isReady}>
            {t.common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
