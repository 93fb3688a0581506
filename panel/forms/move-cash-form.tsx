import { SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { moveShiftCash } from "../../contract/operations/shifts.ts";
import { useCall } from "../api/calls.ts";
import { sessionQuery, useSignedIn } from "../api/session.ts";
import { useBooking } from "../api/use-booking.ts";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";
import { BookingEnd } from "./booking-end.tsx";
import { amountOf, amountProblem } from "./money-input.ts";

const s = t.shifts;

interface Wanted {
  amount: string;
  comment: string;
}

/** Puts the café's own cash into one's drawer, or takes it out. */
export function MoveCashForm() {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const [isOut, setOut] = useState(true);
  const [typed, setTyped] = useState("");
  const [comment, setComment] = useState("");
  const [touched, setTouched] = useState(false);
  const booking = useBooking({
    name: "move-cash",
    send: (wanted: Wanted, options) => call(moveShiftCash, wanted, options),
    onDone: ({ cash_in_hand: left }) => {
      modals.closeAll();
      notifications.show({ message: s.moved(moneyText(left, cafe.currency)), color: "teal" });
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      void client.invalidateQueries({ queryKey: ["shifts"] });
    },
  });
  const amount = amountOf(typed);
  const commentMissing = comment.trim() === "";
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTouched(true);
        if (booking.unanswered !== null) booking.book(booking.unanswered);
        else if (amount !== null && !commentMissing)
          booking.book({ amount: isOut ? `-${amount}` : amount, comment: comment.trim() });
      }}
    >
      <Stack>
        <Text size="sm">{s.moveHelp}</Text>
        <SegmentedControl
          fullWidth
          aria-label={s.direction}
          data={[
            { value: "out", label: s.takeOut },
            { value: "in", label: s.putIn },
          ]}
          value={isOut ? "out" : "in"}
          onChange={(value) => setOut(value === "out")}
        />
        <TextInput
          label={t.topUp.amount}
          inputMode="decimal"
          size="lg"
          data-autofocus
          data-testid="move-amount"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={amountProblem(typed, touched)}
        />
        <TextInput
          label={s.moveComment}
          required
          maxLength={500}
          data-testid="move-comment"
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
          error={touched && commentMissing ? s.moveCommentNeeded : null}
        />
        <BookingEnd booking={booking} label={isOut ? s.takeOut : s.putIn} testId="move-confirm" />
      </Stack>
    </form>
  );
}
