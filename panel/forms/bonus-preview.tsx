import { Paper, Select, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import { previewBonus } from "../../contract/operations/member-books.ts";
import { listMemberGroups } from "../../contract/operations/member-groups.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { amountOf, amountProblem } from "./money-input.ts";
import type { SettingValue } from "./setting-field.tsx";
import { AmountButtons } from "./desk-parts.tsx";
import type { AmountButton } from "./desk-settings.ts";

const p = t.preview;
type Previewed = Answer<typeof previewBonus>;

/** Settings that bear on what a top-up gives. */
const bearing = ["bonus_unit", "topup_bonus_field_type", "price_bonus", "topup_reward_percent"] as const;

const noGroup = "any";
const today = "0";

interface Asked {
  amount: string | null;
  weekday: string;
  group: string;
  code: string;
  drafts: Record<string, SettingValue>;
}

/** Asked of the server, a moment after the last key was pressed: by the rules of a real top-up, over what is not saved yet. */
function usePreview({ amount, weekday, group, code, drafts }: Asked) {
  const call = useCall();
  const question = JSON.stringify({
    topup_value: amount,
    ...(weekday !== today && { weekday: Number(weekday) }),
    ...(group !== noGroup && { member_group_id: Number(group) }),
    ...(code.trim() !== "" && { promo_code: code.trim() }),
    ...Object.fromEntries(bearing.flatMap((key) => (drafts[key] === undefined ? [] : [[key, drafts[key]]]))),
  });
  const [settled] = useDebouncedValue(question, 300);
  const answer = useQuery({
    queryKey: ["bonus", "preview", settled],
    queryFn: ({ signal }) => {
      const input = JSON.parse(settled) as Parameters<typeof call<typeof previewBonus>>[1];
      return call(previewBonus, input, { signal });
    },
    enabled: amount !== null && settled === question,
  });
  const isWaiting = amount !== null && (settled !== question || answer.isFetching);
  const isOfNow = amount !== null && !isWaiting;
  return { isWaiting, data: isOfNow ? answer.data : undefined, error: isOfNow ? answer.error : null };
}

interface Props {
  /** Settings as they are typed and not saved. */
  drafts: Record<string, SettingValue>;
  /** The buttons of the till, where they are what is being set. */
  buttons?: readonly AmountButton[];
}

/** What a top-up would give: its amount, day, member group and code to choose, its settings as they stand on the page. */
export function BonusPreview({ drafts, buttons }: Props) {
  const call = useCall();
  const { cafe } = useSignedIn();
  const [typed, setTyped] = useState("100");
  const [weekday, setWeekday] = useState(today);
  const [group, setGroup] = useState(noGroup);
  const [code, setCode] = useState("");
  const groups = useQuery({ queryKey: ["member-groups"], queryFn: () => call(listMemberGroups, {}) });
  const amount = amountOf(typed);
  const preview = usePreview({ amount, weekday, group, code, drafts });
  const groupChoices = (groups.data ?? [])
    .filter(({ member_group_id: id }) => id >= 0)
    .map(({ member_group_id: id, member_group_name: name }) => ({ value: String(id), label: name }));
  return (
    <Paper withBorder p="md" component="section" aria-label={p.title}>
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4">
            {p.title}
          </Title>
          <Text size="sm" c="dimmed">
            {p.help}
          </Text>
        </div>
        {buttons !== undefined && (
          <AmountButtons buttons={buttons} currency={cafe.currency} chosen={amount} onChoose={setTyped} />
        )}
        <SimpleGrid cols={{ base: 2, sm: 4 }} style={{ alignItems: "start" }}>
          <TextInput
            label={`${p.amount} (${cafe.currency})`}
            inputMode="decimal"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={amountProblem(typed, true)}
            data-testid="preview-amount"
          />
          <Select
            label={p.weekday}
            data={[
              { value: today, label: p.today },
              ...t.loyalty.weekdays.map((label, day) => ({ value: String(day + 1), label })),
            ]}
            allowDeselect={false}
            value={weekday}
            onChange={(next) => setWeekday(next ?? today)}
            data-testid="preview-weekday"
          />
          <Select
            label={t.members.group}
            data={[{ value: noGroup, label: p.anyGroup }, ...groupChoices]}
            allowDeselect={false}
            value={group}
            onChange={(next) => setGroup(next ?? noGroup)}
            data-testid="preview-group"
          />
          <TextInput
            label={t.topUp.promo}
            autoComplete="off"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            data-testid="preview-code"
          />
        </SimpleGrid>
        <div role="status" data-testid="preview-gives">
          {preview.isWaiting && <Text fw={600}>{t.topUp.bonusAsking}</Text>}
          {preview.data !== undefined && amount !== null && (
            <Gives amount={amount} preview={preview.data} currency={cafe.currency} />
          )}
        </div>
        <RefusalAlert error={preview.error} />
      </Stack>
    </Paper>
  );
}

interface GivesProps {
  amount: string;
  preview: Previewed;
  currency: string;
}

function Gives({ amount, preview, currency }: GivesProps) {
  const worth = ({ bonus, coins }: { bonus: string; coins: number }) =>
    [
      ...(Number(bonus) > 0 ? [p.bonus(moneyText(bonus, currency))] : []),
      ...(coins > 0 ? [p.coins(coins)] : []),
    ].join(" + ") || p.nothing;
  const weekday = t.loyalty.weekdays[preview.weekday - 1] ?? "";
  const hasCode = Number(preview.by_code.bonus) > 0 || preview.by_code.coins > 0;
  return (
    <>
      <Text fw={600}>{p.gives(moneyText(amount, currency), weekday, worth(preview))}</Text>
      <Text size="sm" c="dimmed">
        {p.bySteps(worth(preview.by_steps), String(Number(preview.weekday_percent)))}
        {hasCode && ` ${p.byCode(worth(preview.by_code))}`}
        {preview.points > 0 && ` ${p.points(preview.points)}`}
      </Text>
    </>
  );
}
