import { Alert, Button, Group, Stack } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconKey } from "@tabler/icons-react";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { staff as s } from "../text/en-staff.ts";
import { CodeLine } from "./code-line.tsx";

/** What somebody needs to sign in: shown this once, and nowhere kept. */
export function HandedOver({ name, password }: { name: string; password: string }) {
  const { cafe } = useSignedIn();
  return (
    <Stack data-testid="staff-handed-over">
      <Alert icon={<IconKey aria-hidden />} role="status">
        {s.addedOnce}
      </Alert>
      <CodeLine label={s.license} value={cafe.license_name} />
      <CodeLine label={t.signIn.staff} value={name} />
      <CodeLine label={s.password} value={password} testId="staff-handed-password" />
      <Group justify="flex-end">
        <Button onClick={() => modals.closeAll()}>{s.done}</Button>
      </Group>
    </Stack>
  );
}
