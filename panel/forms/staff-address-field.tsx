import { Alert, Button, Group, List, Stack, Text, Textarea } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getApiSettings } from "../../contract/operations/api-settings.ts";
import { useCall } from "../api/calls.ts";
import { staff as s } from "../text/en-staff.ts";
import { entriesOf } from "./staff-values.ts";

interface Props {
  value: string;
  onChange: (value: string) => void;
  /** Every bad entry, as the server named it. */
  problems: readonly string[];
}

/** Where a staff account works from, with help to find the right address. */
export function StaffAddressField({ value, onChange, problems }: Props) {
  const call = useCall();
  const settings = useQuery({ queryKey: ["api-settings"], queryFn: () => call(getApiSettings, {}) });
  const { caller_address: mine, caller_address_place: place } = settings.data ?? {};
  const listed = mine !== undefined && entriesOf(value).includes(mine);
  const note = place === undefined ? undefined : s.place[place];
  return (
    <Stack gap="xs">
      <Textarea
        label={s.addresses}
        description={s.addressesHelp}
        placeholder={s.anywhere}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        autosize
        minRows={2}
        spellCheck={false}
        error={problems.length > 0}
        data-testid="staff-addresses"
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      />
      {problems.length > 0 && (
        <Alert color="red" role="alert" p="xs">
          <List size="sm">
            {problems.map((text) => (
              <List.Item key={text}>{text}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {mine !== undefined && (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {s.mine(mine)} {listed && s.listed}
          </Text>
          {!listed && (
            <Button
              variant="light"
              size="compact-sm"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => onChange([...entriesOf(value), mine].join(", "))}
              data-testid="staff-add-mine"
            >
              {s.addMine}
            </Button>
          )}
        </Group>
      )}
      {value.trim() !== "" && note !== undefined && (
        <Text size="sm" c="dimmed">
          {note}
        </Text>
      )}
    </Stack>
  );
}
