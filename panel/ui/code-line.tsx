import { Code, Group, Stack, Text } from "@mantine/core";
import { CopyButton } from "./copy-button.tsx";

interface Props {
  label: string;
  value: string;
  testId?: string;
}

/** A value to carry elsewhere: label, the text itself, and Copy. */
export function CodeLine({ label, value, testId }: Props) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Code block className="code-line" data-testid={testId}>
          {value}
        </Code>
        <CopyButton value={value} what={label} />
      </Group>
    </Stack>
  );
}
