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
import { useForm } from "@mantine/form";
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
import { ProductPictureField } from "./product-picture-field.tsx";
import { SetFields } from "./product-set-fields.tsx";
import {
  type Product,
  productChecks,
  productFieldNames,
  productFieldsOf,
  type ProductFormOf,
  type ProductValues,
  productValues,
} from "./product-values.ts";
import { useProductGroups } from "./use-product-groups.ts";

const p = t.products;

/** Adds a product, or changes one; its stock is changed by restocking. */
export function ProductForm({ product }: { product: Product | null }) {
  const call = useCall();
  const client = useQueryClient();
  const [before] = useState(() => productValues(product));
  const [idempotencyKey, setKey] = useState(newIdempotencyKey);
  const form = useForm<ProductValues>({ initialValues: before, validate: productChecks });
  const saving = useMutation({
    mutationFn: async (values: ProductValues) => {
      const fields = productFieldsOf(values, product === null);
      if (product === null) await call(addProduct, fields, { idempotencyKey });
      else await call(changeProduct, { productId: String(product.product_id), ...fields });
    },
    onSuccess: (_done, values) => {
      void client.invalidateQueries({ queryKey: ["products"] });
      modals.closeAll();
      notifications.show({ message: p.saved(values.name.trim()), color: "teal" });
    },
    onError: (error) => {
      setKey(newIdempotencyKey());
      for (const [field, texts] of Object.entries(fieldProblems(error)))
        form.setFieldError(productFieldNames[field] ?? field, texts[0]);
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
      <Stack>
        <Basics form={form} product={product} />
        <StockFields form={form} isNew={product === null} />
        <SetFields form={form} ownId={product?.product_id ?? null} />
        <Sale form={form} />
        <Ways form={form} />
        <RefusalAlert error={saving.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            {t.common.cancel}
          </Button>
          <Button
            type="submit"
            loading={saving.isPending}
            disabled={product !== null && !form.isDirty()}
            data-testid="product-save"
          >
            {product === null ? p.add : t.common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type ShortName =
  "price" | "cost" | "barcode" | "coinPrice" | "firstStock" | "lowStock" | "showFrom" | "showTo";

function Short({
  form,
  name,
  label,
  help,
}: {
  form: ProductFormOf;
  name: ShortName;
  label: string;
  help?: string;
}) {
  return (
    <TextInput
      label={label}
      description={help}
      inputMode={name === "barcode" ? "text" : "decimal"}
      data-testid={`product-${name}`}
      {...form.getInputProps(name)}
    />
  );
}

function Basics({ form, product }: { form: ProductFormOf; product: Product | null }) {
  const groups = useProductGroups();
  return (
    <Fieldset legend={p.groups.basics}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: "end" }}>
        <TextInput
          label={p.name}
          maxLength={100}
          data-autofocus
          data-testid="product-name"
          {...form.getInputProps("name")}
        />
        <Select
          label={p.group}
          data={groups}
          allowDeselect={false}
          data-testid="product-group"
          {...form.getInputProps("group")}
        />
        <Short form={form} name="price" label={p.price} help={p.priceHelp} />
        <Short form={form} name="cost" label={p.cost} help={p.costHelp} />
        <Short form={form} name="barcode" label={p.barcode} />
        <Short form={form} name="coinPrice" label={p.coinPrice} help={p.coinPriceHelp} />
        <Select
          label={p.tax}
          data={Object.entries(p.taxes).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          {...form.getInputProps("tax")}
        />
      </SimpleGrid>
      <Textarea
        label={p.description}
        autosize
        maxLength={1000}
        mt="sm"
        mb="sm"
        {...form.getInputProps("description")}
      />
      {product !== null && <ProductPictureField product={product} />}
    </Fieldset>
  );
}

function StockFields({ form, isNew }: { form: ProductFormOf; isNew: boolean }) {
  if (form.values.parts.length > 0) return null;
  const { counted } = form.values;
  return (
    <Fieldset legend={p.groups.stock}>
      <Stack gap="sm">
        <Switch
          label={p.counted}
          description={p.countedHelp}
          data-testid="product-counted"
          {...form.getInputProps("counted", { type: "checkbox" })}
        />
        {counted && (
          <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: "end" }}>
            {isNew ? (
              <Short form={form} name="firstStock" label={p.firstStock} />
            ) : (
              <Input.Wrapper label={p.stock} description={p.stockByRestock} labelElement="div">
                <span />
              </Input.Wrapper>
            )}
            <Short form={form} name="lowStock" label={p.lowStock} help={p.lowStockHelp} />
          </SimpleGrid>
        )}
      </Stack>
    </Fieldset>
  );
}

function Sale({ form }: { form: ProductFormOf }) {
  const call = useCall();
  const memberGroups = useQuery({ queryKey: ["member-groups"], queryFn: () => call(listMemberGroups, {}) });
  const pcGroups = useQuery({ queryKey: ["pc-groups"], queryFn: () => call(listPcGroups, {}) });
  const o = t.offers;
  return (
    <Fieldset legend={p.groups.sale}>
      <Stack gap="sm">
        <Input.Wrapper label={p.showWeekdays} description={p.showWeekdaysHelp} labelElement="div">
          <Chip.Group
            multiple
            value={form.values.showWeekdays}
            onChange={(days) => form.setFieldValue("showWeekdays", days)}
          >
            <Group gap={4} mt={4}>
              {o.days.map((day, place) => (
                <Chip key={day} value={String(place + 1)} size="xs" aria-label={o.dayNames[place]}>
                  {day}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </Input.Wrapper>
        <SimpleGrid cols={2} style={{ alignItems: "end" }}>
          <Short form={form} name="showFrom" label={p.from} />
          <Short form={form} name="showTo" label={p.to} help={p.toHelp} />
        </SimpleGrid>
        <MultiSelect
          label={p.memberGroups}
          description={p.allHelp}
          clearable
          data={(memberGroups.data ?? []).map((group) => ({
            value: String(group.member_group_id),
            label: group.member_group_name,
          }))}
          {...form.getInputProps("memberGroups")}
        />
        <MultiSelect
          label={p.pcGroups}
          description={p.pcGroupsHelp}
          clearable
          data={(pcGroups.data ?? []).map((group) => ({
            value: String(group.pc_group_id),
            label: group.pc_group_name,
          }))}
          {...form.getInputProps("pcGroups")}
        />
        <Switch label={p.active} {...form.getInputProps("active", { type: "checkbox" })} />
        <Switch label={p.client} {...form.getInputProps("client", { type: "checkbox" })} />
        <Switch label={p.discount} {...form.getInputProps("discount", { type: "checkbox" })} />
        <Switch label={p.promoted} {...form.getInputProps("promoted", { type: "checkbox" })} />
        <Switch label={p.adult} {...form.getInputProps("adult", { type: "checkbox" })} />
      </Stack>
    </Fieldset>
  );
}

function Ways({ form }: { form: ProductFormOf }) {
  const data = Object.entries(p.words).map(([value, label]) => ({ value, label }));
  return (
    <Fieldset legend={p.groups.pay}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <MultiSelect
          label={p.byMembers}
          description={p.anyWay}
          clearable
          data={data}
          {...form.getInputProps("byMembers")}
        />
        <MultiSelect
          label={p.byGuests}
          description={p.anyWay}
          clearable
          data={data}
          {...form.getInputProps("byGuests")}
        />
      </SimpleGrid>
    </Fieldset>
  );
}
