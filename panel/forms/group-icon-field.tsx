import { Button, FileButton, Group, Image, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Static } from "typebox";
import type { memberGroup } from "../../contract/objects/member-group.ts";
import { putMemberGroupIcon } from "../../contract/operations/member-groups.ts";
import { refusalText, useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";

const g = t.groups;

export type MemberGroup = Static<typeof memberGroup>;

/** The picture of a group: stored or removed at once, beside the other fields of the form. */
export function GroupIconField({ group }: { group: MemberGroup }) {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const [hasIcon, setHasIcon] = useState(group.member_group_has_icon);
  // A new picture has the same address: what is behind the question mark makes the browser ask again.
  const [round, setRound] = useState(0);
  const storing = useMutation({
    mutationFn: (file: File | null) =>
      call(putMemberGroupIcon, { memberGroupId: group.member_group_id, file: file ?? new Blob([]) }),
    onSuccess: (_data, file) => {
      setHasIcon(file !== null);
      setRound((before) => before + 1);
      void client.invalidateQueries({ queryKey: ["member-groups"] });
    },
  });
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        {g.icon}
      </Text>
      <Group>
        {hasIcon ? (
          <Image
            src={`/api/v2/cafe/${cafe.id}/memberGroups/${group.member_group_id}/icon?${round}`}
            alt={g.iconOf(group.member_group_name)}
            w={48}
            h={48}
            fit="contain"
            data-testid="group-icon"
          />
        ) : (
          <Text size="sm" c="dimmed">
            {g.noIcon}
          </Text>
        )}
        <FileButton
          accept="image/png,image/jpeg,image/webp,image/gif"
          onChange={(file) => file !== null && storing.mutate(file)}
        >
          {(props) => (
            <Button {...props} size="xs" variant="default" loading={storing.isPending}>
              {g.chooseIcon}
            </Button>
          )}
        </FileButton>
        {hasIcon && (
          <Button
            size="xs"
            variant="subtle"
            color="red"
            disabled={storing.isPending}
            onClick={() => storing.mutate(null)}
          >
            {g.removeIcon}
          </Button>
        )}
      </Group>
      <Text size="xs" c={storing.error === null ? "dimmed" : "red"} role="status">
        {storing.error === null ? g.iconHelp : refusalText(storing.error)}
      </Text>
    </Stack>
  );
}
