import {
  Button,
  ColorInput,
  Group,
  MultiSelect,
  Paper,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
} from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { addPrice, changePrice } from "../../contract/operations/prices.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { newIdempotencyKey } from "../api/new-key.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { moneyText } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { DynamicRowsField } from "./dynamic-rows-field.tsx";
import { memberGroupChoices, pcGroupChoices, useMemberGroups, usePcGroups } from "./price-groups.ts";
import { PricePreview } from "./price-preview.tsx";
import {
  fieldOfWire,
  problemsOf,
  sentPrice,
  valuesOf,
  type Price,
  type PriceValues,
} from "./price-values.ts";
import { RatesField } from "./rates-field.tsx";
import { WeekGridField } from "./week-grid-field.tsx";

const p = t.prices;
const f = p.fields;

type Form = UseFormReturnType<PriceValues>;

/** Adds a price or changes one, with "what would it cost" beside it as it stands in the form. */
export function PriceForm({ price }: { price: Price | null }) {
  const call = useCall();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { may } = useSignedIn();
  const why = may("price_edit") ? null : t.common.noRight("price_edit");
  const [idempotencyKey] = useState(newIdempotencyKey);
  const form = useForm<PriceValues>({ initialValues: valuesOf(price), validate: problemsOf });
  const saving = useMutation({
    mutationFn: async (values: PriceValues) => {
      const sent = sentPrice(values);
      if (price === null) await call(addPrice, sent, { idempotencyKey });
      else await call(changePrice, { priceId: price.price_id, ...sent });
    },
    onSuccess: (_data, values) => {
      notifications.show({ message: p.saved(values.name), color: "teal" });
      void client.invalidateQueries({ queryKey: ["prices"] });
      void navigate({ to: "/settings/prices" });
    },
    onError: (error) => {
      for (const [field, texts] of Object.entries(fieldProblems(error)))
        form.setFieldError(fieldOfWire(field), texts[0]);
    },
  });
  const hasFault = Object.keys(problemsOf({ ...form.values, name: form.values.name || "-" })).length > 0;
  const draft = hasFault
    ? null
    : { ...sentPrice({ ...form.values, name: form.values.name || "-" }), price_id: price?.price_id };
  return (
    <div className="price-editor">
      <form onSubmit={form.onSubmit((values) => saving.mutate(values), showFirst)} noValidate>
        <Stack>
          <NameFields form={form} disabled={why !== null} />
          <CostFields form={form} disabled={why !== null} />
          <WhoFields form={form} disabled={why !== null} />
          <RefusalAlert error={saving.error} />
          <Paper withBorder p="xs" className="save-bar">
            <Group justify="flex-end">
              <Button variant="default" onClick={() => void navigate({ to: "/settings/prices" })}>
                {t.common.cancel}
              </Button>
              {why === null ? (
                <Button
                  type="submit"
                  loading={saving.isPending}
                  disabled={price !== null && !form.isDirty()}
                  data-testid="price-save"
                >
                  {price === null ? p.add : t.common.save}
                </Button>
              ) : (
                <GuardedButton why={why} onClick={() => undefined}>
                  {t.common.save}
                </GuardedButton>
              )}
            </Group>
          </Paper>
        </Stack>
      </form>
      <div className="price-aside">
        <PricePreview draft={draft} pcGroup={form.values.pcGroups[0]} />
      </div>
    </div>
  );
}

/** Brings the first field that was marked into view. */
function showFirst(): void {
  requestAnimationFrame(() => {
    const first = document.querySelector<HTMLElement>(
      "form [aria-invalid=true], form .mantine-InputWrapper-error",
    );
    first?.scrollIntoView({ block: "center" });
    if (first?.matches("input")) first.focus({ preventScroll: true });
  });
}

interface FieldsProps {
  form: Form;
  disabled: boolean;
}

function NameFields({ form, disabled }: FieldsProps) {
  return (
    <Paper withBorder p="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={f.name}
          maxLength={50}
          disabled={disabled}
          data-testid="price-name"
          {...form.getInputProps("name")}
        />
        <ColorInput
          label={f.color}
          format="hex"
          disabled={disabled}
          swatches={["#228be6", "#12b886", "#fab005", "#fd7e14", "#fa5252", "#be4bdb", "#868e96"]}
          {...form.getInputProps("color")}
        />
      </SimpleGrid>
      <Switch
        mt="md"
        label={f.active}
        description={f.activeHelp}
        disabled={disabled}
        {...form.getInputProps("active", { type: "checkbox" })}
      />
    </Paper>
  );
}

function CostFields({ form, disabled }: FieldsProps) {
  const { cafe } = useSignedIn();
  const [brush, setBrush] = useState(1);
  const { type, rates, week, rows } = form.values;
  const errorOf = (path: string) => form.errors[path] as string | undefined;
  return (
    <Paper withBorder p="md">
      <Stack>
        <Stack gap={4}>
          <Text component="label" size="sm" fw={500} id="price-type">
            {f.type}
          </Text>
          <SegmentedControl
            aria-labelledby="price-type"
            value={type}
            disabled={disabled}
            data={(["fixed", "dynamic"] as const).map((value) => ({ value, label: f.types[value] }))}
            onChange={(value) => form.setFieldValue("type", value)}
          />
        </Stack>
        {type === "fixed" ? (
          <>
            <RatesField
              {...{ rates, week, brush, disabled, onBrush: setBrush }}
              errorOf={(index) => errorOf(`rates.${index}`)}
              onRate={(index, typed) => form.setFieldValue(`rates.${index}`, typed)}
            />
            <WeekGridField
              {...{ week, brush, disabled, error: errorOf("week"), onBrush: setBrush }}
              onChange={(next) => form.setFieldValue("week", next)}
            />
          </>
        ) : (
          <DynamicRowsField
            {...{ rows, disabled, error: errorOf("rows") }}
            errorOf={(index) => errorOf(`rows.${index}`)}
            show={(amount) => moneyText(amount, cafe.currency)}
            onChange={(next) => form.setFieldValue("rows", next)}
          />
        )}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label={f.rounding}
            description={f.roundingHelp}
            inputMode="decimal"
            disabled={disabled}
            data-testid="price-rounding"
            {...form.getInputProps("rounding")}
          />
          <Switch
            label={f.taxed}
            disabled={disabled}
            mt={{ xs: 30 }}
            {...form.getInputProps("taxed", { type: "checkbox" })}
          />
        </SimpleGrid>
      </Stack>
    </Paper>
  );
}

function WhoFields({ form, disabled }: FieldsProps) {
  const pcGroups = pcGroupChoices(usePcGroups().data ?? []);
  const memberGroups = memberGroupChoices(useMemberGroups().data ?? []);
  // A group that is gone stays named until it is taken out here.
  const withGone = (choices: { value: string; label: string }[], named: readonly string[]) => [
    ...choices,
    ...named
      .filter((id) => !choices.some(({ value }) => value === id))
      .map((id) => ({ value: id, label: p.unknownGroup(Number(id)) })),
  ];
  return (
    <Paper withBorder p="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <MultiSelect
          label={f.pcGroups}
          description={f.pcGroupsHelp}
          data={withGone(pcGroups, form.values.pcGroups)}
          clearable
          disabled={disabled}
          data-testid="price-pc-groups"
          {...form.getInputProps("pcGroups")}
        />
        <MultiSelect
          label={f.memberGroups}
          description={f.memberGroupsHelp}
          data={withGone(memberGroups, form.values.memberGroups)}
          clearable
          disabled={disabled}
          {...form.getInputProps("memberGroups")}
        />
        <TextInput
          label={f.order}
          description={f.orderHelp}
          inputMode="numeric"
          disabled={disabled}
          {...form.getInputProps("order")}
        />
      </SimpleGrid>
    </Paper>
  );
}
