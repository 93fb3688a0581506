import { Button, Group, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Answer } from "../../contract/kit/operation.ts";
import { changeLicense, type getLicense } from "../../contract/operations/license.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { sessionQuery } from "../api/session.ts";
import { t } from "../text/en.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

/** Name and address of the café; the account Admin's alone. Only what was changed is sent. */
export function CafeForm({ info }: { info: Answer<typeof getLicense>["info"] }) {
  const call = useCall();
  const client = useQueryClient();
  const c = t.center;
  const form = useForm({
    initialValues: {
      license_icafename: info.license_icafename,
      license_email: info.license_email,
      license_phone: info.license_phone,
      license_address: info.license_address,
    },
    validate: { license_icafename: (value) => (value.trim() === "" ? t.setUp.cafeWrong : null) },
  });
  const saving = useMutation({
    mutationFn: (values: typeof form.values) =>
      call(
        changeLicense,
        Object.fromEntries(
          Object.entries(values).filter(([name, value]) => info[name as keyof typeof values] !== value),
        ),
      ),
    onSuccess: () => {
      modals.closeAll();
      notifications.show({ message: t.common.saved, color: "teal" });
      void client.invalidateQueries({ queryKey: ["license"] });
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
    onError: (error) => {
      for (const [field, texts] of Object.entries(fieldProblems(error))) form.setFieldError(field, texts[0]);
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
      <Stack>
        <TextInput
          label={c.cafeName}
          data-autofocus
          maxLength={100}
          {...form.getInputProps("license_icafename")}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={c.email} type="email" {...form.getInputProps("license_email")} />
          <TextInput label={c.phone} type="tel" {...form.getInputProps("license_phone")} />
        </SimpleGrid>
        <TextInput label={c.address} {...form.getInputProps("license_address")} />
        <RefusalAlert error={saving.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending} disabled={!form.isDirty()}>
            {t.common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
