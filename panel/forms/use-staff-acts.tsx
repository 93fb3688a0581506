import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { endStaffSessions, endStaffTwoFactor, removeStaff } from "../../contract/operations/staffs.ts";
import { refusalText, useCall } from "../api/calls.ts";
import { t } from "../text/en.ts";
import { signIns as i, staff as s } from "../text/en-staff.ts";
import { tellOutcome } from "../ui/tell-outcome.ts";
import { StaffPasswordForm } from "./staff-password-form.tsx";

interface Named {
  staff_id: number;
  staff_name: string;
}

/** What the Admin can do to another's account besides changing it: dialogs, and what they lead to. */
export function useStaffActs() {
  const call = useCall();
  const client = useQueryClient();
  const readAnew = () => void client.invalidateQueries({ queryKey: ["staffs"] });
  const end = (staffId: number, staffSessionId?: number) =>
    call(endStaffSessions, { staff_id: staffId, staff_session_id: staffSessionId })
      .then(
        ({ ended }) => notifications.show({ message: i.ended(ended), color: "teal" }),
        (error: unknown) => notifications.show({ message: refusalText(error), color: "red" }),
      )
      .finally(readAnew);
  return {
    remove: ({ staff_id: staffId, staff_name: name }: Named, onGone: () => void = () => undefined) =>
      modals.openConfirmModal({
        title: s.removeTitle(name),
        children: <Text size="sm">{s.removeBody}</Text>,
        labels: { confirm: s.remove, cancel: t.common.cancel },
        confirmProps: { color: "red" },
        onConfirm: () =>
          void tellOutcome(call(removeStaff, { staffId }), s.removed(name)).then((isGone) => {
            readAnew();
            if (isGone) onGone();
          }),
      }),
    newPassword: ({ staff_id: staffId, staff_name: name }: Named) =>
      modals.open({
        title: s.newPasswordDone(name),
        closeOnClickOutside: false,
        children: <StaffPasswordForm staffId={staffId} name={name} />,
      }),
    endTwoFactor: ({ staff_id: staffId, staff_name: name }: Named) =>
      modals.openConfirmModal({
        title: s.factorOffTitle(name),
        children: <Text size="sm">{s.factorOffBody}</Text>,
        labels: { confirm: s.factorOff, cancel: t.common.cancel },
        confirmProps: { color: "red" },
        onConfirm: () =>
          void tellOutcome(call(endStaffTwoFactor, { staff_id: staffId }), s.factorOffDone(name)).then(
            readAnew,
          ),
      }),
    endOne: (staff: Named, staffSessionId: number) => void end(staff.staff_id, staffSessionId),
    endAll: ({ staff_id: staffId, staff_name: name }: Named) =>
      modals.openConfirmModal({
        title: i.endAllTitle(name),
        children: <Text size="sm">{i.endAllBody}</Text>,
        labels: { confirm: i.endAll, cancel: t.common.cancel },
        confirmProps: { color: "red" },
        onConfirm: () => void end(staffId),
      }),
  };
}
