import { Anchor, Button, Center, Loader, Paper, Stack, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { CallRefused } from "../../contract/client.ts";
import { sessionQuery, signIn, type SignInInput } from "../api/session.ts";
import { t } from "../text/en.ts";
import { CapsLockPassword } from "../ui/caps-lock-password.tsx";
import { Redirect } from "../ui/redirect.tsx";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

const remembered = "netcafe.license";
/** Whether the last sign-in on this device took a code: then its field is there from the start. */
const tookCode = "netcafe.sign-in-code";

/**
 * Sign-in by licence name, staff name, password and, for who has set it up, a code. All go in one call, so that no answer
 * tells which was wrong; the code's field is shown to whoever asks for it and after any refusal.
 */
export function SignInPage() {
  const session = useQuery(sessionQuery);
  // Shown once the name to propose is known: it must not come into a field that is being typed in.
  if (session.isPending) {
    return (
      <Center mih="100vh">
        <Loader aria-label={t.common.loading} />
      </Center>
    );
  }
  return <SignInForm hint={session.data?.license_name_hint ?? ""} />;
}

function SignInForm({ hint }: { hint: string }) {
  const { data } = useQuery(sessionQuery);
  const { back } = useSearch({ from: "/sign-in" });
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asksCode, setAsksCode] = useState(localStorage.getItem(tookCode) === "1");
  const form = useForm<SignInInput>({
    initialValues: {
      license_name: localStorage.getItem(remembered) ?? hint,
      staff_name: "",
      password: "",
      code: "",
    },
    validate: {
      license_name: (value) => (/^\d{12}$/.test(value.replace(/\s/g, "")) ? null : t.signIn.licenseWrong),
      staff_name: (value) => (value.trim() === "" ? t.signIn.staffWrong : null),
      password: (value) => (value === "" ? t.signIn.passwordWrong : null),
    },
  });
  const entering = useMutation({
    mutationFn: (input: SignInInput) => signIn(input),
    onSuccess: (session, input) => {
      localStorage.setItem(remembered, input.license_name);
      if (session.session?.staff.staff_two_factor === 1) localStorage.setItem(tookCode, "1");
      else localStorage.removeItem(tookCode);
      client.setQueryData(sessionQuery.queryKey, session);
      void navigate({ href: back ?? "/computers", replace: true });
    },
    onError: (error) => {
      form.setFieldValue("code", "");
      if (error instanceof CallRefused && error.error === "auth.bad_credentials") setAsksCode(true);
    },
  });

  if (data?.state === "set-up") return <Redirect href="/set-up" />;
  if (data?.state === "signed-in" && !entering.isSuccess) return <Redirect href={back ?? "/computers"} />;

  const submit = form.onSubmit((values) =>
    entering.mutate({
      ...values,
      license_name: values.license_name.replace(/\s/g, ""),
      staff_name: values.staff_name.trim(),
    }),
  );
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="xl" w="100%" maw={400}>
        <form onSubmit={submit} noValidate>
          <Stack>
            <Title order={1} size="h2">
              Netcafe
            </Title>
            <Title order={2} size="h4" fw={500}>
              {t.signIn.title}
            </Title>
            <RefusalAlert error={plainRefusal(entering.error)} />
            <TextInput
              label={t.signIn.license}
              description={t.signIn.licenseHelp}
              inputMode="numeric"
              autoComplete="organization"
              {...form.getInputProps("license_name")}
            />
            <TextInput label={t.signIn.staff} autoComplete="username" {...form.getInputProps("staff_name")} />
            <CapsLockPassword
              label={t.signIn.password}
              autoComplete="current-password"
              {...form.getInputProps("password")}
            />
            {asksCode ? (
              <TextInput
                label={t.signIn.code}
                description={t.signIn.codeHelp}
                autoComplete="one-time-code"
                maxLength={50}
                {...form.getInputProps("code")}
                data-testid="sign-in-code"
              />
            ) : (
              <Anchor component="button" type="button" size="sm" ta="left" onClick={() => setAsksCode(true)}>
                {t.signIn.haveCode}
              </Anchor>
            )}
            <Button type="submit" loading={entering.isPending} fullWidth>
              {t.signIn.submit}
            </Button>
            <Anchor component={Link} to="/forgot-password" size="sm" ta="center">
              {t.signIn.forgot}
            </Anchor>
            <Anchor href="/docs" size="sm" ta="center">
              {t.signIn.docs}
            </Anchor>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}

/** The two refusals a person meets often are said in the page's words. */
function plainRefusal(error: unknown): unknown {
  if (!(error instanceof CallRefused)) return error;
  if (error.error === "auth.bad_credentials") return new Error(t.signIn.badCredentials);
  return error.error === "auth.too_many_logins" ? new Error(t.signIn.tooMany) : error;
}
