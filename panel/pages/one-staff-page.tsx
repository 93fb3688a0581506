import { Alert, Anchor, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { getStaff, listStaffSessions } from "../../contract/operations/staffs.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { StaffForm } from "../forms/staff-form.tsx";
import type { Staff } from "../forms/staff-values.ts";
import { useStaffActs } from "../forms/use-staff-acts.tsx";
import { signIns as i, staff as s } from "../text/en-staff.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { HandedOver } from "../ui/handed-over.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { SignInTable } from "../ui/sign-in-table.tsx";

/** One staff account, or a new one. */
export function OneStaffPage() {
  const { staffId } = useParams({ from: "/shell/settings/staff/$staffId" });
  const { staff: me } = useSignedIn();
  const navigate = useNavigate();
  const handOver = (made: { name: string; password: string }) => {
    void navigate({ to: "/settings/staff" });
    modals.open({
      title: s.added(made.name),
      closeOnClickOutside: false,
      children: <HandedOver {...made} />,
    });
  };
  return (
    <Stack maw={1200}>
      <Anchor component={Link} to="/settings/staff" size="sm">
        <IconArrowLeft size={14} aria-hidden /> {s.back}
      </Anchor>
      {me.staff_role !== "admin" ? (
        <Alert color="gray">{s.adminOnly}</Alert>
      ) : staffId === "new" ? (
        <>
          <Title order={1} size="h2">
            {s.addTitle}
          </Title>
          <StaffForm staff={null} onAdded={handOver} />
        </>
      ) : (
        <Stored key={staffId} staffId={Number(staffId)} />
      )}
    </Stack>
  );
}

function Stored({ staffId }: { staffId: number }) {
  const call = useCall();
  const read = useQuery({ queryKey: ["staffs", staffId], queryFn: () => call(getStaff, { staffId }) });
  return (
    <QueryView query={read}>
      {({ staff }) => (
        <>
          <Title order={1} size="h2">
            {s.editTitle(staff.staff_name)}
          </Title>
          {staff.staff_role !== "admin" && <SecurityCard staff={staff} />}
          <StaffForm staff={staff} onAdded={() => undefined} />
          {staff.staff_role !== "admin" && <SignInsCard staff={staff} />}
        </>
      )}
    </QueryView>
  );
}

/** Password and second factor of somebody else: a new one, or off. */
function SecurityCard({ staff }: { staff: Staff }) {
  const acts = useStaffActs();
  const navigate = useNavigate();
  const takesCode = staff.staff_two_factor === 1;
  const { staff_name: name } = staff;
  return (
    <Paper withBorder p="md">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4">
            {s.password}
          </Title>
          <Group gap="xs">
            <Button variant="light" onClick={() => acts.newPassword(staff)} data-testid="staff-new-password">
              {s.newPassword}…
            </Button>
            {takesCode && (
              <Button
                variant="light"
                color="red"
                onClick={() => acts.endTwoFactor(staff)}
                data-testid="staff-factor-off"
              >
                {s.factorOff}…
              </Button>
            )}
            <Button
              variant="light"
              color="red"
              onClick={() => acts.remove(staff, () => void navigate({ to: "/settings/staff" }))}
            >
              {s.remove}…
            </Button>
          </Group>
        </Group>
        <Text size="sm" c="dimmed">
          {takesCode ? s.factorNote(name) : s.factorOffNote(name)}
        </Text>
      </Stack>
    </Paper>
  );
}

function SignInsCard({ staff }: { staff: Staff }) {
  const call = useCall();
  const acts = useStaffActs();
  const { staff_id: staffId } = staff;
  const open = useQuery({
    queryKey: ["staffs", staffId, "sign-ins"],
    queryFn: () => call(listStaffSessions, { staffId }),
  });
  return (
    <Paper withBorder p="md">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4">
            {i.title}
          </Title>
          <GuardedButton
            variant="light"
            color="red"
            why={open.data?.length === 0 ? i.none : null}
            onClick={() => acts.endAll(staff)}
            data-testid="staff-end-all"
          >
            {i.endAll}…
          </GuardedButton>
        </Group>
        <QueryView query={open}>
          {(rows) => <SignInTable rows={rows} onEnd={(row) => acts.endOne(staff, row.staff_session_id)} />}
        </QueryView>
      </Stack>
    </Paper>
  );
}
