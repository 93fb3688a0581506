import { ActionIcon, Button, Group, Input, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { readMoney } from "./money-input.ts";
import type { SpecialField } from "./settings-form.tsx";

type Row = [first: string, second: string];

interface Props extends SpecialField {
  /** Names of the two values of a row in the JSON, and their words. */
  names: readonly [string, string];
  headers: readonly [string, string];
  note?: string;
  none: string;
  add: string;
  remove: (place: number) => string;
  /** Why these rows cannot be: by row, what is wrong. */
  problemOf: (rows: readonly Row[], index: number) => string | null;
  testId: string;
}

/** Rows of a JSON list as text. Rows may be objects or pairs; what is neither reads as an empty row. */
function rowsOf(value: unknown, [first, second]: readonly [string, string]): Row[] {
  try {
    const list: unknown = JSON.parse(String(value));
    if (!Array.isArray(list)) return [];
    return list.map((entry: unknown): Row => {
      if (Array.isArray(entry)) return [String(entry[0] ?? ""), String(entry[1] ?? "")];
      const named = (typeof entry === "object" && entry !== null ? entry : {}) as Record<string, unknown>;
      return [textOf(named[first]), textOf(named[second])];
    });
  } catch {
    return [];
  }
}

const textOf = (value: unknown) =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** A number where one was typed; anything else goes as it is, for the server to say what would be right. */
function numberOf(typed: string): number | string {
  const money = readMoney(typed, 6);
  return "amount" in money ? Number(money.amount) : typed;
}

/** A setting that is a list of rows with two numbers each. */
export function RowsField(props: Props) {
  const { label, value, disabled, error, onChange, names, headers, note, none, add, remove, testId } = props;
  const [rows, setRows] = useState(() => rowsOf(value, names));
  const change = (next: Row[]) => {
    setRows(next);
    onChange(JSON.stringify(next.map(([a, b]) => ({ [names[0]]: numberOf(a), [names[1]]: numberOf(b) }))));
  };
  const set = (index: number, place: 0 | 1, text: string) =>
    change(rows.map((row, at): Row => (at !== index ? row : place === 0 ? [text, row[1]] : [row[0], text])));
  return (
    <Input.Wrapper label={label} description={note} error={error} labelElement="div">
      <Stack gap="xs" mt={4} data-testid={testId}>
        {rows.length === 0 && (
          <Text size="sm" c="dimmed">
            {none}
          </Text>
        )}
        {rows.map((row, index) => (
          // Rows have no name of their own; their place is what they are.
          <Group key={index} align="flex-start" gap="xs" wrap="nowrap">
            {([0, 1] as const).map((place) => (
              <TextInput
                key={place}
                flex={1}
                maw={180}
                inputMode="decimal"
                label={index === 0 ? headers[place] : undefined}
                aria-label={`${headers[place]} ${index + 1}`}
                value={row[place]}
                disabled={disabled}
                onChange={(event) => set(index, place, event.currentTarget.value)}
                error={place === 0 ? props.problemOf(rows, index) : null}
              />
            ))}
            <ActionIcon
              variant="subtle"
              color="red"
              size="lg"
              mt={index === 0 ? 24 : 0}
              disabled={disabled}
              aria-label={remove(index + 1)}
              onClick={() => change(rows.filter((_row, at) => at !== index))}
            >
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button
            variant="light"
            size="xs"
            disabled={disabled}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => change([...rows, ["", ""]])}
            data-testid={`${testId}-add`}
          >
            {add}
          </Button>
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}

/** What is wrong with a row whose first value must be above that of the row before; null while it is being typed. */
export function risingProblem(
  rows: readonly Row[],
  index: number,
  texts: { number: string; rising: string },
) {
  const row = rows[index];
  if (row === undefined || (row[0] === "" && row[1] === "")) return null;
  const [limit, value] = row.map(numberOf);
  if (typeof limit !== "number" || typeof value !== "number" || limit < 0 || value < 0) return texts.number;
  const before = index === 0 ? -1 : numberOf(rows[index - 1]?.[0] ?? "");
  return typeof before === "number" && limit <= before ? texts.rising : null;
}
