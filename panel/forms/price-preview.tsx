import { Alert, Group, Paper, Select, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CallInput } from "../../contract/client.ts";
import type { Answer } from "../../contract/kit/operation.ts";
import { previewPrice } from "../../contract/operations/prices.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { localDay } from "../ui/local-day.ts";
import { moneyText } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { memberGroupChoices, pcGroupChoices, useMemberGroups, usePcGroups } from "./price-groups.ts";

const p = t.prices.preview;

type Asked = CallInput<typeof previewPrice>;
type Sum = Answer<typeof previewPrice>;

/** Kinds of guests that no money is asked of. */
const withoutMoney = ["-1", "-5"];

interface Props {
  /** What stands in a form: a price, or null while it has a fault. Absent: the price that holds. */
  draft?: Partial<Asked> | null;
  /** The PC group to begin with: the first that the price names. */
  pcGroup?: string | undefined;
}

/** Whose time, and which. */
interface Question {
  pcGroup: string;
  memberGroup: string;
  day: string;
  from: string;
  to: string;
}

/** "What would it cost": the groups, a day, from and to, and the server's sum in words. */
export function PricePreview({ draft, pcGroup: named }: Props) {
  const { cafe } = useSignedIn();
  const pcGroups = pcGroupChoices(usePcGroups().data ?? []);
  const [asked, setAsked] = useState<Question>({
    ...{ pcGroup: "", memberGroup: "0", day: localDay(new Date(), cafe.timezone) },
    ...{ from: "18:00", to: "20:30" },
  });
  const question = { ...asked, pcGroup: asked.pcGroup || (named ?? pcGroups[0]?.value ?? "") };
  const { pcGroup, memberGroup, day, from, to } = question;
  const isWhole = pcGroup !== "" && day !== "" && from !== "" && to !== "";
  const input: Asked | null =
    draft === null || !isWhole
      ? null
      : {
          ...draft,
          ...{ pc_group_id: Number(pcGroup), member_group_id: Number(memberGroup) },
          ...{ date: day, time_start: from, time_end: to },
        };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="preview-title">
      <Stack gap="sm">
        <Title order={2} size="h4" id="preview-title">
          {p.title}
        </Title>
        <Text size="sm" c="dimmed">
          {draft === undefined ? p.help : `${p.help} ${p.draft}`}
        </Text>
        <QuestionFields
          question={question}
          pcGroups={pcGroups}
          onChange={(part) => setAsked({ ...asked, ...part })}
        />
        {input === null ? (
          <Text size="sm">{draft === null && p.fix}</Text>
        ) : (
          <AskedSum input={input} isDraft={draft !== undefined} />
        )}
      </Stack>
    </Paper>
  );
}

interface QuestionProps {
  question: Question;
  pcGroups: { value: string; label: string }[];
  onChange: (part: Partial<Question>) => void;
}

function QuestionFields({ question, pcGroups, onChange }: QuestionProps) {
  const memberGroups = memberGroupChoices(useMemberGroups().data ?? []).filter(
    ({ value }) => !withoutMoney.includes(value),
  );
  const choice = (name: "pcGroup" | "memberGroup", label: string, data: typeof pcGroups) => (
    <Select
      {...{ label, data, allowDeselect: false, value: question[name] || null }}
      onChange={(value) => value !== null && onChange({ [name]: value })}
      data-testid={`preview-${name}`}
    />
  );
  const typed = (name: "day" | "from" | "to", label: string, type: string) => (
    <TextInput
      {...{ label, type, value: question[name] }}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
      data-testid={`preview-${name}`}
    />
  );
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        {choice("pcGroup", p.pcGroup, pcGroups)}
        {choice("memberGroup", p.memberGroup, memberGroups)}
      </SimpleGrid>
      {typed("day", p.day, "date")}
      <SimpleGrid cols={2} spacing="xs">
        {typed("from", p.from, "time")}
        {typed("to", p.to, "time")}
      </SimpleGrid>
    </>
  );
}

/** Typing goes on while the server reckons: it is asked a moment after the last key. */
const pauseMs = 300;

function AskedSum({ input, isDraft }: { input: Asked; isDraft: boolean }) {
  const call = useCall();
  const [text] = useDebouncedValue(JSON.stringify(input), pauseMs);
  const sum = useQuery({
    queryKey: ["price-preview", text],
    queryFn: () => call(previewPrice, JSON.parse(text) as Asked),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
  if (sum.error !== null) return <RefusalAlert error={sum.error} />;
  return sum.data === undefined ? (
    <Text size="sm">{t.common.loading}</Text>
  ) : (
    <ShownSum sum={sum.data} isDraft={isDraft} />
  );
}

function ShownSum({ sum, isDraft }: { sum: Sum; isDraft: boolean }) {
  const { cafe } = useSignedIn();
  const money = (amount: string) => moneyText(amount, cafe.currency);
  return (
    <Stack gap={6} aria-live="polite">
      <Group justify="space-between" align="baseline">
        <Text fw={600}>{p.total}</Text>
        <Text fz={28} fw={700} className="num" data-testid="preview-total">
          {money(sum.total)}
        </Text>
      </Group>
      <Text className="sum-words" data-testid="preview-words">
        {sum.cost_details}
      </Text>
      <Text size="sm" c="dimmed">
        {[
          `${p.played} ${sum.used_secs}`,
          sum.discount_pc_time > 0 && p.discount(sum.discount_pc_time),
          Number(sum.tax) > 0 && `${p.tax} ${money(sum.tax)}`,
          !isDraft && p.by(sum.price_name),
        ]
          .filter(Boolean)
          .join(" · ")}
      </Text>
      {sum.holds === 0 && (
        <Alert color="yellow" p="xs" data-testid="preview-other">
          {sum.holding_price_name === null ? p.noneHolds : p.otherHolds(sum.holding_price_name)}
        </Alert>
      )}
    </Stack>
  );
}
