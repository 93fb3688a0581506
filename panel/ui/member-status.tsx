import { Badge } from "@mantine/core";
import { IconCheck, IconClockOff, IconX } from "@tabler/icons-react";
import type { Static } from "typebox";
import type { member } from "../../contract/objects/member.ts";
import { t } from "../text/en.ts";

export type Member = Static<typeof member>;

export function MemberStatus({ member: { member_is_active, member_is_expired } }: { member: Member }) {
  if (member_is_active === 0) {
    return (
      <Badge variant="light" color="red" leftSection={<IconX size={12} aria-hidden />}>
        {t.members.inactive}
      </Badge>
    );
  }
  if (member_is_expired === 1) {
    return (
      <Badge variant="light" color="orange" leftSection={<IconClockOff size={12} aria-hidden />}>
        {t.members.expired}
      </Badge>
    );
  }
  return (
    <Badge variant="light" color="teal" leftSection={<IconCheck size={12} aria-hidden />}>
      {t.members.active}
    </Badge>
  );
}

export const nameOf = ({ member_first_name: first, member_last_name: last }: Member): string =>
  `${first} ${last}`.trim();
