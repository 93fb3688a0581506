import { Button, Center, Paper, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { fieldProblems } from "../api/calls.ts";
import { sessionQuery, setUp } from "../api/session.ts";
import {
  browserCountry,
  browserZone,
  countryChoices,
  currencyChoices,
  proposedCurrency,
  zoneChoices,
} from "../forms/countries.ts";
import { t } from "../text/en.ts";
import { CapsLockPassword } from "../ui/caps-lock-password.tsx";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

/** The code stands behind # in the printed link, so that it never reaches a log. */
const codeOfLink = () => new URLSearchParams(location.hash.slice(1)).get("code") ?? "";
const needed = (text: string) => (value: string | null) =>
  value === null || value.trim() === "" ? text : null;

export function SetUpPage() {
  const { data } = useQuery(sessionQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const choices = useMemo(
    () => ({ countries: countryChoices(), currencies: currencyChoices(), zones: zoneChoices() }),
    [],
  );
  const form = useForm({
    initialValues: {
      set_up_code: codeOfLink(),
      cafe_name: "",
      country: browserCountry(),
      currency: proposedCurrency(browserCountry()) ?? "",
      timezone: browserZone(),
      admin_password: "",
      repeat: "",
    },
    validate: {
      set_up_code: needed(t.setUp.codeWrong),
      cafe_name: needed(t.setUp.cafeWrong),
      country: needed(t.setUp.countryWrong),
      currency: needed(t.setUp.currencyWrong),
      timezone: needed(t.setUp.zoneWrong),
      admin_password: (value) => ([...value].length < 10 ? t.setUp.passwordShort : null),
      repeat: (value, values) => (value === values.admin_password ? null : t.setUp.repeatWrong),
    },
  });
  const creating = useMutation({
    mutationFn: setUp,
    onSuccess: (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      void navigate({ to: "/computers", replace: true });
    },
    onError: (error) => {
      for (const [field, texts] of Object.entries(fieldProblems(error))) form.setFieldError(field, texts[0]);
    },
  });
  const submit = form.onSubmit(({ repeat: _repeat, ...input }) => creating.mutate(input));
  const chooseCountry = (country: string | null) => {
    form.setFieldValue("country", country ?? "");
    const currency = proposedCurrency(country ?? "");
    if (currency !== undefined) form.setFieldValue("currency", currency);
  };

  if (data !== undefined && data.state !== "set-up" && !creating.isSuccess) {
    return (
      <Center mih="100vh" p="md" component="main">
        <Stack maw={420}>
          <Title order={1} size="h3">
            {t.setUp.doneTitle}
          </Title>
          <Text>{t.setUp.doneBody}</Text>
          <Button component={Link} to="/sign-in">
            {t.setUp.toSignIn}
          </Button>
        </Stack>
      </Center>
    );
  }
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="xl" w="100%" maw={480}>
        <form onSubmit={submit} noValidate>
          <Stack>
            <Title order={1} size="h2">
              {t.setUp.title}
            </Title>
            <Text c="dimmed">{t.setUp.intro}</Text>
            <RefusalAlert error={creating.error} />
            {codeOfLink() === "" && (
              <TextInput
                label={t.setUp.code}
                description={t.setUp.codeHelp}
                {...form.getInputProps("set_up_code")}
              />
            )}
            <TextInput label={t.setUp.cafe} autoFocus maxLength={100} {...form.getInputProps("cafe_name")} />
            <Select
              label={t.setUp.country}
              data={choices.countries}
              searchable
              {...form.getInputProps("country")}
              onChange={chooseCountry}
            />
            <Select
              label={t.setUp.currency}
              description={t.setUp.currencyHelp}
              data={choices.currencies}
              searchable
              limit={100}
              {...form.getInputProps("currency")}
            />
            <Select
              label={t.setUp.zone}
              data={choices.zones}
              searchable
              limit={100}
              {...form.getInputProps("timezone")}
            />
            <CapsLockPassword
              label={t.setUp.password}
              description={t.setUp.passwordHelp}
              autoComplete="new-password"
              {...form.getInputProps("admin_password")}
            />
            <CapsLockPassword
              label={t.setUp.repeat}
              autoComplete="new-password"
              {...form.getInputProps("repeat")}
            />
            <Button type="submit" loading={creating.isPending}>
              {t.setUp.submit}
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
