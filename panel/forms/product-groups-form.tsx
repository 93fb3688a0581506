import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconCheck, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Static } from "typebox";
import type { productGroup } from "../../contract/objects/product.ts";
import {
  addProductGroup,
  changeProductGroup,
  removeProductGroup,
} from "../../contract/operations/product-groups.ts";
import { useCall } from "../api/calls.ts";
import { newIdempotencyKey } from "../api/new-key.ts";
import { t } from "../text/en.ts";
import { QueryView } from "../ui/query-view.tsx";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { useProductGroupRows } from "./use-product-groups.ts";

const p = t.products;
type Row = Static<typeof productGroup>;

/** Groups of products: added, renamed and deleted one by one. */
export function ProductGroupsForm() {
  const call = useCall();
  const client = useQueryClient();
  const rows = useProductGroupRows();
  const [name, setName] = useState("");
  const changing = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["product-groups"] });
      void client.invalidateQueries({ queryKey: ["products"] });
    },
  });
  const add = () =>
    changing.mutate(async () => {
      await call(
        addProductGroup,
        { product_group_name: name.trim() },
        { idempotencyKey: newIdempotencyKey() },
      );
      setName("");
    });
  return (
    <Stack>
      <QueryView query={rows}>
        {(groups) => (
          <Stack gap="xs">
            {groups.map((group) =>
              group.product_group_update === null ? (
                <Group key={group.product_group_id} justify="space-between">
                  <Text>{group.product_group_name}</Text>
                  <Text size="sm" c="dimmed">
                    {p.builtIn}
                  </Text>
                </Group>
              ) : (
                <OwnGroup
                  key={`${group.product_group_id}:${group.product_group_name}`}
                  group={group}
                  isBusy={changing.isPending}
                  onRename={(renamed) =>
                    changing.mutate(() =>
                      call(changeProductGroup, {
                        productGroupId: group.product_group_id,
                        product_group_name: renamed,
                      }),
                    )
                  }
                  onRemove={() =>
                    changing.mutate(() =>
                      call(removeProductGroup, { productGroupId: group.product_group_id }),
                    )
                  }
                />
              ),
            )}
          </Stack>
        )}
      </QueryView>
      <RefusalAlert error={changing.error} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") add();
        }}
      >
        <Group align="end" wrap="nowrap">
          <TextInput
            label={p.groupName}
            maxLength={50}
            flex={1}
            data-testid="product-group-name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            type="submit"
            loading={changing.isPending}
            disabled={name.trim() === ""}
            data-testid="product-group-add"
          >
            {p.addGroup}
          </Button>
        </Group>
      </form>
    </Stack>
  );
}

interface OwnProps {
  group: Row;
  isBusy: boolean;
  onRename: (name: string) => void;
  onRemove: () => void;
}

/** Deleting asks once more in the row itself: a second dialog would cover the first. */
function OwnGroup({ group, isBusy, onRename, onRemove }: OwnProps) {
  const [name, setName] = useState(group.product_group_name);
  const [isAsking, setAsking] = useState(false);
  const isChanged = name.trim() !== "" && name.trim() !== group.product_group_name;
  if (isAsking)
    return (
      <Stack gap={4} role="group" aria-label={p.removeGroupTitle(group.product_group_name)}>
        <Text size="sm">
          <b>{p.removeGroupTitle(group.product_group_name)}</b> {p.removeGroupBody}
        </Text>
        <Group gap="xs">
          <Button size="xs" color="red" loading={isBusy} onClick={onRemove}>
            {p.remove}
          </Button>
          <Button size="xs" variant="default" onClick={() => setAsking(false)}>
            {t.common.cancel}
          </Button>
        </Group>
      </Stack>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) onRename(name.trim());
      }}
    >
      <Group wrap="nowrap" gap="xs">
        <TextInput
          aria-label={p.renameGroup(group.product_group_name)}
          maxLength={50}
          flex={1}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {isChanged && (
          <ActionIcon type="submit" size={36} loading={isBusy} aria-label={t.common.save}>
            <IconCheck size={18} aria-hidden />
          </ActionIcon>
        )}
        <ActionIcon
          variant="subtle"
          color="red"
          size={36}
          aria-label={p.removeGroup(group.product_group_name)}
          onClick={() => setAsking(true)}
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      </Group>
    </form>
  );
}
