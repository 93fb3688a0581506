import { Button, Group, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeStaff } from "../../contract/operations/staffs.ts";
import { useCall } from "../api/calls.ts";
import { t } from "../text/en.ts";
import { staff as s } from "../text/en-staff.ts";
import { HandedOver } from "../ui/handed-over.tsx";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { NewPasswordField } from "./new-password-field.tsx";

/** A new password for another staff; afterwards it is shown once, to be handed over. */
export function StaffPasswordForm({ staffId, name }: { staffId: number; name: string }) {
  const call = useCall();
  const client = useQueryClient();
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const short = [...password].length < 10;
  const saving = useMutation({
    mutationFn: () => call(changeStaff, { staffId, staff_password: password }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["staffs"] });
      modals.closeAll();
      modals.open({
        title: s.newPasswordDone(name),
        closeOnClickOutside: false,
        children: <HandedOver name={name} password={password} />,
      });
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!short) saving.mutate();
      }}
    >
      <Stack>
        <Text size="sm">{s.newPasswordNote}</Text>
        <NewPasswordField
          label={s.newPassword}
          value={password}
          onChange={setPassword}
          error={tried && short ? s.passwordShort : undefined}
        />
        <RefusalAlert error={saving.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={saving.isPending} data-testid="staff-set-password">
            {s.newPasswordSet}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
