import { Checkbox, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { startPause } from "../../contract/operations/pauses.ts";
import { useCall } from "../api/calls.ts";
import { useBooking } from "../api/use-booking.ts";
import { t } from "../text/en.ts";
import { BookingEnd } from "./booking-end.tsx";

const h = t.hall;

interface Props {
  /** Chosen PCs; empty = the form offers all and groups alone. */
  pcNames: readonly string[];
  groups: readonly { id: number; name: string }[];
}

interface Wanted {
  pcNames: string[];
  groupIds: number[];
  reason: string;
}

/** Lets time and cost of sessions stand still: of all, of PC groups, or of the chosen PCs. */
export function PauseForm({ pcNames, groups }: Props) {
  const call = useCall();
  const client = useQueryClient();
  const [scope, setScope] = useState<"all" | "groups" | "chosen">(pcNames.length > 0 ? "chosen" : "all");
  const [groupIds, setGroupIds] = useState<string[]>([]);
  const [reason, setReason] = useState("");
  const booking = useBooking({
    name: "pause",
    send: (wanted: Wanted, options) =>
      call(
        startPause,
        {
          ...(wanted.reason !== "" && { pause_reason: wanted.reason }),
          ...(wanted.groupIds.length > 0 && { pc_group_ids: wanted.groupIds }),
          ...(wanted.pcNames.length > 0 && { pc_names: wanted.pcNames }),
        },
        options,
      ),
    onDone: ({ paused }) => {
      modals.closeAll();
      notifications.show({ message: h.paused(paused.length), color: "teal" });
      void client.invalidateQueries({ queryKey: ["pauses"] });
      void client.invalidateQueries({ queryKey: ["pcs"] });
    },
  });
  const isReady = scope !== "groups" || groupIds.length > 0;
  const wanted: Wanted = {
    pcNames: scope === "chosen" ? [...pcNames] : [],
    groupIds: scope === "groups" ? groupIds.map(Number) : [],
    reason: reason.trim(),
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) booking.book(booking.unanswered ?? wanted);
      }}
    >
      <Stack>
        <Text size="sm">{h.pauseHelp}</Text>
        <SegmentedControl
          fullWidth
          aria-label={h.pauseWhat}
          data={[
            { value: "all", label: h.pauseAll },
            { value: "groups", label: h.pauseGroups },
            ...(pcNames.length > 0 ? [{ value: "chosen", label: h.pauseChosen(pcNames) }] : []),
          ]}
          value={scope}
          onChange={(value) => setScope(value === "groups" || value === "chosen" ? value : "all")}
        />
        {scope === "groups" && (
          <Checkbox.Group
            value={groupIds}
            onChange={setGroupIds}
            label={h.pauseGroups}
            description={groupIds.length === 0 ? h.pausePickGroup : undefined}
          >
            <Stack gap="xs" mt={6}>
              {groups.map(({ id, name }) => (
                <Checkbox key={id} value={String(id)} label={name} />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        <TextInput
          label={h.pauseReason}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
          data-testid="pause-reason"
        />
        <BookingEnd booking={booking} label={h.pauseNow} disabled={!isReady} testId="pause-confirm" />
      </Stack>
    </form>
  );
}
