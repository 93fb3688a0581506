import { Alert } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { refusalText } from "../api/calls.ts";

/** Why the last try was refused, in the server's words; nothing while there is nothing to say. */
export function RefusalAlert({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  return (
    <Alert color="red" icon={<IconAlertCircle aria-hidden />} role="alert" variant="light">
      {refusalText(error)}
    </Alert>
  );
}
