import {
  Alert,
  Anchor,
  Button,
  Group,
  Paper,
  Radio,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { addStaff, changeStaff } from "../../contract/operations/staffs.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { newIdempotencyKey } from "../api/new-key.ts";
import { t } from "../text/en.ts";
import { staff as s } from "../text/en-staff.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { NewPasswordField } from "./new-password-field.tsx";
import { RightsField } from "./rights-field.tsx";
import { StaffAddressField } from "./staff-address-field.tsx";
import {
  changedInput,
  staffChecks,
  staffFields,
  staffInput,
  staffValues,
  type Staff,
  type StaffValues,
} from "./staff-values.ts";

interface Props {
  staff: Staff | null;
  /** What was typed for a new account, to be handed over. */
  onAdded: (made: { name: string; password: string }) => void;
}

/** One account: who, from where, how long, and what it may. Of the Admin only the name. */
export function StaffForm({ staff, onAdded }: Props) {
  const call = useCall();
  const client = useQueryClient();
  const [before, setBefore] = useState(() => staffValues(staff));
  const [idempotencyKey, setKey] = useState(newIdempotencyKey);
  const isAdmin = staff?.staff_role === "admin";
  const form = useForm<StaffValues>({ initialValues: before, validate: staffChecks(staff === null) });
  const saving = useMutation({
    mutationFn: async (values: StaffValues) => {
      if (staff === null) {
        await call(addStaff, { ...staffInput(values), staff_password: values.password }, { idempotencyKey });
        return;
      }
      await call(changeStaff, { staffId: staff.staff_id, ...changedInput(before, values) });
    },
    onSuccess: (_done, values) => {
      void client.invalidateQueries({ queryKey: ["staffs"] });
      const name = values.name.trim();
      if (staff === null) {
        onAdded({ name, password: values.password });
        return;
      }
      setBefore(values);
      form.resetDirty(values);
      notifications.show({ message: s.changed(name), color: "teal" });
    },
    onError: (error) => {
      // A refused call is another one when it is sent again.
      setKey(newIdempotencyKey());
      for (const [field, texts] of Object.entries(fieldProblems(error))) {
        const name = staffFields[field.replace(/[.[].*$/, "")];
        if (name !== undefined) form.setFieldError(name, texts[0]);
      }
    },
  });
  const addressProblems = fieldProblems(saving.error)["staff_ip"] ?? [];
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
      <Stack>
        <AccountCard form={form} isAdmin={isAdmin} isNew={staff === null} />
        {!isAdmin && (
          <>
            <Paper withBorder p="md">
              <Stack>
                <Title order={2} size="h4">
                  {s.from}
                </Title>
                <StaffAddressField
                  value={form.values.addresses}
                  onChange={(value) => form.setFieldValue("addresses", value)}
                  problems={addressProblems}
                />
              </Stack>
            </Paper>
            <Paper withBorder p="md">
              <Stack>
                <Title order={2} size="h4">
                  {s.rights}
                </Title>
                <Text size="sm" c="dimmed">
                  {s.rightsIntro}
                </Text>
                <RightsField
                  role={form.values.role}
                  value={form.values.rights}
                  onChange={(value) => form.setFieldValue("rights", value)}
                />
              </Stack>
            </Paper>
          </>
        )}
        <Paper withBorder p="sm" className="save-bar">
          <Stack gap="xs">
            <RefusalAlert error={saving.error} />
            <Group justify="flex-end">
              <Button component={Link} to="/settings/staff" variant="default">
                {t.common.cancel}
              </Button>
              <Button
                type="submit"
                loading={saving.isPending}
                disabled={staff !== null && Object.keys(changedInput(before, form.values)).length === 0}
                data-testid="staff-save"
              >
                {staff === null ? s.add : t.common.save}
              </Button>
            </Group>
          </Stack>
        </Paper>
      </Stack>
    </form>
  );
}

interface CardProps {
  form: UseFormReturnType<StaffValues>;
  isAdmin: boolean;
  isNew: boolean;
}

function AccountCard({ form, isAdmin, isNew }: CardProps) {
  return (
    <Paper withBorder p="md">
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={s.name}
            description={s.nameHelp}
            maxLength={50}
            autoComplete="off"
            data-autofocus
            {...form.getInputProps("name")}
            data-testid="staff-name"
          />
          {!isAdmin && (
            <TextInput
              label={s.email}
              description={s.emailHelp}
              type="email"
              maxLength={250}
              autoComplete="off"
              {...form.getInputProps("email")}
              data-testid="staff-email"
            />
          )}
        </SimpleGrid>
        {isAdmin ? <AdminNote /> : <RoleAndTime form={form} />}
        {isNew && (
          <NewPasswordField
            label={s.password}
            value={form.values.password}
            onChange={(value) => form.setFieldValue("password", value)}
            error={form.errors["password"]}
          />
        )}
      </Stack>
    </Paper>
  );
}

function AdminNote() {
  return (
    <Alert color="gray">
      {s.adminNote}{" "}
      <Anchor component={Link} to="/account" size="sm">
        {s.adminNoteLink}
      </Anchor>
      .
    </Alert>
  );
}

function RoleAndTime({ form }: { form: UseFormReturnType<StaffValues> }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Radio.Group label={s.role} {...form.getInputProps("role")}>
        <Stack gap="xs" mt={4}>
          {(["staff", "manager"] as const).map((role) => (
            <Radio
              key={role}
              value={role}
              label={s.roles[role]}
              description={s.roleHelp[role]}
              data-testid={`role-${role}`}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Stack>
        <TextInput
          label={s.expires}
          description={s.expiresHelp}
          type="datetime-local"
          {...form.getInputProps("expires")}
          data-testid="staff-expires"
        />
        <Switch
          label={s.active}
          description={s.activeHelp}
          {...form.getInputProps("isActive", { type: "checkbox" })}
          data-testid="staff-active"
        />
      </Stack>
    </SimpleGrid>
  );
}
