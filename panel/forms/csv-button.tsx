import { Button, Group, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { t } from "../text/en.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import type { useCsv } from "./use-csv.ts";

interface Props {
  csv: ReturnType<typeof useCsv>;
  /** Why there is nothing to save, or null. */
  why: string | null;
  onSave: () => void;
  testId: string;
}

/** Saves a list as a file; while it is read, how far it is, and a way to stop. */
export function CsvButton({ csv, why, onSave, testId }: Props) {
  if (csv.progress !== null)
    return (
      <Group gap="xs">
        <Text size="sm" role="status">
          {t.csv.busy(csv.progress.done, csv.progress.all)}
        </Text>
        <Button variant="default" size="xs" onClick={csv.stop}>
          {t.csv.stop}
        </Button>
      </Group>
    );
  return (
    <GuardedButton
      variant="default"
      size="xs"
      leftSection={<IconDownload size={14} aria-hidden />}
      why={why}
      onClick={onSave}
      data-testid={testId}
    >
      {t.csv.save}
    </GuardedButton>
  );
}
