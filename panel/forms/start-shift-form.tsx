import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { currentShift, startShift } from "../../contract/operations/shifts.ts";
import { useCall } from "../api/calls.ts";
import { sessionQuery, useSignedIn } from "../api/session.ts";
import { useBooking } from "../api/use-booking.ts";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";
import { BookingEnd } from "./booking-end.tsx";
import { cashOf } from "./money-input.ts";

const s = t.shifts;

interface Wanted {
  shift_cash_start: string;
  comment: string;
}

/** Starts one's shift with what is in the drawer; what the last shift left is one press away. */
export function StartShiftForm() {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const [typed, setTyped] = useState("");
  const [comment, setComment] = useState("");
  const [touched, setTouched] = useState(false);
  const left = useQuery({ queryKey: ["shifts", "current"], queryFn: () => call(currentShift, {}) });
  const booking = useBooking({
    name: "start-shift",
    send: (wanted: Wanted, options) => call(startShift, wanted, options),
    onDone: () => {
      modals.closeAll();
      notifications.show({ message: s.started, color: "teal" });
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      void client.invalidateQueries({ queryKey: ["shifts"] });
    },
  });
  const cash = cashOf(typed);
  const handedOver = left.data?.cash_handed_over ?? "0.00";
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTouched(true);
        if (booking.unanswered !== null) booking.book(booking.unanswered);
        else if ("amount" in cash) booking.book({ shift_cash_start: cash.amount, comment: comment.trim() });
      }}
    >
      <Stack>
        <Text size="sm">{s.startHelp}</Text>
        <TextInput
          label={s.float}
          inputMode="decimal"
          size="lg"
          data-autofocus
          data-testid="shift-float"
          value={typed}
          disabled={booking.unanswered !== null}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={touched && "wrong" in cash ? cash.wrong : null}
        />
        {Number(handedOver) > 0 && (
          <Group gap="xs">
            <Text size="sm" c="dimmed">
              {s.handedOver(moneyText(handedOver, cafe.currency))}
            </Text>
            <Button size="compact-sm" variant="light" onClick={() => setTyped(handedOver)}>
              {s.take}
            </Button>
          </Group>
        )}
        <TextInput
          label={s.comment}
          maxLength={500}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <BookingEnd booking={booking} label={s.start} testId="shift-start" />
      </Stack>
    </form>
  );
}
