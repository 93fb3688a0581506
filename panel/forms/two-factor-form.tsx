import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  confirmTwoFactor,
  endTwoFactor,
  renewRecoveryCodes,
  setUpTwoFactor,
} from "../../contract/operations/staff-account.ts";
import { useCall } from "../api/calls.ts";
import { t } from "../text/en.ts";
import { account as a } from "../text/en-staff.ts";
import { CapsLockPassword } from "../ui/caps-lock-password.tsx";
import { CodeLine } from "../ui/code-line.tsx";
import { QrPicture } from "../ui/qr-picture.tsx";
import { RecoveryCodes } from "../ui/recovery-codes.tsx";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

/** What changed of the second factor shows on the page Account and in the session. */
function useReadAnew() {
  const client = useQueryClient();
  return () => {
    for (const key of [["two-factor"], ["own-sign-ins"], ["session"], ["staffs"]])
      void client.invalidateQueries({ queryKey: key });
  };
}

/** Password, then the picture for the phone and its first code, then the recovery codes. */
export function TwoFactorSetUp() {
  const call = useCall();
  const readAnew = useReadAnew();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const making = useMutation({ mutationFn: () => call(setUpTwoFactor, { password }) });
  const confirming = useMutation({
    mutationFn: () => call(confirmTwoFactor, { code }),
    onSuccess: () => {
      notifications.show({ message: a.switchedOn, color: "teal" });
      readAnew();
    },
  });
  if (confirming.data) return <RecoveryCodes codes={confirming.data.recovery_codes} />;
  if (!making.data)
    return (
      <Ask error={making.error} busy={making.isPending} label={a.next1} onSubmit={() => making.mutate()}>
        <OwnPassword value={password} onChange={setPassword} />
      </Ask>
    );
  return (
    <Ask
      error={confirming.error}
      busy={confirming.isPending}
      label={a.switchOn}
      onSubmit={() => confirming.mutate()}
    >
      <Text size="sm">{a.scan}</Text>
      <Group justify="center">
        <QrPicture text={making.data.otpauth_url} label={a.qr} testId="factor-qr" />
      </Group>
      <Text size="sm">{a.typeIn}</Text>
      <CodeLine
        label={a.secret}
        value={making.data.secret.replace(/(.{4})(?=.)/g, "$1 ")}
        testId="factor-secret"
      />
      <Text size="sm">{a.thenCode}</Text>
      <CodeField value={code} onChange={setCode} isPhone />
    </Ask>
  );
}

/** New recovery codes, or the end of two-factor sign-in: both want password and code. */
export function TwoFactorChange({ what }: { what: "codes" | "off" }) {
  const call = useCall();
  const readAnew = useReadAnew();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const doing = useMutation({
    mutationFn: async (): Promise<string[]> => {
      if (what === "codes") return (await call(renewRecoveryCodes, { password, code })).recovery_codes;
      await call(endTwoFactor, { password, code });
      return [];
    },
    onSuccess: () => {
      readAnew();
      if (what === "codes") return;
      modals.closeAll();
      notifications.show({ message: a.switchedOff, color: "teal" });
    },
  });
  if (doing.data && what === "codes") return <RecoveryCodes codes={doing.data} />;
  return (
    <Ask
      error={doing.error}
      busy={doing.isPending}
      label={what === "codes" ? a.newCodes : a.switchOff}
      onSubmit={() => doing.mutate()}
    >
      <Text size="sm">{what === "codes" ? a.newCodesBody : a.switchOffBody}</Text>
      <OwnPassword value={password} onChange={setPassword} />
      <CodeField value={code} onChange={setCode} />
    </Ask>
  );
}

interface AskProps {
  error: unknown;
  busy: boolean;
  label: string;
  onSubmit: () => void;
  children: React.ReactNode;
}

function Ask({ error, busy, label, onSubmit, children }: AskProps) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Stack>
        {children}
        <RefusalAlert error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={busy} data-testid="factor-go">
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface FieldProps {
  value: string;
  onChange: (value: string) => void;
}

function OwnPassword({ value, onChange }: FieldProps) {
  return (
    <CapsLockPassword
      label={a.yourPassword}
      autoComplete="current-password"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data-autofocus
      data-testid="factor-password"
    />
  );
}

function CodeField({ value, onChange, isPhone = false }: FieldProps & { isPhone?: boolean }) {
  return (
    <TextInput
      label={a.code}
      description={isPhone ? undefined : a.codeHelp}
      autoComplete="one-time-code"
      inputMode={isPhone ? "numeric" : "text"}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={50}
      data-testid="factor-code"
    />
  );
}
