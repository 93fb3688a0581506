import { Alert, Button, Group, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addMemberGroup, changeMemberGroup } from "../../contract/operations/member-groups.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { newIdempotencyKey } from "../api/new-key.ts";
import { t } from "../text/en.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { GroupIconField, type MemberGroup } from "./group-icon-field.tsx";

const g = t.groups;

const startValues = (group: MemberGroup | null) => ({
  member_group_name: group?.member_group_name ?? "",
  member_group_desc: group?.member_group_desc ?? "",
  member_group_discount_pc_time: String(group?.member_group_discount_pc_time ?? 0),
  member_group_discount_rate: String(group?.member_group_discount_rate ?? 0),
  member_group_discount_offer: String(group?.member_group_discount_offer ?? 0),
  member_group_bonus_cashback: group?.member_group_bonus_cashback ?? "0.00",
  member_group_point_min: group?.member_group_point_min ?? "0.00",
  member_group_point_max: group?.member_group_point_max ?? "0.00",
});

type Values = ReturnType<typeof startValues>;

const percent = (value: string) => (/^(100|\d{1,2})$/.test(value.trim()) ? null : g.percentWrong);
const decimal = (value: string) => (/^\d{1,9}(\.\d{1,2})?$/.test(value.trim()) ? null : g.decimalWrong);

/** Adds a member group, or changes one; only fields that differ are sent. */
export function MemberGroupForm({ group }: { group: MemberGroup | null }) {
  const call = useCall();
  const client = useQueryClient();
  const [before] = useState(() => startValues(group));
  const [idempotencyKey] = useState(newIdempotencyKey);
  const builtIn = group !== null && group.member_group_id <= 0;
  const form = useForm({
    initialValues: before,
    validate: {
      member_group_name: (value) => (value.trim() === "" ? g.nameWrong : null),
      member_group_discount_pc_time: percent,
      member_group_discount_rate: percent,
      member_group_discount_offer: percent,
      member_group_bonus_cashback: decimal,
      member_group_point_min: decimal,
      member_group_point_max: decimal,
    },
  });
  const saving = useMutation({
    mutationFn: async (values: Values) => {
      if (group === null) {
        await call(addMemberGroup, values, { idempotencyKey });
        return;
      }
      const names = Object.keys(values) as (keyof Values)[];
      const changed = names.filter((name) => values[name] !== before[name]);
      const changes = Object.fromEntries(changed.map((name) => [name, values[name]]));
      await call(changeMemberGroup, { memberGroupId: group.member_group_id, ...changes });
    },
    onSuccess: (_data, values) => {
      modals.closeAll();
      notifications.show({ message: g.saved(values.member_group_name), color: "teal" });
      void client.invalidateQueries({ queryKey: ["member-groups"] });
      void client.invalidateQueries({ queryKey: ["members"] });
    },
    onError: (error) => {
      for (const [field, texts] of Object.entries(fieldProblems(error))) form.setFieldError(field, texts[0]);
    },
  });
  const number = (name: keyof Values, label: string, help?: string) => (
    <TextInput label={label} description={help} inputMode="decimal" {...form.getInputProps(name)} />
  );
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
      <Stack>
        {builtIn && <Alert color="gray">{g.builtInNote}</Alert>}
        <TextInput
          label={g.name}
          maxLength={50}
          disabled={builtIn}
          data-autofocus={!builtIn || undefined}
          {...form.getInputProps("member_group_name")}
        />
        <TextInput
          label={g.desc}
          description={g.descHelp}
          maxLength={500}
          {...form.getInputProps("member_group_desc")}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          {number("member_group_discount_pc_time", g.pcTime)}
          {number("member_group_discount_rate", g.products)}
          {number("member_group_discount_offer", g.offers)}
          {!builtIn && number("member_group_bonus_cashback", g.cashback, g.cashbackHelp)}
          {!builtIn && number("member_group_point_min", g.pointMin, g.pointMinHelp)}
          {!builtIn && number("member_group_point_max", g.pointMax, g.pointMaxHelp)}
        </SimpleGrid>
        {group !== null && <GroupIconField group={group} />}
        <RefusalAlert error={saving.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={saving.isPending} disabled={group !== null && !form.isDirty()}>
            {group === null ? g.add : t.common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
