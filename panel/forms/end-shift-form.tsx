import { Group, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { currentShift, endShift } from "../../contract/operations/shifts.ts";
import { useCall } from "../api/calls.ts";
import { sessionQuery, useSignedIn } from "../api/session.ts";
import { useBooking } from "../api/use-booking.ts";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";
import { BookingEnd } from "./booking-end.tsx";
import { cashOf } from "./money-input.ts";

const s = t.shifts;

interface Wanted {
  shift_cash_end: string;
  reason: string;
}

/** Ends one's shift: what was counted stands beside what should be there, and a difference needs its reason. */
export function EndShiftForm() {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [touched, setTouched] = useState(false);
  const now = useQuery({
    queryKey: ["shifts", "current"],
    queryFn: () => call(currentShift, {}),
    refetchInterval: 10_000,
  });
  const booking = useBooking({
    name: "end-shift",
    send: (wanted: Wanted, options) =>
      call(
        endShift,
        { shift_cash_end: wanted.shift_cash_end, ...(wanted.reason !== "" && { reason: wanted.reason }) },
        options,
      ),
    onDone: (_, wanted) => {
      modals.closeAll();
      notifications.show({
        message: s.ended(moneyText(wanted.shift_cash_end, cafe.currency)),
        color: "teal",
      });
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      void client.invalidateQueries({ queryKey: ["shifts"] });
    },
  });
  const cash = cashOf(typed);
  const expected = now.data?.shift?.shift_cash_expected ?? null;
  const difference = "amount" in cash && expected !== null ? Number(cash.amount) - Number(expected) : null;
  const differs = difference !== null && Math.abs(difference) > 0.0001;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTouched(true);
        if (booking.unanswered !== null) booking.book(booking.unanswered);
        else if ("amount" in cash && !(differs && reason.trim() === ""))
          booking.book({ shift_cash_end: cash.amount, reason: reason.trim() });
      }}
    >
      <Stack>
        <Text size="sm">{s.endHelp}</Text>
        <TextInput
          label={s.counted}
          inputMode="decimal"
          size="lg"
          data-autofocus
          data-testid="shift-counted"
          value={typed}
          disabled={booking.unanswered !== null}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={touched && "wrong" in cash ? cash.wrong : null}
        />
        {difference !== null && expected !== null && (
          <Group justify="space-between" data-testid="shift-difference">
            <Text size="sm">
              {s.expected}: <b>{moneyText(expected, cafe.currency)}</b>
            </Text>
            <Text size="sm" fw={600} c={differs ? "red" : "teal"} role="status">
              {!differs
                ? s.exact
                : (difference < 0 ? s.tooLittle : s.tooMuch)(moneyText(Math.abs(difference), cafe.currency))}
            </Text>
          </Group>
        )}
        {differs && (
          <TextInput
            label={s.reason}
            required
            maxLength={500}
            data-testid="shift-reason"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={touched && reason.trim() === "" ? s.reasonNeeded : null}
          />
        )}
        <BookingEnd booking={booking} label={s.end} testId="shift-end" />
      </Stack>
    </form>
  );
}
