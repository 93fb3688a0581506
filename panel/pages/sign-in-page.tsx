import { Anchor, Button, Center, Loader, Paper, Stack, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { CallRefused } from "../../contract/client.ts";
import { sessionQuery, signIn, type SignInInput } from "../api/session.ts";
import { t } from "../text/en.ts";
import { CapsLockPassword } from "../ui/caps-lock-password.tsx";
import { Redirect } from "../ui/redirect.tsx";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

const remembered = "netcafe.license";

/** Sign-in by licence name, staff name and password; the licence name is kept on this device. */
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
  const form = useForm<SignInInput>({
    initialValues: { license_name: localStorage.getItem(remembered) ?? hint, staff_name: "", password: "" },
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
      client.setQueryData(sessionQuery.queryKey, session);
      void navigate({ href: back ?? "/computers", replace: true });
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
            <Button type="submit" loading={entering.isPending} fullWidth>
              {t.signIn.submit}
            </Button>
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
