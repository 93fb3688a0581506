import { Button, Group, MultiSelect, Select, SimpleGrid, Stack, Switch, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { listMemberGroups } from "../../contract/operations/member-groups.ts";
import { addPromoCodes, changePromoCode, listPromoCodes } from "../../contract/operations/promo-codes.ts";
import { fieldProblems, useCall, type Call } from "../api/calls.ts";
import { newIdempotencyKey } from "../api/new-key.ts";
import { t } from "../text/en.ts";
import { CodeLine } from "../ui/code-line.tsx";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import {
  promoChecks,
  promoFields,
  promoTerms,
  promoValues,
  type PromoCode,
  type PromoValues,
} from "./promo-values.ts";

const p = t.promo;
const choices = (names: Record<string, string>) =>
  Object.entries(names).map(([value, label]) => ({ value, label }));

/** The codes just made, in the order they were made; the newest stand at the end of the list. */
async function codesOf(call: Call, ids: readonly number[]): Promise<string[]> {
  const found = new Map<number, string>();
  for (let page = 1; found.size < ids.length; page += 1) {
    const input = { page: String(page), limit: 500, sort_name: "promo_id", sort: "desc" };
    const { items, paging_info: paging } = await call(listPromoCodes, input);
    for (const each of items) if (ids.includes(each.promo_id)) found.set(each.promo_id, each.promo_code);
    if (paging.page_next === 0) break;
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** Adds one code or many, or changes the terms of one. What was made is shown to be copied. */
export function PromoForm({ promo, target }: { promo: PromoCode | null; target: string }) {
  const call = useCall();
  const client = useQueryClient();
  const [before] = useState(() => promoValues(promo, target));
  const [idempotencyKey, setKey] = useState(newIdempotencyKey);
  const form = useForm<PromoValues>({ initialValues: before, validate: promoChecks });
  const saving = useMutation({
    mutationFn: async (values: PromoValues): Promise<string[]> => {
      const code = values.code.trim();
      if (promo !== null) {
        const input = { promoId: promo.promo_id, ...promoTerms(values), promo_code: code };
        await call(changePromoCode, input);
        return [];
      }
      const count = Number(values.count);
      const named = count === 1 && code !== "" ? { promo_code: code } : { count };
      const made = await call(addPromoCodes, { ...promoTerms(values), ...named }, { idempotencyKey });
      return codesOf(call, made.promo_ids);
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["promo-codes"] });
      if (promo === null) return;
      modals.closeAll();
      notifications.show({ message: p.saved(promo.promo_code), color: "teal" });
    },
    onError: (error) => {
      setKey(newIdempotencyKey());
      for (const [field, texts] of Object.entries(fieldProblems(error)))
        form.setFieldError(promoFields[field] ?? field, texts[0]);
    },
  });
  if (promo === null && saving.data) return <Made codes={saving.data} />;
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
      <Stack>
        <CodeFields form={form} isNew={promo === null} />
        <TermFields form={form} />
        <RefusalAlert error={saving.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            {t.common.cancel}
          </Button>
          <Button
            type="submit"
            loading={saving.isPending}
            disabled={promo !== null && !form.isDirty()}
            data-testid="promo-save"
          >
            {promo === null ? p.add : t.common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Made({ codes }: { codes: readonly string[] }) {
  return (
    <Stack>
      <CodeLine label={p.made(codes.length)} value={codes.join("\n")} testId="promo-made" />
      <Button onClick={() => modals.closeAll()} data-autofocus>
        {t.common.close}
      </Button>
    </Stack>
  );
}

type Form = UseFormReturnType<PromoValues>;

function CodeFields({ form, isNew }: { form: Form; isNew: boolean }) {
  const many = isNew && Number(form.values.count) > 1;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <TextInput
        label={p.code}
        description={isNew ? p.codeHelp : undefined}
        maxLength={50}
        autoComplete="off"
        disabled={many}
        data-autofocus
        data-testid="promo-code"
        {...form.getInputProps("code")}
      />
      {isNew && (
        <TextInput
          label={p.count}
          description={p.countHelp}
          inputMode="numeric"
          data-testid="promo-count"
          {...form.getInputProps("count")}
        />
      )}
    </SimpleGrid>
  );
}

function TermFields({ form }: { form: Form }) {
  const call = useCall();
  const groups = useQuery({ queryKey: ["member-groups"], queryFn: () => call(listMemberGroups, {}) });
  const groupChoices = (groups.data ?? [])
    .filter(({ member_group_id: id }) => id >= 0)
    .map(({ member_group_id: id, member_group_name: name }) => ({ value: String(id), label: name }));
  const select = (name: "purpose" | "unit" | "target", label: string, names: Record<string, string>) => (
    <Select label={label} data={choices(names)} allowDeselect={false} {...form.getInputProps(name)} />
  );
  const number = (name: "value" | "minTopup" | "maxUses", label: string, help?: string) => (
    <TextInput
      label={label}
      description={help}
      inputMode="decimal"
      data-testid={`promo-${name}`}
      {...form.getInputProps(name)}
    />
  );
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {number("value", p.value)}
        {select("unit", p.unit, p.units)}
        {select("target", p.target, p.targets)}
        {select("purpose", p.purpose, p.purposes)}
        {number("minTopup", p.minTopup)}
        {number("maxUses", p.maxUses, p.maxUsesHelp)}
        <TextInput label={p.from} type="datetime-local" {...form.getInputProps("from")} />
        <TextInput label={p.to} type="datetime-local" {...form.getInputProps("to")} />
      </SimpleGrid>
      <MultiSelect
        label={p.groups}
        description={p.groupsHelp}
        data={groupChoices}
        clearable
        {...form.getInputProps("groups")}
      />
      <Switch label={p.once} {...form.getInputProps("once", { type: "checkbox" })} />
    </>
  );
}
