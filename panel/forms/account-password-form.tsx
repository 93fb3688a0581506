import { Button, Group, Paper, Stack, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { staffChangePassword } from "../../contract/operations/auth.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { account as a, staff as s } from "../text/en-staff.ts";
import { CapsLockPassword } from "../ui/caps-lock-password.tsx";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

/** One's own password: the present one, and the new one twice. */
export function AccountPasswordForm() {
  const call = useCall();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { old_password: "", new_password: "", repeat: "" },
    validate: {
      old_password: (value) => (value === "" ? a.oldWrong : null),
      new_password: (value) => ([...value].length < 10 ? s.passwordShort : null),
      repeat: (value, values) => (value === values.new_password ? null : a.repeatWrong),
    },
  });
  const saving = useMutation({
    mutationFn: ({ old_password, new_password }: typeof form.values) =>
      call(staffChangePassword, { old_password, new_password }),
    onSuccess: () => {
      form.reset();
      notifications.show({ message: a.changed, color: "teal" });
      void client.invalidateQueries({ queryKey: ["own-sign-ins"] });
    },
    onError: (error) => {
      for (const [field, texts] of Object.entries(fieldProblems(error))) form.setFieldError(field, texts[0]);
    },
  });
  return (
    <Paper withBorder p="md">
      <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
        <Stack maw={420}>
          <Title order={2} size="h4">
            {a.password}
          </Title>
          <CapsLockPassword
            label={a.old}
            autoComplete="current-password"
            {...form.getInputProps("old_password")}
            data-testid="account-old"
          />
          <CapsLockPassword
            label={a.next}
            description={s.passwordShort}
            autoComplete="new-password"
            {...form.getInputProps("new_password")}
            data-testid="account-new"
          />
          <CapsLockPassword
            label={a.repeat}
            autoComplete="new-password"
            {...form.getInputProps("repeat")}
            data-testid="account-repeat"
          />
          <RefusalAlert error={saving.error} />
          <Group>
            <Button type="submit" loading={saving.isPending} data-testid="account-change-password">
              {a.change}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
