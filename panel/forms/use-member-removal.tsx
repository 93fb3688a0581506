import { Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { CallRefused } from "../../contract/client.ts";
import { changeMember, removeMember } from "../../contract/operations/members.ts";
import { refusalText, useCall } from "../api/calls.ts";
import { t } from "../text/en.ts";
import type { Member } from "../ui/member-status.tsx";

/** Deactivating and deleting a member, each after a question; `gone` is called when the member no longer exists. */
export function useMemberRemoval(gone: () => void) {
  const call = useCall();
  const client = useQueryClient();
  const m = t.members;
  const tell = (message: string, color: string) => notifications.show({ message, color, autoClose: 10_000 });

  const setActive = async (member: Member, active: boolean) => {
    try {
      await call(changeMember, { memberId: member.member_id, member_is_active: active });
      tell(m.changed(member.member_account), "teal");
    } catch (error) {
      tell(refusalText(error), "red");
    }
    await client.invalidateQueries({ queryKey: ["members"] });
  };

  const remove = async (member: Member, force: boolean) => {
    try {
      await call(removeMember, { memberId: member.member_id, ...(force && { force: true }) });
      tell(m.removed(member.member_account), "teal");
      await client.invalidateQueries({ queryKey: ["members", "list"] });
      gone();
    } catch (error) {
      if (error instanceof CallRefused && error.error === "member.has_values" && !force)
        askForce(member, error.message);
      else tell(refusalText(error), "red");
    }
  };

  /** The server refused because something is left; deleting it too is asked for once more, with its words. */
  const askForce = (member: Member, why: string) =>
    modals.openConfirmModal({
      title: m.removeTitle(member.member_account),
      children: (
        <Stack gap="xs">
          <Text size="sm">{why}</Text>
          <Text size="sm" c="red">
            {m.removeForceBody}
          </Text>
        </Stack>
      ),
      labels: { confirm: m.removeForce, cancel: t.common.cancel },
      confirmProps: { color: "red" },
      onConfirm: () => void remove(member, true),
    });

  return {
    toggleActive: (member: Member) => {
      if (member.member_is_active === 0) return void setActive(member, true);
      modals.openConfirmModal({
        title: m.deactivateTitle(member.member_account),
        children: <Text size="sm">{m.deactivateBody}</Text>,
        labels: { confirm: m.deactivate, cancel: t.common.cancel },
        confirmProps: { color: "red" },
        onConfirm: () => void setActive(member, false),
      });
    },
    remove: (member: Member) =>
      modals.openConfirmModal({
        title: m.removeTitle(member.member_account),
        children: <Text size="sm">{m.removeBody}</Text>,
        labels: { confirm: m.remove, cancel: t.common.cancel },
        confirmProps: { color: "red" },
        onConfirm: () => void remove(member, false),
      }),
  };
}
