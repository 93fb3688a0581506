import { ActionIcon, Button, Group, Input, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { t } from "../text/en.ts";
import { CostCurve } from "../ui/cost-curve.tsx";
import { amountOf, rowProblem, type RowValues } from "./price-values.ts";

const r = t.prices.rows;

interface Props {
  rows: readonly RowValues[];
  disabled: boolean;
  error: string | undefined;
  errorOf: (index: number) => string | undefined;
  show: (amount: number) => string;
  onChange: (rows: RowValues[]) => void;
}

/** Rows of minutes and money, and the curve they draw. */
export function DynamicRowsField({ rows, disabled, error, errorOf, show, onChange }: Props) {
  const change = (index: number, part: Partial<RowValues>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  const isSound = rows.length > 0 && rows.every((_, index) => rowProblem(rows, index) === null);
  const points = rows.map(({ minutes, amount }) => ({
    minutes: Number(minutes),
    amount: amountOf(amount) ?? 0,
  }));
  return (
    <Input.Wrapper label={r.title} description={r.help} error={error} labelElement="div">
      <Stack gap="xs" mt="xs">
        {rows.map((row, index) => (
          // Rows have no name of their own; their place is what they are.
          <Group key={index} align="flex-start" gap="xs" wrap="nowrap">
            <TextInput
              {...{ flex: 1, disabled, inputMode: "numeric" }}
              label={index === 0 ? r.minutes : undefined}
              aria-label={`${r.minutes} ${index + 1}`}
              value={row.minutes}
              error={errorOf(index)}
              onChange={(event) => change(index, { minutes: event.currentTarget.value })}
            />
            <TextInput
              {...{ flex: 1, disabled, inputMode: "decimal" }}
              label={index === 0 ? r.amount : undefined}
              aria-label={`${r.amount} ${index + 1}`}
              value={row.amount}
              onChange={(event) => change(index, { amount: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="red"
              size="lg"
              mt={index === 0 ? 24 : 0}
              disabled={disabled}
              aria-label={r.remove(index + 1)}
              onClick={() => onChange(rows.filter((_row, at) => at !== index))}
            >
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {rows.length === 0 && (
          <Text size="sm" c="dimmed">
            {r.none}
          </Text>
        )}
        <Group>
          <Button
            variant="light"
            size="xs"
            disabled={disabled}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...rows, { minutes: "", amount: "" }])}
            data-testid="price-row-add"
          >
            {r.add}
          </Button>
        </Group>
        {isSound && <CostCurve points={points} show={show} />}
      </Stack>
    </Input.Wrapper>
  );
}
