import { Alert, Button, Code, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconPrinter, IconShieldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useSignedIn } from "../api/session.ts";
import { account as a } from "../text/en-staff.ts";
import { CopyButton } from "./copy-button.tsx";
import { localTimestamp } from "./local-day.ts";
import { localText } from "./money.ts";
import { PrintSheet } from "./print-sheet.tsx";

/** Recovery codes: shown this once, to be printed or written down. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const { cafe, staff } = useSignedIn();
  const [made] = useState(() => localText(localTimestamp(new Date(), cafe.timezone)));
  return (
    <Stack>
      <Alert icon={<IconShieldCheck aria-hidden />} title={a.codesTitle} role="status">
        {a.codesWhat}
      </Alert>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" data-testid="recovery-codes">
        {codes.map((code) => (
          <Code key={code} fz="md" ta="center">
            {code}
          </Code>
        ))}
      </SimpleGrid>
      <Group justify="space-between">
        <Group gap="xs">
          <CopyButton value={codes.join("\n")} what={a.copyCodes} />
          <Button
            variant="light"
            size="xs"
            leftSection={<IconPrinter size={14} aria-hidden />}
            onClick={() => window.print()}
          >
            {a.print}
          </Button>
        </Group>
        <Button onClick={() => modals.closeAll()} data-testid="recovery-kept">
          {a.kept}
        </Button>
      </Group>
      <PrintSheet isWide>
        <h1>{a.sheetTitle(cafe.name, staff.staff_name)}</h1>
        <Text size="xs">{a.sheetMade(made)}</Text>
        <ol className="recovery-sheet">
          {codes.map((code) => (
            <li key={code}>
              <span className="recovery-box" /> {code}
            </li>
          ))}
        </ol>
      </PrintSheet>
    </Stack>
  );
}
