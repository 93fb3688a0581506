import { Badge, Button, Checkbox, Fieldset, Group, Stack, Text } from "@mantine/core";
import { notForManagers, rights as allRights, type Right } from "../../contract/rights.ts";
import { rightNames } from "../text/en-rights.ts";
import { rightGroups, rightHelp, staff as s } from "../text/en-staff.ts";
import { effective, isByRole, presets, rightsByGroup, type RightGroup, type Role } from "./staff-rights.ts";

interface Props {
  role: Role;
  value: readonly Right[];
  onChange: (value: Right[]) => void;
}

/** The rights as boxes in groups, with what each lets somebody do; presets tick what is usual. */
export function RightsField({ role, value, onChange }: Props) {
  const has = effective(role, value);
  const toggle = (right: Right, on: boolean) =>
    onChange(on ? [...value, right] : value.filter((each) => each !== right));
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status" data-testid="rights-count">
          {s.rights}: {s.rightsOf(has.length, allRights.length)}
        </Text>
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {s.presets}
          </Text>
          {(Object.keys(presets) as (keyof typeof presets)[]).map((preset) => (
            <Button
              key={preset}
              size="compact-sm"
              variant="light"
              onClick={() => onChange([...presets[preset]])}
              data-testid={preset}
            >
              {s[preset]}
            </Button>
          ))}
        </Group>
      </Group>
      {role === "manager" && (
        <Text size="sm" c="dimmed">
          {s.byRole}
        </Text>
      )}
      <div className="right-groups">
        {(Object.keys(rightGroups) as RightGroup[]).map((group) => (
          <Fieldset key={group} legend={rightGroups[group]} p="sm" className="right-group">
            <Stack gap="xs">
              {rightsByGroup[group].map((right) => (
                <RightBox
                  key={right}
                  role={role}
                  right={right}
                  checked={has.includes(right)}
                  toggle={toggle}
                />
              ))}
            </Stack>
          </Fieldset>
        ))}
      </div>
    </Stack>
  );
}

interface BoxProps {
  role: Role;
  right: Right;
  checked: boolean;
  toggle: (right: Right, on: boolean) => void;
}

function RightBox({ role, right, checked, toggle }: BoxProps) {
  const byRole = isByRole(role, right);
  const label = (
    <Group gap={6}>
      {rightNames[right]}
      {notForManagers.includes(right) && (
        <Badge size="xs" variant="light" color="orange">
          {s.ownersRight}
        </Badge>
      )}
    </Group>
  );
  return (
    <Checkbox
      label={label}
      description={rightHelp[right]}
      checked={checked}
      disabled={byRole}
      onChange={(event) => toggle(right, event.currentTarget.checked)}
      data-testid={`right-${right}`}
    />
  );
}
