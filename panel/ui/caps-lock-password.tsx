import { PasswordInput, Text, type PasswordInputProps } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";
import { t } from "../text/en.ts";

/** A password field that says when Caps Lock is on. */
export function CapsLockPassword(props: PasswordInputProps) {
  const [capsLock, setCapsLock] = useState(false);
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));
  return (
    <div>
      <PasswordInput {...props} onKeyDown={look} onKeyUp={look} />
      <Text size="xs" c="orange" role="status" mt={capsLock ? 4 : 0}>
        {capsLock ? t.signIn.capsLock : ""}
      </Text>
    </div>
  );
}
