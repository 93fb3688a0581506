import { Alert, Anchor, Button, Center, Loader, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState, type ReactNode } from "react";
import { staffForgotPassword, staffResetPassword } from "../../contract/operations/auth.ts";
import { fieldProblems } from "../api/calls.ts";
import { sessionQuery } from "../api/session.ts";
import { strangerCall } from "../api/stranger-call.ts";
import { t } from "../text/en.ts";
import { account as a, lost as l, staff as s } from "../text/en-staff.ts";
import { CapsLockPassword } from "../ui/caps-lock-password.tsx";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="xl" w="100%" maw={420}>
        <Stack>
          <Title order={1} size="h3">
            {title}
          </Title>
          {children}
        </Stack>
      </Paper>
    </Center>
  );
}

const ToSignIn = ({ label }: { label: string }) => (
  <Anchor component={Link} to="/sign-in" size="sm" ta="center">
    {label}
  </Anchor>
);

/** Asks for a link; says the same whether the account exists or not. */
export function ForgotPasswordPage() {
  const session = useQuery(sessionQuery);
  // Shown once the name to propose is known: it must not come into a field that is being typed in.
  if (session.isPending)
    return (
      <Center mih="100vh">
        <Loader aria-label={t.common.loading} />
      </Center>
    );
  return <ForgotForm hint={session.data?.license_name_hint ?? ""} />;
}

function ForgotForm({ hint }: { hint: string }) {
  const form = useForm({
    initialValues: { license_name: localStorage.getItem("netcafe.license") ?? hint, staff_name: "" },
    validate: {
      license_name: (value) => (/^\d{12}$/.test(value.replace(/\s/g, "")) ? null : t.signIn.licenseWrong),
      staff_name: (value) => (value.trim() === "" ? t.signIn.staffWrong : null),
    },
  });
  const asking = useMutation({
    mutationFn: (values: typeof form.values) =>
      strangerCall(staffForgotPassword, {
        license_name: values.license_name.replace(/\s/g, ""),
        staff_name: values.staff_name.trim(),
      }),
  });
  if (asking.isSuccess)
    return (
      <Frame title={l.sentTitle}>
        <Text role="status">{l.sent}</Text>
        <Text size="sm" c="dimmed">
          {l.sentAdmin}
        </Text>
        <ToSignIn label={l.back} />
      </Frame>
    );
  return (
    <Frame title={l.title}>
      <form onSubmit={form.onSubmit((values) => asking.mutate(values))} noValidate>
        <Stack>
          <Text size="sm" c="dimmed">
            {l.intro}
          </Text>
          <TextInput
            label={t.signIn.license}
            description={t.signIn.licenseHelp}
            inputMode="numeric"
            {...form.getInputProps("license_name")}
          />
          <TextInput label={t.signIn.staff} autoComplete="username" {...form.getInputProps("staff_name")} />
          <RefusalAlert error={asking.error} />
          <Button type="submit" loading={asking.isPending}>
            {l.send}
          </Button>
          <ToSignIn label={l.back} />
        </Stack>
      </form>
    </Frame>
  );
}

/** The token stands behind # in the mailed link, so that it never reaches a log. */
const tokenOfLink = () => new URLSearchParams(location.hash.slice(1)).get("token") ?? "";

/** Where the mailed link leads: a new password, twice. */
export function ResetPasswordPage() {
  const [token] = useState(tokenOfLink);
  // Whoever comes to this device later need not find it in the history.
  useEffect(() => history.replaceState(history.state, "", location.pathname), []);
  const form = useForm({
    initialValues: { new_password: "", repeat: "" },
    validate: {
      new_password: (value) => ([...value].length < 10 ? s.passwordShort : null),
      repeat: (value, values) => (value === values.new_password ? null : a.repeatWrong),
    },
  });
  const setting = useMutation({
    mutationFn: ({ new_password }: typeof form.values) =>
      strangerCall(staffResetPassword, { reset_token: token, new_password }),
    onError: (error) => {
      for (const [field, texts] of Object.entries(fieldProblems(error))) form.setFieldError(field, texts[0]);
    },
  });
  if (token === "")
    return (
      <Frame title={l.setTitle}>
        <Alert color="orange">{l.noToken}</Alert>
        <Anchor component={Link} to="/forgot-password" size="sm" ta="center">
          {l.again}
        </Anchor>
      </Frame>
    );
  if (setting.data)
    return (
      <Frame title={l.doneTitle(setting.data.staff_name)}>
        <Text role="status">{l.done}</Text>
        <Button component={Link} to="/sign-in">
          {l.toSignIn}
        </Button>
      </Frame>
    );
  return (
    <Frame title={l.setTitle}>
      <form onSubmit={form.onSubmit((values) => setting.mutate(values))} noValidate>
        <Stack>
          <CapsLockPassword
            label={a.next}
            description={s.passwordShort}
            autoComplete="new-password"
            {...form.getInputProps("new_password")}
          />
          <CapsLockPassword label={a.repeat} autoComplete="new-password" {...form.getInputProps("repeat")} />
          <RefusalAlert error={setting.error} />
          <Button type="submit" loading={setting.isPending}>
            {l.set}
          </Button>
        </Stack>
      </form>
    </Frame>
  );
}
