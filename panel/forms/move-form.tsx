import { Chip, Group, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { move } from "../../contract/operations/desk-sessions.ts";
import { useCall } from "../api/calls.ts";
import { useBooking } from "../api/use-booking.ts";
import type { LivePc } from "../live/live-store.ts";
import { t } from "../text/en.ts";
import { BookingEnd } from "./booking-end.tsx";

const h = t.hall;

interface Props {
  pc: LivePc;
  /** Free PCs, those of the same group first. */
  targets: readonly LivePc[];
  /** Chosen already, by dropping the tile there. */
  to?: string | undefined;
}

/** By PC group, in the order in which they come. */
const groupsOf = (pcs: readonly LivePc[]) => [...Map.groupBy(pcs, (pc) => pc.pc_group_id)];

export function MoveForm({ pc, targets, to }: Props) {
  const call = useCall();
  const client = useQueryClient();
  const [chosen, setChosen] = useState(to ?? "");
  const { pc_name: name } = pc;
  const booking = useBooking({
    name: `move:${name}`,
    send: (target: string, options) => call(move, { pc_name: name, to_pc_name: target }, options),
    onDone: (_, target) => {
      modals.closeAll();
      notifications.show({ message: h.moved(pc.member_account ?? name, target), color: "teal" });
      void client.invalidateQueries({ queryKey: ["pcs"] });
    },
  });
  const target = booking.unanswered ?? chosen;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (target !== "") booking.book(target);
      }}
    >
      <Stack>
        {targets.length === 0 && <Text>{h.moveNone}</Text>}
        <Chip.Group value={chosen} onChange={setChosen}>
          <Stack gap="sm" mah={380} className="move-targets" role="radiogroup" aria-label={h.moveTo}>
            {groupsOf(targets).map(([groupId, group]) => (
              <Targets key={groupId} pcs={group} isSame={groupId === pc.pc_group_id} />
            ))}
          </Stack>
        </Chip.Group>
        {targets.some((each) => each.pc_group_id !== pc.pc_group_id) && (
          <Text size="xs" c="dimmed">
            {h.moveOtherHelp}
          </Text>
        )}
        {targets.some((each) => each.is_connected === 0) && (
          <Text size="xs" c="dimmed">
            {h.moveOffline}
          </Text>
        )}
        <BookingEnd
          booking={booking}
          label={target === "" ? h.moveFirst : h.moveNow(target)}
          disabled={target === ""}
          testId="move-confirm"
        />
      </Stack>
    </form>
  );
}

function Targets({ pcs, isSame }: { pcs: readonly LivePc[]; isSame: boolean }) {
  const group = pcs[0]?.pc_group_name ?? "";
  return (
    <div>
      <Text size="sm" fw={500}>
        {isSame ? h.moveSame(group) : h.moveOther(group)}
      </Text>
      <Group gap={6} mt={6}>
        {pcs.map((pc) => (
          <Chip
            key={pc.pc_name}
            value={pc.pc_name}
            radius="md"
            variant="outline"
            aria-label={pc.is_connected === 0 ? h.offlinePc(pc.pc_name) : undefined}
            data-offline={pc.is_connected === 0 || undefined}
          >
            {pc.pc_name}
          </Chip>
        ))}
      </Group>
    </div>
  );
}
