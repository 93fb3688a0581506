import { Button, Group, PasswordInput, Select, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { readPages } from "../../contract/operations/configs.ts";
import { listMemberGroups } from "../../contract/operations/member-groups.ts";
import { addMember, changeMember } from "../../contract/operations/members.ts";
import { fieldProblems, refusalText, useCall } from "../api/calls.ts";
import { newIdempotencyKey } from "../api/new-key.ts";
import { t } from "../text/en.ts";
import type { Member } from "../ui/member-status.tsx";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

const startValues = (member: Member | null) => ({
  member_account: member?.member_account ?? "",
  member_first_name: member?.member_first_name ?? "",
  member_last_name: member?.member_last_name ?? "",
  member_phone: member?.member_phone ?? "",
  member_email: member?.member_email ?? "",
  member_birthday: member?.member_birthday ?? "",
  member_comments: member?.member_comments ?? "",
  member_group_id: member === null ? "" : String(member.member_group_id),
  member_password: "",
  member_confirm: "",
});

type Values = ReturnType<typeof startValues>;

/** What is sent for a change: only fields that differ, so that two people at two tills do not undo each other. */
function changesOf(values: Values, before: Values): Partial<Values> {
  const names = Object.keys(values) as (keyof Values)[];
  return Object.fromEntries(
    names.filter((name) => values[name] !== before[name]).map((name) => [name, values[name]]),
  );
}

/** Adds a member, or changes one. */
export function MemberForm({ member }: { member: Member | null }) {
  const call = useCall();
  const client = useQueryClient();
  const m = t.members;
  const [before] = useState(() => startValues(member));
  const form = useForm({
    initialValues: before,
    validate: {
      member_account: (value) => (/^[A-Za-z0-9_.@-]{1,50}$/.test(value) ? null : m.accountWrong),
      member_password: (value) => (member === null && value === "" ? m.passwordWrong : null),
      member_confirm: (value, values) => (value === values.member_password ? null : m.repeatWrong),
    },
  });
  const saving = useMutation({
    mutationFn: async (values: Values) => {
      if (member === null) {
        const { member_account, member_password, member_confirm } = values;
        const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
        const input = { ...given, member_account, member_password, member_confirm };
        await call(addMember, input, { idempotencyKey: newIdempotencyKey() });
      } else {
        await call(changeMember, { memberId: member.member_id, ...changesOf(values, before) });
      }
    },
    onSuccess: (_data, values) => {
      modals.closeAll();
      const told = member === null ? m.added : m.changed;
      notifications.show({ message: told(values.member_account), color: "teal" });
      void client.invalidateQueries({ queryKey: ["members"] });
    },
    onError: (error) => {
      for (const [field, texts] of Object.entries(fieldProblems(error))) form.setFieldError(field, texts[0]);
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
      <Stack>
        <TextInput
          label={m.account}
          autoComplete="off"
          data-autofocus
          {...form.getInputProps("member_account")}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={m.firstName} {...form.getInputProps("member_first_name")} />
          <TextInput label={m.lastName} {...form.getInputProps("member_last_name")} />
          <TextInput label={m.phone} type="tel" {...form.getInputProps("member_phone")} />
          <TextInput label={m.email} type="email" {...form.getInputProps("member_email")} />
          <TextInput label={m.birthday} type="date" {...form.getInputProps("member_birthday")} />
          <GroupSelect {...form.getInputProps("member_group_id")} />
        </SimpleGrid>
        <Textarea label={m.comments} autosize minRows={2} {...form.getInputProps("member_comments")} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <PasswordInput
            label={member === null ? m.password : m.newPassword}
            description={member === null ? undefined : m.newPasswordHelp}
            inputWrapperOrder={["label", "input", "description", "error"]}
            autoComplete="new-password"
            {...form.getInputProps("member_password")}
          />
          <PasswordInput
            label={m.repeat}
            autoComplete="new-password"
            {...form.getInputProps("member_confirm")}
          />
        </SimpleGrid>
        <RefusalAlert error={saving.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={saving.isPending} disabled={member !== null && !form.isDirty()}>
            {member === null ? m.add : t.common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface GroupSelectProps {
  value?: string;
  onChange: (value: string) => void;
  error?: ReactNode;
}

/** The member's group. While points decide it the server takes no other, so none is offered. */
function GroupSelect({ value, onChange, error }: GroupSelectProps) {
  const call = useCall();
  const groups = useQuery({ queryKey: ["member-groups"], queryFn: () => call(listMemberGroups, {}) });
  const loyalty = useQuery({
    queryKey: ["configs", "loyalty"],
    queryFn: () => call(readPages.loyaltySettings, {}),
  });
  const byPoints = Number(loyalty.data?.["point_enable"] ?? 0) === 1;
  const data = (groups.data ?? [])
    .filter(({ member_group_id: id }) => id >= 0 || String(id) === value)
    .map(({ member_group_id: id, member_group_name: name }) => ({ value: String(id), label: name }));
  return (
    <Select
      label={t.members.group}
      description={byPoints ? t.groups.byPoints : undefined}
      disabled={byPoints || groups.data === undefined || loyalty.data === undefined}
      data={data}
      placeholder={t.members.groupDefault}
      allowDeselect={false}
      value={value === "" ? null : (value ?? null)}
      onChange={(next) => next !== null && onChange(next)}
      error={error ?? (groups.error === null ? null : refusalText(groups.error))}
      data-testid="member-group"
    />
  );
}
