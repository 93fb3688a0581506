import { Alert, Button, Group, List, Paper, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import { changeApiSettings, type getApiSettings } from "../../contract/operations/api-settings.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { t } from "../text/en.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

const entriesOf = (list: string) => list.split(/[\s,]+/).filter((entry) => entry !== "");

/** "API Access IP": the addresses the key works from. Each bad entry is named by the server. */
export function AddressForm({ settings }: { settings: Answer<typeof getApiSettings> }) {
  const call = useCall();
  const client = useQueryClient();
  const [list, setList] = useState(settings.api_access_ip);
  const { caller_address: mine, caller_address_place: place } = settings;
  const saving = useMutation({
    mutationFn: () => call(changeApiSettings, { api_access_ip: entriesOf(list).join(",") }),
    onSuccess: ({ api_access_ip: saved }) => {
      setList(saved);
      notifications.show({ message: t.api.saved, color: "teal" });
      void client.invalidateQueries({ queryKey: ["api-settings"] });
    },
  });
  const bad = fieldProblems(saving.error)["api_access_ip"] ?? [];
  const listed = entriesOf(list).includes(mine);
  const warning = t.api.place[place];
  return (
    <Paper withBorder p="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        <Stack>
          <Textarea
            label={t.api.access}
            description={t.api.accessHelp}
            value={list}
            onChange={(event) => setList(event.currentTarget.value)}
            autosize
            minRows={2}
            spellCheck={false}
            data-testid="api-access-ip"
            error={bad.length > 0}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          />
          {bad.length > 0 ? (
            <Alert color="red" role="alert">
              <List size="sm">
                {bad.map((text) => (
                  <List.Item key={text}>{text}</List.Item>
                ))}
              </List>
            </Alert>
          ) : (
            <RefusalAlert error={saving.error} />
          )}
          <Text size="sm" c="dimmed">
            {t.api.mine(mine)} {listed && t.api.listed}
          </Text>
          {warning !== undefined && (
            <Alert color={place === "public" ? "blue" : "orange"} variant="light" p="xs">
              {warning}
            </Alert>
          )}
          <Group>
            <Button type="submit" loading={saving.isPending} data-testid="api-save">
              {t.common.save}
            </Button>
            <Button
              variant="light"
              disabled={listed}
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => setList([...entriesOf(list), mine].join(", "))}
              data-testid="api-add-mine"
            >
              {listed ? t.api.listed : t.api.addMine}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
