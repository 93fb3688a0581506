import { Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { startFree, startPostpaid } from "../../contract/operations/desk-sessions.ts";
import { useCall } from "../api/calls.ts";
import { useBooking } from "../api/use-booking.ts";
import { t } from "../text/en.ts";
import { BookingEnd } from "./booking-end.tsx";
import { GuestReceipt } from "./guest-receipt.tsx";

interface Props {
  kind: "postpaid" | "free";
  pcNames: readonly string[];
}

/** Sessions that take no money at the start: paid at the end, or not at all. */
export function StartPlainForm({ kind, pcNames }: Props) {
  const call = useCall();
  const client = useQueryClient();
  const [comment, setComment] = useState("");
  const names = [...pcNames];
  const booking = useBooking({
    name: `start-${kind}:${names.join(",")}`,
    send: (note: string, options) =>
      kind === "postpaid"
        ? call(startPostpaid, { pc_names: names }, options)
        : call(startFree, { pc_names: names, ...(note !== "" && { comment: note }) }, options),
    onDone: () => void client.invalidateQueries({ queryKey: ["pcs"] }),
  });
  if (booking.done) return <GuestReceipt started={booking.done.results} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        booking.book(booking.unanswered ?? comment.trim());
      }}
    >
      <Stack>
        <Text size="sm">{t.hall.kindHelp[kind]}</Text>
        {kind === "free" && booking.unanswered === null && (
          <TextInput
            label={t.hall.note}
            maxLength={500}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
            data-autofocus
          />
        )}
        <BookingEnd booking={booking} label={t.hall.start(names.length)} testId="start-confirm" />
      </Stack>
    </form>
  );
}
