import { Alert, Group, Paper, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { pairCode } from "../../contract/operations/pc-agent.ts";
import { listPricePcGroups } from "../../contract/operations/pc-groups.ts";
import { useCall } from "../api/calls.ts";
import { clockText } from "../live/countdown.ts";
import { useServerMs } from "../live/use-second.ts";
import { t } from "../text/en.ts";
import { CodeLine } from "../ui/code-line.tsx";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { secondsUntilUtc } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

/** Makes the pair text of one PC and shows the command to run there. */
export function PairForm({ why }: { why: string | null }) {
  const call = useCall();
  const [name, setName] = useState("");
  const [group, setGroup] = useState<string | null>(null);
  const groups = useQuery({ queryKey: ["pc-groups"], queryFn: () => call(listPricePcGroups, {}) });
  const making = useMutation({
    mutationFn: (pcName: string) =>
      call(pairCode, { pc_name: pcName, ...(group !== null && { pc_group_id: Number(group) }) }),
  });
  const trimmed = name.trim();
  return (
    <Paper withBorder p="md">
      <Stack>
        <Title order={2} size="h4">
          {t.pcs.add}
        </Title>
        <Group align="flex-start">
          <TextInput
            label={t.pcs.name}
            description={t.pcs.nameHelp}
            value={name}
            maxLength={15}
            onChange={(event) => setName(event.currentTarget.value)}
            data-testid="pair-name"
          />
          <Select
            label={t.pcs.group}
            description={t.pcs.groupHelp}
            clearable
            data={(groups.data ?? []).map((each) => ({
              value: String(each.pc_group_id),
              label: each.pc_group_name,
            }))}
            value={group}
            onChange={setGroup}
          />
        </Group>
        <RefusalAlert error={making.error} />
        <Group>
          <GuardedButton
            why={why ?? (trimmed === "" ? t.pcs.nameWrong : null)}
            loading={making.isPending}
            onClick={() => making.mutate(trimmed)}
            data-testid="pair-make"
          >
            {t.pcs.make}
          </GuardedButton>
        </Group>
        {making.data && <PairText pcName={making.variables} {...making.data} />}
      </Stack>
    </Paper>
  );
}

/** A name as one word of a shell; letters, digits and - _ need no quotes. */
const shellWord = (name: string) => (/^[\w-]+$/.test(name) ? name : `'${name.replace(/'/g, "'\\''")}'`);

interface PairTextProps {
  pcName: string;
  pair_code: string;
  pair_text: string;
  expires_utc: string;
}

function PairText({ pcName, pair_code: code, pair_text: text, expires_utc: expires }: PairTextProps) {
  const nowMs = useServerMs();
  const left = secondsUntilUtc(expires, nowMs);
  return (
    <Alert title={t.pcs.pairTitle(pcName)} color={left > 0 ? "teal" : "gray"} data-testid="pair-result">
      <Stack>
        <Text size="sm" role="timer" className="pc-time">
          {left > 0 ? t.pcs.expires(clockText(left)) : t.pcs.expired}
        </Text>
        <CodeLine
          label={t.pcs.command}
          value={`npm run netcafe -- pc --pair '${text}' --name ${shellWord(pcName)}`}
          testId="pair-command"
        />
        <CodeLine label={t.pcs.text} value={text} testId="pair-text" />
        <CodeLine label={t.pcs.code} value={code} />
      </Stack>
    </Alert>
  );
}
