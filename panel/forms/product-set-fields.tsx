import { ActionIcon, Button, Fieldset, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { listProducts } from "../../contract/operations/products.ts";
import { useCall } from "../api/calls.ts";
import { t } from "../text/en.ts";
import type { ProductFormOf } from "./product-values.ts";

const p = t.products;

/** The parts of a set: other products and how many of each. */
export function SetFields({ form, ownId }: { form: ProductFormOf; ownId: number | null }) {
  const call = useCall();
  const products = useQuery({
    queryKey: ["products", "parts"],
    queryFn: ({ signal }) => call(listProducts, { product_is_offer: false, limit: "500" }, { signal }),
  });
  const choices = (products.data?.items ?? [])
    .filter((row) => row.product_id !== ownId && row.product_combo === null)
    .map((row) => ({ value: String(row.product_id), label: row.product_name }));
  const nameOf = (id: string) => choices.find(({ value }) => value === id)?.label ?? p.part;
  return (
    <Fieldset legend={p.groups.set}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {p.setHelp}
        </Text>
        {form.values.parts.map((part, place) => (
          // Parts have no name of their own until one is chosen; their place is what they are.
          <Group key={place} wrap="nowrap" align="end" gap="xs">
            <Select
              label={p.part}
              data={choices}
              searchable
              flex={1}
              data-testid={`product-part-${place}`}
              {...form.getInputProps(`parts.${place}.productId`)}
            />
            <TextInput
              label={p.pieces}
              inputMode="numeric"
              w={80}
              {...form.getInputProps(`parts.${place}.pieces`)}
            />
            <ActionIcon
              variant="subtle"
              color="red"
              size={36}
              aria-label={p.removePart(nameOf(part.productId))}
              onClick={() => form.removeListItem("parts", place)}
            >
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {form.errors["parts"] !== undefined && (
          <Text size="sm" c="red" role="alert">
            {form.errors["parts"]}
          </Text>
        )}
        <Group>
          <Button
            size="xs"
            variant="light"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => form.insertListItem("parts", { productId: "", pieces: "1" })}
            data-testid="product-add-part"
          >
            {p.addPart}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
