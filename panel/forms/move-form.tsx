import { Radio, Stack, Text } from "@mantine/core";
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
        <Radio.Group label={h.moveTo} value={chosen} onChange={setChosen}>
          <Stack gap="xs" mah={320} mt={6} className="table-scroll">
            {targets.map((each) => (
              <Radio
                key={each.pc_name}
                value={each.pc_name}
                label={each.pc_name}
                description={[
                  each.pc_group_id === pc.pc_group_id ? h.sameGroup : h.otherGroup(each.pc_group_name),
                  each.is_connected === 1 ? "" : h.offline,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              />
            ))}
          </Stack>
        </Radio.Group>
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
