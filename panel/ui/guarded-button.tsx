import { Button, Tooltip, type ButtonProps } from "@mantine/core";
import type { ReactNode } from "react";

interface Props extends ButtonProps {
  /** Why it cannot be pressed, or null. */
  why: string | null;
  onClick: () => void;
  children: ReactNode;
  "data-testid"?: string;
}

/** A button that says why it is disabled, by pointer and by keyboard. */
export function GuardedButton({ why, onClick, children, ...rest }: Props) {
  if (why === null) {
    return (
      <Button {...rest} onClick={onClick}>
        {children}
      </Button>
    );
  }
  return (
    <Tooltip label={why} multiline maw={300} events={{ hover: true, focus: true, touch: true }}>
      <Button {...rest} data-disabled aria-disabled onClick={(event) => event.preventDefault()}>
        {children}
      </Button>
    </Tooltip>
  );
}
