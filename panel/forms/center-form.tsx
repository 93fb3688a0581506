import { Alert, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { writePages } from "../../contract/operations/configs.ts";
import { keysOfPage, type SettingKey } from "../../contract/setting-keys.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { sessionQuery, useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { centerGroups } from "./center-groups.ts";
import { SettingField, type SettingValue } from "./setting-field.tsx";

const settings = keysOfPage("centerSettings");
const placed = new Set(centerGroups.flatMap(({ keys }) => keys));
const shownGroups = centerGroups.map(({ title, keys }, index) => {
  const named = keys.flatMap((key) => settings.find((setting) => setting.key === key) ?? []);
  const others = index === centerGroups.length - 1 ? settings.filter(({ key }) => !placed.has(key)) : [];
  return { title, settings: [...named, ...others] };
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The settings of the center page. Only keys that were changed are sent. */
export function CenterForm({ values }: { values: Record<string, SettingValue> }) {
  const call = useCall();
  const client = useQueryClient();
  const { may } = useSignedIn();
  const [edited, setEdited] = useState<Record<string, SettingValue>>({});
  const changes = Object.fromEntries(Object.entries(edited).filter(([key, value]) => value !== values[key]));
  const number = Object.keys(changes).length;
  const editable = may("config_edit");
  const saving = useMutation({
    mutationFn: () => call(writePages.centerSettings, changes),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["configs"] });
      setEdited({});
      notifications.show({ message: t.common.saved, color: "teal" });
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
  const broken = settings.some(
    (setting) => setting.kind === "json" && problem(setting) === t.center.jsonWrong,
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (number > 0 && !broken) saving.mutate();
      }}
    >
      <Stack>
        {!editable && <Alert color="gray">{t.center.readOnly}</Alert>}
        {shownGroups.map((group) => (
          <Paper key={group.title} withBorder p="md" component="section" aria-label={group.title}>
            <Title order={2} size="h4" mb="sm">
              {group.title}
            </Title>
            <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="md">
              {group.settings.map((setting) => (
                <SettingField
                  key={setting.key}
                  setting={setting}
                  value={edited[setting.key] ?? values[setting.key] ?? ""}
                  disabled={!editable}
                  error={problem(setting)}
                  onChange={(value) => setEdited((before) => ({ ...before, [setting.key]: value }))}
                />
              ))}
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
                <Button variant="default" onClick={() => setEdited({})}>
                  {t.center.undo}
                </Button>
                <Button type="submit" loading={saving.isPending} disabled={broken}>
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
