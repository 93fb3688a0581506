import { Button, Group, PasswordInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDice5 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { staff as s } from "../text/en-staff.ts";
import { madePassword } from "./made-password.ts";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: ReactNode;
}

/** A password for somebody else: typed, or made up and then shown, because it is to be handed over. */
export function NewPasswordField({ label, value, onChange, error }: Props) {
  const [shown, show] = useDisclosure();
  const makeUp = () => {
    onChange(madePassword());
    show.open();
  };
  return (
    <Group align="flex-start" gap="xs" wrap="nowrap">
      <PasswordInput
        label={label}
        description={s.passwordHelp}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        visible={shown}
        onVisibilityChange={show.toggle}
        error={error}
        autoComplete="new-password"
        flex={1}
        miw={0}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        data-testid="staff-password"
      />
      <Button
        variant="light"
        mt={45}
        style={{ flexShrink: 0 }}
        leftSection={<IconDice5 size={16} aria-hidden />}
        onClick={makeUp}
        data-testid="staff-make-password"
      >
        {s.makeOne}
      </Button>
    </Group>
  );
}
