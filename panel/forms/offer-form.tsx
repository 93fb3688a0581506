import {
  Button,
  Chip,
  Fieldset,
  Group,
  Input,
  MultiSelect,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { listMemberGroups } from "../../contract/operations/member-groups.ts";
import { listPcGroups } from "../../contract/operations/pc-groups.ts";
import { addProduct, changeProduct } from "../../contract/operations/products.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { newIdempotencyKey } from "../api/new-key.ts";
import { t } from "../text/en.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { minuteOf } from "../ui/week-strip.ts";
import { WeekStrip } from "../ui/week-strip-view.tsx";
import {
  type Offer,
  offerChecks,
  offerFieldNames,
  offerFields,
  type OfferValues,
  offerValues,
} from "./offer-values.ts";

const o = t.offers;
const offersGroup = -1;

type Form = UseFormReturnType<OfferValues>;

/** Adds an offer, or changes one; what was sold keeps its terms. */
export function OfferForm({ offer }: { offer: Offer | null }) {
  const call = useCall();
  const client = useQueryClient();
  const [before] = useState(() => offerValues(offer));
  const [idempotencyKey, setKey] = useState(newIdempotencyKey);
  const form = useForm<OfferValues>({ initialValues: before, validate: offerChecks });
  const saving = useMutation({
    mutationFn: async (values: OfferValues) => {
      const fields = offerFields(values);
      if (offer === null)
        await call(addProduct, { ...fields, product_group_id: offersGroup }, { idempotencyKey });
      else await call(changeProduct, { productId: String(offer.product_id), ...fields });
    },
    onSuccess: (_done, values) => {
      void client.invalidateQueries({ queryKey: ["offers"] });
      modals.closeAll();
      notifications.show({ message: o.saved(values.name.trim()), color: "teal" });
    },
    onError: (error) => {
      setKey(newIdempotencyKey());
      for (const [field, texts] of Object.entries(fieldProblems(error)))
        form.setFieldError(offerFieldNames[field] ?? field, texts[0]);
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
      <Stack>
        <Basics form={form} />
        <Run form={form} />
        <Expiry form={form} />
        <Sale form={form} />
        <RefusalAlert error={saving.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            {t.common.cancel}
          </Button>
          <Button
            type="submit"
            loading={saving.isPending}
            disabled={offer !== null && !form.isDirty()}
            data-testid="offer-save"
          >
            {offer === null ? o.add : t.common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type TextName = Exclude<
  keyof OfferValues,
  "weekdays" | "pcGroups" | "memberGroups" | "showWeekdays" | "active" | "client" | "discount"
>;

function Short({ form, name, label, help }: { form: Form; name: TextName; label: string; help?: string }) {
  return (
    <TextInput
      label={label}
      description={help}
      inputMode={name === "name" ? "text" : "decimal"}
      data-testid={`offer-${name}`}
      {...form.getInputProps(name)}
    />
  );
}

function Basics({ form }: { form: Form }) {
  return (
    <Fieldset legend={o.groups.basics}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: "end" }}>
        <TextInput
          label={o.name}
          maxLength={100}
          data-autofocus
          data-testid="offer-name"
          {...form.getInputProps("name")}
        />
        <Short
          form={form}
          name="minutes"
          label={o.minutes}
          help={o.hours(Number(form.values.minutes) || 0)}
        />
        <Short form={form} name="price" label={o.price} />
        <Short form={form} name="coinPrice" label={o.coinPrice} help={o.coinPriceHelp} />
        <Select
          label={o.tax}
          data={Object.entries(o.taxes).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          {...form.getInputProps("tax")}
        />
        <Short form={form} name="priority" label={o.priority} help={o.priorityHelp} />
      </SimpleGrid>
      <Textarea
        label={o.description}
        autosize
        maxLength={1000}
        mt="sm"
        {...form.getInputProps("description")}
      />
    </Fieldset>
  );
}

function Days({
  form,
  name,
  label,
  help,
}: {
  form: Form;
  name: "weekdays" | "showWeekdays";
  label: string;
  help: string;
}) {
  return (
    <Input.Wrapper label={label} description={help} error={form.errors[name]} labelElement="div">
      <Chip.Group multiple value={form.values[name]} onChange={(days) => form.setFieldValue(name, days)}>
        <Group gap={4} mt={4}>
          {o.days.map((day, place) => (
            <Chip key={day} value={String(place + 1)} size="xs" aria-label={o.dayNames[place]}>
              {day}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
}

function Strip({
  days,
  from,
  to,
  label,
}: {
  days: readonly string[];
  from: string;
  to: string;
  label: string;
}) {
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  if (begin === null || end === null) return null;
  return <WeekStrip weekdays={days.map(Number)} from={begin} to={end} label={label} />;
}

function Run({ form }: { form: Form }) {
  const call = useCall();
  const pcGroups = useQuery({ queryKey: ["pc-groups"], queryFn: () => call(listPcGroups, {}) });
  const { weekdays, from, to } = form.values;
  return (
    <Fieldset legend={o.groups.run}>
      <Stack gap="sm">
        <Days form={form} name="weekdays" label={o.weekdays} help={o.weekdaysHelp} />
        <SimpleGrid cols={2} style={{ alignItems: "end" }}>
          <Short form={form} name="from" label={o.from} />
          <Short form={form} name="to" label={o.to} help={o.toHelp} />
        </SimpleGrid>
        <Strip days={weekdays} from={from} to={to} label={o.strip} />
        <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: "end" }}>
          <TextInput
            label={o.validFrom}
            description={o.validHelp}
            type="datetime-local"
            {...form.getInputProps("validFrom")}
          />
          <TextInput
            label={o.validTo}
            description={o.validHelp}
            type="datetime-local"
            {...form.getInputProps("validTo")}
          />
        </SimpleGrid>
        <MultiSelect
          label={o.pcGroups}
          description={o.allGroups}
          clearable
          data={(pcGroups.data ?? []).map((group) => ({
            value: String(group.pc_group_id),
            label: group.pc_group_name,
          }))}
          {...form.getInputProps("pcGroups")}
        />
      </Stack>
    </Fieldset>
  );
}

function Expiry({ form }: { form: Form }) {
  const kind = form.values.expiryKind;
  return (
    <Fieldset legend={o.groups.expiry}>
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <Select
          label={o.expiryKind}
          data={Object.entries(o.expiryKinds).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          {...form.getInputProps("expiryKind")}
        />
        {kind !== "0" && <Short form={form} name="expiryDays" label={o.expiryDays} />}
        {kind !== "0" && <Short form={form} name="expiryHours" label={o.expiryHours} />}
      </SimpleGrid>
    </Fieldset>
  );
}

function Sale({ form }: { form: Form }) {
  const call = useCall();
  const memberGroups = useQuery({ queryKey: ["member-groups"], queryFn: () => call(listMemberGroups, {}) });
  const { showWeekdays, showFrom, showTo } = form.values;
  return (
    <Fieldset legend={o.groups.sale}>
      <Stack gap="sm">
        <Days form={form} name="showWeekdays" label={o.showWeekdays} help={o.showWeekdaysHelp} />
        <SimpleGrid cols={2} style={{ alignItems: "end" }}>
          <Short form={form} name="showFrom" label={o.from} />
          <Short form={form} name="showTo" label={o.to} />
        </SimpleGrid>
        <Strip days={showWeekdays} from={showFrom} to={showTo} label={o.showWeekdays} />
        <MultiSelect
          label={o.memberGroups}
          description={o.allGroups}
          clearable
          data={(memberGroups.data ?? [])
            .filter((group) => group.member_group_id !== 0)
            .map((group) => ({ value: String(group.member_group_id), label: group.member_group_name }))}
          {...form.getInputProps("memberGroups")}
        />
        <Switch label={o.active} {...form.getInputProps("active", { type: "checkbox" })} />
        <Switch label={o.client} {...form.getInputProps("client", { type: "checkbox" })} />
        <Switch label={o.discount} {...form.getInputProps("discount", { type: "checkbox" })} />
      </Stack>
    </Fieldset>
  );
}
