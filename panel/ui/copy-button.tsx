import { Button, CopyButton as MantineCopy } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { t } from "../text/en.ts";

interface Props {
  value: string;
  /** What is copied, for people who cannot see which field the button stands beside. */
  what: string;
  testId?: string;
}

export function CopyButton({ value, what, testId }: Props) {
  return (
    <MantineCopy value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Button
          variant="light"
          size="xs"
          color={copied ? "teal" : undefined}
          leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          onClick={copy}
          aria-label={copied ? t.common.copied : t.common.copyOf(what)}
          data-testid={testId}
        >
          {copied ? t.common.copied : t.common.copy}
        </Button>
      )}
    </MantineCopy>
  );
}
