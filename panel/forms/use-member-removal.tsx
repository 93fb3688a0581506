import { Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useQueryClient } from "@tanstack/react-query";
import { CallRefused } from "../../contract/client.ts";
import { changeMember, getMember, removeMember } from "../../contract/operations/members.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import type { Member } from "../ui/member-status.tsx";
import { tellOutcome } from "../ui/tell-outcome.ts";
import { whatRemains } from "../ui/what-remains.ts";

/** Deactivating and deleting a member, each after a question; `gone` is called when the member no longer exists. */
export function useMemberRemoval(gone: () => void) {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const m = t.members;

  const setActive = async ({ member_id: memberId, member_account: account }: Member, active: boolean) => {
    await tellOutcome(call(changeMember, { memberId, member_is_active: active }), m.changed(account));
    await client.invalidateQueries({ queryKey: ["members"] });
  };

  const remove = async (member: Member, force: boolean) => {
    const { member_id: memberId, member_account: account } = member;
    const removing = call(removeMember, { memberId, ...(force && { force: true }) });
    // Something may have come since the question was put: it is put again, with what is there now.
    const isLeft = await removing.then(
      () => false,
      (error: unknown) => !force && error instanceof CallRefused && error.error === "member.has_values",
    );
    if (isLeft) return ask(member);
    if (!(await tellOutcome(removing, m.removed(account)))) return;
    await client.invalidateQueries({ queryKey: ["members", "list"] });
    gone();
  };

  /** Asks with what the account holds at this moment; what is left is lost with it, so it is named. */
  const ask = async ({ member_id: memberId }: Member) => {
    const reading = call(getMember, { memberId });
    const found = await reading.catch(() => null);
    if (found === null) return void tellOutcome(reading, "");
    const { member } = found;
    const left = whatRemains(member, cafe.currency);
    modals.openConfirmModal({
      title: m.removeTitle(member.member_account),
      children: (
        <Stack gap="xs">
          <Text size="sm">{m.removeBody}</Text>
          {left.length > 0 && (
            <Text size="sm" c="red" data-testid="what-remains">
              {m.removeLeft(left.join(", "))}
            </Text>
          )}
        </Stack>
      ),
      labels: { confirm: left.length > 0 ? m.removeForce : m.remove, cancel: t.common.cancel },
      confirmProps: { color: "red" },
      onConfirm: () => void remove(member, left.length > 0),
    });
  };

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
    remove: (member: Member) => void ask(member),
  };
}
