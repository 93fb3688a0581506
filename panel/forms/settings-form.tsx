import { Alert, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { writePages } from "../../contract/operations/configs.ts";
import { keysOfPage, type SettingKey, type SettingPage } from "../../contract/setting-keys.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { sessionQuery, useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { SettingField, type SettingValue } from "./setting-field.tsx";
import type { SettingWords } from "./setting-words.ts";

export interface SettingGroup {
  title: string;
  keys: readonly string[];
}

export interface SpecialField {
  label: string;
  help: string;
  value: SettingValue;
  /** What another setting of the page holds at the moment, saved or not. */
  valueOf: (key: string) => SettingValue;
  disabled: boolean;
  error: string | undefined;
  onChange: (value: SettingValue) => void;
}

interface Props {
  page: SettingPage;
  groups: readonly SettingGroup[];
  words: SettingWords;
  values: Record<string, SettingValue>;
  /** Settings that are more than one value, with a field of their own over the whole width. */
  special?: Record<string, (field: SpecialField) => ReactNode>;
  /** Told the settings that differ from what is saved. */
  onChanges?: (changes: Record<string, SettingValue>) => void;
}

/** Groups with their settings; a key that is named nowhere stands in the last group, so that none is lost. */
function placedSettings({ page, groups }: Pick<Props, "page" | "groups">) {
  const settings = keysOfPage(page);
  const placed = new Set(groups.flatMap(({ keys }) => keys));
  const filled = groups.map(({ title, keys }, index) => {
    const named = keys.flatMap((key) => settings.find((setting) => setting.key === key) ?? []);
    const others = index === groups.length - 1 ? settings.filter(({ key }) => !placed.has(key)) : [];
    return { title, settings: [...named, ...others] };
  });
  return filled.filter((group) => group.settings.length > 0);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The settings of one page. Only keys that were changed are sent. */
export function SettingsForm({ page, groups, words, values, special = {}, onChanges }: Props) {
  const call = useCall();
  const client = useQueryClient();
  const { may } = useSignedIn();
  const [edited, setEdited] = useState<Record<string, SettingValue>>({});
  // Fields of their own keep what is typed; undoing makes them anew.
  const [round, setRound] = useState(0);
  const changes = Object.fromEntries(Object.entries(edited).filter(([key, value]) => value !== values[key]));
  const number = Object.keys(changes).length;
  const told = JSON.stringify(changes);
  useEffect(() => onChanges?.(JSON.parse(told) as Record<string, SettingValue>), [onChanges, told]);
  const editable = may("config_edit");
  const reset = () => {
    setEdited({});
    setRound((before) => before + 1);
  };
  const saving = useMutation({
    mutationFn: () => call(writePages[page], changes),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["configs"] });
      reset();
      notifications.show({ message: t.common.saved, color: "teal" });
      void client.invalidateQueries({ queryKey: ["bonus"] });
      // Currency sign and time zone are shown everywhere.
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const refused = fieldProblems(saving.error);
  const problem = ({ key, kind }: SettingKey): string | undefined => {
    const value = changes[key];
    if (kind === "json" && value !== undefined && !isJson(String(value))) return t.center.jsonWrong;
    return refused[key]?.[0];
  };
  const valueOf = (key: string) => edited[key] ?? values[key] ?? "";
  const placed = placedSettings({ page, groups });
  const broken = placed.some(({ settings }) =>
    settings.some((setting) => problem(setting) === t.center.jsonWrong),
  );
  const field = (setting: SettingKey) => {
    const { key, description } = setting;
    const state = {
      value: valueOf(key),
      disabled: !editable,
      error: problem(setting),
      onChange: (value: SettingValue) => setEdited((before) => ({ ...before, [key]: value })),
    };
    const own = special[key];
    if (own === undefined) return <SettingField key={key} setting={setting} words={words} {...state} />;
    return (
      <div key={`${key}-${round}`} className="whole-row">
        {own({ ...state, label: words.labels[key] ?? description, help: description, valueOf })}
      </div>
    );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (number > 0 && !broken) saving.mutate();
      }}
    >
      <Stack>
        {!editable && <Alert color="gray">{t.center.readOnly}</Alert>}
        {placed.map((group) => (
          <Paper key={group.title} withBorder p="md" component="section" aria-label={group.title}>
            <Title order={2} size="h4" mb="sm">
              {group.title}
            </Title>
            <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="md">
              {group.settings.map(field)}
            </SimpleGrid>
          </Paper>
        ))}
        <RefusalAlert error={saving.error} />
        {number > 0 && (
          <Paper withBorder p="sm" className="save-bar">
            <Group justify="space-between">
              <Text size="sm" role="status">
                {t.center.changes(number)}
              </Text>
              <Group gap="xs">
                <Button variant="default" onClick={reset}>
                  {t.center.undo}
                </Button>
                <Button
                  type="submit"
                  loading={saving.isPending}
                  disabled={broken}
                  data-testid="settings-save"
                >
                  {t.common.save}
                </Button>
              </Group>
            </Group>
          </Paper>
        )}
      </Stack>
    </form>
  );
}
